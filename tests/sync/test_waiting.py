"""What was put aside for want of a row is taken up again when the row is there (sync protocol 1.8).

The far end's own tests run on PostgreSQL and in memory; those of workstations on real stores.
"""

import pytest

from console.domain.changes import Kind
from console.domain.task import Task
from db.chain import link
from db.registry import BY_KIND
from db.sync import groups, offering, wire
from db.sync.discarding import give_back
from db.sync.reply import LineDown
from tests.support.far_end import FarEnd, shelves
from tests.support.near_end import Console, agree, county, quiet
from tests.support.province import make, move, patch
from tests.support.store import line, task

UNIT = {"name": "临溪镇", "phone": "0563-1", "level": "town"}


def unit(id_, **more):
    return make("unit", id_, **{**UNIT, **more})


def phone(id_, value, base="0563-1"):
    return patch("unit", id_, {"phone": base}, {"phone": value})


def verdicts(told):
    return [change for change in told if "re" in change]


def stands(end, entity, id_):
    with end.shelves.view(end.tenant.id) as view:
        row = view.row((entity, id_))
    return None if row is None else wire.loads(row.body)


def test_a_change_told_before_its_row_holds_as_soon_as_the_row_is_told(far_end):
    maker, changer, peer = far_end.seat(), far_end.seat(), far_end.seat()
    early = changer.pen.group(phone("u-1", "0563-2"), tx="early")
    [said] = changer.push(early)
    assert (said["st"], said["code"]) == (wire.QUARANTINED, wire.MISSING_ROW)
    [made] = maker.push(maker.pen.group(unit("u-1")))
    assert made["st"] == wire.OK
    assert stands(far_end, "unit", "u-1")["phone"] == "0563-2"
    [verdict] = verdicts(peer.pull())
    assert (verdict["re"], verdict["st"], verdict["seq"]) == ("early", wire.OK, made["seq"] + 1)
    assert (verdict["dev"], verdict["n"]) == (changer.caller.device, 0)
    assert [row["row"]["phone"] for row in verdict["rows"]] == ["0563-2"]
    assert verdict["lines"] == [], "they were told when the group came"


def test_who_sends_it_once_more_hears_the_newest_answer(far_end):
    maker, changer = far_end.seat(), far_end.seat()
    early = changer.pen.group(phone("u-1", "0563-2"))
    changer.push(early)
    [before] = changer.push(early)
    assert before["st"] == wire.QUARANTINED
    maker.push(maker.pen.group(unit("u-1")))
    [verdict] = verdicts(changer.pull())
    [after] = changer.push(early)
    told = {"n": 1, "st": wire.OK, "seq": verdict["seq"], "again": True}
    assert after == told, "no code of the time when it waited"


def test_who_sends_it_once_more_together_with_the_row_hears_the_verdict(far_end):
    seat = far_end.seat()
    early = seat.pen.group(phone("u-1", "0563-2"), lane=1)
    seat.push(early)
    _, answer = seat.push(seat.pen.group(unit("u-1"), lane=2), early)
    assert (answer["st"], answer["n"], answer["again"]) == (wire.OK, 1, True)
    assert "code" not in answer


def test_those_that_wait_for_one_row_are_judged_in_the_order_in_which_they_came(far_end):
    first, second, maker = far_end.seat(), far_end.seat(), far_end.seat()
    first.push(first.pen.group(phone("u-1", "先到"), tx="t-first"))
    second.push(second.pen.group(phone("u-1", "后到"), tx="t-second"))
    maker.push(maker.pen.group(unit("u-1")))
    told = verdicts(far_end.seat().pull())
    assert [(one["re"], one["st"]) for one in told] == [
        ("t-first", wire.OK),
        ("t-second", wire.MERGED),
    ]
    assert stands(far_end, "unit", "u-1")["phone"] == "先到"
    (difference,) = [row["row"] for row in told[1]["rows"] if row["e"] == "difference"]
    assert (difference["first"], difference["late"]) == ('"先到"', '"后到"')


def test_a_group_that_waits_for_two_rows_is_judged_when_it_has_both(far_end):
    maker, changer = far_end.seat(), far_end.seat()
    both = changer.pen.group(phone("u-1", "1"), phone("u-2", "2"), tx="both")
    changer.push(both)
    maker.push(maker.pen.group(unit("u-1")))
    assert verdicts(changer.pull()) == []
    assert stands(far_end, "unit", "u-1")["phone"] == "0563-1", "a group is never split (G5)"
    maker.push(maker.pen.group(unit("u-2")))
    assert [one["re"] for one in verdicts(changer.pull())] == ["both"]
    assert stands(far_end, "unit", "u-1")["phone"] == "1"
    assert stands(far_end, "unit", "u-2")["phone"] == "2"


def test_a_row_that_a_waiting_group_makes_sets_free_who_waits_for_that_one(far_end):
    maker, one, two = far_end.seat(), far_end.seat(), far_end.seat()
    two.push(two.pen.group(phone("u-2", "2"), tx="second"))
    one.push(one.pen.group(phone("u-1", "1"), unit("u-2"), tx="first"))
    maker.push(maker.pen.group(unit("u-1")))
    assert [told["re"] for told in verdicts(maker.pull())] == ["first", "second"]
    assert stands(far_end, "unit", "u-2")["phone"] == "2"


def test_row_and_change_in_one_push_meet_whatever_lane_comes_first(far_end):
    seat = far_end.seat()
    late = seat.pen.group(phone("u-1", "2"), lane=1, tx="late")
    row = seat.pen.group(unit("u-1"), lane=2)
    answers = seat.push(late, row)
    assert [one["st"] for one in answers] == [wire.QUARANTINED, wire.OK]
    assert [one["re"] for one in verdicts(seat.pull())] == ["late"]
    assert seat.push(late)[0]["st"] == wire.OK


def test_what_settles_a_difference_holds_once_the_far_end_has_found_the_difference_again(far_end):
    """Nobody tells that row: the far end makes it, named after the group in which it finds it."""
    maker, late, settler = far_end.seat(), far_end.seat(), far_end.seat()
    chosen = patch("difference", "clash.0.phone", {"choice": "open"}, {"choice": "late"})
    settler.push(settler.pen.group(chosen, tx="chosen"))
    maker.push(maker.pen.group(unit("u-1", phone="先到")))
    assert verdicts(maker.pull()) == []
    late.push(late.pen.group(phone("u-1", "后到", base="从前"), tx="clash"))
    assert [(one["re"], one["st"]) for one in verdicts(maker.pull())] == [("chosen", wire.OK)]
    assert stands(far_end, "difference", "clash.0.phone")["choice"] == "late"


def test_a_decision_that_no_longer_holds_when_its_row_comes_is_rejected_in_words(far_end):
    maker, late = far_end.seat(), far_end.seat()
    stale = patch("approval", "ap-1", {"reason": "从前"}, {"reason": "现在"})
    late.push(late.pen.group(stale, lane=0, tx="stale"))
    maker.push(maker.pen.group(make("approval", "ap-1", reason="另有"), lane=0))
    [verdict] = verdicts(late.pull())
    assert (verdict["st"], verdict["code"]) == (wire.REJECTED, wire.SUPERSEDED)
    assert verdict["rows"][0]["row"]["reason"] == "另有"


def test_a_movement_that_waited_is_booked_once_when_it_is_taken(far_end):
    maker, mover = far_end.seat(), far_end.seat()
    out = move("m-1", 7, "depot:d-1", "issued:village")
    waiting = mover.pen.group(phone("u-1", "2"), out, lane=1)
    mover.push(waiting)
    maker.push(maker.pen.group(unit("u-1")))
    mover.push(waiting)
    with far_end.shelves.open(far_end.tenant.id) as shelf:
        account = ("depot:d-1", "b-1")
        assert shelf.balances([account]) == {account: -7}
        assert shelf.waiting() == []


def test_what_its_own_workstation_has_discarded_is_not_taken_up_again(far_end):
    maker, changer, other = far_end.seat(), far_end.seat(), far_end.seat()
    for seat, tx in ((changer, "given-up"), (other, "kept")):
        seat.push(seat.pen.group(phone("u-1", f"{tx} 2"), tx=tx))
    changer.push(_discard(changer.pen, "given-up"))
    changer.push(_discard(changer.pen, "kept"))  # another's is not his to discard
    maker.push(maker.pen.group(unit("u-1")))
    assert [one["re"] for one in verdicts(maker.pull())] == ["kept"]


def _discard(pen, tx):
    """As the console spells it: a line of its journal that names the group."""
    kept = pen._line

    def spelled(own):
        pen.seq += 1
        values = [pen.device, pen.incarnation, pen.seq, own, 1, 1, "o-1", "exchange.discard"]
        values += ["group_discarded", "setting", tx, "{}", None, "", 0, "写错了", "[]"]
        pen.hash = link(pen.hash, values)
        return [*values, pen.hash.hex()]

    pen._line = spelled
    try:
        return pen.group()
    finally:
        pen._line = kept


# -- at the workstations -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def counties(exchange_server):
    with shelves(exchange_server) as made:
        yield made


@pytest.fixture
def desks(counties, tmp_path):
    """`a` and `b` know a task that the far end does not know (it was put back from a copy)."""
    made = []
    with FarEnd(counties) as end:
        code = county(end)
        for name in ("a", "b", "c"):
            made.append(Console(tmp_path / name, end, code))
            made[-1].put(f"t-{name}")
            quiet(made[-1])
        quiet(*made)
        for console in made[:2]:
            console.history(task("t-1", console.store.clock.now(), title="原来的"))
        yield made
        for console in made:
            console.close()


def told_anew(console, id_="t-1"):
    with console.store.receive() as arrival:
        offering.again(arrival, BY_KIND[Kind.TASK], [id_])


def states(console):
    return [standing for _, standing, _ in console.outbox()]


def test_what_waited_leaves_the_list_put_aside_and_everybody_sees_it(desks):
    a, b, c = desks
    b.change(Task, "t-1", title="乙改的")
    quiet(b, c)
    assert states(b)[-1] == "quarantined"
    assert (b.get("t-1").title, c.get("t-1")) == ("乙改的", None)
    told_anew(a)
    quiet(a, b, c)
    assert states(b)[-1] == "acked"
    assert {one.get("t-1").title for one in desks} == {"乙改的"}
    assert b.sql("SELECT kind FROM journal WHERE kind LIKE 'sync._a%' ORDER BY n") == [
        ("sync.taken",)
    ]
    assert b.sql("SELECT last_error FROM outbox WHERE n = (SELECT max(n) FROM outbox)") == [
        (None,)
    ]
    agree(*desks)


def test_later_words_over_what_waited_stay_on_top_until_they_are_told(desks):
    a, b, _ = desks
    b.change(Task, "t-1", title="乙改的")
    quiet(b)
    told_anew(a)
    quiet(a)
    b.change(Task, "t-1", title="乙再改", detail="乙添的")
    push = b.engine._push
    b.engine._push = lambda: None  # what comes down overtakes what goes up
    b.round()
    assert (b.get("t-1").title, b.get("t-1").detail) == ("乙再改", "乙添的")
    assert b.whole() == []
    b.engine._push = push
    quiet(b, a)
    assert a.get("t-1").title == "乙再改"
    assert b.sql("SELECT 1 FROM difference") == []
    agree(a, b)


def test_a_lost_answer_does_not_bring_back_the_time_when_it_waited(desks):
    """The reply tells the verdict before the feed has told that the group waited."""
    a, b, _ = desks
    b.change(Task, "t-1", title="乙改的")
    call = b.line.call

    def lost(*told, **more):
        call(*told, **more)
        raise LineDown("cut", "nobody heard the answer")

    b.line.call = lost
    with pytest.raises(LineDown):
        b.round()
    b.line.call = call
    told_anew(a)
    quiet(a)
    quiet(b)
    assert states(b)[-1] == "acked"
    assert b.sql("SELECT 1 FROM journal WHERE kind = 'sync.quarantined'") == []
    agree(a, b)


def test_who_takes_the_whole_county_anew_asks_what_became_of_what_waited(desks):
    a, b, _ = desks
    b.change(Task, "t-1", title="乙改的")
    quiet(b)
    told_anew(a)
    quiet(a)
    b.engine._bootstrap()  # passes over the entry that tells the verdict
    assert b.get("t-1").title == "乙改的"
    quiet(b)
    assert states(b)[-1] == "acked"
    agree(a, b)


def test_in_another_history_what_waited_goes_up_whole_and_what_was_discarded_empty(desks):
    _, b, _ = desks
    b.change(Task, "t-1", title="乙改的")
    b.change(Task, "t-1", detail="乙添的")
    quiet(b)
    (kept, _, _), (given_up, _, _) = b.outbox()[-2:]
    with b.store.write("o-1", "exchange.discard") as w:
        give_back(w, given_up)
        tx = w.connection.exec_driver_sql("SELECT tx_id FROM outbox WHERE n = ?", (given_up,))
        w.log(line(w, tx.scalar_one(), kind="group_discarded", reason="写错了"))
    b.engine._new_epoch("another")
    with b.store.read() as read:
        chosen = groups.choose(read.connection, b.store.head()[0], lanes={1}, ops=99, most=1 << 20)
    raws = {out.n: wire.loads(out.raw) for out in chosen.groups}
    assert [op["set"] for op in raws[kept]["ops"]] == [{"title": "乙改的"}]
    assert (raws[given_up]["ops"], "void" in raws[given_up]) == ([], True)
