# ruff: noqa: PT012 - a unit of work is more than one statement
"""Personal words: sealed everywhere, destroyed for good, and the chain still holds (D18)."""

import json
import os
from dataclasses import replace

import pytest

from console.domain.incident import Call
from console.domain.refused import Refused
from console.domain.transfer import Transfer
from console.wording import refusal
from db import backup, journal
from db.engine import direct
from db.registry import ENTITIES
from db.seal import DESTROYED, SealRing
from tests.support.pages import plain_bytes
from tests.support.records import sample
from tests.support.store import WRITER, call, codes, line, looked_at, put_call
from tests.support.world import HandClock, key_place, opened

WORDS = ("汪一一", "100 0000 0001", "院墙倒塌")


@pytest.fixture
def book(tmp_path):
    made = opened(tmp_path)
    yield made
    made.close()


def purge(book, about="c-1"):
    with book.store.write(WRITER, "call.purge") as w:
        w.destroy_key(about)
        w.log(line(w, about, kind="purged", reason="应对法 第85条"))


def read_call(book, id_="c-1"):
    with book.store.read() as read:
        return read.get(Call, id_)


def key_of(book, about="c-1"):
    with book.store.read() as read:
        return read.connection.exec_driver_sql(
            "SELECT key FROM subject_key WHERE about = ?", (about,)
        ).scalar()


# -- sealed ------------------------------------------------------------------------------------


def test_personal_words_are_nowhere_in_the_decrypted_store(book):
    put_call(book.store, "c-1")
    for of in ENTITIES:
        if of.personal:
            with book.store.write(WRITER) as w:
                words = dict.fromkeys(of.personal, "汪一一")
                made = sample(of.record, id=f"{of.kind}-1", **words)
                (w.append if of.data_class == "ledger" else w.save)(made)
                w.log(line(w, f"{of.kind}-1", private={"who": "汪一一"}))
    seen = plain_bytes(book.store.path, book.key)
    assert "临溪镇孔灵村".encode() in seen, "the reader of pages reads what is not sealed"
    for word in WORDS:
        assert word.encode() not in seen
        assert json.dumps(word)[1:-1].encode() not in seen


def test_a_draft_lies_in_the_encrypted_file_alone(book):
    book.store.keep_draft("intake/1", "汪一一说院墙倒塌")
    assert "院墙".encode() in plain_bytes(book.store.path, book.key)
    for path in book.folder.iterdir():
        assert "院墙".encode() not in path.read_bytes()


def test_the_same_words_are_sealed_once_and_kept_when_nothing_changed(book):
    put_call(book.store, "c-1")

    def stored():
        with book.store.read() as read:
            return tuple(
                read.connection.exec_driver_sql("SELECT reporter, phone, note FROM call").one()
            )

    before = stored()
    with book.store.write(WRITER) as w:
        w.save(replace(w.get(Call, "c-1"), phone="100 0000 0002", note="已回拨"))
        w.log(line(w))
    after = stored()
    assert after[0] == before[0]
    assert after[1] != before[1]
    assert read_call(book).phone == "100 0000 0002"


def test_every_person_and_event_has_a_key_of_its_own(book):
    for n in range(3):
        put_call(book.store, f"c-{n}")
    assert len({key_of(book, f"c-{n}") for n in range(3)}) == 3


def test_a_ciphertext_does_not_open_under_another_owner():
    ring = SealRing(os.urandom)
    key = ring.new_key()
    ring.learn("a", key)
    ring.learn("b", key)
    assert ring.unseal("a", ring.seal("a", "汪一一")) == "汪一一"
    assert ring.unseal("b", ring.seal("a", "汪一一")) == DESTROYED


def test_many_sealed_rows_ask_for_their_keys_once(tmp_path):
    book = opened(tmp_path)
    for n in range(20):
        put_call(book.store, f"c-{n:02d}")
    book.close()
    book = opened(tmp_path)
    asked = []
    with book.store.read() as read:
        raw = direct(read.connection)
        raw.set_trace_callback(asked.append)
        assert {c.reporter for c in read.find(Call)} == {"汪一一"}
        raw.set_trace_callback(None)
    assert len([sql for sql in asked if "subject_key" in sql]) == 1
    book.close()


# -- destroyed ---------------------------------------------------------------------------------


def test_after_a_purge_the_words_read_destroyed_and_the_record_is_whole(book):
    put_call(book.store, "c-1")
    put_call(book.store, "c-2")
    purge(book)
    gone = read_call(book)
    assert (gone.reporter, gone.phone, gone.content) == (DESTROYED,) * 3
    assert gone.place_text == "临溪镇孔灵村"
    assert read_call(book, "c-2").reporter == "汪一一"
    with book.store.read() as read:
        lines = journal.lines(read, subjects=["c-1"], oldest_first=True)
    assert lines[0].private == {"sealed": DESTROYED}
    assert lines[1].kind == "purged"
    assert looked_at(book).whole


def test_a_purge_survives_reopening(tmp_path):
    book = opened(tmp_path)
    put_call(book.store, "c-1")
    purge(book)
    book.close()
    book = opened(tmp_path)
    assert read_call(book).reporter == DESTROYED
    assert looked_at(book).whole
    book.close()


def test_no_byte_of_the_key_is_left_in_any_page(book):
    put_call(book.store, "c-1")
    put_call(book.store, "c-2")
    key, other = key_of(book), key_of(book, "c-2")
    assert key in plain_bytes(book.store.path, book.key)
    purge(book)
    seen = plain_bytes(book.store.path, book.key)
    assert key not in seen
    assert other in seen


def test_a_reader_in_the_middle_delays_the_erasing_and_the_next_fold_makes_up_for_it(book):
    put_call(book.store, "c-1")
    key = key_of(book)
    with book.store.read() as read:
        read.count(Call)
        purge(book)
        assert key in plain_bytes(book.store.path, book.key)
    book.store.fold()
    assert key not in plain_bytes(book.store.path, book.key)


def test_a_reader_with_an_older_snapshot_does_not_bring_the_key_back(book):
    put_call(book.store, "c-1")
    book.store.ring.forget("c-1")
    with book.store.read() as read:
        assert read.count(Call) == 1  # the snapshot stands
        purge(book)
        assert read.get(Call, "c-1").reporter == DESTROYED
    assert not book.store.ring.known("c-1")


def test_a_destroyed_record_goes_on_living_without_its_words(book):
    put_call(book.store, "c-1")
    purge(book)
    sealed = sealed_columns(book)
    with book.store.write(WRITER) as w:
        w.save(replace(w.get(Call, "c-1"), taken_by="o-2"))
        w.log(line(w, "c-1", private={"who": w.get(Call, "c-1").reporter}))
    assert read_call(book).taken_by == "o-2"
    assert sealed_columns(book) == sealed
    assert key_of(book) is None
    assert looked_at(book).whole


def sealed_columns(book):
    with book.store.read() as read:
        sql = "SELECT reporter, phone, content FROM call WHERE id = 'c-1'"
        return tuple(read.connection.exec_driver_sql(sql).one())


def test_a_form_left_open_does_not_bring_the_words_back(book):
    put_call(book.store, "c-1")
    held = read_call(book)
    purge(book)
    with pytest.raises(Refused) as said, book.store.write(WRITER) as w:
        w.save(replace(held, note="x"))
        w.log(line(w))
    assert "已按规定销毁" in refusal(said.value)
    assert read_call(book).reporter == DESTROYED
    assert key_of(book) is None


def test_new_private_words_about_the_destroyed_are_refused_in_the_journal_too(book):
    put_call(book.store, "c-1")
    purge(book)
    with pytest.raises(Refused, match="words_destroyed"), book.store.write(WRITER) as w:
        w.log(line(w, "c-1", private={"text": "汪一一又来电"}))


def test_destroying_what_never_had_a_key_means_that_it_never_gets_one(book):
    purge(book, "c-9")
    with pytest.raises(Refused, match="words_destroyed"):
        put_call(book.store, "c-9")
    assert looked_at(book).whole


def test_destroying_twice_keeps_the_first_time(book):
    put_call(book.store, "c-1")
    purge(book)
    purge(book)
    assert looked_at(book).whole


def test_a_copy_of_a_destroyed_record_carries_no_words(book):
    with book.store.write(WRITER) as w:
        w.save(sample(Transfer, id="x-1", caller="汪一一"))
        w.log(line(w))
    purge(book, "x-1")
    with book.store.write(WRITER) as w:
        w.save(replace(w.get(Transfer, "x-1"), id="x-2"))
        w.log(line(w))
    with book.store.read() as read:
        sql = "SELECT caller, caller_phone FROM transfer WHERE id = 'x-2'"
        assert tuple(read.connection.exec_driver_sql(sql).one()) == (None, None)
    assert looked_at(book).whole


# -- taken back --------------------------------------------------------------------------------


def test_a_key_made_in_a_write_that_failed_is_forgotten(book):
    with pytest.raises(Refused), book.store.write(WRITER) as w:
        w.save(call("c-1", w.now))
        raise Refused("x")
    assert not book.store.ring.known("c-1")
    put_call(book.store, "c-1")
    assert read_call(book).reporter == "汪一一"
    book.store.ring.forget("c-1")
    assert read_call(book).reporter == "汪一一"


def test_a_purge_that_was_taken_back_destroyed_nothing(book):
    put_call(book.store, "c-1")
    with pytest.raises(Refused), book.store.write(WRITER) as w:
        w.destroy_key("c-1")
        assert w.get(Call, "c-1").reporter == DESTROYED
        raise Refused("x")
    assert read_call(book).reporter == "汪一一"
    assert looked_at(book).whole


# -- copies ------------------------------------------------------------------------------------


def test_copies_obey_a_purge_too(tmp_path):
    clock = HandClock()
    book = opened(tmp_path, clock)
    put_call(book.store, "c-1")
    put_call(book.store, "c-2")
    key = key_of(book)
    copies = []
    for _ in range(2):
        clock.wind(hours=8)
        put_call(book.store)
        taken = backup.take(book.store.path, book.key, book.file, clock.now(), keep=5)
        copies.append(taken.path)
    purge(book)
    assert all(key in plain_bytes(path, book.key) for path in copies)
    assert backup.erase(book.folder, book.key, ["c-1", "c-none"]) == 2
    assert backup.erase(book.folder, book.key, ["c-1"]) == 0
    for path in copies:
        assert key not in plain_bytes(path, book.key)
        assert codes(backup.verify(path, book.key)) == {"check_key"}
    book.close()
    assert key_place(tmp_path).folder.exists()
