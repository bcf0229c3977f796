"""What has to go up: the operations of each transaction, one group in one row, never split.

A group is what is pushed, acknowledged or put aside as a whole; `n` numbers the groups of a device
incarnation without a gap, and each operation's id is its idempotency key for ever. An operation
carries the changed fields and the values that they replace, so that the far end can merge by
field. The group names the journal lines that travel with it, and rows added to a ledger likewise:
those only grow, so they are not kept twice (`db.appended` puts their words in). A decision never
travels without its entry.
"""

import base64
from collections.abc import Sequence
from typing import Any

import orjson

from console.domain.record import dataclass
from db.coding import Raw
from db.entity import DataClass, Entity

OUTBOX_DDL = """
CREATE TABLE outbox(
  n INTEGER PRIMARY KEY,
  tx_id TEXT NOT NULL, lane INTEGER NOT NULL, schema_no INTEGER NOT NULL,
  hlc TEXT NOT NULL, actor TEXT NOT NULL,
  incarnation INTEGER NOT NULL, first_line INTEGER NOT NULL, last_line INTEGER NOT NULL,
  ops TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending'
    CHECK(state IN ('pending','acked','rejected','quarantined')),
  attempts INTEGER NOT NULL DEFAULT 0, last_error TEXT, answers TEXT,
  server_seq INTEGER, acked_at INTEGER
) STRICT;
CREATE INDEX outbox_pending ON outbox(lane, n) WHERE state = 'pending';
CREATE INDEX outbox_answered ON outbox(server_seq) WHERE server_seq IS NOT NULL;
CREATE INDEX outbox_tx ON outbox(tx_id);
CREATE INDEX outbox_refused ON outbox(n) WHERE state = 'rejected';
CREATE INDEX outbox_aside ON outbox(n) WHERE state = 'quarantined';
"""

COLUMNS = (
    "tx_id",
    "lane",
    "schema_no",
    "hlc",
    "actor",
    "incarnation",
    "first_line",
    "last_line",
    "ops",
)
INSERT = (
    f"INSERT INTO outbox({', '.join(COLUMNS)})"  # noqa: S608 - our own names
    f" VALUES ({', '.join('?' * len(COLUMNS))})"
)

PATCH, APPEND = "patch", "append"
_FIRST = {"incident", "call", "event", "proposal", "approval", "response", "figure"}
_FIRST |= {"seat", "verdict"}
HISTORY_LANE = 3  # what a workstation had before its county joined the exchange
_SECOND = {"task", "document", "dispatch", "dispatch_step", "stock_move", "transfer", "due"}
_SECOND |= {"transfer_line", "document_number", "quota", "shortfall", "handover"}


def lane(entity: str) -> int:
    """0 incidents, levels and approvals; 1 orders and movements; 2 registers.

    Each lane goes up in order; a lane may overtake another (satellite profile).
    """
    return 0 if entity in _FIRST else 1 if entity in _SECOND else 2


def _plain(value: Raw) -> Any:
    return {"sealed": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


Told = dict[str, Any]
Key = tuple[str, str]  # entity, id
Added = tuple[str, Sequence[str]]  # entity, ids: rows of a ledger


@dataclass(frozen=True, slots=True)
class Operation:
    """A row's change as it will go up; personal fields are ciphertext here too."""

    kind: str
    entity: str
    entity_id: str
    base: Told | None
    changed: Told

    @classmethod
    def of(cls, of: Entity, new: dict[str, Raw], old: dict[str, Raw] | None) -> "Operation | None":
        """Of a register or a decision; None where nothing changed that may leave this machine."""
        if old is None:
            return cls.making(of, new)
        names = [n for n in of.names if old[n] != new[n] and n not in of.stays]
        if not names:
            return None
        base: Told = {name: old[name] for name in names}
        changed: Told = {name: new[name] for name in names}
        cleared(of, base)
        cleared(of, changed)
        return cls(PATCH, str(of.kind), str(new["id"]), base, changed)

    @classmethod
    def making(cls, of: Entity, new: dict[str, Raw]) -> "Operation":
        """The whole row."""
        given: Told = {name: value for name, value in new.items() if value is not None}
        cleared(of, given)
        kind = APPEND if of.data_class is DataClass.LEDGER else PATCH
        return cls(kind, str(of.kind), str(new["id"]), None, given)

    def told(self, op_id: str) -> Told:
        return {
            "id": op_id,
            "kind": self.kind,
            "entity": self.entity,
            "of": self.entity_id,
            "base": self.base,
            "set": self.changed,
        }


def cleared(of: Entity, told: Told) -> None:
    """What stays on this machine is taken out, and ciphertext put into letters."""
    for name in of.stays:
        told.pop(name, None)
    for name in of.blobs:
        value = told.get(name)
        if value is not None:
            told[name] = _plain(value)


def spelled(tx: str, operations: Sequence[Operation | Added]) -> str:
    """The group's operations as they lie in the row; each one's id is its place in the group.
    Rows of a ledger are only named, one after the other together: {"entity", "rows": [id, …]}.
    """
    told: list[Told] = []
    at = 0
    for one in operations:
        if isinstance(one, Operation):
            told.append(one.told(f"{tx}.{at}"))
            at += 1
        else:
            entity, ids = one
            told.append({"entity": entity, "rows": ids})
            at += len(ids)
    return orjson.dumps(told).decode()


def lying(ops: str) -> list[Told]:
    """Back from `spelled`; ValueError for what was spoilt."""
    found: list[Told] = orjson.loads(ops)
    return found


def touched(ops: str) -> list[Key]:
    """The rows of a group, in order; ValueError for what was spoilt."""
    found: list[Key] = []
    for op in lying(ops):
        ids = op["rows"] if "rows" in op else (op["of"],)
        found += [(op["entity"], id_) for id_ in ids]
    return found
