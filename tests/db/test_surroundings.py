# ruff: noqa: PT012 - a loop until the disk is full is more than one statement
"""What the surroundings do to a store: no permission, another console, a full disk."""

import stat

import pytest

from console.domain.refused import Unavailable
from console.domain.task import Task
from db import opening
from db.opening import open_store
from tests.support import child
from tests.support.folders import db, must_say, refused
from tests.support.store import fingerprint, looked_at, put_task
from tests.support.world import HandClock, key_place, opened

# -- read-only media -------------------------------------------------------------------------------


@pytest.fixture
def locked(used):
    """Permissions taken away, and given back for the clearing up."""
    paths = []

    def lock(path):
        paths.append((path, stat.S_IMODE(path.stat().st_mode)))
        path.chmod(paths[-1][1] & ~0o222)

    yield lock
    for path, mode in paths:
        path.chmod(mode)


def test_a_file_that_may_not_be_written(used, locked):
    locked(db(used))
    before = fingerprint(used)
    code, sentence = child.run("without_powers", used)
    assert code == "store_file_read_only"
    assert "只读" in sentence
    assert child.run("without_powers", used, "read-only") == ["0", "ok"]
    assert fingerprint(used) == before


def test_a_folder_that_may_not_be_written(used, locked):
    (used / "store" / opening.LOCK).unlink(missing_ok=True)
    locked(used / "store")
    before = fingerprint(used)
    code, sentence = child.run("without_powers", used)
    assert code == "store_folder_read_only"
    assert "只读" in sentence
    assert child.run("without_powers", used, "read-only") == ["0", "ok"]
    assert fingerprint(used) == before


def test_a_folder_that_is_a_file(tmp_path):
    (tmp_path / "store").write_text("x")
    must_say(refused(tmp_path), "store_folder_read_only", "store", "只读")


def test_the_driver_that_finds_the_file_read_only_says_the_same(used):
    book = opened(used)
    book.store._writer.raw_connection().driver_connection.execute("PRAGMA query_only = ON")
    with pytest.raises(Unavailable) as said:
        put_task(book.store)
    must_say(said.value, "store_read_only", "没有保存", "仍在屏幕上")
    book.close()


def test_a_store_opened_read_only_writes_nothing(used):
    before = fingerprint(used)
    book = open_store(used / "store", key_place(used), HandClock(), read_only=True)
    with pytest.raises(Unavailable) as said:
        put_task(book.store)
    must_say(said.value, "read_only", "只读")
    book.store.keep_draft("x", "y")
    book.store.drop_draft("x")
    assert book.anchor() is False
    assert looked_at(book).whole
    book.close()
    left = fingerprint(used)
    assert {name: left[name] for name in before} == before


# -- two consoles ----------------------------------------------------------------------------------


def test_the_second_console_says_who_has_it_and_since_when(used):
    with child.start("hold", used) as first:
        _, pid = first.stdout.readline().split()
        answer = refused(used)
        must_say(answer, "store_held", pid, "06-20 15:00", "只读")
        assert answer.facts["host"]
        first.stdin.close()
        assert first.stdout.readline().strip() == "closed"
    opened(used).close()


def test_the_second_console_reads_along_what_the_first_one_writes(used):
    book = opened(used)
    with child.start("read_beside", used) as second:

        def seen():
            print(file=second.stdin, flush=True)
            return int(second.stdout.readline())

        assert seen() == 20
        put_task(book.store)
        assert seen() == 21
        for _ in range(300):
            put_task(book.store, detail="x" * 4000)
        assert seen() == 321
        second.stdin.close()
        assert second.stdout.readline().strip() == "read_only"
        assert "只读" in second.stdout.readline()
    assert looked_at(book).whole
    book.close()


def test_a_lock_left_by_nobody_holds_nobody(used):
    (used / "store" / opening.LOCK).write_text("")
    opened(used).close()


def test_the_lock_may_be_let_go_by_another_thread_than_the_one_that_took_it(used):
    from threading import Thread

    book = opened(used)
    thread = Thread(target=book.close)
    thread.start()
    thread.join()
    opened(used).close()


def test_a_refused_opening_leaves_the_lock_free(used):
    db(used).rename(used / "kept")
    refused(used)
    (used / "kept").rename(db(used))
    opened(used).close()


# -- a full disk -----------------------------------------------------------------------------------


def test_a_full_disk_says_so_and_the_store_goes_on_when_there_is_room_again(used):
    book = opened(used)
    raw = book.store._writer.raw_connection().driver_connection
    pages = raw.execute("PRAGMA page_count").fetchone()[0]
    raw.execute(f"PRAGMA max_page_count = {pages + 3}")
    written = 0
    with pytest.raises(Unavailable) as said:
        for _ in range(100):
            put_task(book.store, detail="x" * 2000)
            written += 1
    must_say(said.value, "disk_full", "磁盘已满", "没有保存", "仍在屏幕上")
    with book.store.read() as read:
        assert read.count(Task) == 20 + written
    assert looked_at(book).whole
    raw.execute("PRAGMA max_page_count = 1000000")
    put_task(book.store)
    assert looked_at(book).whole
    book.close()


def test_a_disk_that_takes_no_more_loses_no_entry_and_leaves_none_half(used):
    code, sentence, counted = child.run("full_disk", used)
    assert code in {"disk_error", "disk_full"}
    assert "没有保存" in sentence
    assert counted == "21 0", "beside those of before, all that were acknowledged; no finding"
