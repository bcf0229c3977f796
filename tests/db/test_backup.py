"""Copies: whole or not at all, taken while the store is in use, openable elsewhere."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from console.domain.refused import Unavailable
from console.domain.task import Task
from console.wording import refusal
from db import backup
from db.opening import FILE, open_store
from tests.support.store import codes, put_call, put_task
from tests.support.world import HandClock, key_place, opened


@pytest.fixture
def book(tmp_path):
    made = opened(tmp_path)
    for _ in range(10):
        put_task(made.store)
    put_call(made.store, "c-1")
    yield made
    made.close()


def take(book, now=None, keep=3):
    at = now or book.store.clock.now()
    return backup.take(book.store.path, book.key, book.file, at, keep=keep)


def test_a_copy_is_whole_encrypted_and_says_what_it_is(book):
    made = take(book)
    assert made.path.name == "console-000000011-20240620T070000Z.db"
    assert backup.verify(made.path, book.key).whole
    assert "组织".encode() not in made.path.read_bytes()
    assert backup.last_backup(book.folder) == made


def test_looking_at_a_copy_leaves_no_trace_beside_it(book):
    made = take(book)
    before = {path.name: path.read_bytes() for path in made.path.parent.iterdir()}
    backup.verify(made.path, book.key)
    assert {path.name: path.read_bytes() for path in made.path.parent.iterdir()} == before
    assert sorted(before) == sorted([made.path.name, made.description])


def test_copies_taken_while_four_officers_write_are_each_whole(book):
    with ThreadPoolExecutor(5) as pool:
        writing = [pool.submit(put_task, book.store) for _ in range(150)]
        copies = [take(book, book.store.clock.now() + timedelta(seconds=n), 9) for n in range(4)]
        for one in writing:
            one.result()
    for made in copies:
        report = backup.verify(made.path, book.key)
        assert report.whole
        assert report.lines == report.rows


def test_the_newest_copies_are_kept_by_how_far_they_go_not_by_the_clock(book):
    clock = book.store.clock
    for hours in (0, 8, -4000, 8):
        clock.jump(hours=hours)
        put_task(book.store)
        newest = take(book, keep=2)
    found = backup.listed(newest.path.parent)
    assert [one.lines for one in found] == [15, 14]
    assert backup.last_backup(book.folder) == newest
    assert len(list(newest.path.parent.iterdir())) == 4


def test_other_files_in_the_folder_are_nobodys_business(book):
    made = take(book)
    (made.path.parent / "console-1.db").write_text("x")
    (made.path.parent / "说明.txt").write_text("x")
    assert backup.listed(made.path.parent) == [made]
    assert backup.last_backup(book.folder / "nowhere") is None


def test_a_copy_opens_on_another_machine_with_the_recovery_key(book, tmp_path_factory):
    made = take(book)
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "store").mkdir()
    shutil.copy(made.path, elsewhere / "store" / FILE)
    shutil.copy(made.path.with_suffix(".toml"), elsewhere / "store" / "store.toml")
    again = open_store(
        elsewhere / "store", key_place(elsewhere), HandClock(), recovery=book.recovery_key
    )
    with again.store.read() as read:
        assert read.count(Task) == 10
    again.close()


def test_a_damaged_copy_is_named(book):
    made = take(book)
    content = bytearray(made.path.read_bytes())
    content[len(content) // 2] ^= 1
    made.path.write_bytes(content)
    assert "check_page" in codes(backup.verify(made.path, book.key))


def test_a_copy_that_can_not_be_made_leaves_nothing_and_harms_nothing(book):
    (book.folder / "backups").write_text("a file where the folder should be")
    with pytest.raises(Unavailable) as said:
        take(book)
    assert "备份没有完成" in refusal(said.value)
    (book.folder / "backups").unlink()
    take(book)


def test_a_full_disk_makes_no_copy_and_keeps_the_old_ones(book, monkeypatch):
    old = take(book)

    def full(path, key, to):
        to.write_bytes(b"half")
        raise backup.driver.OperationalError("database or disk is full")

    monkeypatch.setattr(backup, "_vacuum", full)
    with pytest.raises(Unavailable, match="backup_failed"):
        take(book, datetime(2024, 6, 21, tzinfo=UTC), keep=1)
    assert backup.listed(old.path.parent) == [old]
    assert not list(old.path.parent.glob("*.part"))
