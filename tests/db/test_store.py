# ruff: noqa: PT012 - a unit of work is more than one statement
"""One unit of work: rows, journal and outbox together, or nothing; and when it is told."""

from dataclasses import replace

import pytest

from console.domain.changes import Kind, Origin
from console.domain.ledger import Move
from console.domain.officer import Officer
from console.domain.reading import Reading
from console.domain.refused import Refused, Unavailable
from console.domain.response import Proposal
from console.domain.task import Task
from console.wording import refusal
from db import appended
from db.commit import read_head
from db.engine import direct
from tests.support.records import sample
from tests.support.store import (
    WRITER,
    call,
    counts,
    line,
    looked_at,
    put_task,
    task,
)
from tests.support.world import opened


def test_a_write_is_a_row_a_line_and_a_group_that_names_the_line(store):
    made = put_task(store)
    assert counts(store) == (1, 1, 1, 0)
    (group,) = groups(store)
    assert [(op["kind"], op["of"]) for op in group] == [("patch", made)]


def groups(store):
    with store.read() as read:
        run = direct(read.connection)
        rows = run.execute("SELECT tx_id, ops FROM outbox ORDER BY n").fetchall()
        return [appended.operations(run, tx, ops) for tx, ops in rows]


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
    (change,) = groups(store)[-1]
    assert change["base"] == {"feedback": ""}
    assert change["set"] == {"feedback": "已转移 42 户"}


def test_a_password_never_goes_up(store):
    officer = sample(Officer, id="o-1", password="$argon2$hash", pin="$argon2$pin")
    with store.write(WRITER) as w:
        w.save(officer)
        w.log(line(w))
    with store.write(WRITER) as w:
        w.save(replace(officer, password="$argon2$other", wrong_count=3))
        w.log(line(w))
    told = groups(store)
    assert "argon2" not in repr(told)
    assert "wrong_count" not in repr(told)
    assert [len(ops) for ops in told] == [1, 0]  # the second write has its journal line alone


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
