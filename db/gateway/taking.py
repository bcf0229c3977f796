"""What is carried from one group of a push to the next, and how a group's effect is put into it.

Rows as the groups leave them, told as the feed tells them; nothing is on the shelf before it is
laid there.
"""

from dataclasses import field

import orjson

from console.domain.changes import Kind
from console.domain.difference import Choice
from console.domain.record import dataclass
from db.gateway.groups import Group
from db.gateway.shelf import Batch, Device, Key, Piece, Row, Shelf, Waiting, count_row
from db.gateway.verdict import Author, Outcome, Standing, marked, moment
from db.sync import wire

_DIFFERENCE = str(Kind.DIFFERENCE)
_OWN = {_DIFFERENCE, str(Kind.SHORTFALL)}  # kinds of rows that the far end makes itself


@dataclass(slots=True)
class Aside:
    """A group that waits, as it can be judged again; its first place in the log, what it misses."""

    group: Group
    waits: Waiting


@dataclass(slots=True)
class Taking:
    """What has to be carried from one group of the push to the next."""

    shelf: Shelf
    device: Device
    batch: Batch
    standing: Standing
    cursor: int
    before: dict[Key, Row]  # rows as the push found them
    lanes: dict[tuple[int, int], tuple[int, str]] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    pieces: dict[int, list[Piece]] = field(default_factory=dict)
    moved: bool = False
    dirty: dict[Key, None] = field(default_factory=dict)  # rows to be laid down
    asides: dict[str, Aside] = field(default_factory=dict)  # tx → what may be judged again
    awaited: dict[Key, list[str]] = field(default_factory=dict)  # row → tx of those that miss it

    def born(self, group: Group, outcome: Outcome) -> set[Key]:
        """The rows that were not there before this."""
        rows = self.standing.rows
        found = {key for key in outcome.bodies if key not in rows}
        own = {key for key in found if key[0] in _OWN}  # looked up before, where it was told
        if own:
            found -= self._met_again(own - {op.key for op in group.ops}, outcome)
        return found

    def _met_again(self, made: set[Key], outcome: Outcome) -> set[Key]:
        """What the far end makes itself may be there already: a console told it again, after a
        copy had lost it, before the group in which it was found. A difference that a person had
        settled stays so; an open one says what is found now.
        """
        there = self.shelf.rows(made) if made else {}
        for key, row in there.items():
            self.standing.rows[key] = self.before[key] = row
            if key[0] == _DIFFERENCE and orjson.loads(row.body).get("choice") != Choice.OPEN:
                del outcome.bodies[key]
        return set(there)


def settle(taking: Taking, group: Group, outcome: Outcome, seq: int) -> tuple[str, str | None]:
    """Puts the effect into the standing; the rows as the feed tells them, and the echo."""
    standing = taking.standing
    if outcome.code:
        return _as_they_are(standing, group), None
    standing.claims.update(outcome.claimed)
    for claim in outcome.released - set(outcome.claimed):
        standing.claims.pop(claim, None)
        taking.batch.claimed.pop(claim, None)  # laid by an earlier group of this push
    taking.batch.released |= outcome.released
    taking.batch.released -= set(outcome.claimed)
    taking.batch.claimed.update(outcome.claimed)
    standing.balances.update(outcome.balances)
    taking.batch.balances.update(outcome.balances)
    by = Author(group.device, group.actor, moment(group.hlc) or standing.now)
    told, echo, alone = [], [], outcome.state == wire.OK
    for key, body in outcome.bodies.items():
        row = standing.rows.get(key)
        if row is not None and row.seq > taking.cursor and row.device != group.device:
            alone = False
        text = orjson.dumps(body).decode()
        ver, marks = 1, ""
        if row is not None:
            ver, marks = row.ver + 1, marked(row, orjson.loads(row.body), body, by)
        standing.rows[key] = Row(ver, seq, text, by.device, by.actor, by.at, marks)
        standing.bodies[key] = body
        taking.dirty[key] = None
        head = f'{{"e":"{key[0]}","id":{orjson.dumps(key[1]).decode()},"ver":{ver},"row":'
        told.append(f"{head}{text}}}")
        echo.append(f"{head}null}}")
    if set(_keys(group)) != set(outcome.bodies):
        alone = False  # something came of it that its own console has not got
        untaken = dict.fromkeys(key for key in _keys(group) if key not in outcome.bodies)
        told += [
            as_it_is(standing.rows.get(key), key) for key in untaken
        ]  # nothing of its patch was taken
    return f"[{','.join(told)}]", f"[{','.join(echo)}]" if alone else None


def _keys(group: Group) -> list[Key]:
    return [op.key for op in group.ops]


def _as_they_are(standing: Standing, group: Group) -> str:
    """For a group that was turned away: what it spoke of, as it stands."""
    keys = dict.fromkeys(_keys(group))
    return f"[{','.join(as_it_is(standing.rows.get(key), key) for key in keys)}]"


def as_it_is(row: Row | None, key: Key) -> str:
    """As the feed tells it; gone where there is no such row."""
    head = {"e": key[0], "id": key[1]}
    if row is None:
        return orjson.dumps({**head, "ver": 0, "row": None, "gone": True}).decode()
    spelled = orjson.dumps({**head, "ver": row.ver}).decode()
    return f'{spelled[:-1]},"row":{row.body}}}'


def lay(taking: Taking) -> None:
    """Rows as the groups so far left them."""
    fresh: dict[Key, Row] = {}
    changed: dict[Key, Row] = {}
    for key in taking.dirty:
        old, row = taking.before.get(key), taking.standing.rows[key]
        (fresh if old is None else changed)[key] = row
        count_row(taking.batch, key, old, row)
        taking.before[key] = row
    taking.dirty.clear()
    taking.shelf.put_rows(fresh, changed)
