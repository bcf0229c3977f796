"""What goes up: dense numbers, groups that are never split, and nothing readable about persons."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from console.domain.attachment import Attachment
from console.domain.reading import Reading
from console.domain.task import Task
from db import appended, outbox
from db.engine import direct
from db.registry import ENTITIES, entity
from db.sync import wire
from db.sync.groups import choose
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
    assert [n for (n,) in rows(book, "n")] == list(range(1, 7))


def groups(book):
    """The operations of each group, in order."""
    with book.store.read() as read:
        run = direct(read.connection)
        return [appended.operations(run, tx, ops) for tx, ops in rows(book, "tx_id, ops")]


def test_a_group_holds_all_that_one_write_did(book):
    def three(_):
        with book.store.write(WRITER) as w:
            for _ in range(3):
                w.save(task(w.new_id(), w.now))
            w.log(line(w))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(three, range(25)))
    assert [len(ops) for ops in groups(book)] == [3] * 25
    assert len({tx for (tx,) in rows(book, "tx_id")}) == 25


def test_every_operation_has_an_id_of_its_own_in_the_order_of_making(book):
    for _ in range(5):
        put_task(book.store)
    ids = [op["id"] for ops in groups(book) for op in ops]
    assert ids == sorted(set(ids))
    assert len(ids) == 5


def test_incidents_go_up_before_orders_and_orders_before_registers(book):
    put_call(book.store)
    put_task(book.store)
    lanes = [lane for (lane,) in rows(book, "lane")]
    assert lanes == [0, 1]
    assert {outbox.lane(str(of.kind)) for of in ENTITIES} == {0, 1, 2}


def test_a_group_names_the_lines_that_travel_with_it(book):
    put_call(book.store)
    with book.store.write(WRITER) as w:
        w.save(task(w.new_id(), w.now))
        w.log(line(w))
        w.log(line(w))
    named = rows(book, "tx_id, incarnation, first_line, last_line")
    assert [one[2:] for one in named] == [(1, 1), (2, 3)]
    for tx, incarnation, first, last in named:
        with book.store.read() as read:
            asked = "SELECT tx FROM journal WHERE incarnation = ? AND seq BETWEEN ? AND ?"
            found = read.connection.exec_driver_sql(asked, (incarnation, first, last)).fetchall()
        assert [tuple(one) for one in found] == [(tx,)] * (last - first + 1)


def test_a_ledger_row_is_appended_and_another_patched(book):
    of = next(of for of in ENTITIES if of.kind == "reading")
    with book.store.write(WRITER) as w:
        w.append(sample(of.record, id="r-1"))
        made = task("t-1", w.now)
        w.save(made)
        w.save(replace(made, feedback="x"))
        w.log(line(w))
    assert [op["kind"] for ops in groups(book) for op in ops] == ["append", "patch", "patch"]
    with book.store.read() as read:
        assert read.get(Task, "t-1").feedback == "x"


def test_personal_words_go_up_sealed(book):
    put_call(book.store, "c-1")
    with book.store.write(WRITER) as w:
        w.save(call("c-1", w.now, reporter="汪二二"))
        w.log(line(w, "c-1", private={"who": "汪二二"}))
    told = repr(rows(book, "ops"))
    assert "sealed" in told
    for word in ("汪一一", "汪二二", "100 0000"):
        assert word not in told


# -- rows of a ledger are named, not kept twice ----------------------------------------------------


def put_readings(book, count):
    """One write of so many readings; what they are."""
    with book.store.write(WRITER) as w:
        made = [replace(sample(Reading), id=w.new_id()) for _ in range(count)]
        for one in made:
            w.append(one)
        w.log(line(w))
    return made


def sent(book):
    with book.store.read() as read:
        chosen = choose(read.connection, "d", lanes={0, 1, 2, 3}, ops=4000, most=1 << 30)
    return [wire.loads(one.raw)["ops"] for one in chosen.groups]


def test_rows_of_a_ledger_are_only_named_and_go_up_word_for_word(book):
    made = put_readings(book, 30)
    ((ops,),) = rows(book, "ops")
    assert outbox.touched(ops) == [("reading", one.id) for one in made]
    assert len(ops) < 30 * 45
    ((tx,),) = rows(book, "tx_id")
    (told,) = sent(book)
    of = entity(Reading)
    for at, (op, one) in enumerate(zip(told, made, strict=True)):
        given = {k: v for k, v in of.encode(one).items() if v is not None}
        assert op == {
            "id": f"{tx}.{at}",
            "kind": "append",
            "entity": "reading",
            "of": one.id,
            "base": None,
            "set": given,
        }


def test_a_ledger_and_a_register_in_one_write_keep_their_order_and_their_ids(book):
    with book.store.write(WRITER) as w:
        w.append(replace(sample(Reading), id="r-1"))
        w.save(task("t-1", w.now))
        w.append(replace(sample(Reading), id="r-2"))
        w.append(replace(sample(Reading), id="r-3"))
        w.log(line(w))
    ((tx,),) = rows(book, "tx_id")
    (told,) = sent(book)
    assert [op["of"] for op in told] == ["r-1", "t-1", "r-2", "r-3"]
    assert [op["id"] for op in told] == [f"{tx}.{at}" for at in range(4)]


def test_a_column_of_a_later_schema_is_no_part_of_an_earlier_group(book):
    with book.store.write(WRITER) as w:
        w.append(replace(sample(Attachment), id="a-1", file_time=w.now))
        w.log(line(w))
    ((tx, ops),) = rows(book, "tx_id, ops")
    with book.store.read() as read:
        run = direct(read.connection)
        (new,) = appended.operations(run, tx, ops, 2)
        (old,) = appended.operations(run, tx, ops, 1)
    assert "file_time" in new["set"]
    assert old["set"] == {k: v for k, v in new["set"].items() if k != "file_time"}


def test_a_named_row_taken_away_behind_our_back_stops_nothing_else(book):
    made = put_readings(book, 3)
    put_task(book.store)
    with book.store.aside() as connection:
        connection.exec_driver_sql("DELETE FROM reading WHERE id = ?", (made[1].id,))
    whole, broken = sent(book)
    assert [op["entity"] for op in whole] == ["task"]
    assert broken == [{"entity": "reading", "rows": [one.id for one in made]}]
