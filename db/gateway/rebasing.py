"""The province was put back from a copy: what the relay has is held against its new history, once.

Groups that the relay knows are not adopted a second time while that history is read from its
beginning: rows would go back to what they were and forward again before everybody's eyes. At its
end the rows are what counts, and what it decided otherwise this time is told to who wrote it.
"""

from collections.abc import Iterator
from dataclasses import field
from typing import Any

from console.domain.record import dataclass
from db.gateway.adopting import Change, Putting, otherwise
from db.gateway.shelf import FAR_END, Key
from db.gateway.shelf_pg import ShelfPg
from db.sync import wire

_AT_ONCE = 500  # rows of one entry


@dataclass(slots=True)
class History:
    """What a history leaves behind: each row as it was told last, the last word on each group."""

    rows: dict[Key, dict[str, Any]] = field(default_factory=dict)
    words: dict[str, Change] = field(default_factory=dict)

    def heard(self, changes: list[Change]) -> None:
        for change in changes:
            if change["n"] or "re" in change:
                self.words[str(change.get("re") or change["tx"])] = change
            for row in change["rows"]:
                key = (str(row["e"]), str(row["id"]))
                if row["row"] is not None:
                    self.rows[key] = row
                elif row.get("gone"):
                    self.rows.setdefault(key, row)


def rebase(shelf: ShelfPg, history: History, epoch: str, now: int) -> None:
    """In one transaction; who reads the relay's feed gets what has become different. What that
    history has not taken yet stays to be seen in the hall, as before it came back the first time.
    """
    shelf.owed_again(history.words.keys())
    parts = list(_parts(history, epoch, now))
    putting = Putting(shelf, parts, epoch, now)
    for part in parts:
        told = putting.rows(part)
        if told:
            putting.entry(part, told)
    for tx, known in shelf.known(history.words.keys()).items():
        if otherwise(known.answer, history.words[tx]):
            putting.verdict(tx, history.words[tx], [])
    putting.close()


def _parts(history: History, epoch: str, now: int) -> Iterator[Change]:
    rows = list(history.rows.values())
    for at in range(0, len(rows), _AT_ONCE):
        yield {
            "tx": f"up.{epoch}.rows-{at}",
            "dev": FAR_END,
            "inc": 0,
            "n": 0,
            "lane": 0,
            "actor": FAR_END,
            "hlc": "",
            "at": now,
            "st": wire.OK,
            "code": "",
            "lines": [],
            "keys": [],
            "rows": rows[at : at + _AT_ONCE],
        }
