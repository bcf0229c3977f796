# ruff: noqa: PT012 - a slice is more than one statement
"""A newcomer's rows as tables: copied blindly only where this build knows every word of them."""

import sqlite3
from dataclasses import replace

import pytest

from console.domain.changes import Kind
from console.domain.difference import Difference
from console.domain.reading import Reading
from console.domain.supply import Item
from console.domain.task import Task
from db import vouched
from db.chain import digest
from db.engine import BESIDE, direct
from db.registry import entity
from db.sync import rowfile, wire
from db.sync.columns import layout
from tests.support.records import sample
from tests.support.store import looked_at, task
from tests.support.world import opened


@pytest.fixture
def book(tmp_path):
    made = opened(tmp_path)
    yield made
    made.close()


def travelling(record):
    of = entity(type(record))
    return of.word, {k: wire.spelled(v) for k, v in of.encode(record).items() if v is not None}


def row(record, ver=1):
    word, told = travelling(record)
    values = rowfile.columns(word, told)
    assert values is not None
    return word, ver, values


def records(now):
    readings = [replace(sample(Reading), id=f"r-{n}", station=f"站{n}") for n in range(30)]
    return [*readings, task("t-1", now, title="转移群众"), task("t-2", now)]


def altered(data, *statements):
    """The file as somebody else would have made it."""
    file = sqlite3.connect(":memory:", isolation_level=None)
    file.deserialize(data)
    for one in statements:
        file.execute(one)
    made = file.serialize()
    file.close()
    return made


def copied(book, data, tmp_path):
    looked = rowfile.looked_at(data, BESIDE)
    file = tmp_path / "segment.db"
    file.write_bytes(data)
    with book.store.receive(beside=file) as arrival:
        for statement, defaults in looked.copies:
            direct(arrival.connection).execute(statement, defaults)
        arrival.proven, arrival.touched = looked.proven, looked.touched
    return arrival


def test_what_is_copied_is_word_for_word_what_was_told_and_the_journal_proves_it(book, tmp_path):
    told = records(book.store.clock.now())
    arrival = copied(book, rowfile.written(row(one, 7) for one in told), tmp_path)
    with book.store.read() as read:
        for one in told:
            assert read.get(type(one), one.id) == one
        run = direct(read.connection)
        assert run.execute("SELECT DISTINCT ver, shadow, deleted FROM reading").fetchall() == [
            (7, None, 0)
        ]
    assert arrival.changes.ids[Kind.TASK] == {"t-1", "t-2"}
    assert looked_at(book).whole
    of = entity(Task)
    proven = vouched.read(vouched.spelled(arrival.proven))
    (was,) = [v for k, i, v in proven if (k, i) == ("task", "t-1")]
    assert was == digest(of.row(told[-2]))


def test_the_file_at_hand_is_let_go_of_after_the_slice(book, tmp_path):
    copied(book, rowfile.written([row(task("t-1", book.store.clock.now()))]), tmp_path)
    (tmp_path / "segment.db").unlink()
    with book.store.read() as read:
        names = direct(read.connection).execute("PRAGMA database_list").fetchall()
    assert [name for _, name, _ in names] == ["main"]


def test_a_slice_that_fails_leaves_nothing_of_the_file_behind(book, tmp_path):
    data = rowfile.written([row(task("t-1", book.store.clock.now()))])
    file = tmp_path / "segment.db"
    file.write_bytes(data)
    looked = rowfile.looked_at(data, BESIDE)
    with pytest.raises(KeyError), book.store.receive(beside=file) as arrival:
        direct(arrival.connection).execute(*looked.copies[0])
        raise KeyError
    with book.store.read() as read:
        assert read.count(Task) == 0
    copied(book, data, tmp_path)
    with book.store.read() as read:
        assert read.count(Task) == 1


def test_a_column_that_the_far_end_does_not_have_takes_its_default(book, tmp_path):
    now = book.store.clock.now()
    data = rowfile.written([row(task("t-1", now, detail="要丢的"))])
    old = altered(data, 'ALTER TABLE task DROP COLUMN "detail"')
    copied(book, old, tmp_path)
    with book.store.read() as read:
        assert read.get(Task, "t-1").detail == layout(entity(Task)).missing["detail"]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW more AS SELECT 1",
        "CREATE TABLE elephant(id TEXT, ver INTEGER)",
        "ALTER TABLE task ADD COLUMN tusks TEXT",
        "UPDATE task SET state = 'sleeping'",
        "UPDATE task SET issued_at = 99999999999999999",
        "ALTER TABLE task DROP COLUMN ver",
    ],
)
def test_what_this_build_does_not_know_is_not_copied(book, statement):
    data = rowfile.written([row(task("t-1", book.store.clock.now()))])
    with pytest.raises(rowfile.Strange):
        rowfile.looked_at(altered(data, statement), BESIDE)


def test_a_table_that_keeps_numbers_where_texts_belong_is_not_copied(book):
    """SQLite would make texts of them, and the journal would prove something else."""
    data = rowfile.written([row(task("t-1", book.store.clock.now()))])
    names = ", ".join((*entity(Task).names, "ver"))
    loose = altered(
        data,
        "ALTER TABLE task RENAME TO was",
        f"CREATE TABLE task({names})",
        "INSERT INTO task SELECT * FROM was",
        "DROP TABLE was",
    )
    rowfile.looked_at(loose, BESIDE)
    for spoilt in ("UPDATE task SET title = 7", "UPDATE task SET issued_at = '7'"):
        with pytest.raises(rowfile.Strange):
            rowfile.looked_at(altered(loose, spoilt), BESIDE)


def test_a_nested_value_that_is_none_is_not_copied():
    data = rowfile.written([row(sample(Item))])
    for spoilt in ("7", "[" * 60_000):
        with pytest.raises(rowfile.Strange):
            rowfile.looked_at(altered(data, f"UPDATE item SET aliases = '{spoilt}'"), BESIDE)


def test_a_file_that_is_none_is_said_to_be_garbled():
    for data in (b"{}", b"SQLite format 3\x00" + b"?" * 5000):
        with pytest.raises(wire.Malformed):
            rowfile.looked_at(data, BESIDE)


def test_the_rows_can_be_read_one_by_one_as_json_would_tell_them(book):
    told = records(book.store.clock.now())
    by_id = {one["id"]: one for one in rowfile.told(rowfile.written(row(r, 3) for r in told))}
    for record in told:
        word, words = travelling(record)
        one = by_id[record.id]
        assert (one["e"], one["ver"]) == (word, 3)
        assert layout(entity(type(record))).values(one["row"]) == layout(
            entity(type(record))
        ).values(words)


def test_kinds_of_which_there_is_only_one_and_unknown_words_travel_as_json(book):
    now = book.store.clock.now()
    word, told = travelling(task("t-1", now))
    assert rowfile.columns(word, {**told, "state": "sleeping"}) is None
    assert rowfile.columns(word, {**told, "tusks": 2}) is None
    assert rowfile.columns("elephant", told) is None
    assert not {"figure", "response", "officer"} & rowfile.PLAIN.keys()
    assert rowfile.columns(*travelling(sample(Difference))) is not None
