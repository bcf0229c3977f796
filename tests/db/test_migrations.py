"""The schema goes forward only, with a copy before; and no change of it goes unnoticed."""

import os
from pathlib import Path

import pytest

from console.domain.task import Task
from db import backup, migrations, opening, storefile
from db.schema import SCHEMA_NO
from tests.support import child
from tests.support.store import looked_at, put_task
from tests.support.world import opened

HISTORY = Path(__file__).parent / "history"
REFRESH = "CONSOLE_REFRESH"


@pytest.fixture
def two_steps(monkeypatch):
    """The next version of the program, in this process."""
    monkeypatch.setattr(migrations, "STEPS", migrations.STEPS)
    monkeypatch.setattr(opening, "SCHEMA_NO", SCHEMA_NO)
    return child.second_step


def schema_of(book):
    with book.store.read() as read:
        rows = read.connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
            " ORDER BY type = 'trigger', tbl_name, type DESC, name"
        )
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
