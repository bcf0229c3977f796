# ruff: noqa: PT012 - a unit of work is more than one statement
"""What officers really do to a store: any text, all at the same time."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from console.domain.reading import Reading
from console.domain.refused import Refused
from console.domain.task import Task
from console.wording import refusal
from db import journal
from tests.support.records import sample
from tests.support.store import (
    WRITER,
    call,
    counts,
    line,
    looked_at,
    put_call,
    put_task,
    task,
)


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


def test_four_officers_writing_at_once_make_one_whole_chain(book):
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: put_call(book.store), range(200)))
    assert len(set(made)) == 200
    report = looked_at(book)
    assert report.whole
    assert (report.lines, report.rows, report.operations) == (200, 200, 200)


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
