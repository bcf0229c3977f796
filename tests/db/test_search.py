"""Anything is found by any part of its name, and nothing is found of who was erased."""

import sqlite3
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain.evidence import Mark
from console.domain.force import Team, TeamKind, Verb
from console.domain.incident import Call
from console.domain.officer import Officer
from console.domain.supply import Batch, Item, Purpose
from console.domain.unit import Unit, Way
from console.runtime.pinyin import readings
from db.seal import DESTROYED
from db.search import NAME
from tests.support.findable import caught_up, feeder, titles
from tests.support.pages import plain_bytes
from tests.support.store import WRITER, line, looked_at, put_call, put_task
from tests.support.world import HandClock, opened


def unit(id_, name, **more):
    return Unit(
        id=id_, code=id_.upper(), name=name, kind="", way=Way.ORDER, mark=Mark.PENDING, **more
    )


def team(id_, name, **more):
    given = {"kind": TeamKind.TOWNSHIP, "owner": "", "verb": Verb.ORDER}
    return Team(id=id_, code=id_.upper(), name=name, **{**given, **more})


def save(store, *records):
    with store.write(WRITER) as w:
        for record in records:
            w.save(record)
        w.log(line(w, records[0].id))


def state(store):
    """All that the index holds, apart from the order in which it came."""
    with store.search.writing() as feed:
        docs = feed._run(
            "SELECT kind, id, about, archived, title, subtitle, title_words, other_words, sounds"
            " FROM doc ORDER BY kind, id"
        ).fetchall()
        return docs, feed._run("SELECT * FROM line ORDER BY n").fetchall()


# -- found -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "临",
        "溪",
        "救援队",
        "临溪镇综合应急救援队",
        "linx",
        "lxz",
        "xizhen",
        "yjjy",
        "ＬＸＺ",
        "LinXi",
    ],
)
def test_a_team_is_found_by_characters_pinyin_and_initials_from_any_syllable_on(store, typed):
    save(store, team("t-1", "临溪镇综合应急救援队"), team("t-2", "荆州乡巡查队"))
    caught_up(store)
    assert titles(store, typed) == ["临溪镇综合应急救援队"]


def test_people_are_found_by_surname_title_unit_and_the_end_of_the_number(store):
    officer = Officer(
        id="o-1", login="szl", name="单子龙", title="站长", unit="县水利局", phone="100 0000 4217"
    )
    save(store, officer)
    caught_up(store)
    for typed in ("单", "shanzi", "szl", "dan", "水利", "4217", "0000 4217", "站长 单"):
        assert titles(store, typed) == ["单子龙"], typed
    assert titles(store, "4218") == []


def test_all_words_are_wanted(store):
    save(
        store, team("t-1", "孔灵村突击队"), team("t-2", "孔灵村巡查队"), team("t-3", "尚村突击队")
    )
    caught_up(store)
    assert titles(store, "孔灵 突击") == ["孔灵村突击队"]
    assert titles(store, "kongling 突") == ["孔灵村突击队"]
    assert titles(store, "突击kl") == ["孔灵村突击队"]
    assert titles(store, "kl tj") == ["孔灵村突击队"]


def test_the_name_itself_comes_first_then_beginnings_then_the_rest(store):
    names = ["县临溪分队", "临溪队", "临溪", "岭下临溪"]
    save(store, *(team(f"t-{n}", name) for n, name in enumerate(names)))
    caught_up(store)
    assert titles(store, "临溪") == ["临溪", "临溪队", "县临溪分队", "岭下临溪"]


def test_kinds_stand_in_the_order_of_the_trade_and_no_kind_crowds_out_another(store):
    save(store, *(unit(f"u-{n:03d}", f"溪边单位{n}") for n in range(100)))
    save(store, *(team(f"t-{n:03d}", f"溪边队伍{n}") for n in range(100)))
    put_task(store, title="巡查溪边")
    caught_up(store)
    hits = store.search.find("溪")
    assert list(dict.fromkeys(str(hit.kind) for hit in hits)) == [
        "team",
        "unit",
        "task",
    ]
    assert len(hits) <= 50
    assert all(hit.more for hit in hits if str(hit.kind) != "task")
    assert 3 <= len(store.search.find("溪", 5)) <= 5


def test_what_left_the_register_is_found_last_and_marked(store, clock):
    gone = team("t-1", "临溪队", archived_at=clock.now())
    save(store, gone, unit("u-1", "临溪单位"))
    caught_up(store)
    assert [(h.title, h.archived) for h in store.search.find("临溪")] == [
        ("临溪单位", False),
        ("临溪队", True),
    ]
    save(store, replace(gone, archived_at=None))
    caught_up(store)
    assert titles(store, "临溪") == ["临溪队", "临溪单位"]


def test_only_the_newest_state_is_found(store):
    save(store, team("t-1", "甲镇救援队"))
    feed = caught_up(store)
    save(store, team("t-1", "乙镇救援队"))
    caught_up(store, feed)
    assert titles(store, "甲镇") == []
    assert titles(store, "乙镇") == ["乙镇救援队"]


def test_a_batch_follows_the_name_of_its_item(store):
    item = Item(id="i-1", code="F01", name="编织袋", spec="", unit="条", purpose=Purpose.FLOOD)
    save(store, item, Batch(id="b-1", item_id="i-1", lot="L2024"))
    feed = caught_up(store)
    save(store, replace(item, name="吨袋"))
    caught_up(store, feed)
    assert titles(store, "吨袋") == ["吨袋", "L2024"]
    assert titles(store, "编织") == []


def test_lines_of_the_log_are_found_newest_first(store):
    for n in range(30):
        with store.write(WRITER) as w:
            w.log(line(w, f"s-{n}", kind="note", facts={"text": f"孔灵桥水位{n}"}))
    caught_up(store)
    hits = [hit for hit in store.search.find("孔灵桥") if hit.line]
    assert [hit.line for hit in hits] == sorted((hit.line for hit in hits), reverse=True)
    assert hits[0].title == "孔灵桥水位29"


# -- caught up -----------------------------------------------------------------------------------


def test_nothing_is_lost_between_a_commit_and_the_next_slice(tmp_path):
    book = opened(tmp_path)
    save(book.store, team("t-1", "一号队伍"))
    caught_up(book.store)
    save(book.store, team("t-2", "二号队伍"))
    book.close()  # killed before anybody fed the index
    book = opened(tmp_path)
    caught_up(book.store)
    assert titles(book.store, "队伍") == ["一号队伍", "二号队伍"]
    book.close()


def test_a_slice_that_fails_leaves_the_index_where_it_was(store, monkeypatch):
    save(store, team("t-1", "一号队伍"))
    feed = caught_up(store)
    save(store, team("t-2", "二号队伍"))
    described = feed._describes

    class Breaks:
        def __getattr__(self, name):
            return getattr(described, name)

        def lines(self, read, lines):
            raise RuntimeError("a fault")

    feed._describes = Breaks()
    with pytest.raises(RuntimeError, match="a fault"):
        feed.step()
    assert titles(store, "队伍") == ["一号队伍"]
    feed._describes = described
    caught_up(store, feed)
    assert titles(store, "队伍") == ["一号队伍", "二号队伍"]


def test_an_index_of_another_record_is_made_anew(tmp_path):
    book = opened(tmp_path)
    save(book.store, team("t-1", "一号队伍"))
    caught_up(book.store)
    with book.store.search.writing() as feed:
        feed.keep(hash="00" * 32)  # as after a copy was put back
    save(book.store, team("t-2", "二号队伍"))
    feed = feeder(book.store)
    caught_up(book.store, feed)
    assert titles(book.store, "队伍") == ["一号队伍", "二号队伍"]
    book.close()


def test_a_damaged_index_is_thrown_away_and_fed_again(tmp_path):
    book = opened(tmp_path)
    save(book.store, team("t-1", "一号队伍"))
    caught_up(book.store)
    book.close()
    file = book.folder / NAME
    file.write_bytes(b"x" * file.stat().st_size)
    book = opened(tmp_path)
    assert titles(book.store, "队伍") == []
    caught_up(book.store)
    assert titles(book.store, "队伍") == ["一号队伍"]
    book.close()


def test_a_county_laid_in_at_once_is_read_from_its_registers(store):
    save(store, team("t-1", "一号队伍"))
    feed = caught_up(store)
    with store.write(WRITER, history=True) as w:
        for n in range(2500):
            w.save(unit(f"u-{n:04d}", f"单位{n}"))
        w.log(line(w))
    while not (progress := feed.step(0.0)).ready:
        assert titles(store, "一号") == ["一号队伍"], "what is there stays while the rest is read"
    assert progress.total >= 2500
    assert titles(store, "单位2499") == ["单位2499"]


NAMES = ["临溪队", "伏岭队", "荆州队", "瀛洲队"]
ACTS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(NAMES), st.booleans(), st.booleans()), max_size=8
)


@settings(max_examples=15)
@given(acts=ACTS)
def test_fed_bit_by_bit_it_holds_what_it_holds_when_made_at_once(tmp_path_factory, acts):
    clock = HandClock()
    book = opened(tmp_path_factory.mktemp("bit"), clock)
    feed, gone = feeder(book.store), set()
    try:
        for number, name, archived, feeds in acts:
            when = clock.now() if archived else None
            words = dict.fromkeys(("leader", "phone"), DESTROYED if number in gone else "队长甲")
            save(book.store, team(f"t-{number}", name, archived_at=when, **words))
            if archived and feeds:
                gone.add(number)
                with book.store.write(WRITER) as w:
                    w.destroy_key(f"t-{number}")
                    w.log(line(w, f"t-{number}"))
            if feeds:
                feed.step(0.0)
        caught_up(book.store, feed)
        by_bits = state(book.store)
        book.store.search.throw_away()
        caught_up(book.store)
        assert state(book.store) == by_bits
        assert feeder(book.store).step().ready
    finally:
        book.close()


# -- erased --------------------------------------------------------------------------------------

PRIVATE = ("汪一一", "wangyiyi", "6c6a 4e00 4e00", "院墙倒塌")


def bytes_of(book):
    return plain_bytes(book.folder / NAME, book.key)


def test_who_is_erased_is_nowhere_in_the_index_when_it_returns(book):
    put_call(book.store, "c-1")
    put_call(book.store, "c-2", reporter="章二二", content="桥断了")
    save(book.store, team("t-1", "汪村队", leader="汪一一"))
    feed = caught_up(book.store)
    assert any(word.encode() in bytes_of(book) for word in PRIVATE)
    with book.store.write(WRITER, "call.purge") as w:
        for about in ("c-1", "t-1"):
            w.destroy_key(about)
        w.log(line(w, "c-1", kind="purged"))
    left = bytes_of(book)
    assert [word for word in PRIVATE if word.encode() in left] == []
    assert titles(book.store, "汪一一") == []
    assert titles(book.store, "桥断") != []
    caught_up(book.store, feed)
    assert titles(book.store, "孔灵") != []  # what is not personal is found again
    assert titles(book.store, "院墙") == []
    left = bytes_of(book)
    assert [word for word in PRIVATE if word.encode() in left] == []
    with book.store.read() as read:
        assert read.get(Call, "c-1").content == DESTROYED


def test_killed_between_the_destroying_and_the_erasing_the_next_start_erases(
    tmp_path, monkeypatch
):
    book = opened(tmp_path)
    put_call(book.store, "c-1")
    caught_up(book.store)
    monkeypatch.setattr(book.store.search, "forget", lambda _owners: None)  # the kill
    with book.store.write(WRITER, "call.purge") as w:
        w.destroy_key("c-1")
        w.log(line(w, "c-1", kind="purged"))
    book.close()
    book = opened(tmp_path)
    caught_up(book.store)
    assert titles(book.store, "院墙") == []
    book.close()


def test_the_index_is_no_part_of_the_record(book):
    put_call(book.store, "c-1")
    before = plain_bytes(book.store.path, book.key)
    caught_up(book.store)
    assert plain_bytes(book.store.path, book.key) == before
    assert looked_at(book).whole
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(book.folder / NAME).execute("SELECT * FROM doc")


# -- laws ----------------------------------------------------------------------------------------

HAN = st.sampled_from("临溪伏岭荆州瀛洲歙绩单仇解查曾章汪家朋尚村防汛抗旱应急救援队长甲乙𠮷")
OTHER = st.sampled_from("ABCxyz0123456789")
NAME_TEXT = st.lists(HAN | OTHER, min_size=1, max_size=12).map("".join)


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    book = opened(tmp_path_factory.mktemp("many"))
    yield book
    book.close()


@given(name=NAME_TEXT, data=st.data())
def test_any_part_of_a_name_finds_it(many, name, data):
    first = data.draw(st.integers(0, len(name) - 1))
    last = data.draw(st.integers(first + 1, len(name)))
    save(many.store, team("t-1", name))
    caught_up(many.store)
    assert titles(many.store, name[first:last]) == [name]


@given(name=st.lists(HAN, min_size=1, max_size=12).map("".join), data=st.data())
def test_any_beginning_of_initials_or_pinyin_finds_it_from_any_syllable(many, name, data):
    syllables = data.draw(st.sampled_from(readings(name)))
    start = data.draw(st.integers(0, max(0, len(syllables) - 1)))
    initials, whole = "".join(s[:1] for s in syllables[start:]), "".join(syllables[start:])
    save(many.store, team("t-1", name))
    caught_up(many.store)
    for sound in (initials, whole):
        if sound:
            until = data.draw(st.integers(1, len(sound)))
            assert titles(many.store, sound[:until]) == [name]


@given(text=st.text(max_size=80) | st.text(alphabet="\"'*^:(){}-+ ANDORNOT NEAR,~\\", max_size=40))
def test_nothing_that_is_typed_ever_raises(many, text):
    many.store.search.find(text)
