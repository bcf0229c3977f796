"""A push: groups in the order of their lanes, each taken whole, all in one transaction.

Under the county's lock: what was taken before is answered as before (G3), a hole in a lane is
sent back (G4), the rest is judged one group after the other, and everything is put down at once.
"""

from collections.abc import Sequence
from typing import Any

import orjson

from console.domain.record import dataclass
from db.gateway import again, chains, claims, quotas, stock
from db.gateway.groups import Group, chained, prove, read
from db.gateway.judging import judge, touched
from db.gateway.shelf import Batch, Device, Entry, Known, Shelf, SubjectKey, new_keys
from db.gateway.taking import Taking, lay, settle
from db.gateway.verdict import Standing, moment
from db.sync import wire
from db.sync.convert import CONVERTER, Converter

SCHEMA = CONVERTER.newest
_AT_ONCE = 600  # rows


@dataclass(frozen=True, slots=True)
class Message:
    """A push as it was read; `cursor` is how far its console had read the feed, `wall` what its clock
    says (None: it does not tell).
    """

    epoch: str
    cursor: int
    wall: int | None
    keys: tuple[SubjectKey, ...]
    groups: tuple[Group, ...]


def message(head: dict[str, Any], raws: Sequence[bytes], device: str) -> Message:
    """Malformed is answered with the place of the line that could not be read."""
    groups: list[Group] = []
    for at, raw in enumerate(raws):
        try:
            groups.append(read(raw, device))
        except wire.Malformed as error:
            raise wire.Problem(
                400, wire.MALFORMED, {"pointer": at, "reason": error.reason}
            ) from error
    if len(groups) > 1 and sum(len(group.told) for group in groups) > wire.BATCH_OPS:
        raise wire.Problem(
            413, wire.TOO_LARGE, {"max_bytes": wire.BATCH_BYTES, "max_ops": wire.BATCH_OPS}
        )
    try:
        keys = tuple(_key(told) for told in head.get("keys", ()))
        epoch, cursor = str(head["epoch"]), int(head.get("cursor", 0))
        wall = _moment(head["wall"]) if "wall" in head else None
    except (KeyError, TypeError, ValueError) as error:
        raise wire.Problem(400, wire.MALFORMED, {"pointer": "head"}) from error
    return Message(epoch, cursor, wall, keys, tuple(groups))


def _key(told: dict[str, Any]) -> SubjectKey:
    key, gone = told["key"], told.get("destroyed_at")
    return SubjectKey(
        _sound(told["about"]),
        _sound(told["by"]),
        None if key is None else _sound(key),
        _moment(told["made_at"]),
        None if gone is None else _moment(gone),
    )


def _sound(value: Any) -> str:
    """PostgreSQL's text holds no NUL."""
    if type(value) is not str or not value.isprintable():
        raise TypeError("text")
    return value


def _moment(value: Any) -> int:
    if type(value) is not int or abs(value) >= 1 << 53:
        raise TypeError("moment")
    return value


def take(
    shelf: Shelf, device: Device, told: Message, now: int, converter: Converter = CONVERTER
) -> dict[str, Any]:
    """The answer; everything is on the shelf when this returns."""
    if told.epoch != shelf.epoch:
        raise wire.Problem(409, wire.EPOCH_CHANGED, {"epoch": shelf.epoch})
    known = shelf.known([group.tx for group in told.groups])
    fresh = [group for group in told.groups if group.tx not in known]
    for group in fresh:
        prove(group, converter.newest, converter)
    taking = _taking(shelf, device, told.cursor, fresh, now, converter)
    if told.wall is not None:
        taking.standing.skews[device.id] = told.wall - now
    _take_keys(taking, told.keys)
    again.set_free(taking, again.readable(taking))
    results = []
    for group in told.groups:
        before = known.get(group.tx)
        if before is not None:
            results.append(_again(taking, group, before))
        else:
            answer = _take(taking, group)
            results.append(answer)
            known[group.tx] = Known(group.sha256, answer)
            if len(taking.dirty) >= _AT_ONCE:
                lay(taking)
    _close(taking)
    if taking.moved or taking.batch.keys:
        shelf.put(taking.batch)
    return {"epoch": shelf.epoch, "head": taking.batch.head, "results": results}


def _again(taking: Taking, group: Group, before: Known) -> dict[str, Any]:
    """As it was answered before. Under a new number of a new incarnation it takes its place."""
    if before.sha256 not in {"", group.sha256}:  # "": a relay has it from the province
        raise wire.Problem(422, wire.KEY_REUSED, {"tx": group.tx})
    if group.n > _last(taking, group):
        _in_order(taking, group)
    answer = taking.batch.answers.get(group.tx, before.answer)  # judged by this very push?
    return {**answer, "n": group.n, "again": True}


def _taking(
    shelf: Shelf, device: Device, cursor: int, fresh: list[Group], now: int, converter: Converter
) -> Taking:
    asides = again.look_up(shelf, fresh, converter)
    fresh = [*fresh, *(aside.group for aside in asides.values())]
    rows = shelf.rows(touched(fresh))
    standing = Standing(dict(rows), {}, {}, {}, now, converter=converter)
    accounts = stock.accounts(fresh)
    standing.balances = shelf.balances(accounts)
    quotas.look_up(fresh, standing, shelf)
    standing.claims = shelf.claims(claims.wanted(fresh, standing) | stock.shortfalls(accounts))
    rows = {**standing.rows}
    # What a claim names may have to be changed too: a response that another one joins.
    named = {(what, holder) for (what, _), holder in standing.claims.items()}
    missing = named - set(rows)
    if missing:
        rows = {**rows, **shelf.rows(missing)}
        standing.rows = dict(rows)
    taking = Taking(shelf, device, Batch(shelf.head), standing, cursor, rows, asides=asides)
    taking.awaited = again.awaited(asides)
    return taking


def _take_keys(taking: Taking, keys: Sequence[SubjectKey]) -> None:
    """Keys come down as news of their own."""
    if not keys:
        return
    there = taking.shelf.subject_keys(sorted({key.about for key in keys}))
    seq = taking.batch.head + 1
    taking.batch.keys = [(seq, key) for key in new_keys(keys, there)]
    if taking.batch.keys:
        taking.batch.head = seq
        told = wire.sha(
            orjson.dumps([[k.about, k.by, k.destroyed_at] for _, k in taking.batch.keys])
        )
        taking.batch.entries.append(_key_entry(taking, seq, told))


def _key_entry(taking: Taking, seq: int, sha: str) -> Entry:
    device = taking.device
    return Entry(
        seq=seq,
        tx=f"keys-{seq}",
        device=device.id,
        incarnation=device.incarnation,
        n=0,
        lane=0,
        actor="",
        hlc="",
        at=taking.standing.now,
        state="keys",
        code="",
        lines="[]",
        rows="[]",
        echo=None,
        sha256=sha,
        answer={},
    )


def _take(taking: Taking, group: Group) -> dict[str, Any]:
    _in_order(taking, group)
    if not chained(group) or not _fits(taking, group):
        group.fault = wire.CHAIN_BROKEN
    outcome = judge(group, taking.standing)
    seq = taking.batch.head = taking.batch.head + 1
    if abs(moment(group.hlc) - taking.standing.now) > wire.CLOCKS_APART_MS and not outcome.code:
        outcome.flags.add(wire.LATE_CLOCK)
    born = taking.born(group, outcome)
    rows, echo = settle(taking, group, outcome, seq)
    answer: dict[str, Any] = {"n": group.n, "st": outcome.state, "seq": seq}
    if outcome.code:
        answer["code"] = outcome.code
    if outcome.flags:
        answer["flags"] = sorted(outcome.flags)
    kept = outcome.code != wire.CHAIN_BROKEN
    taking.batch.entries.append(
        Entry(
            seq=seq,
            tx=group.tx,
            device=group.device,
            incarnation=group.incarnation,
            n=group.n,
            lane=group.lane,
            actor=group.actor,
            hlc=group.hlc,
            at=taking.standing.now,
            state=outcome.state,
            code=outcome.code,
            lines=orjson.dumps(group.lines).decode() if kept else "[]",
            rows=rows,
            echo=echo,
            sha256=group.sha256,
            answer=answer,
            raw=group.raw if outcome.state == wire.QUARANTINED else b"",
        )
    )
    if outcome.misses is not None:
        again.wait(taking, group, outcome, seq)
    if not outcome.code:
        again.put_away(taking, group)
        again.set_free(taking, born)
    return answer


def _in_order(taking: Taking, group: Group) -> None:
    """Each lane of an incarnation is a sequence without a hole (G4)."""
    last = _last(taking, group)
    if group.n <= last:
        raise wire.Problem(409, wire.DEVICE_FORKED, {"lane": group.lane, "last": last})
    if group.prev != last:
        raise wire.Problem(409, wire.OP_GAP, {"lane": group.lane, "expected": last})
    taking.lanes[group.incarnation, group.lane] = (group.n, group.tx)
    taking.moved = True


def _last(taking: Taking, group: Group) -> int:
    """The newest number of the group's lane."""
    if group.incarnation not in taking.seen:
        taking.seen.add(group.incarnation)
        for lane, stands in taking.shelf.lanes(group.device, group.incarnation).items():
            taking.lanes[group.incarnation, lane] = stands
    return taking.lanes.get((group.incarnation, group.lane), (0, ""))[0]


def _fits(taking: Taking, group: Group) -> bool:
    if not group.lines:
        return True
    incarnation = int(group.lines[0][1])
    pieces = taking.pieces.get(incarnation)
    if pieces is None:
        pieces = taking.shelf.pieces(group.device, incarnation)
    joined = chains.joined(pieces, group)
    if joined is None:
        return False
    taking.pieces[incarnation] = joined
    return True


def _close(taking: Taking) -> None:
    """Rows, lanes and chains as they stand after the last group."""
    batch = taking.batch
    lay(taking)
    for (incarnation, lane), last in taking.lanes.items():
        batch.lanes[taking.device.id, incarnation, lane] = last
    for incarnation, pieces in taking.pieces.items():
        batch.chains.add((taking.device.id, incarnation))
        batch.pieces += pieces
