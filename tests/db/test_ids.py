"""Ids, stamps and the chain keep their order whatever the clock does."""

from datetime import timedelta

from console.domain.task import Task
from db import journal
from tests.support.store import (
    WRITER,
    line,
    looked_at,
    put_task,
    task,
)
from tests.support.world import HandClock, opened


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
