# ruff: noqa: PT012 - a loop until the disk is full is more than one statement
"""Every way in which a store may not be ours to open: its own answer, and nothing altered."""

import os
import shutil
import sqlite3
import stat

import pytest

from console.domain.refused import Refused, Unavailable
from console.domain.task import Task
from console.wording import refusal
from db import opening, storefile
from db.opening import open_store
from db.schema import SCHEMA_NO
from tests.support import child
from tests.support.store import codes, fingerprint, looked_at, put_call, put_task
from tests.support.world import HandClock, key_place, opened


@pytest.fixture
def used(tmp_path):
    """A folder with a store that was used and closed."""
    book = opened(tmp_path)
    for _ in range(20):
        put_task(book.store, detail="x" * 500)
    put_call(book.store, "c-1")
    book.close()
    return tmp_path


def db(folder):
    return folder / "store" / opening.FILE


def toml(folder):
    return folder / "store" / storefile.NAME


def refused(folder, **how):
    """The answer of opening, having made sure that nothing on disk was altered."""
    before = fingerprint(folder)
    with pytest.raises((Unavailable, Refused)) as said:
        open_store(folder / "store", key_place(folder), HandClock(), **how)
    assert fingerprint(folder) == before
    return said.value


def must_say(answer, code, *parts):
    assert answer.code == code
    sentence = refusal(answer)
    for part in parts:
        assert part in sentence
    assert "—" not in sentence, "a fact is missing"
    return sentence


# -- made and opened again -----------------------------------------------------------------------


def test_a_new_store_shows_its_recovery_key_once(tmp_path):
    book = opened(tmp_path)
    assert len(book.recovery_key.replace("-", "")) == 36
    book.close()
    again = opened(tmp_path)
    assert again.recovery_key == ""
    again.close()


def test_what_was_written_is_there_again(used):
    book = opened(used)
    with book.store.read() as read:
        assert read.count(Task) == 20
    assert looked_at(book).whole
    book.close()


def test_a_closed_store_leaves_one_file_and_its_description(used):
    names = {path.name for path in (used / "store").iterdir()}
    assert names - {opening.LOCK} == {opening.FILE, storefile.NAME}


def test_the_description_names_no_owner_once_closed_and_anchors_the_journal(used):
    file = storefile.read(used / "store")
    assert (file.owner_pid, file.owner_host) == (0, "")
    assert file.head_seq == 21
    assert file.schema == SCHEMA_NO


def test_the_store_is_unreadable_without_its_key(used):
    content = db(used).read_bytes()
    for word in ("组织危险区", "task", "journal", "SQLite format"):
        assert word.encode() not in content


def test_neither_key_nor_recovery_key_shows_in_a_log(tmp_path):
    book = opened(tmp_path)
    shown = repr(book)
    assert book.recovery_key not in shown
    assert repr(book.key) not in shown
    assert book.key.hex() not in toml(tmp_path).read_text("utf-8")
    book.close()


# -- damaged ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [16, 100, 1000, 4095])
def test_a_flipped_byte_in_the_first_page(used, at):
    content = bytearray(db(used).read_bytes())
    content[at] ^= 0x40
    db(used).write_bytes(content)
    must_say(refused(used), "store_damaged", "已损坏", "没有改动", "备份")


@pytest.mark.parametrize("keep", [4096 * 3, 4096 * 5 + 123, 4096, 2000, 16, 0])
def test_a_file_cut_short(used, keep):
    os.truncate(db(used), keep)
    must_say(refused(used), "store_damaged", "已损坏", "没有改动", "备份")


def test_a_file_overwritten_with_zeros(used):
    db(used).write_bytes(bytes(db(used).stat().st_size))
    assert refused(used).code in {"store_damaged", "store_foreign"}


def test_the_store_is_gone_and_its_description_is_not(used):
    db(used).unlink()
    must_say(refused(used), "store_gone", opening.FILE, "备份")


def test_a_damaged_page_further_on_is_found_by_the_check_and_the_rest_stays_readable(used):
    content = bytearray(db(used).read_bytes())
    last = len(content) // 4096 - 1
    content[last * 4096 + 2000] ^= 1
    db(used).write_bytes(content)
    book = opened(used)
    assert "check_page" in codes(looked_at(book))
    with book.store.read() as read:
        assert read.count(Task) == 20
    book.close()


# -- foreign ---------------------------------------------------------------------------------------


def test_another_programs_database(used):
    db(used).unlink()
    with sqlite3.connect(db(used)) as plain:
        plain.execute("CREATE TABLE t(a)")
    plain.close()
    must_say(refused(used), "store_foreign", opening.FILE, "不是本程序的库", "没有改动")


@pytest.mark.parametrize("text", ["防汛值班记录\n" * 1000, "a,b,c\n1,2,3\n"])
def test_a_text_file(used, text):
    db(used).write_text(text, "utf-8")
    must_say(refused(used), "store_foreign", opening.FILE, "没有改动")


def test_another_store_copied_in_without_its_description(used, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    opened(other).close()
    shutil.copy(db(other), db(used))
    must_say(refused(used), "store_foreign", opening.FILE)


def test_another_store_of_the_same_key(used, monkeypatch):
    """As a copy of a disk would be: the key fits, the name inside does not."""
    file = storefile.read(used / "store")
    key = key_place(used).load(file.store_id, file.key_place)
    connection = opening.dial(db(used), key, read_only=False)
    connection.execute("UPDATE state SET v = 'another' WHERE k = 'store_id'")
    connection.close()
    must_say(refused(used), "store_foreign", opening.FILE)


def test_a_database_where_no_store_was_ever_made(tmp_path):
    (tmp_path / "store").mkdir()
    with sqlite3.connect(db(tmp_path)) as plain:
        plain.execute("CREATE TABLE t(a)")
    plain.close()
    must_say(refused(tmp_path), "store_foreign", "没有改动")


def test_a_store_whose_description_was_lost(used):
    toml(used).unlink()
    must_say(refused(used), "store_file_gone", storefile.NAME, "备份")


# -- newer -----------------------------------------------------------------------------------------


def rewritten(folder, **changed):
    file = storefile.read(folder / "store")
    key = key_place(folder).load(file.store_id, file.key_place)
    made = storefile.replace(file, **changed)
    storefile.write(folder / "store", storefile.signed(made, key))
    return key


def test_a_newer_schema_by_its_description(used):
    rewritten(used, schema=SCHEMA_NO + 1, app_version="9.9", unknown=(("colour", "red"),))
    must_say(refused(used), "store_newer", "9.9", str(SCHEMA_NO + 1), "只读", "升级")
    book = open_store(used / "store", key_place(used), HandClock(), read_only=True)
    with book.store.read() as read:
        assert read.count(Task) == 20
    book.close()


def test_a_newer_schema_by_the_file_itself(used):
    key = rewritten(used)
    connection = opening.dial(db(used), key, read_only=False)
    connection.execute(f"PRAGMA user_version = {SCHEMA_NO + 1}")
    connection.close()
    must_say(refused(used), "store_newer", str(SCHEMA_NO + 1), "只读")


# -- the description -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["", "store_id = ", "[[[", "\x00\x01", 'schema = "一"', "store_id = [1]"],
)
def test_a_description_that_can_not_be_read(used, text):
    toml(used).write_text(text, "utf-8")
    must_say(refused(used), "store_file_damaged", storefile.NAME, "没有改动")


def test_a_description_in_the_wrong_encoding(used):
    toml(used).write_bytes("说明".encode("gb18030"))
    must_say(refused(used), "store_file_damaged", storefile.NAME)


@pytest.mark.parametrize("line", ["head_seq", "head_hash", "schema", "salt", "wrapped_key"])
def test_an_edited_description(used, line):
    lines = toml(used).read_text("utf-8").splitlines()
    at = next(n for n, text in enumerate(lines) if text.startswith(line))
    lines[at] = f"{line} = 0" if line in {"head_seq", "schema"} else f'{line} = "00"'
    toml(used).write_text("\n".join(lines), "utf-8")
    must_say(refused(used), "store_file_changed", storefile.NAME, "核对")


def test_a_line_added_to_the_description(used):
    toml(used).write_text(toml(used).read_text("utf-8") + "\nextra = 1\n", "utf-8")
    must_say(refused(used), "store_file_changed", storefile.NAME)


def test_the_owner_lines_are_nobodys_secret_and_break_no_signature(used):
    text = toml(used).read_text("utf-8")
    toml(used).write_text(text.replace('owner_host = ""', 'owner_host = "某\\"机"'), "utf-8")
    assert storefile.read(used / "store").owner_host == '某"机'
    opened(used).close()


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
