"""What goes up: dense numbers, groups that are never split, and nothing readable about persons."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from console.domain.task import Task
from db import outbox
from db.registry import ENTITIES
from tests.support.records import sample
from tests.support.store import WRITER, call, line, put_call, put_task, task
from tests.support.world import opened


@pytest.fixture
def book(tmp_path):
    made = opened(tmp_path)
    yield made
    made.close()


def rows(book, columns):
    with book.store.read() as read:
        asked = f"SELECT {columns} FROM outbox ORDER BY n"
        return [tuple(row) for row in read.connection.exec_driver_sql(asked)]


def test_numbers_are_dense_even_when_writes_are_taken_back(book):
    for n in range(10):
        try:
            with book.store.write(WRITER) as w:
                w.save(task(w.new_id(), w.now))
                w.log(line(w))
                if n % 3 == 0:
                    raise KeyError(n)
        except KeyError:
            pass
    assert [n for (n,) in rows(book, "n")] == list(range(1, 13))


def test_a_group_stands_together_and_ends_with_its_mark(book):
    def three(_):
        with book.store.write(WRITER) as w:
            for _ in range(3):
                w.save(task(w.new_id(), w.now))
            w.log(line(w))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(three, range(25)))
    told = rows(book, "tx_id, tx_last")
    for start in range(0, 100, 4):
        group = told[start : start + 4]
        assert len({tx for tx, _ in group}) == 1
        assert [last for _, last in group] == [0, 0, 0, 1]


def test_every_operation_has_an_id_of_its_own_in_the_order_of_making(book):
    for _ in range(5):
        put_task(book.store)
    ids = [op for (op,) in rows(book, "op_id")]
    assert ids == sorted(set(ids))


def test_incidents_go_up_before_orders_and_orders_before_registers(book):
    put_call(book.store)
    put_task(book.store)
    lanes = [lane for (lane,) in rows(book, "lane")]
    assert lanes == [0, 0, 1, 1]
    assert {outbox.lane(str(of.kind)) for of in ENTITIES} == {0, 1, 2}


def test_the_last_operation_carries_the_lines_as_the_journal_has_them(book):
    put_call(book.store)
    (told,) = [json.loads(s) for s, last in rows(book, "set_, tx_last") if last]
    with book.store.read() as read:
        (stored,) = read.connection.exec_driver_sql(
            "SELECT device, incarnation, seq, hash FROM journal"
        )
    assert told[0][:3] == list(stored[:3])
    assert told[0][-1] == stored[3].hex()


def test_a_ledger_row_is_appended_and_another_patched(book):
    of = next(of for of in ENTITIES if of.kind == "reading")
    with book.store.write(WRITER) as w:
        w.append(sample(of.record, id="r-1"))
        made = task("t-1", w.now)
        w.save(made)
        w.save(replace(made, feedback="x"))
        w.log(line(w))
    assert [kind for (kind,) in rows(book, "kind")] == ["append", "patch", "patch", "journal"]
    with book.store.read() as read:
        assert read.get(Task, "t-1").feedback == "x"


def test_personal_words_go_up_sealed(book):
    put_call(book.store, "c-1")
    with book.store.write(WRITER) as w:
        w.save(call("c-1", w.now, reporter="汪二二"))
        w.log(line(w, "c-1", private={"who": "汪二二"}))
    told = repr(rows(book, "base, set_"))
    assert "sealed" in told
    for word in ("汪一一", "汪二二", "100 0000"):
        assert word not in told
