"""Groups that wait for a row which is not there: judged again by the push that brings it in. And
those that wait for a later build of this service: judged again by the first push after it.

A far end that was put back from a copy may hear of a change before it hears again of the row that
is changed. Such a group needs no person: it is judged in the transaction in which its row comes,
those that wait for the same in the order in which they came. The entry it first stood under stays
as it was told; the verdict is an entry of its own that names the group (`re`), with the rows, for
its writer and all others alike. Who sends the group once more is answered with the verdict.
"""

from collections.abc import Collection, Iterable, Sequence
from heapq import heapify, heappop, heappush
from typing import Any

import orjson

from db.gateway.groups import AHEAD, Group, prove, read
from db.gateway.judging import judge
from db.gateway.shelf import Entry, Key, Shelf, Waiting
from db.gateway.taking import Aside, Taking, settle
from db.gateway.verdict import Outcome, Standing
from db.schema import JOURNAL_COLUMNS
from db.sync import wire
from db.sync.convert import Converter
from db.sync.listed import DISCARDED

_KIND, _SUBJECT = JOURNAL_COLUMNS.index("kind"), JOURNAL_COLUMNS.index("subject_id")


def look_up(shelf: Shelf, fresh: Sequence[Group], converter: Converter) -> dict[str, Aside]:
    """Those that these groups may set free, or that another so set free may: by transaction."""
    left = list(shelf.waiting()) if fresh else []
    if not left:
        return {}
    found: dict[str, Aside] = {}
    made = _made(fresh)
    gone = {tx for group in fresh for tx in _discards(group)}
    while due := {
        one.tx: one
        for one in left
        if one.tx in gone or made & _comes_with(one.misses) or _readable(one.misses, converter)
    }:
        left = [one for one in left if one.tx not in due]
        raws = shelf.aside(due.keys())
        for tx, one in due.items():
            group = read(raws[tx], one.device)
            prove(group, converter.newest, converter)
            found[tx] = Aside(group, one)
            made |= _made([group])
    return found


def awaited(asides: dict[str, Aside]) -> dict[Key, list[str]]:
    """The transactions that wait for each row."""
    found: dict[Key, list[str]] = {}
    for tx, aside in asides.items():
        found.setdefault(aside.waits.misses, []).append(tx)
    return found


def readable(taking: Taking) -> list[Key]:
    """What this build knows by now and an earlier one did not."""
    return [key for key in taking.awaited if _readable(key, taking.standing.converter)]


def _readable(misses: Key, converter: Converter) -> bool:
    return misses[0] == AHEAD and int(misses[1]) <= converter.newest


def _made(groups: Collection[Group]) -> set[Key]:
    """Rows that these make, and the transactions after which the far end names its own."""
    told = {op.key for group in groups for op in group.ops if op.base is None}
    return told | {("", group.tx) for group in groups if group.ops}


def _comes_with(misses: Key) -> set[Key]:
    """A difference or a shortfall is named after the group that the far end found it in."""
    return {misses, ("", misses[1].partition(".")[0])}


def _discards(group: Group) -> list[str]:
    """Whatever shape the lines have: they are proven later."""
    lines: list[Any] = group.lines
    told = [line for line in lines if isinstance(line, list) and len(line) > _SUBJECT]
    return [str(line[_SUBJECT]) for line in told if line[_KIND] == DISCARDED]


def wait(taking: Taking, group: Group, outcome: Outcome, seq: int) -> None:
    """Puts a group aside until its row comes; `seq` is its place in the log."""
    assert outcome.misses is not None
    before = taking.asides.get(group.tx)
    here = taking.standing.skews.get(group.device, 0)
    skew = here if before is None else before.waits.skew
    waits = Waiting(seq, group.tx, group.device, outcome.misses, skew)
    taking.asides[group.tx] = Aside(group, waits)
    taking.awaited.setdefault(waits.misses, []).append(group.tx)
    taking.batch.waiting[group.tx] = waits


def put_away(taking: Taking, group: Group) -> None:
    """What a person at its own workstation has discarded is not taken up again."""
    for tx in _discards(group) if taking.asides else ():
        aside = taking.asides.get(tx)
        if aside is not None and aside.waits.device == group.device:
            _waits_no_more(taking, tx)


def set_free(taking: Taking, born: Iterable[Key]) -> None:
    """Judges again what waited for these rows, and what waited for the rows of those in turn."""
    if not taking.asides:
        return
    due = _due(taking, born)
    heapify(due)
    while due:
        _, tx = heappop(due)
        aside = taking.asides.get(tx)
        if aside is None:
            continue  # put away meanwhile
        outcome = _judged(aside, taking.standing)
        if outcome.misses is not None:
            wait(taking, aside.group, outcome, aside.waits.seq)
            continue
        _waits_no_more(taking, tx)
        for more in _due(taking, taking.born(aside.group, outcome)):
            heappush(due, more)
        _tell(taking, aside.group, outcome)


def _judged(aside: Aside, standing: Standing) -> Outcome:
    """By its own workstation's clock as it was when it came."""
    skews = standing.skews
    standing.skews = {aside.group.device: aside.waits.skew}
    outcome = judge(aside.group, standing)
    standing.skews = skews
    return outcome


def _due(taking: Taking, born: Iterable[Key]) -> list[tuple[int, str]]:
    found = [tx for key in born for tx in taking.awaited.pop(key, ())]
    return [(taking.asides[tx].waits.seq, tx) for tx in found if tx in taking.asides]


def _waits_no_more(taking: Taking, tx: str) -> None:
    del taking.asides[tx]
    taking.batch.waiting[tx] = None


def _tell(taking: Taking, group: Group, outcome: Outcome) -> None:
    seq = taking.batch.head = taking.batch.head + 1
    rows, _ = settle(taking, group, outcome, seq)
    answer: dict[str, Any] = {"n": group.n, "st": outcome.state, "seq": seq}
    if outcome.code:
        answer["code"] = outcome.code
    if outcome.flags:
        answer["flags"] = sorted(outcome.flags)
    taking.batch.answers[group.tx] = answer
    taking.batch.entries.append(verdict(group, outcome, seq, rows, taking.standing.now))


def verdict(group: Group, outcome: Outcome, seq: int, rows: str, now: int) -> Entry:
    """Of the group's own workstation and hand, but in no lane: its place there it has had."""
    return Entry(
        seq=seq,
        tx=f"again-{seq}",
        device=group.device,
        incarnation=group.incarnation,
        n=0,
        lane=group.lane,
        actor=group.actor,
        hlc=group.hlc,
        at=now,
        state=outcome.state,
        code=outcome.code,
        lines="[]",
        rows=rows,
        echo=None,
        sha256=wire.sha(orjson.dumps([group.tx, seq])),
        answer={},
        re=group.tx,
    )
