"""What the province has, taken into a relay's own log, so that the hall sees it while cut off.

A row is the province's row with the relay's own groups on top that have not come back from there
yet: the same rule as at a workstation. Whatever the hall wrote meanwhile stays to be seen until
the province has judged it; then the province's row stands. The groups of others keep their
transaction and their place in their lane, so that a workstation may move between the two.
"""

from typing import Any

import orjson

from console.domain.changes import Kind
from console.domain.record import dataclass
from db.gateway.claims import claim
from db.gateway.shelf import (
    Batch,
    Entry,
    Key,
    Piece,
    Row,
    SubjectKey,
    count_row,
    new_keys,
)
from db.gateway.shelf_pg import ShelfPg
from db.gateway.taking import as_it_is
from db.gateway.verdict import Author, marked, moment
from db.sync import wire

_MOVE = str(Kind.MOVE)
_SIDES = (("from_account", -1), ("to_account", 1))
Change = dict[str, Any]


@dataclass(slots=True)
class _Standing:
    rows: dict[Key, Row]
    before: dict[Key, Row]
    over: dict[Key, list[tuple[str, dict[str, Any]]]]  # unreturned: (tx, what it set)
    balances: dict[Key, int]
    pieces: dict[tuple[str, int], list[Piece]]
    lanes: dict[tuple[str, int], dict[int, tuple[int, str]]]
    gone: set[Key]
    shadows: dict[Key, str]
    touched: dict[str, list[Key]]  # unreturned: by transaction


def adopt(shelf: ShelfPg, changes: list[Change], epoch: str, now: int) -> None:
    """A page of the province's feed, in one transaction of the relay's county."""
    txs = [tx_of(change, epoch) for change in changes]
    known = shelf.known({*txs, *(str(change["re"]) for change in changes if "re" in change)})
    owed = dict(shelf.unreturned())
    standing = _stands(shelf, changes, owed)
    shadows = dict(standing.shadows)
    batch = Batch(shelf.head)
    for tx, change in zip(txs, changes, strict=True):
        if tx in owed:
            back = _back(tx, change, standing)
            told = _rows(back, standing, batch, now)
            if told or otherwise(known[tx].answer, change):
                _verdict(batch, standing, tx, back, told, (epoch, now))
        elif tx in known:  # ours and back already, or taken from the province before
            continue
        elif "re" in change:
            told = _rows(change, standing, batch, now)
            _verdict(batch, standing, str(change["re"]), change, told, (epoch, now))
        else:
            told = _rows(change, standing, batch, now)
            if told or change["n"] or change["keys"]:  # else it said the same in another history
                _entry(batch, {**change, "tx": tx}, told)
                _keys(shelf, change, batch)
                _place(shelf, change, standing, batch)
    shelf.returned(owed.keys() & set(txs))
    _put(shelf, batch, standing, shadows)


class Putting:
    """Rows and verdicts of the province, put down as one batch of the relay's own."""

    def __init__(self, shelf: ShelfPg, changes: list[Change], epoch: str, now: int) -> None:
        self._shelf, self._epoch, self._now = shelf, epoch, now
        self._standing = _stands(shelf, changes, dict(shelf.unreturned()))
        self._shadows = dict(self._standing.shadows)
        self._batch = Batch(shelf.head)

    def rows(self, change: Change) -> list[str]:
        return _rows(change, self._standing, self._batch, self._now)

    def entry(self, change: Change, told: list[str]) -> None:
        _entry(self._batch, change, told)

    def verdict(self, tx: str, change: Change, told: list[str]) -> None:
        _verdict(self._batch, self._standing, tx, change, told, (self._epoch, self._now))

    def close(self) -> None:
        _put(self._shelf, self._batch, self._standing, self._shadows)


def _put(shelf: ShelfPg, batch: Batch, standing: _Standing, shadows: dict[Key, str]) -> None:
    _close(batch, standing)
    shelf.put(batch)
    shelf.removed(standing.gone)
    if standing.shadows != shadows:
        shelf.keep_shadows(standing.shadows)


def _stands(shelf: ShelfPg, changes: list[Change], owed: dict[str, bytes]) -> _Standing:
    over = _over(owed)
    touched: dict[str, list[Key]] = {}
    for key, sets in over.items():
        for tx in dict.fromkeys(tx for tx, _ in sets):
            touched.setdefault(tx, []).append(key)
    keys = {(str(row["e"]), str(row["id"])) for change in changes for row in change["rows"]}
    rows = shelf.rows(sorted(keys | set(over)))
    return _Standing(
        rows=dict(rows),
        before=rows,
        over=over,
        balances=shelf.balances(_accounts(changes, rows)),
        pieces={},
        lanes={},
        gone=set(),
        shadows=shelf.shadows(),
        touched=touched,
    )


def _close(batch: Batch, standing: _Standing) -> None:
    for key, row in standing.rows.items():
        old = standing.before.get(key)
        if old is not row:
            (batch.fresh if old is None else batch.changed)[key] = row
            count_row(batch, key, old, row)
    for key in standing.gone & standing.before.keys():
        bucket = wire.bucket_of(*key)
        count, total = batch.buckets.get(bucket, (0, 0))
        gone = wire.row_sum(*key, standing.before[key].ver, deleted=False)
        batch.buckets[bucket] = (count - 1, total - gone)
    batch.balances = standing.balances
    for chain, pieces in standing.pieces.items():
        batch.chains.add(chain)
        batch.pieces += pieces


def _back(tx: str, change: Change, standing: _Standing) -> Change:
    """One of ours is back: where the province kept its own row and said nothing, that row counts."""
    told = {(str(row["e"]), str(row["id"])) for row in change["rows"]}
    rows = list(change["rows"])
    for key in standing.touched.pop(tx, ()):
        sets = standing.over[key]
        sets[:] = [one for one in sets if one[0] != tx]
        if key not in told and key in standing.shadows:
            row = orjson.loads(standing.shadows[key])
            rows.append({"e": key[0], "id": key[1], "row": row})
    return {**change, "rows": rows}


def tx_of(change: Change, epoch: str) -> str:
    """What the province says itself is numbered by its own log: it gets a name of its own here, and
    another one in another history.
    """
    if "re" in change:
        return _verdicts(change, str(change["re"]), epoch)
    return str(change["tx"]) if change["n"] else f"up.{epoch[-8:]}.{change['tx']}"


def _verdicts(change: Change, tx: str, epoch: str) -> str:
    return f"up.{epoch[-8:]}.{change['seq']}.{tx}"[:80]


def _over(owed: dict[str, bytes]) -> dict[Key, list[tuple[str, dict[str, Any]]]]:
    found: dict[Key, list[tuple[str, dict[str, Any]]]] = {}
    for tx, raw in owed.items():
        for op in wire.loads(raw)["ops"] if raw else ():
            found.setdefault((op["entity"], op["of"]), []).append((tx, op["set"]))
    return found


def _accounts(changes: list[Change], there: dict[Key, Row]) -> set[Key]:
    """Of the movements that come, and of those that may go."""
    told = [row for change in changes for row in change["rows"] if row["e"] == _MOVE]
    moves = [row["row"] for row in told if row["row"]]
    going = {(_MOVE, str(row["id"])) for row in told if not row["row"]} & there.keys()
    moves += [orjson.loads(there[key].body) for key in going]
    return {
        (str(move.get(side, "")), str(move.get("batch_id", "")))
        for move in moves
        for side, _ in _SIDES
    }


def _rows(change: Change, standing: _Standing, batch: Batch, now: int) -> list[str]:
    """The rows as they stand here afterwards, those that the change moved."""
    told: list[str] = []
    for one in change["rows"]:
        key = (str(one["e"]), str(one["id"]))
        old = standing.rows.get(key)
        if one["row"] is None:
            if one.get("gone") and old is not None and not standing.over.get(key):
                told.append(_gone(key, old, standing, batch))
            continue
        body = dict(one["row"])
        over = standing.over.get(key, ())
        if over:
            standing.shadows[key] = orjson.dumps(body).decode()
        else:
            standing.shadows.pop(key, None)
        for _, wish in over:
            body |= wish
        before = None if old is None else orjson.loads(old.body)
        if body == before:
            continue
        _claims(key, before, body, batch)
        if key[0] == _MOVE and before is None:
            _book(body, standing)
        standing.gone.discard(key)
        text = orjson.dumps(body).decode()
        ver = 1 if old is None else old.ver + 1
        by = Author(str(change["dev"]), str(change["actor"]), moment(str(change["hlc"])) or now)
        marks = "" if old is None else marked(old, before or {}, body, by)
        standing.rows[key] = Row(ver, batch.head + 1, text, by.device, by.actor, by.at, marks)
        head = orjson.dumps({"e": key[0], "id": key[1], "ver": ver}).decode()
        told.append(f'{head[:-1]},"row":{text}}}')
    return told


def _gone(key: Key, old: Row, standing: _Standing, batch: Batch) -> str:
    """The province never took it: it goes here too; the journal keeps that it was. It may be told
    again a moment later, by the verdict on a group that waited there.
    """
    standing.gone.add(key)
    del standing.rows[key]
    body = orjson.loads(old.body)
    if key[0] == _MOVE:
        _book(body, standing, -1)
    laid = claim(key[0], body)
    if laid is not None:
        batch.released.add(laid)
    told = {"e": key[0], "id": key[1], "ver": 0, "row": None, "gone": True}
    return orjson.dumps(told).decode()


def _claims(key: Key, before: dict[str, Any] | None, body: dict[str, Any], batch: Batch) -> None:
    had, has = claim(key[0], before), claim(key[0], body)
    if had is not None and had != has:
        batch.released.add(had)
        batch.claimed.pop(had, None)
    if has is not None:
        batch.claimed[has] = key[1]
        batch.released.discard(has)


def _book(move: dict[str, Any], standing: _Standing, times: int = 1) -> None:
    """`times` -1: it was booked when the hall took it, and has not been."""
    for side, sign in _SIDES:
        key = (str(move.get(side, "")), str(move.get("batch_id", "")))
        quantity = times * sign * int(move.get("quantity", 0))
        standing.balances[key] = standing.balances.get(key, 0) + quantity


def otherwise(answer: dict[str, Any], change: Change) -> bool:
    """Whether the province decided otherwise than we did."""
    taken = {wire.OK, wire.MERGED}
    ours, theirs = answer["st"] in taken, change["st"] in taken
    return ours != theirs or (not ours and answer.get("code", "") != change["code"])


def _verdict(
    batch: Batch,
    standing: _Standing,
    tx: str,
    change: Change,
    told: list[str],
    when: tuple[str, int],
) -> None:
    """What the province made of a group that has its place here already: its workstation hears it
    as if it had asked there itself, and so does whoever sends the group once more.
    """
    named = {(str(row["e"]), str(row["id"])) for row in change["rows"]}
    moved = {(row["e"], row["id"]) for row in map(orjson.loads, told)}
    told = [*told, *(as_it_is(standing.rows.get(key), key) for key in sorted(named - moved))]
    place = {"tx": _verdicts(change, tx, when[0]), "re": tx, "n": 0, "lines": [], "at": when[1]}
    _entry(batch, {**change, **place}, told)
    answer = {"n": change["n"], "st": change["st"], "seq": batch.head}
    batch.answers[tx] = answer | ({"code": change["code"]} if change["code"] else {})
    if change["code"] not in wire.AWAITED:
        batch.waiting[tx] = None


def _entry(batch: Batch, change: Change, told: list[str]) -> None:
    batch.head += 1
    answer = {"n": change["n"], "st": change["st"], "seq": batch.head}
    if change["code"]:
        answer["code"] = change["code"]
    batch.entries.append(
        Entry(
            seq=batch.head,
            tx=str(change["tx"]),
            device=str(change["dev"]),
            incarnation=int(change["inc"]),
            n=int(change["n"]),
            lane=int(change["lane"]),
            actor=str(change["actor"]),
            hlc=str(change["hlc"]),
            at=int(change["at"]),
            state=str(change["st"]),
            code=str(change["code"]),
            lines=orjson.dumps(change["lines"]).decode(),
            rows=f"[{','.join(told)}]",
            echo=None,
            sha256="",  # the province's word for it: its bytes were never here
            answer=answer,
            re=str(change.get("re", "")),
        )
    )


def _keys(shelf: ShelfPg, change: Change, batch: Batch) -> None:
    """The hall may have destroyed one since it went up."""
    if not change["keys"]:
        return
    told = [
        SubjectKey(
            str(key["about"]),
            str(key["by"]),
            key["key"],
            int(key["made_at"]),
            key["destroyed_at"],
        )
        for key in change["keys"]
    ]
    there = shelf.subject_keys(sorted({key.about for key in told}))
    batch.keys += [(batch.head, key) for key in new_keys(told, there)]


def _place(shelf: ShelfPg, change: Change, standing: _Standing, batch: Batch) -> None:
    """Lane and chain of the device stand here as they stand at the province."""
    device, incarnation, n = str(change["dev"]), int(change["inc"]), int(change["n"])
    if not n:
        return
    chain = (device, incarnation)
    if chain not in standing.lanes:
        standing.lanes[chain] = shelf.lanes(device, incarnation)
    lane = int(change["lane"])
    if n > standing.lanes[chain].get(lane, (0, ""))[0]:
        standing.lanes[chain][lane] = (n, str(change["tx"]))
        batch.lanes[device, incarnation, lane] = (n, str(change["tx"]))
    if not change["lines"]:
        return
    chain = (device, int(change["lines"][0][1]))
    if chain not in standing.pieces:
        standing.pieces[chain] = shelf.pieces(*chain)
    standing.pieces[chain] = _stretched(standing.pieces[chain], device, change["lines"])


def _stretched(pieces: list[Piece], device: str, lines: list[list[Any]]) -> list[Piece]:
    """The province has proven the joints; what stood before the first line is not told here."""
    first, last = int(lines[0][2]), int(lines[-1][2])
    if any(piece.first <= last and first <= piece.last for piece in pieces):
        return pieces
    new = Piece(device, int(lines[0][1]), first, last, "", str(lines[-1][-1]))
    kept = []
    for piece in sorted(pieces, key=lambda one: one.first):
        if piece.last == first - 1:
            new = Piece(device, new.incarnation, piece.first, new.last, piece.before, new.after)
        elif piece.first == last + 1:
            new = Piece(device, new.incarnation, new.first, piece.last, new.before, piece.after)
        else:
            kept.append(piece)
    return sorted([*kept, new], key=lambda one: one.first)
