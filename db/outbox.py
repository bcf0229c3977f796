"""What has to go up: one operation per row written, in groups that are never split.

`n` is dense per device incarnation and `op_id` is the idempotency key for ever. An operation
carries the changed fields, the values that they replace (so that the far end can merge by field)
and, on the last one of its transaction, the journal lines: a decision never travels without its
entry.
"""

import base64
from typing import Any

from console.domain.record import dataclass
from db.coding import Raw, canonical
from db.entity import DataClass, Entity

OUTBOX_DDL = """
CREATE TABLE outbox(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  op_id TEXT NOT NULL UNIQUE, tx_id TEXT NOT NULL, tx_last INTEGER NOT NULL,
  lane INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK(kind IN ('patch','append','journal')),
  entity TEXT NOT NULL, entity_id TEXT NOT NULL, base_ver INTEGER NOT NULL,
  base TEXT, set_ TEXT NOT NULL, expects TEXT, schema_no INTEGER NOT NULL,
  hlc TEXT NOT NULL, actor TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending'
    CHECK(state IN ('pending','acked','rejected','quarantined')),
  attempts INTEGER NOT NULL DEFAULT 0, last_error TEXT, server_seq INTEGER, acked_at INTEGER
) STRICT;
CREATE INDEX outbox_pending ON outbox(lane, n) WHERE state = 'pending';
"""

COLUMNS = (
    "op_id",
    "tx_id",
    "tx_last",
    "lane",
    "kind",
    "entity",
    "entity_id",
    "base_ver",
    "base",
    "set_",
    "schema_no",
    "hlc",
    "actor",
)
INSERT = (
    f"INSERT INTO outbox({', '.join(COLUMNS)})"  # noqa: S608 - our own names
    f" VALUES ({', '.join('?' * len(COLUMNS))})"
)

_SET = COLUMNS.index("set_")


def telling(row: tuple[Raw, ...], told: str) -> tuple[Raw, ...]:
    """The last operation of a group with the lines that it carries ("" for none)."""
    return (*row[:_SET], told, *row[_SET + 1 :])


_FIRST = {"incident", "call", "event", "proposal", "approval", "response", "figure"}
_SECOND = {"task", "document", "dispatch", "dispatch_step", "stock_move", "transfer", "due"}


def lane(entity: str) -> int:
    """0 incidents, levels and approvals; 1 orders and movements; 2 registers."""
    return 0 if entity in _FIRST else 1 if entity in _SECOND else 2


def _plain(value: Raw) -> Any:
    return {"sealed": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


@dataclass(frozen=True, slots=True)
class Operation:
    """A row's change as it will go up; personal fields are ciphertext here too."""

    kind: str
    entity: str
    entity_id: str
    base: str | None
    changed: str

    @classmethod
    def of(cls, of: Entity, new: dict[str, Raw], old: dict[str, Raw] | None) -> "Operation | None":
        """None where nothing changed that may leave this machine."""
        kind = "append" if of.data_class is DataClass.LEDGER else "patch"
        if old is None:
            given = {
                name: _plain(value)
                for name, value in new.items()
                if value is not None and name not in of.stays
            }
            return cls(kind, str(of.kind), str(new["id"]), None, canonical(given))
        names = [n for n in of.names if old[n] != new[n] and n not in of.stays]
        if not names:
            return None
        base = canonical({name: _plain(old[name]) for name in names})
        return cls(
            kind,
            str(of.kind),
            str(new["id"]),
            base,
            canonical({name: _plain(new[name]) for name in names}),
        )
