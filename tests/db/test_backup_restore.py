"""A copy put back: whole or not at all, what was purged stays purged, what is not ours refused."""

import shutil
from dataclasses import replace

import pytest

from console.domain.refused import Unavailable
from console.domain.task import Task
from console.wording import refusal
from db import backup, examining, forgotten, opening, restoring, storefile
from db.engine import dial
from db.seal import DESTROYED
from tests.support import child
from tests.support.store import WRITER, line, looked_at, put_call, put_task
from tests.support.world import HandClock, key_place, opened


@pytest.fixture
def book(tmp_path):
    made = opened(tmp_path)
    for n in range(3):
        put_task(made.store, f"t-{n}")
    put_call(made.store, "c-1")
    yield made
    made.close()


def take(book):
    return backup.take(book.store.path, book.key, book.file, book.store.clock.now(), keep=9)


def prepare(book, made, purged=()):
    seen = examining.examine(made.path, book.key, book.file)
    return restoring.prepare(
        made.path,
        book.folder,
        book.key,
        book.store.clock,
        incarnation=max(seen.incarnation, book.store.head()[1]) + 1,
        purged=purged,
        tell=lambda w: w.log(line(w, "store", kind="restored")),
        actor=WRITER,
    )


def exchange(tmp_path, book, made, purged=()):
    head = prepare(book, made, purged)
    book.close()
    return opening.exchange(book.folder, key_place(tmp_path), head, "000000009-20240620T070000Z")


def test_what_was_written_since_is_gone_and_the_old_store_lies_aside(tmp_path, book):
    made = take(book)
    put_task(book.store, "t-later")
    aside = exchange(tmp_path, book, made)
    again = opened(tmp_path)
    with again.store.read() as read:
        assert sorted(read.ids(Task)) == ["t-0", "t-1", "t-2"]
    assert again.store.head()[1:3] == (2, 1)
    assert looked_at(again).whole
    put_task(again.store, "t-after")
    assert looked_at(again).whole
    seen = examining.examine(aside, again.key, again.file)
    assert seen.lines == 5
    again.close()
    assert looked_at_closed(tmp_path)


def looked_at_closed(tmp_path):
    book = opened(tmp_path)
    whole = looked_at(book).whole
    book.close()
    return whole


def test_a_store_set_aside_can_be_put_back_again(tmp_path, book):
    made = take(book)
    put_task(book.store, "t-later")
    exchange(tmp_path, book, made)
    again = opened(tmp_path)
    (aside,) = backup.listed(again.folder / backup.ASIDE)
    exchange(tmp_path, again, aside)
    third = opened(tmp_path)
    with third.store.read() as read:
        assert "t-later" in read.ids(Task)
    assert third.store.head()[1] == 3
    assert looked_at(third).whole
    third.close()


def test_words_that_were_purged_do_not_come_back_with_a_copy(tmp_path, book):
    made = take(book)
    with book.store.write(WRITER, "call.purge") as w:
        w.destroy_key("c-1")
        w.log(line(w, "c-1", kind="purged"))
    with book.store.read() as read:
        purged = forgotten.destroyed(read)
    assert purged == {"c-1"}
    exchange(tmp_path, book, made, purged)
    again = opened(tmp_path)
    assert reporter(again) == DESTROYED
    assert looked_at(again).whole
    again.close()


def reporter(book):
    from console.domain.incident import Call

    with book.store.read() as read:
        return read.get(Call, "c-1").reporter


def test_a_copy_whose_words_were_erased_is_whole_enough_to_be_put_back(tmp_path, book):
    made = take(book)
    backup.erase(book.folder, book.key, ["c-1"])
    exchange(tmp_path, book, made, {"c-1"})
    again = opened(tmp_path)
    assert reporter(again) == DESTROYED
    assert looked_at(again).whole
    again.close()


def test_a_purge_reaches_the_store_that_was_set_aside(tmp_path, book):
    made = take(book)
    aside = exchange(tmp_path, book, made)
    again = opened(tmp_path)
    assert backup.erase(again.folder, again.key, ["c-1"]) == 2
    connection = dial(aside, again.key, read_only=True, fixed=True)
    assert connection.execute("SELECT key FROM subject_key").fetchall() == [(None,)]
    connection.close()
    again.close()


def test_the_list_of_what_was_purged_is_signed(book):
    forgotten.add(book.folder, book.key, ["c-2", "c-1"])
    forgotten.add(book.folder, book.key, ["c-3"])
    assert forgotten.read(book.folder, book.key) == {"c-1", "c-2", "c-3"}
    path = book.folder / forgotten.NAME
    path.write_text(path.read_text().replace('"c-2", ', ""))
    with pytest.raises(Unavailable, match="forgotten_unreadable"):
        forgotten.read(book.folder, book.key)


# -- what may not take the store's place ---------------------------------------------------------


def foreign(book, made):
    made.path.write_bytes(b"SQLite format 3\0" + bytes(8000))


def damaged(book, made):
    content = bytearray(made.path.read_bytes())
    content[len(content) // 2] ^= 1
    made.path.write_bytes(content)


def cut(book, made):
    made.path.write_bytes(made.path.read_bytes()[:-4096])


def undescribed(book, made):
    made.path.with_suffix(".toml").unlink()


def described(book, made, **changed):
    file = replace(storefile.read(made.path.parent, made.description), **changed)
    storefile.write(made.path.parent, storefile.signed(file, book.key), made.description)


def newer(book, made):
    described(book, made, schema=9, app_version="9.0")


def newer_inside(book, made):
    connection = dial(made.path, book.key, read_only=False)
    connection.execute("PRAGMA user_version = 9")
    connection.close()


def of_another_county(book, made):
    elsewhere = book.folder.parent / "elsewhere"
    other = opened(elsewhere)
    put_task(other.store)
    theirs = backup.take(other.store.path, other.key, other.file, other.store.clock.now(), keep=1)
    other.close()
    shutil.copy(theirs.path, made.path)
    shutil.copy(theirs.path.with_suffix(".toml"), made.path.with_suffix(".toml"))


def under_another_key(book, made):
    described(book, made, key_id="0" * 16)


def altered(book, made):
    path = made.path.with_suffix(".toml")
    path.write_text(path.read_text("utf-8").replace("head_seq = 0", "head_seq = 7"), "utf-8")


def gone(book, made):
    made.path.unlink()


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (foreign, "restore_foreign"),
        (damaged, "restore_damaged"),
        (cut, "restore_damaged"),
        (undescribed, "restore_undescribed"),
        (newer, "restore_newer"),
        (newer_inside, "restore_newer"),
        (of_another_county, "restore_other_store"),
        (under_another_key, "restore_other_key"),
        (altered, "restore_changed"),
        (gone, "restore_gone"),
    ],
)
def test_what_can_not_serve_is_refused_with_its_own_sentence(book, spoil, code):
    made = take(book)
    spoil(book, made)
    with pytest.raises(Unavailable) as said:
        examining.examine(made.path, book.key, book.file)
    assert said.value.code == code
    assert "没有恢复" in refusal(said.value) or "找不到" in refusal(said.value)


def test_a_full_disk_changes_nothing(book, monkeypatch):
    made = take(book)

    def full(_from, to):
        to.write_bytes(b"half")
        raise OSError(28, "no space")

    monkeypatch.setattr(restoring.shutil, "copyfile", full)
    with pytest.raises(Unavailable, match="restore_failed"):
        prepare(book, made)
    assert not (book.folder / restoring.NEW).exists()
    put_task(book.store)
    assert looked_at(book).whole


def test_somebody_who_reads_along_on_another_console_hinders_it(tmp_path, book):
    made = take(book)
    beside = opening.open_store(book.folder, key_place(tmp_path), HandClock(), read_only=True)
    with beside.store.read():
        head = prepare(book, made)
        put_task(book.store, "t-later")
        with beside.store.read() as late:
            late.ids(Task)
            put_task(book.store, "t-last")
            book.close()
            wal = book.folder / "console.db-wal"
            if wal.exists() and wal.stat().st_size:
                with pytest.raises(Unavailable, match="restore_read_elsewhere"):
                    opening.exchange(book.folder, key_place(tmp_path), head, "000000001-x")
    beside.close()
    again = opened(tmp_path)
    with again.store.read() as read:
        assert "t-last" in read.ids(Task)
    again.close()


# -- killed ---------------------------------------------------------------------------------------


def tasks(folder):
    book = opened(folder)
    with book.store.read() as read:
        ids = sorted(read.ids(Task))
    whole = looked_at(book).whole
    names = {path.name for path in book.folder.iterdir()}
    aliased = [
        one
        for one in backup.listed(book.folder / backup.ASIDE)
        if one.path.samefile(book.store.path)
    ]
    book.close()
    return ids, whole, names, aliased


def test_killed_while_a_copy_is_put_back_the_store_is_the_old_or_the_new_one(tmp_path):
    old, new = ["t-0", "t-1", "t-2", "t-later"], ["t-0", "t-1", "t-2"]
    seen = set()
    count = child.run("restore_until", tmp_path / "trial", 0)
    last = int(count[0])
    moments = [*range(1, last - 16, 9), *range(last - 16, last + 1)]  # each step of the change
    folders = [tmp_path / f"at-{moment}" for moment in moments]
    calls = list(zip(folders, moments, strict=True))
    assert child.fates("restore_until", calls) == [-9] * len(moments)
    for folder, moment in calls:
        ids, whole, names, aliased = tasks(folder)
        assert ids in (old, new), moment
        assert whole, moment
        assert not names & {restoring.NEW, restoring.NEXT}
        assert aliased == []
        seen.add(tuple(ids))
    assert seen == {tuple(old), tuple(new)}
