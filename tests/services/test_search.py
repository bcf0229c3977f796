"""What of each record is found by what, and who sees a number."""

from dataclasses import replace

import pytest

from console.domain.changes import Kind
from console.domain.officer import Officer, Role
from console.domain.refused import Refused
from console.domain.roster import Assignment, Post, Watch
from console.runtime.pinyin import readings
from console.services.findable import Findable
from console.services.search import Search
from console.wording.search import CARD, GROUP
from db import journal
from db.registry import BY_KIND
from db.search_feed import KINDS
from resources import places
from tests.support.findable import caught_up
from tests.support.officers import officer
from tests.support.records import sample
from tests.support.store import line
from tests.support.world import HandClock, world

NAME, NUMBER = "汪一一", "100 0000 4217"


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def there(tmp_path, clock):
    made, opened = world(tmp_path, clock)
    yield made
    opened.close()


@pytest.fixture
def search(there):
    return Search(there)


def lay(there, *records):
    with there.store.write("system", "test") as w:
        for record in records:
            w.save(record)
        w.log(line(w, records[0].id))
    caught_up(there.store)


def person(id_="o-9", name=NAME, **more):
    return Officer(id=id_, login=id_, name=name, unit="县水利局", phone=NUMBER, **more)


def on_watch(there, *people):
    now = there.clock.now()
    held = tuple(Assignment(officer_id=who, post=Post.PRIMARY) for who in people)
    with there.store.write("system", "test") as w:
        w.save(
            Watch(id="w-1", starts=now, ends=now.replace(hour=23), assignments=held, taken_at=now)
        )
        w.log(line(w, "w-1"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_words_its_group_and_its_card(there, kind):
    of = BY_KIND[kind]
    record = sample(of.record, id="r-1")
    with there.store.read() as read:
        (doc,) = Findable(readings).docs(read, kind, [record])
    assert doc.kind is kind
    assert kind in GROUP
    assert all(name in of.names for _, name in CARD[kind])


@pytest.mark.parametrize("kind", [kind for kind in KINDS if BY_KIND[kind].personal])
def test_personal_words_are_in_the_index_only_under_their_owners_key(there, kind):
    of = BY_KIND[kind]
    record = sample(of.record, id="r-1", **dict.fromkeys(of.personal, NAME))
    with there.store.read() as read:
        (doc,) = Findable(readings).docs(read, kind, [record])
    told = " ".join((doc.title, doc.subtitle, *doc.other, *("".join(r) for r in doc.readings)))
    if NAME in told or "wangyiyi" in told:
        assert doc.about == getattr(record, of.about)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "phone" in BY_KIND[kind].names])
def test_a_number_finds_and_is_never_shown_in_the_list(there, search, kind):
    record = sample(BY_KIND[kind].record, id="r-1", phone=NUMBER)
    if "archived_at" in BY_KIND[kind].names:
        record = replace(record, archived_at=None)
    lay(there, record)
    (hit,) = [hit for hit in search.find("4217") if not hit.line]
    assert "4217" not in hit.title + hit.subtitle
    assert search.find("100 0000 4217")


def test_on_watch_a_number_stands_in_full_and_nobody_else_sees_it_unwritten(there, search):
    lay(there, person())
    with there.store.write("system", "test") as w:
        officer(w, "on", Role.PRIMARY)
        officer(w, "off", Role.PRIMARY)
    on_watch(there, "on")
    (hit,) = [hit for hit in search.find(NAME) if not hit.line]
    assert dict(search.card("on", hit).rows)["电话"] == NUMBER
    assert dict(search.card("off", hit).rows)["电话"] == "*** **** 4217"
    assert search.dial("on", hit)[0] == NUMBER
    assert revealed(there) == []
    phone, changes = search.dial("off", hit)
    assert phone == NUMBER
    assert changes
    assert revealed(there) == ["off"]


def revealed(there):
    with there.store.read() as read:
        return [one.actor for one in journal.lines(read, kinds=["phone_revealed"])]


def test_a_card_of_what_is_gone_is_refused(there, search):
    lay(there, person())
    (hit,) = [hit for hit in search.find(NAME) if not hit.line]
    with pytest.raises(Refused, match="missing"):
        search.card("o-9", replace(hit, id="nobody"))


@pytest.mark.parametrize(
    ("name", "sounds"),
    [
        ("单子龙", "shanzilong"),
        ("仇英", "qiuying"),
        ("解缙", "xiejin"),
        ("查济民", "zhajimin"),
        ("曾国藩", "zengguofan"),
        ("章六六", "zhangliuliu"),
        ("汪一一", "wangyiyi"),
        ("任长霞", "renchangxia"),
        ("葛五五", "gewuwu"),
        ("尉迟恭", "yuchigong"),
    ],
)
def test_surnames_are_read_as_surnames(there, search, name, sounds):
    lay(there, person(name=name))
    for typed in (sounds, sounds[:3], "".join(s[:1] for s in readings(name, person=True)[0])):
        assert [hit.title for hit in search.find(typed) if hit.kind is Kind.OFFICER] == [name]


def test_every_township_is_found_by_its_own_reading(there, search):
    lay(there, *places.load())
    said = {
        "lingbeixiang": "岭北乡",
        "yingzhou": "瀛洲镇",
        "fuling": "伏岭镇",
        "jixi": "绩溪县",
        "jingzhou": "荆州乡",
        "changan": "长安镇",
        "yangxi": "扬溪镇",
    }
    known = {place.name for place in places.load()}
    for typed, name in said.items():
        if name in known:
            assert name in [hit.title for hit in search.find(typed)], typed
    assert "341824101" in " ".join(hit.subtitle for hit in search.find("341824101"))
