"""Killed by force at any moment: every acknowledged write is there, and nothing is half written."""

import random

from db import backup
from db.schema import SCHEMA_NO
from tests.support import child
from tests.support.store import looked_at, put_task
from tests.support.world import opened

KILLS = 5
STEPS_TRIED = 5


def stored(book):
    with book.store.read() as read:
        sql = "SELECT id FROM task UNION ALL SELECT id FROM call"
        return {row[0] for row in read.connection.exec_driver_sql(sql)}


def test_killed_while_two_officers_write(tmp_path):
    chance, acknowledged = random.Random(20240620), set()
    opened(tmp_path).close()
    for _ in range(KILLS):
        with child.start("write_on", tmp_path) as console:
            for _ in range(chance.randint(1, 60)):
                acknowledged.add(console.stdout.readline().strip())
            console.kill()
            rest = console.stdout.read()
        whole_lines = rest.rpartition("\n")[0].split("\n")
        acknowledged |= {line.strip() for line in whole_lines if line.strip()}
        book = opened(tmp_path)
        assert acknowledged <= stored(book)
        report = looked_at(book)
        assert report.findings == []
        assert report.lines == report.rows
        assert report.operations == report.rows
        draft = book.store.draft("intake/1")
        assert draft is None or draft.endswith("稿")
        put_task(book.store)
        book.close()
    assert len(acknowledged) > KILLS


def steps_of(what, folder):
    """How many calls the whole thing takes, done once without a kill."""
    (told,) = child.run("killed_at", 0, what, folder)
    return int(told)


def killed_at_every_part(what, tmp_path, prepare):
    """A folder for each of a handful of moments spread over the whole of it, and one at the end."""
    trial = tmp_path / "trial"
    prepare(trial)
    count = steps_of(what, trial)
    moments = [1 + n * (count - 1) // STEPS_TRIED for n in range(STEPS_TRIED)] + [count]
    folders = [tmp_path / f"at-{moment}" for moment in moments]
    for folder in folders:
        prepare(folder)
    calls = [(m, what, folder) for m, folder in zip(moments, folders, strict=True)]
    assert child.fates("killed_at", calls) == [-9] * len(moments), (what, moments)
    yield from folders


def nothing(folder):
    folder.mkdir()


def used(folder):
    folder.mkdir()
    book = opened(folder)
    for n in range(3):
        put_task(book.store, f"t-{n}")
    book.close()


def test_killed_while_a_store_is_made(tmp_path):
    for folder in killed_at_every_part("opening", tmp_path, nothing):
        book = opened(folder)
        put_task(book.store)
        assert looked_at(book).whole
        book.close()
        left = {path.name for path in (folder / "store").iterdir()}
        assert left == {"console.db", "console.lock", "store.toml"}


def test_killed_while_a_store_is_opened(tmp_path):
    for folder in killed_at_every_part("opening", tmp_path, used):
        book = opened(folder)
        assert stored(book) == {"t-0", "t-1", "t-2"}
        assert looked_at(book).whole
        book.close()


def test_killed_while_a_store_is_brought_forward(tmp_path):
    for folder in killed_at_every_part("upgrade", tmp_path, used):
        assert child.run("upgraded", folder) == [str(SCHEMA_NO + 1), "0", "t-0 t-1 t-2"]


def test_killed_while_a_copy_is_taken(tmp_path):
    for folder in killed_at_every_part("copy", tmp_path, used):
        book = opened(folder)
        assert stored(book) == {"t-0", "t-1", "t-2"}
        assert looked_at(book).whole
        for one in backup.listed(folder / "store" / backup.FOLDER):
            assert backup.verify(one.path, book.key).whole
        assert (
            backup.take(book.store.path, book.key, book.file, book.store.clock.now(), keep=2).lines
            == 3
        )
        book.close()
