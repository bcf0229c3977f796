"""The store looks after itself: anchors, copies each watch, drafts forgotten, purges in copies."""

from datetime import timedelta
from itertools import pairwise

import pytest

from console.domain.refused import Unavailable
from console.services.keeping import Keeping, Rhythm, rhythm
from console.wording import filled, refusal, table
from db import backup, journal
from db.opening import open_store
from tests.support.store import WRITER, codes, line, looked_at, put_call, put_task
from tests.support.world import HandClock, key_place, world


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def keeping(tmp_path, clock):
    made, book = world(tmp_path, clock)
    put_task(book.store)
    yield Keeping(made, book, Rhythm(copies=3))
    book.close()


def newest(keeping):
    with keeping.world.store.read() as read:
        return journal.lines(read, limit=1)[0]


def test_the_first_look_takes_a_copy_and_the_journal_says_so(keeping):
    assert keeping.tend()
    made = backup.last_backup(keeping.opened.folder)
    said = newest(keeping)
    assert (said.kind, said.facts["name"]) == ("backed_up", made.path.name)
    assert made.path.name in filled(table("ENTRIES")[said.kind], said.facts)
    assert backup.verify(made.path, keeping.opened.key).whole


def test_a_copy_each_watch_and_a_week_of_them(keeping, clock):
    for _ in range(60):
        clock.wind(hours=1)
        keeping.tend()
    found = backup.listed(keeping.opened.folder / backup.FOLDER)
    assert len(found) == 3
    assert {a.at - b.at for a, b in pairwise(found)} == {timedelta(hours=8)}


def test_a_clock_that_was_years_ahead_does_not_stop_the_copies(keeping, clock):
    clock.jump(days=3650)
    keeping.tend()
    clock.jump(days=-3650)
    assert keeping.tend()
    assert not keeping.tend()
    assert backup.last_backup(keeping.opened.folder).at == clock.now()


def test_what_was_written_since_the_last_look_can_no_longer_be_cut_unseen(keeping):
    keeping.tend()
    put_task(keeping.world.store)
    keeping.tend()
    assert keeping.opened.file.head_seq == keeping.world.store.head()[2]
    assert keeping.opened.anchor() is False


def test_drafts_that_nobody_touched_for_a_month_are_forgotten(keeping, clock):
    keeping.world.store.keep_draft("intake/1", "汪一一")
    clock.wind(days=29)
    keeping.tend()
    assert keeping.world.store.draft("intake/1")
    clock.wind(days=2)
    keeping.tend()
    assert keeping.world.store.draft("intake/1") is None


def test_a_purge_reaches_the_copies(keeping):
    put_call(keeping.world.store, "c-1")
    keeping.tend()
    with keeping.world.store.write(WRITER, "call.purge") as w:
        w.destroy_key("c-1")
        w.log(line(w, "c-1", kind="purged"))
    assert keeping.forget("c-1") == 1
    made = backup.last_backup(keeping.opened.folder)
    assert codes(backup.verify(made.path, keeping.opened.key)) == {"check_key"}
    assert looked_at(keeping.opened).whole


def test_what_a_copy_that_was_cut_short_left_is_swept_away(keeping):
    folder = keeping.opened.folder / backup.FOLDER
    folder.mkdir()
    (folder / "console-000000001-20240101T000000Z.db.part").write_bytes(b"half")
    keeping.copy_now()
    assert not list(folder.glob("*.part*"))


def test_a_handover_leaves_a_copy_where_the_county_wants_it(keeping):
    assert keeping.after_handover()
    quiet = Keeping(keeping.world, keeping.opened, Rhythm(after_handover=False))
    assert not quiet.after_handover()


def test_the_county_says_how_often_and_how_many():
    said = rhythm()
    assert (said.copy_every, said.copies, said.days, said.weeks) == (timedelta(hours=8), 9, 14, 8)


def test_a_copy_that_does_not_hold_together_is_thrown_away_and_said(keeping, monkeypatch):
    old = keeping.copy_now() and backup.last_backup(keeping.opened.folder)
    put_task(keeping.world.store)
    whole = backup._vacuum

    def torn(path, key, to):
        whole(path, key, to)
        content = bytearray(to.read_bytes())
        content[len(content) // 2] ^= 1
        to.write_bytes(content)

    monkeypatch.setattr(backup, "_vacuum", torn)
    with pytest.raises(Unavailable) as no:
        keeping.copy_now()
    assert "复核没有通过" in refusal(no.value)
    assert backup.listed(keeping.opened.folder / backup.FOLDER) == [old]


def test_a_store_opened_read_only_is_left_alone(keeping, tmp_path, clock):
    beside = open_store(tmp_path / "store", key_place(tmp_path), clock, read_only=True)
    from console.services.world import World

    assert not Keeping(World(beside.store, clock), beside).tend()
    assert backup.last_backup(beside.folder) is None
    beside.close()
