"""What the near end promises, on real stores before the real far end (sync protocol 2)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from console.domain.changes import Kind, Origin
from console.domain.difference import Difference, Shortfall
from console.domain.incident import Call
from console.domain.officer import Officer
from console.domain.reading import Reading
from console.domain.response import Approval
from console.domain.task import Task
from db import backup, journal, opening, restoring
from db.chain import digest
from db.coding import EPOCH
from db.keys import KeyPlace
from db.outbox import touched
from db.registry import BY_KIND
from db.seal import DESTROYED
from db.sync import bootstrap, offering, state
from db.sync import engine as engines
from db.sync.discarding import give_back
from db.sync.pruning import prune
from db.sync.reply import LineDown
from tests.support import child
from tests.support.near_end import agree, quiet
from tests.support.records import sample
from tests.support.store import call, line, task

# -- G2, G6, G7, G8 ------------------------------------------------------------------------------


def test_g8_what_one_workstation_writes_another_has_and_both_stores_are_whole(desks):
    a, b = desks("a"), desks("b")
    for n in range(5):
        a.put(f"t-{n}", title=f"甲 {n}")
        b.put(f"u-{n}", title=f"乙 {n}")
    quiet(a, b)
    assert a.get("u-3").title == "乙 3"
    assert b.get("t-4").title == "甲 4"
    agree(a, b)


def test_what_came_is_said_once_it_is_on_disk_and_from_a_peer(desks):
    a, b = desks("a"), desks("b")
    quiet(b)
    a.put("t-1")
    quiet(a)
    b.heard.clear()
    quiet(b)
    said = [one for one in b.heard if one.touches([Kind.TASK])]
    assert [one.ids[Kind.TASK] for one in said] == [frozenset({"t-1"})]
    assert said[0].origin is Origin.PEER


def test_g9_two_fields_of_one_record_changed_apart_both_stand(desks):
    a, b = desks("a"), desks("b")
    a.put("t-1")
    quiet(a, b)
    a.change(Task, "t-1", title="甲改标题")
    b.change(Task, "t-1", detail="乙改内容")
    quiet(a, b)
    assert (a.get("t-1").title, a.get("t-1").detail) == ("甲改标题", "乙改内容")
    assert a.get("t-1") == b.get("t-1")
    agree(a, b)


def test_g9_one_field_changed_apart_is_a_difference_and_nothing_is_lost(desks):
    a, b = desks("a"), desks("b")
    a.put("t-1")
    quiet(a, b)
    a.change(Task, "t-1", title="甲的")
    b.change(Task, "t-1", title="乙的")
    a.round()
    quiet(b, a)
    assert a.get("t-1").title == b.get("t-1").title == "甲的"
    with b.store.read() as read:
        (found,) = read.find(Difference)
    assert (found.first, found.late) == ('"甲的"', '"乙的"')
    agree(a, b)


def test_g7_own_words_stay_on_the_screen_while_a_peer_changes_another_field(desks):
    a, b = desks("a"), desks("b")
    a.put("t-1")
    quiet(a, b)
    a.change(Task, "t-1", detail="别人改的")
    quiet(a)
    b.change(Task, "t-1", title="自己改的")
    push = b.engine._push
    b.engine._push = lambda: None  # the line upward is slower than the one downward
    b.round()
    assert (b.get("t-1").title, b.get("t-1").detail) == ("自己改的", "别人改的")
    assert b.whole() == []
    b.engine._push = push
    quiet(b, a)
    assert a.get("t-1").title == "自己改的"
    agree(a, b)


def test_g14_with_nothing_to_say_a_round_asks_once(desks):
    a = desks("a")
    quiet(a)
    assert a.round().requests == 1


# -- the far end turns something away --------------------------------------------------------------


def test_a_refused_decision_goes_back_to_what_holds_and_the_log_says_why(desks):
    a, b = desks("a"), desks("b")
    with a.store.write("o-1", "test") as w:
        w.save(sample(Approval, id="ap-1"))
        w.log(line(w, "ap-1"))
    quiet(a, b)
    field = "reason"
    a.change(Approval, "ap-1", **{field: "甲"})
    b.change(Approval, "ap-1", **{field: "乙"})
    a.round()
    quiet(b, a)
    assert getattr(b.get("ap-1", Approval), field) == "甲"
    assert [state_ for _, state_, _ in b.outbox()] == ["rejected"]
    assert b.sql("SELECT count(*) FROM journal WHERE kind = 'sync.rejected'") == [(1,)]
    agree(a, b)


def test_a_group_that_cannot_be_read_there_is_put_aside_and_the_rest_goes_on(desks):
    a = desks("a")
    a.put("t-1")
    a.put("t-2", title="x\u0000y")
    a.put("t-3")
    quiet(a)
    assert [standing for _, standing, _ in a.outbox()] == ["acked", "quarantined", "acked"]
    assert a.get("t-2").title == "x\u0000y"
    assert a.whole() == []


# -- personal words --------------------------------------------------------------------------------


def test_words_sealed_at_one_workstation_open_at_the_other_and_are_destroyed_at_both(desks):
    a, b = desks("a"), desks("b")
    with a.store.write("o-1", "call.take") as w:
        w.save(call("c-1", w.now))
        w.log(line(w, "c-1", subject_kind=Kind.CALL))
    quiet(a, b)
    assert b.get("c-1", Call).reporter == "汪一一"
    with b.store.write("o-1", "call.purge") as w:
        w.destroy_key("c-1")
        w.log(line(w, "c-1", kind="purged", reason="应对法 第85条"))
    quiet(b, a)
    assert a.get("c-1", Call).reporter == b.get("c-1", Call).reporter == DESTROYED
    agree(a, b)


def test_two_workstations_that_were_apart_each_made_a_key_about_the_same_and_both_open(desks):
    a, b = desks("a"), desks("b")
    with a.store.write("o-1", "call.take") as w:
        w.save(call("c-1", w.now))
        w.log(line(w, "c-1", subject_kind=Kind.CALL))
    quiet(a)
    with b.store.write("o-2", "call.note") as w:
        w.log(line(w, "c-1", subject_kind=Kind.CALL, private={"who": "胡二二"}))
    quiet(a, b)
    with a.store.read() as read:
        told = [one.private for one in journal.lines(read, subjects=["c-1"])]
    assert {"who": "胡二二"} in told
    assert b.get("c-1", Call).reporter == "汪一一"
    agree(a, b)


def test_what_stays_on_a_machine_stays_when_the_rest_of_the_record_comes(desks):
    a, b = desks("a"), desks("b")
    with a.store.write("o-1", "test") as w:
        w.save(sample(Officer, id="o-9", login="hu", name="胡二二", password="hash-a"))
        w.log(line(w, "o-9"))
    quiet(a, b)
    assert b.get("o-9", Officer).password != "hash-a"
    b.change(Officer, "o-9", password="hash-b")
    a.change(Officer, "o-9", login="hu2")
    quiet(a, b)
    found = b.get("o-9", Officer)
    assert (found.login, found.password) == ("hu2", "hash-b")
    agree(a, b)


# -- a newcomer, a first one, one that was put back ------------------------------------------------


def readings(count, begin=0):
    return [
        sample(Reading, id=f"r-{begin + n:05d}", window_end=EPOCH, station=f"测站{n % 50}")
        for n in range(count)
    ]


def test_the_first_workstation_brings_its_history_and_the_next_one_has_all_of_it(desks):
    a = desks("a")
    a.history(*readings(450), task("t-0", EPOCH, title="以前的"))
    a.change(Task, "t-0", detail="还没上报的")
    quiet(a)
    b = desks("b")
    quiet(b, a)
    assert b.get("t-0").detail == "还没上报的"
    assert b.sql("SELECT count(*) FROM reading") == [(450,)]
    assert b.sql("SELECT count(*) FROM journal WHERE kind = 'seeded'") == [(1,)]
    with b.store.read() as read:
        assert read.count(Difference) == 0
    agree(a, b)


def test_offering_goes_on_where_it_was_cut_off(desks):
    a = desks("a")
    a.history(*readings(2300))
    real, seen = offering._more, []

    def cut(arrival, new_id, at):
        seen.append(at)
        if len(seen) == 30:
            raise LineDown("cut")
        return real(arrival, new_id, at)

    offering._more = cut
    try:
        with pytest.raises(LineDown):
            a.round()
    finally:
        offering._more = real
    a.again()
    quiet(a)
    agree(a)
    told = [key for (ops,) in a.sql("SELECT ops FROM outbox") for key in touched(ops)]
    assert len(told) == len(set(told)) == 2300


def far_behind(monkeypatch):
    monkeypatch.setattr(engines, "_FAR", 3)


def test_a_newcomer_takes_the_snapshot_and_is_told_how_far_it_is(desks, monkeypatch):
    far_behind(monkeypatch)
    a = desks("a")
    for n in range(20):
        a.put(f"t-{n}")
    with a.store.write("o-1", "call.take") as w:
        w.save(call("c-1", w.now))
        w.log(line(w, "c-1", private={"who": "汪一一"}))
    quiet(a)
    seen = []
    b = desks("b", progress=lambda done, total: seen.append((done, total)))
    b.round()
    assert seen[-1][0] == seen[-1][1] > 0
    assert b.get("t-19") == a.get("t-19")
    assert b.get("c-1", Call).reporter == "汪一一"
    quiet(a, b)
    agree(a, b)
    assert not list((b.folder / "store" / bootstrap.FOLDER).iterdir())


def test_a_newcomer_that_is_cut_off_goes_on_and_fetches_nothing_twice(desks, monkeypatch):
    far_behind(monkeypatch)
    monkeypatch.setattr(bootstrap, "AT_ONCE", 50)
    a = desks("a")
    a.history(*readings(400))
    for n in range(5):
        a.put(f"t-{n}")
    quiet(a)
    b = desks("b")
    real, left = bootstrap._Loading._lay, [6]

    def cut(self, *given):
        left[0] -= 1
        if not left[0]:
            raise LineDown("cut")
        return real(self, *given)

    monkeypatch.setattr(bootstrap._Loading, "_lay", cut)
    with pytest.raises(LineDown):
        b.round()
    assert b.cursor() == 0
    assert b.whole() == []
    monkeypatch.setattr(bootstrap._Loading, "_lay", real)
    b.again()
    b.round()
    quiet(a, b)
    agree(a, b)


def test_a_store_whose_cursor_has_run_out_takes_the_snapshot_under_its_own_words(desks):
    a, b = desks("a"), desks("b")
    a.put("t-1")
    quiet(a, b)
    a.change(Task, "t-1", detail="新的")
    a.put("t-2")
    quiet(a)
    b.change(Task, "t-1", title="还没上报的")
    b.engine._bootstrap()
    assert (b.get("t-1").title, b.get("t-1").detail) == ("还没上报的", "新的")
    assert b.get("t-2") is not None
    assert b.whole() == []
    quiet(b, a)
    assert a.get("t-1").title == "还没上报的"
    agree(a, b)


def test_g8_a_row_that_differs_without_a_word_is_found_and_put_right(desks):
    a, b = desks("a"), desks("b")
    for n in range(10):
        a.put(f"t-{n}")
    quiet(a, b)
    with b.store.receive() as arrival:
        arrival.connection.exec_driver_sql("UPDATE task SET ver = 7 WHERE id = 't-3'")
    b.meet()
    quiet(b)
    agree(a, b)


def test_rows_that_the_far_end_has_lost_are_told_again(desks):
    a = desks("a")
    a.put("t-1")
    quiet(a)
    with a.store.receive() as arrival:  # as if a far end put back from a copy had had it once
        arrival.connection.exec_driver_sql("CREATE TEMP TABLE lost AS SELECT * FROM task")
        arrival.connection.exec_driver_sql("UPDATE lost SET id = 't-lost'")
        arrival.connection.exec_driver_sql("INSERT INTO task SELECT * FROM lost")
        row = arrival.connection.exec_driver_sql("SELECT * FROM task WHERE id = 't-lost'").one()
        arrival.digests["task", "t-lost"] = digest(tuple(row)[:-3])
    a.meet()
    quiet(a)
    b = desks("b")
    quiet(b, a)
    assert b.get("t-lost") is not None
    agree(a, b)


@pytest.mark.parametrize("urgent", [False, True])
def test_what_is_made_ready_while_a_request_is_on_the_way_lets_the_more_urgent_pass(desks, urgent):
    with ThreadPoolExecutor(1) as pool:
        a = desks("a", first_ops=4, pool=pool)
        quiet(a)
        for n in range(40):
            a.put(f"t-{n:02d}")
        real, pushes = a.line.call, []

        def told(method, path, **more):
            if path.endswith("/push"):
                pushes.append(path)
                if urgent and len(pushes) == 2:  # the third is made ready just now
                    with a.store.write("officer-1", "call.take") as w:
                        w.save(call("c-1", w.now))
                        w.log(line(w, "c-1", subject_kind=Kind.CALL))
            return real(method, path, **more)

        a.engine._line.call = told
        a.round()
        assert len(pushes) > 2
        order = [tx for (tx,) in a.sql("SELECT tx_id FROM outbox ORDER BY server_seq, n")]
        lanes = [lane for (lane,) in a.sql("SELECT lane FROM outbox ORDER BY server_seq, n")]
        assert len(set(order)) == 40 + urgent
        assert all(standing == "acked" for _, standing, _ in a.outbox())
        if urgent:
            place = lanes.index(0)
            assert 0 < place < len(lanes) - 20, "it did not wait for all that was there before"
        b = desks("b")
        quiet(b, a)
        agree(a, b)


def test_of_lost_shortfalls_only_what_a_person_settled_is_told_again(desks):
    """The far end finds again what is short in its history of now."""
    a = desks("a")
    quiet(a)
    account = {"account": "depot:d-1", "batch_id": "b-1", "item_id": "i-1", "balance": -2}
    found = Shortfall(id="s-open", **account, found_at=a.clock.now())
    settled = replace(found, id="s-settled", settled_at=a.clock.now(), how="count")
    a.history(found, settled)
    with a.store.receive() as arrival:  # as if a far end put back from a copy had had them once
        arrival.connection.exec_driver_sql("UPDATE shortfall SET ver = 3")
        offering.again(arrival, BY_KIND[Kind.SHORTFALL], ["s-open", "s-settled"])
    quiet(a)
    b = desks("b")
    quiet(b, a)
    assert a.get("s-open", Shortfall) is None
    assert b.get("s-open", Shortfall) is None
    assert b.get("s-settled", Shortfall).how == "count"
    agree(a, b)


def test_a_second_machine_with_the_same_name_begins_anew_and_loses_nothing(desks):
    a = desks("a")
    a.put("t-1")
    quiet(a)
    a.put("t-2")
    a.put("t-3")
    a.engine._reborn(0)
    assert a.whole() == []
    quiet(a)
    assert a.store.head()[1] == 2
    assert [standing for _, standing, _ in a.outbox()] == ["acked"] * 3
    a.put("t-4")
    b = desks("b")
    quiet(a, b)
    assert {b.get(f"t-{n}").id for n in range(1, 5)} == {"t-1", "t-2", "t-3", "t-4"}
    agree(a, b)


def test_what_this_build_does_not_know_is_put_aside_and_the_feed_goes_on(desks):
    a, b = desks("a"), desks("b")
    a.put("t-1")
    quiet(a)
    real = b.engine._receiver.page

    def newer(cursor, lines, upto):
        return real(cursor, [one.replace(b'"e":"task"', b'"e":"drone"') for one in lines], upto)

    b.engine._receiver.page = newer
    b.round()
    b.engine._receiver.page = real
    a.put("t-2")
    quiet(a, b)
    assert b.get("t-2") is not None
    assert len(b.sql("SELECT seq FROM quarantine_in")) == 1
    assert b.whole() == []
    assert b.cursor() == a.cursor()
    assert state.CHECKED not in b.sql("SELECT k FROM state")


# -- a far end put back, a copy put back, a kill ---------------------------------------------------


def test_after_the_far_end_was_put_back_everything_kept_is_said_again_and_nothing_twice(
    desks, end
):
    a, b = desks("a"), desks("b")
    for n in range(3):
        a.put(f"t-{n}")
    b.change(Task, "t-1", title="乙的") if b.get("t-1") else b.put("u-1")
    quiet(a, b)
    a.change(Task, "t-1", title="甲先改")
    quiet(a, b)
    b.change(Task, "t-1", title="乙后改")
    quiet(a, b)
    end.shelves.rotate()
    a.put("t-9")
    quiet(a, b)
    assert a.get("t-1").title == b.get("t-1").title == "乙后改"
    assert b.get("t-9") is not None
    agree(a, b)


def test_a_late_word_of_the_history_that_we_have_changes_nothing(desks):
    a = desks("a")
    a.put("t-1")
    quiet(a)
    before = a.outbox(), a.cursor()
    a.engine._new_epoch(a.sql("SELECT v FROM state WHERE k = 'sync.epoch'")[0][0])
    assert (a.outbox(), a.cursor()) == before


def test_a_store_put_back_from_a_copy_catches_up_with_its_own_past(desks, tmp_path):
    a, b = desks("a"), desks("b")
    a.put("t-1")
    quiet(a, b)
    made = backup.take(a.store.path, a.opened.key, a.opened.file, a.clock.now(), keep=2)
    a.put("t-2")
    a.change(Task, "t-1", title="抄本之后改的")
    with a.store.write("o-1", "call.take") as w:
        w.save(call("c-2", w.now))
        w.log(line(w, "c-2", private={"who": "汪一一"}))
    quiet(a, b)
    head = restoring.prepare(
        made.path,
        a.opened.folder,
        a.opened.key,
        a.clock,
        incarnation=2,
        purged=(),
        tell=lambda w: w.log(line(w, "store", kind="restored")),
        actor="officer-1",
    )
    a.close()
    opening.exchange(
        a.folder / "store",
        KeyPlace(a.folder, use_keyring=False),
        head,
        "000000009-20240620T070000Z",
    )
    a.open()
    assert a.get("t-2") is None
    a.put("t-3")
    quiet(a, b)
    assert a.get("t-2") is not None
    assert a.get("t-1").title == "抄本之后改的"
    assert b.get("t-3") is not None
    agree(a, b)


def test_a_lane_whose_beginning_the_far_end_has_lost_goes_up_from_there(desks, end):
    a = desks("a")
    for n in range(4):
        a.put(f"t-{n}")
    quiet(a)
    a.put("t-4")
    assert a.engine._gap(1, 2)
    quiet(a)
    assert {standing for _, standing, _ in a.outbox()} == {"acked"}
    agree(a)


@pytest.mark.parametrize("said", [1, 4, 9])
def test_g6_killed_while_it_takes_in_the_store_is_whole_and_stands_where_it_said(desks, said):
    a, b = desks("a"), desks("b")
    for n in range(20):
        a.put(f"t-{n:02d}")
    with a.store.write("o-1", "call.take") as w:
        w.save(call("c-1", w.now))
        w.log(line(w, "c-1", private={"who": "汪一一"}))
    quiet(a)
    b.close()
    with child.start("pull_on", b.folder) as console:
        told = [console.stdout.readline().strip() for _ in range(said + 1)]
        console.kill()
    b.open()
    assert b.cursor() >= int(told[-1])
    assert b.whole() == []
    there = b.sql("SELECT count(*) FROM task")[0][0]
    assert [(f"t-{n:02d}",) for n in range(there)] == b.sql("SELECT id FROM task ORDER BY id")
    quiet(b, a)
    agree(a, b)


def test_what_was_answered_long_ago_leaves_the_outbox_and_the_lanes_go_on(desks):
    a = desks("a")
    for n in range(30):
        a.put(f"t-{n}")
    quiet(a)
    assert prune(a.store, kept=timedelta(days=7), groups=10) == 0
    assert prune(a.store, kept=timedelta(seconds=-1), groups=10) == 20
    assert a.whole() == []
    a.put("t-30")
    quiet(a)
    assert a.outbox()[0][0] == 21
    b = desks("b")
    quiet(b, a)
    assert b.get("t-30") is not None
    agree(a, b)


def test_g4_a_more_urgent_lane_overtakes_but_never_what_it_builds_on(desks):
    a, b = desks("a"), desks("b")
    quiet(a, b)
    with a.store.write("o-1", "test") as w:  # a register first, then what rests on it
        w.save(sample(Officer, id="o-9", login="hu", name="胡二二"))
        w.log(line(w, "o-9"))
    with a.store.write("o-1", "test") as w:
        w.save(sample(Officer, id="o-8", login="x"))
        w.log(line(w, "o-8"))
    with a.store.write("o-1", "test") as w:
        w.save(call("c-1", w.now))
        w.save(replace(w.get(Officer, "o-9"), login="hu2"))
        w.log(line(w, "c-1"))
    with a.store.write("o-1", "test") as w:
        w.save(call("c-2", w.now))
        w.log(line(w, "c-2"))
    quiet(a, b)
    seqs = dict(a.sql("SELECT n, server_seq FROM outbox ORDER BY n"))
    order = sorted(seqs, key=seqs.get)
    assert order.index(1) < order.index(3) < order.index(4)
    assert b.get("o-9", Officer).login == "hu2"
    agree(a, b)


def test_what_was_put_aside_and_given_up_leaves_the_screen_and_only_that(desks):
    a, b = desks("a"), desks("b")
    a.put("t-1", title="原来的", detail="原来的")
    quiet(a, b)
    a.change(Task, "t-1", title="x\u0000y", detail="x\u0000z")
    a.put("t-2", title="x\u0000y")
    quiet(a, b)
    b.change(Task, "t-1", unit="别人改的")
    quiet(b, a)
    assert a.get("t-1").title == "x\u0000y"
    a.change(Task, "t-1", detail="后来改的")
    aside = [n for n, standing, _ in a.outbox() if standing == "quarantined"]
    with a.store.write("o-1", "discard") as w:
        for n in aside:
            give_back(w, n)
        w.log(line(w, "t-1", kind="group_discarded", reason="写错了"))
    found = a.get("t-1")
    assert (found.title, found.detail, found.unit) == ("原来的", "后来改的", "别人改的")
    assert a.get("t-2") is None
    assert a.whole() == []
    b.change(Task, "t-1", title="后来的标题")
    quiet(b, a)
    assert a.get("t-1").title == "后来的标题"
    assert a.whole() == []
