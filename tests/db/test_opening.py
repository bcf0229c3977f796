"""Every way in which a store may not be ours to open: its own answer, and nothing altered."""

import os
import shutil
import sqlite3

import pytest

from console.domain.task import Task
from db import opening, storefile
from db.opening import open_store
from db.schema import SCHEMA_NO
from tests.support.folders import db, must_say, refused, rewritten, toml
from tests.support.store import codes, looked_at
from tests.support.world import HandClock, key_place, opened

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
    book = opened(used)
    with book.store.read() as read:
        page = read.connection.exec_driver_sql(
            "SELECT rootpage FROM sqlite_master WHERE name = 'journal_at'"
        ).scalar_one()
    book.close()
    content = bytearray(db(used).read_bytes())
    content[(page - 1) * 4096 + 2000] ^= 1
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
