"""The schema goes forward only, with a copy before; and no change of it goes unnoticed."""

import os
import sqlite3
from pathlib import Path

import pytest

from console.domain.attachment import Attachment
from console.domain.changes import Kind
from console.domain.refused import Unavailable
from console.domain.task import Task
from db import backup, commit, examining, migrations, opening, restoring, schema, storefile
from db.chain import digest
from db.registry import BY_KIND
from db.schema import SCHEMA_NO
from tests.support import child
from tests.support.folders import db, must_say, rewritten
from tests.support.records import sample
from tests.support.store import back_door, line, looked_at, put_task
from tests.support.world import HandClock, key_place, opened

HISTORY = Path(__file__).parent / "history"
REFRESH = "CONSOLE_REFRESH"


@pytest.fixture
def two_steps(monkeypatch):
    """The next version of the program, in this process."""
    monkeypatch.setattr(migrations, "STEPS", migrations.STEPS)
    monkeypatch.setattr(opening, "SCHEMA_NO", SCHEMA_NO)
    return child.second_step


ASKED = (
    "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    " ORDER BY type = 'trigger', tbl_name, type DESC, name"
)


def schema_of(book):
    with book.store.read() as read:
        return spelled(read.connection.exec_driver_sql(ASKED))


def spelled(rows):
    text = "\n".join(f"{row[0].strip()};" for row in rows)
    return "\n".join(line.replace("\t", "  ").rstrip() for line in text.split("\n")) + "\n"


def test_the_schema_is_the_one_that_was_agreed(tmp_path):
    """A difference means a new migration once there is a release; until then refresh the file."""
    book = opened(tmp_path)
    now, kept = schema_of(book), HISTORY / f"schema-{SCHEMA_NO}.sql"
    book.close()
    if os.environ.get(REFRESH):
        kept.write_text(now, "utf-8")
    was = kept.read_text("utf-8") if kept.exists() else ""
    assert now == was, f"the schema changed; look at it, then: {REFRESH}=1 pytest {__file__}"


@pytest.mark.parametrize("number", range(1, SCHEMA_NO))
def test_a_step_makes_today_what_it_always_made(number):
    connection = sqlite3.connect(":memory:")
    for step in migrations.STEPS[:number]:
        step(connection)
    made, kept = spelled(connection.execute(ASKED)), HISTORY / f"schema-{number}.sql"
    connection.close()
    if os.environ.get(REFRESH):
        kept.write_text(made, "utf-8")
    assert made == kept.read_text("utf-8")


# -- from schema 1 to 2: an attachment says when its file was written ----------------------------


@pytest.fixture
def of_schema_1(tmp_path, monkeypatch):
    """A store as a program of schema 1 left it: an attachment, a group that waits, a line each."""
    monkeypatch.setattr(commit, "SCHEMA_NO", 1)
    book = opened(tmp_path)
    of = BY_KIND[Kind.ATTACHMENT]
    with book.store.write("o-1", "attachment.add") as w:
        w.append(sample(Attachment, id="a-1", subject_id="s-1", name="决口.jpg", added_at=w.now))
        w.log(line(w))
        names = ", ".join(f'"{name}"' for name in of.names_at(1))
        there = w.connection.exec_driver_sql(f"SELECT {names} FROM attachment").one()
        w.digests[Kind.ATTACHMENT, "a-1"] = digest(tuple(there))
    monkeypatch.undo()
    with back_door(book) as connection:
        connection.execute("ALTER TABLE attachment DROP COLUMN file_time")
        for trigger in schema.GUARD_DDL.split("END;")[:-1]:
            connection.execute(trigger + "END;")
        connection.execute("PRAGMA user_version = 1")
    book.close()
    rewritten(tmp_path, schema=1)
    return tmp_path


def test_a_store_of_schema_1_is_copied_and_goes_on_with_all_that_was_in_it(of_schema_1):
    book = opened(of_schema_1)
    assert (book.file.schema, schema_of(book)) == (2, (HISTORY / "schema-2.sql").read_text())
    assert looked_at(book).whole, "what was vouched for without the column is vouched for"
    with book.store.read() as read:
        one = read.get(Attachment, "a-1")
        assert (one.name, one.file_time) == ("决口.jpg", None)
        [(waits, number)] = read.connection.exec_driver_sql("SELECT state, schema_no FROM outbox")
    assert (waits, number) == ("pending", 1)
    copy = book.folder / backup.FOLDER / "before-schema-2.db"
    assert backup.verify(copy, book.key).whole, "a copy of an older schema proves itself too"
    book.close()


def test_a_copy_of_schema_1_is_restored_into_a_store_of_today(of_schema_1):
    opened(of_schema_1).close()
    book = opened(of_schema_1)
    copy = book.folder / backup.FOLDER / "before-schema-2.db"
    examining.examine(copy, book.key, book.file)
    head = restoring.prepare(
        copy,
        book.folder,
        book.key,
        HandClock(),
        incarnation=2,
        purged=(),
        tell=lambda w: w.log(line(w)),
        actor="o-1",
    )
    book.close()
    opening.exchange(book.folder, key_place(of_schema_1), head, "20240620")
    book = opened(of_schema_1)
    assert looked_at(book).whole
    with book.store.read() as read:
        assert read.get(Attachment, "a-1").file_time is None
    book.close()


def test_an_older_store_is_not_opened_read_only_and_says_why(of_schema_1):
    before = db(of_schema_1).read_bytes()
    with pytest.raises(Unavailable) as said:
        opening.open_store(
            of_schema_1 / "store", key_place(of_schema_1), HandClock(), read_only=True
        )
    must_say(said.value, "store_older", "库版本 1", "备份")
    assert db(of_schema_1).read_bytes() == before
    opened(of_schema_1).close()


def test_a_file_time_that_is_put_in_behind_the_journals_back_is_found(of_schema_1):
    book = opened(of_schema_1)
    with back_door(book) as connection:
        connection.execute("UPDATE attachment SET file_time = 1718866800000")
    assert [one.code for one in looked_at(book).findings] == ["check_row_changed"]
    book.close()


def test_the_number_of_steps_is_the_number_of_the_schema(tmp_path):
    assert len(migrations.STEPS) == SCHEMA_NO
    book = opened(tmp_path)
    with book.store.read() as read:
        asked = read.connection.exec_driver_sql("PRAGMA user_version")
        assert asked.scalar() == SCHEMA_NO
    book.close()


def test_an_older_store_is_copied_then_brought_forward_with_all_that_is_in_it(tmp_path, two_steps):
    book = opened(tmp_path)
    made = put_task(book.store)
    book.close()
    two_steps()
    book = opened(tmp_path)
    with book.store.read() as read:
        assert read.get(Task, made)
        second = read.connection.exec_driver_sql("SELECT id FROM second").scalars().all()
    assert second == [made]
    assert looked_at(book).whole
    assert book.file.schema == SCHEMA_NO + 1
    copy = book.folder / backup.FOLDER / f"before-schema-{SCHEMA_NO + 1}.db"
    assert backup.verify(copy, book.key).whole
    assert storefile.read(copy.parent, copy.with_suffix(".toml").name).schema == SCHEMA_NO
    book.close()
    opened(tmp_path).close()


def test_a_step_that_fails_leaves_the_store_as_it_was(tmp_path, two_steps, monkeypatch):
    book = opened(tmp_path)
    put_task(book.store)
    book.close()
    two_steps()
    good = migrations.STEPS

    def fails(connection):
        good[-1](connection)
        raise RuntimeError("a fault in the step")

    monkeypatch.setattr(migrations, "STEPS", (*good[:-1], fails))
    with pytest.raises(RuntimeError, match="a fault in the step"):
        opened(tmp_path)
    monkeypatch.setattr(migrations, "STEPS", good)
    book = opened(tmp_path)
    assert looked_at(book).whole
    with book.store.read() as read:
        assert read.connection.exec_driver_sql("SELECT count(*) FROM second").scalar() == 1
    book.close()
