# ruff: noqa: PT012 - a unit of work is more than one statement
"""One unit of work: rows, journal and outbox together, or nothing; and what readers may rely on."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from console.domain.changes import Kind, Origin
from console.domain.incident import Call
from console.domain.ledger import Move
from console.domain.officer import Officer
from console.domain.reading import Reading
from console.domain.refused import Refused, Unavailable
from console.domain.response import Proposal
from console.domain.task import Task
from console.wording import refusal
from db import journal
from db.commit import read_head
from tests.support.records import sample
from tests.support.store import (
    WRITER,
    call,
    line,
    looked_at,
    put_call,
    put_task,
    task,
)
from tests.support.world import HandClock, opened


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def book(tmp_path, clock):
    made = opened(tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def store(book):
    return book.store


def counts(store):
    with store.read() as read:
        return tuple(
            read.connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar()
            for name in ("task", "journal", "outbox", "subject_key")
        )


# -- whole or not at all ---------------------------------------------------------------------


def test_a_write_is_a_row_a_line_and_a_group_that_ends_with_the_line(store):
    made = put_task(store)
    assert counts(store) == (1, 1, 2, 0)
    with store.read() as read:
        kinds = read.connection.exec_driver_sql(
            "SELECT kind, tx_last, entity_id FROM outbox ORDER BY n"
        ).fetchall()
    assert [tuple(row)[:2] for row in kinds] == [("patch", 0), ("journal", 1)]
    assert kinds[0][2] == made


def test_a_refusal_in_the_middle_takes_everything_back(store):
    put_task(store)
    before, head = counts(store), store.head()
    with pytest.raises(Refused), store.write(WRITER) as w:
        w.save(task(w.new_id(), w.now))
        w.save(call(w.new_id(), w.now))
        w.log(line(w))
        raise Refused("late_reason_missing")
    assert (counts(store), store.head()) == (before, head)
    assert not w.changes


def test_after_a_refusal_the_chain_goes_on_without_a_gap(book):
    put_task(book.store)
    with pytest.raises(Refused), book.store.write(WRITER) as w:
        w.save(task(w.new_id(), w.now))
        w.log(line(w))
        raise Refused("x")
    put_task(book.store)
    assert looked_at(book).whole


def test_a_write_without_a_journal_line_is_a_fault_and_leaves_nothing(store):
    with pytest.raises(TypeError, match="line: issue"), store.write(WRITER, "issue") as w:
        w.save(task(w.new_id(), w.now))
    assert counts(store) == (0, 0, 0, 0)


def test_a_change_that_stays_on_this_machine_needs_its_line_too(store):
    officer = sample(Officer, id="o-1", wrong_count=0)
    with store.write(WRITER) as w:
        w.save(officer)
        w.log(line(w))
    with pytest.raises(TypeError, match="without a journal line"), store.write(WRITER) as w:
        w.save(replace(officer, wrong_count=1))


def test_a_line_alone_is_a_write(store):
    with store.write(WRITER) as w:
        w.log(line(w))
    assert counts(store) == (0, 1, 1, 0)


def test_asking_inside_a_write_and_changing_nothing_leaves_no_trace(store):
    with store.write(WRITER) as w:
        assert w.count(Task) == 0
    assert counts(store) == (0, 0, 0, 0)
    assert not w.changes


def test_saving_what_is_there_already_is_no_change(store):
    made = put_task(store)
    with store.write(WRITER) as w:
        w.save(w.get(Task, made))
        w.log(line(w))
    assert w.changes.kinds == {Kind.JOURNAL}


def test_a_stock_fact_never_shares_a_transaction_with_a_decision(store):
    with pytest.raises(TypeError, match="stock fact and a decision"), store.write(WRITER) as w:
        w.append(sample(Move, id=w.new_id()))
        w.save(sample(Proposal, id=w.new_id()))
        w.log(line(w))
    assert counts(store) == (0, 0, 0, 0)


def test_a_ledger_only_grows(store):
    reading = sample(Reading, id="r-1")
    with pytest.raises(TypeError, match="only grows"), store.write(WRITER) as w:
        w.save(reading)
    with pytest.raises(TypeError, match="not a ledger"), store.write(WRITER) as w:
        w.append(task(w.new_id(), w.now))


def test_the_journal_refuses_to_be_rewritten_even_by_ourselves(store):
    put_task(store)
    for sql in ("UPDATE journal SET reason = 'x'", "DELETE FROM journal"):
        with pytest.raises(Exception, match="only grows"), store.write(WRITER) as w:
            w.connection.exec_driver_sql(sql)


def test_a_write_inside_a_write_says_so_and_the_outer_one_is_taken_back(store):
    with pytest.raises(RuntimeError, match="a write inside a write"), store.write(WRITER) as w:
        w.save(task(w.new_id(), w.now))
        w.log(line(w))
        put_task(store)
    assert counts(store) == (0, 0, 0, 0)
    put_task(store)


def test_a_draft_inside_a_write_is_a_write_inside_a_write(store):
    with pytest.raises(RuntimeError, match="a write inside"), store.write(WRITER):
        store.keep_draft("x", "y")


# -- what is told to the screens ---------------------------------------------------------------


def test_changes_are_told_only_after_the_commit(store):
    with store.write(WRITER, "task.issue", origin=Origin.CLOCK) as w:
        made = task(w.new_id(), w.now)
        w.save(made)
        w.log(line(w, made.id))
        assert not w.changes
        with store.read() as read:
            assert read.seek(Task, made.id) is None
    assert w.changes.ids == {Kind.TASK: {made.id}, Kind.JOURNAL: {made.id}}
    assert (w.changes.origin, w.changes.cause) == (Origin.CLOCK, "task.issue")


def test_history_is_written_as_acknowledged(book):
    with book.store.write(WRITER, history=True) as w:
        w.save(task(w.new_id(), w.now))
        w.log(line(w))
    assert counts(book.store) == (1, 1, 0, 0)
    assert book.store.waiting() == 0
    put_task(book.store)
    assert book.store.waiting() == 1
    assert looked_at(book).whole


def test_an_operation_carries_what_changed_and_what_it_replaced(store):
    made = put_task(store)
    with store.write(WRITER) as w:
        w.save(replace(w.get(Task, made), feedback="已转移 42 户"))
        w.log(line(w))
    with store.read() as read:
        base, changed = read.connection.exec_driver_sql(
            "SELECT base, set_ FROM outbox WHERE kind = 'patch' ORDER BY n DESC LIMIT 1"
        ).one()
    assert (base, changed) == ('{"feedback":""}', '{"feedback":"已转移 42 户"}')


def test_a_password_never_goes_up(store):
    officer = sample(Officer, id="o-1", password="$argon2$hash", pin="$argon2$pin")
    with store.write(WRITER) as w:
        w.save(officer)
        w.log(line(w))
    with store.write(WRITER) as w:
        w.save(replace(officer, password="$argon2$other", wrong_count=3))
        w.log(line(w))
    with store.read() as read:
        told = read.connection.exec_driver_sql("SELECT set_, base FROM outbox").fetchall()
    assert "argon2" not in repr(told)
    assert "wrong_count" not in repr(told)
    assert counts(store)[2] == 3  # the second write has its journal operation alone


# -- asking ------------------------------------------------------------------------------------


def test_what_is_missing_is_refused_in_chinese(store):
    with store.read() as read, pytest.raises(Refused) as said:
        read.get(Task, "t-none")
    assert "任务" in refusal(said.value)
    with store.read() as read:
        assert read.seek(Task, "t-none") is None


def test_questions_by_field_order_and_page(store, clock):
    ids = []
    for n in range(6):
        clock.wind(minutes=1)
        ids.append(put_task(store, unit="临溪镇" if n % 2 else "家朋乡", total=n or None))
    with store.read() as read:
        assert [t.id for t in read.find(Task)] == ids
        assert read.ids(Task, order="-issued_at", limit=2) == [ids[5], ids[4]]
        assert [t.id for t in read.find(Task, limit=2, offset=2)] == ids[2:4]
        assert [t.id for t in read.find(Task, offset=4)] == ids[4:]
        assert read.count(Task, unit="临溪镇") == 3
        assert read.ids(Task, total=None) == [ids[0]]
        assert read.ids(Task, total__not=None) == ids[1:]
        assert read.ids(Task, total__not=3, total__le=4) == [ids[1], ids[2], ids[4]]
        assert read.ids(Task, issued_at__gt=clock.now() - timedelta(minutes=1)) == ids[5:]
        assert read.ids(Task, id__in=ids[:2], unit__like="临%") == ids[1:2]
        assert read.ids(Task, id__in=()) == []
        assert read.total(Task, "total", by=("unit",)) == {("家朋乡",): 6, ("临溪镇",): 9}
        assert read.total(Task, "total", by=("unit",), total=None) == {("家朋乡",): 0}


def test_sealed_fields_can_not_be_asked_for(store):
    put_call(store)
    with store.read() as read:
        for question in ({"reporter": "汪一一"}, {"order": "phone"}):
            with pytest.raises(TypeError, match="sealed"):
                read.find(Call, **question)


def test_only_whole_numbers_are_summed(store):
    with store.read() as read, pytest.raises(TypeError, match="whole number"):
        read.total(Reading, "value", by=("metric",))


def test_a_reader_sees_one_moment_however_much_is_written_meanwhile(store):
    first = put_task(store)
    with store.read() as read:
        assert read.count(Task) == 1
        put_task(store)
        put_task(store, first, feedback="x")
        assert read.count(Task) == 1
        assert read.get(Task, first).feedback == ""
    with store.read() as read:
        assert read.count(Task) == 2


def test_a_reader_can_not_write(store):
    with pytest.raises(Unavailable, match="store_read_only"), store.read() as read:
        read.connection.exec_driver_sql("DELETE FROM task")


def test_the_journal_reads_back_with_both_times_newest_first(store, clock):
    stated = clock.now() - timedelta(hours=1)
    for n in range(3):
        clock.wind(seconds=1)
        with store.write(WRITER, "note") as w:
            w.log(
                line(
                    w,
                    f"s-{n}",
                    at=stated,
                    kind="note" if n else "call_taken",
                    facts={"n": n, "who": None},
                    private={"text": "汪一一来电"},
                    important=n == 1,
                    reason="补记",
                )
            )
    with store.read() as read:
        newest, *_ = told = journal.lines(read)
        assert [one.facts["n"] for one in told] == [2, 1, 0]
        assert (newest.at, newest.recorded_at) == (stated, clock.now())
        assert (newest.private, newest.reason) == ({"text": "汪一一来电"}, "补记")
        assert (newest.actor, newest.cause, newest.about) == (WRITER, "note", "s-2")
        assert [one.n for one in journal.lines(read, before=newest.n, limit=1)] == [2]
        assert [one.n for one in journal.lines(read, subjects=["s-0", "s-2"])] == [3, 1]
        assert [one.n for one in journal.lines(read, kinds=["call_taken"])] == [1]
        assert [one.n for one in journal.lines(read, important=True)] == [2]
        assert [one.n for one in journal.lines(read, oldest_first=True, limit=2)] == [1, 2]
        assert journal.lines(read, since=clock.now()) == []
        assert journal.lines(read, subjects=[]) == []


# -- what officers type ------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["险情" * 5000, "𠮷喆", "a\x00b", "'; DROP TABLE task; --", ""])
def test_any_text_comes_back_as_it_was_typed(store, text):
    made = put_task(store, detail=text)
    with store.read() as read:
        assert read.get(Task, made).detail == text


@pytest.mark.parametrize("where", ["row", "sealed", "line", "private", "reason"])
def test_half_a_character_from_a_broken_paste_is_refused_not_a_crash(book, where):
    half = "险\ud842情"
    with pytest.raises(Refused) as said, book.store.write(WRITER) as w:
        if where == "row":
            w.save(task("t-1", w.now, detail=half))
        if where == "sealed":
            w.save(call("c-1", w.now, reporter=half))
        more = {
            "line": {"facts": {"text": half}},
            "private": {"private": {"text": half}},
            "reason": {"reason": half},
        }
        w.log(line(w, **more.get(where, {})))
    assert "乱码" in refusal(said.value)
    assert counts(book.store) == (0, 0, 0, 0)
    put_task(book.store)
    assert looked_at(book).whole


def test_what_was_being_written_is_not_told_by_an_error(store):
    with pytest.raises(Exception, match="UNIQUE") as said, store.write(WRITER) as w:
        for _ in range(2):
            w.append(sample(Reading, id="r-1", source="汪一一 100 0000 0001"))
    assert "汪一一" not in str(said.value)


# -- many at once ------------------------------------------------------------------------------


def test_four_officers_writing_at_once_make_one_whole_chain(book):
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: put_call(book.store), range(200)))
    assert len(set(made)) == 200
    report = looked_at(book)
    assert report.whole
    assert (report.lines, report.rows, report.operations) == (200, 200, 400)


def test_readers_and_writers_do_not_hinder_each_other(book):
    seen, stop = [], threading.Event()

    def watch():
        while not stop.is_set():
            with book.store.read() as read:
                lines = len(journal.lines(read, limit=1000))
                tasks = read.count(Task)
                seen.append(lines == tasks)

    with ThreadPoolExecutor(3) as pool:
        watching = [pool.submit(watch) for _ in range(2)]
        for _ in range(100):
            put_task(book.store)
        stop.set()
        for one in watching:
            one.result()
    assert seen
    assert all(seen)


def test_submitted_jobs_run_in_order_on_the_stores_own_thread(store):
    jobs = [
        store.submit(lambda n=n: (put_task(store), threading.current_thread().name, n))
        for n in range(5)
    ]
    done = [job.result() for job in jobs]
    assert [n for _, _, n in done] == list(range(5))
    assert {name for _, name, _ in done} == {"store_0"}
    assert [made for made, _, _ in done] == sorted(made for made, _, _ in done)


# -- time and ids ------------------------------------------------------------------------------


def stamps(store):
    with store.read() as read:
        sql = "SELECT hlc FROM outbox ORDER BY n"
        return [row[0] for row in read.connection.exec_driver_sql(sql)]


def test_now_is_the_same_for_a_whole_write_and_is_what_will_be_read_back(store, clock):
    clock.set(clock.now() + timedelta(microseconds=123_456))
    with store.write(WRITER) as w:
        made = task(w.new_id(), w.now)
        clock.wind(seconds=5)
        assert w.now == made.issued_at
        w.save(made)
        w.log(line(w))
    with store.read() as read:
        assert read.get(Task, made.id) == made


def test_a_clock_set_back_leaves_ids_chain_and_stamps_in_order(book, clock):
    ids = [put_task(book.store)]
    clock.jump(days=-400)
    ids += [put_task(book.store) for _ in range(3)]
    clock.jump(days=1)
    ids.append(put_task(book.store))
    told = stamps(book.store)
    assert ids == sorted(ids)
    assert told == sorted(told)
    with book.store.read() as read:
        lines = journal.lines(read)
    assert lines[0].recorded_at == clock.now()
    assert looked_at(book).whole


def test_ids_and_stamps_go_on_after_a_restart_with_a_clock_set_back(tmp_path):
    clock = HandClock()
    first = opened(tmp_path, clock)
    ids = [put_task(first.store) for _ in range(3)]
    first.close()
    clock.jump(days=-3650)
    second = opened(tmp_path, clock)
    ids += [put_task(second.store) for _ in range(3)]
    told = stamps(second.store)
    assert looked_at(second).whole
    second.close()
    assert ids == sorted(ids)
    assert len(set(told)) == 6
    assert told == sorted(told)


# -- drafts ------------------------------------------------------------------------------------


def test_a_draft_is_kept_replaced_and_dropped(store, clock):
    store.keep_draft("intake/b", "汪一一说", "o-1")
    clock.wind(seconds=1)
    store.keep_draft("intake/a", "第二个来电", "o-1")
    store.keep_draft("intakeX", "不相干")
    store.keep_draft("intake/b", "汪一一说院墙倒了", "o-2")
    assert store.draft("intake/b") == "汪一一说院墙倒了"
    assert store.drafts("intake/") == {"intake/a": "第二个来电", "intake/b": "汪一一说院墙倒了"}
    store.drop_draft("intake/b")
    assert store.draft("intake/b") is None


def test_a_prefix_is_no_pattern(store):
    store.keep_draft("a_1", "x")
    store.keep_draft("ab1", "y")
    assert store.drafts("a_") == {"a_1": "x"}
    assert store.drafts("%") == {}


def test_a_draft_goes_in_the_same_moment_as_what_it_became(store):
    store.keep_draft("intake/1", "汪一一")
    with pytest.raises(Refused), store.write(WRITER) as w:
        w.drop_draft("intake/1")
        raise Refused("x")
    assert store.draft("intake/1") == "汪一一"
    with store.write(WRITER) as w:
        w.save(call(w.new_id(), w.now))
        w.log(line(w))
        w.drop_draft("intake/1")
    assert store.draft("intake/1") is None


def test_drafts_that_nobody_touches_are_purged_by_age(store, clock):
    store.keep_draft("old", "x")
    clock.wind(days=31)
    store.keep_draft("new", "y")
    assert store.purge_drafts(clock.now() - timedelta(days=30)) == 1
    assert (store.draft("old"), store.draft("new")) == (None, "y")


# -- the end -----------------------------------------------------------------------------------


def test_closing_twice_is_closing_once_and_nothing_opens_the_file_again(tmp_path):
    book = opened(tmp_path)
    put_task(book.store)
    book.close()
    book.close()
    book.store.close()
    with pytest.raises(Unavailable) as said:
        put_task(book.store)
    assert "已关闭" in refusal(said.value)
    with pytest.raises(Unavailable, match="store_closed"), book.store.read():
        pass
    with pytest.raises(Unavailable, match="store_closed"):
        book.store.submit(lambda: None)


def test_closing_waits_for_what_was_submitted(tmp_path):
    book = opened(tmp_path)
    jobs = [book.store.submit(lambda: put_task(book.store)) for _ in range(20)]
    book.close()
    assert all(job.done() and not job.exception() for job in jobs)
    again = opened(tmp_path)
    assert counts(again.store)[0] == 20
    again.close()


def test_the_head_is_where_the_disk_says(book):
    assert book.store.head()[2] == 0
    put_task(book.store)
    put_task(book.store)
    with book.store.read() as read:
        head = read_head(read.connection)
    assert book.store.head() == (head.device, 1, 2, head.hash.hex())
