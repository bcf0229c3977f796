"""Asking: a small question language, one moment per snapshot, the journal read back."""

from datetime import timedelta

import pytest

from console.domain.incident import Call
from console.domain.reading import Reading
from console.domain.refused import Refused, Unavailable
from console.domain.task import Task
from console.wording import refusal
from db import journal
from tests.support.store import (
    WRITER,
    line,
    put_call,
    put_task,
)


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
