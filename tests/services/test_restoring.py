"""Putting a copy back as a service: who may, what would be lost, and a store that is past opening."""

from dataclasses import replace

import pytest

from console.app import clerk
from console.domain.officer import Role
from console.domain.refused import Refused, Unavailable
from console.domain.task import Task
from console.services.keeping import Keeping
from console.services.officers import hashed
from console.services.restoring import Restoring, finish, rescue
from console.wording import refusal
from db import backup, examining, forgotten, journal
from tests.support.officers import officer
from tests.support.store import WRITER, line, looked_at, put_call, put_task
from tests.support.world import key_place, opened, world

WORD = "jixi2024"
WHY = "误删了名录"


@pytest.fixture
def here(tmp_path):
    made, book = world(tmp_path)
    with made.store.write("system", "test.lay") as w:
        for id_, role in (("sys", Role.SYSTEM_ADMIN), ("duty", Role.PRIMARY)):
            w.save(replace(officer(w, id_, role), password=hashed(WORD)))
    put_call(made.store, "c-1")
    put_task(made.store, "t-1")
    Keeping(made, book).copy_now()
    put_task(made.store, "t-2")
    yield Restoring(made, book)
    book.close()


def newest(here):
    return here.copies()[0]


def test_the_list_says_how_much_came_since(here):
    copy = newest(here)
    assert (copy.lines, copy.since) == (4, 2)
    assert copy.size > 0


def test_the_preview_names_what_would_be_lost(here):
    seen = here.preview(newest(here).name)
    assert seen.count == 2
    assert "备份本机库" in seen.lines[-1].sentence


def test_who_may_and_with_what(here):
    name = newest(here).name
    for asked, code in (
        (("duty", name, WHY, WORD), "not_permitted"),
        (("sys", name, "  ", WORD), "restore_reason_missing"),
        (("sys", name, WHY, "wrong word"), "password_wrong"),
    ):
        with pytest.raises(Refused) as no:
            here.prepare(*asked)
        assert no.value.code == code
        assert "不能办理(" not in refusal(no.value)
    with pytest.raises(Unavailable, match="restore_gone"):
        here.prepare("sys", "console-000000001-20240101T000000Z.db", WHY, WORD)


def test_the_new_store_says_what_happened_and_the_old_one_why(here, tmp_path):
    order = here.prepare("sys", newest(here).name, WHY, WORD)
    here.opened.close()
    aside = finish(here.opened.folder, key_place(tmp_path), order)
    again = opened(tmp_path)
    with again.store.read() as read:
        (said,) = journal.lines(read, kinds=["restored"])
        assert read.ids(Task) == ["t-1"]
    assert (said.actor, said.reason, said.facts["lost"]) == ("sys", WHY, 3)
    assert looked_at(again).whole
    assert examining.examine(aside, again.key, again.file).lines == 7
    again.close()


def lost(here):
    here.opened.close()
    path = here.opened.store.path
    path.write_bytes(path.read_bytes()[:4096] + bytes(8192))


def test_a_store_past_opening_is_put_back_by_whom_the_copy_knows(here, tmp_path):
    name = newest(here).name
    forgotten.add(here.opened.folder, here.opened.key, ["c-1"])
    lost(here)
    with pytest.raises(Unavailable, match="store_damaged"):
        opened(tmp_path)
    place, clock = key_place(tmp_path), here.world.clock
    folder = here.opened.folder
    with pytest.raises(Refused, match="not_permitted"):
        rescue(folder, place, clock, (name, WHY, "duty", WORD))
    with pytest.raises(Refused, match="password_wrong"):
        rescue(folder, place, clock, (name, WHY, "sys", "wrong word"))
    aside = finish(folder, place, rescue(folder, place, clock, (name, WHY, "sys", WORD)))
    again = opened(tmp_path)
    with again.store.read() as read:
        assert read.ids(Task) == ["t-1"]
        assert "c-1" in forgotten.destroyed(read)
    assert looked_at(again).whole
    assert aside.exists()
    again.close()


def test_the_command_line_lists_and_puts_back(here, tmp_path, monkeypatch, capsys):
    name, folder = newest(here).name, here.opened.folder
    here.opened.close()
    monkeypatch.setattr(clerk.getpass, "getpass", lambda _asked: WORD)
    place = key_place(tmp_path)
    monkeypatch.setattr(clerk.keys, "KeyPlace", lambda *_folder, **_more: place)
    assert clerk.list_copies(folder) == 0
    assert "此后又有 2 条" in capsys.readouterr().out
    assert clerk.put_back(folder, name, "sys", WHY) == 0
    assert "原库另存为 aside/" in capsys.readouterr().out
    again = opened(tmp_path)
    with again.store.read() as read:
        assert read.ids(Task) == ["t-1"]
    again.close()


def test_purged_words_do_not_come_back_though_the_purge_missed_that_copy(here, tmp_path):
    """A copy that lay elsewhere while its words were destroyed."""
    made = backup.listed(here.opened.folder / backup.FOLDER)[0]
    away = made.path.read_bytes()
    with here.world.store.write(WRITER, "call.purge") as w:
        w.destroy_key("c-1")
        w.log(line(w, "c-1", kind="purged"))
    Keeping(here.world, here.opened).forget("c-1")
    made.path.write_bytes(away)
    order = here.prepare("sys", made.path.name, WHY, WORD)
    here.opened.close()
    finish(here.opened.folder, key_place(tmp_path), order)
    again = opened(tmp_path)
    with again.store.read() as read:
        assert "c-1" in forgotten.destroyed(read)
    assert looked_at(again).whole
    again.close()


def test_a_purge_that_was_cut_short_reaches_the_copies_with_the_next_tending(here):
    with here.world.store.write(WRITER, "call.purge") as w:
        w.destroy_key("c-1")
        w.log(line(w, "c-1", kind="purged"))
    Keeping(here.world, here.opened).tend()
    assert forgotten.read(here.opened.folder, here.opened.key) == {"c-1"}
    assert Keeping(here.world, here.opened).forget("c-1") == 0
