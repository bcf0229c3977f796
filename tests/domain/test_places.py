"""The county's places: complete, coded, and found by character, pinyin and initials."""

import tomllib
from importlib.resources import files

import pytest

from console.domain.place import PlaceKind, located, search
from resources.places import load, neighbours
from resources.readings import name_syllables, readings, syllables

SAID = {
    "绩溪": "jixi",
    "歙县": "shexian",
    "旌德": "jingde",
    "瀛洲": "yingzhou",
    "家朋": "jiapeng",
    "荆州": "jingzhou",
    "宅坦": "zhaitan",
    "长安": "changan",
    "长岭": "changling",
    "扬溪": "yangxi",
    "华阳": "huayang",
    "临溪": "linxi",
    "上庄": "shangzhuang",
    "伏岭": "fuling",
    "金沙": "jinsha",
    "板桥头": "banqiaotou",
    "下五都": "xiawudu",
    "塘塍": "tangcheng",
    "大障": "dazhang",
    "余川": "yuchuan",
}


def test_the_county_has_eleven_towns_a_zone_and_82_village_codes():
    places = load()
    towns = [p for p in places if p.kind is PlaceKind.TOWNSHIP]
    villages = [p for p in places if p.kind is PlaceKind.VILLAGE]
    assert sum(p.name.endswith("镇") for p in towns) == 8
    assert sum(p.name.endswith("乡") for p in towns) == 3
    assert len(towns) == 12
    assert len(villages) == 82
    assert sum("虚拟" in p.name for p in villages) == 1
    codes = [p.code for p in places]
    assert len(set(codes)) == len(codes)
    assert all(code.startswith("341824") for code in codes)
    assert {len(p.code) for p in towns} == {9}
    assert {len(p.code) for p in villages} == {12}
    assert {p.township_id for p in villages} <= {p.id for p in towns}


@pytest.mark.parametrize(("name", "said"), SAID.items())
def test_the_countys_names_read_right(name, said):
    assert "".join(syllables(name)) == said


def test_the_readings_laid_in_are_those_of_the_reading_table():
    text = files("resources").joinpath("counties/341824/places/places.toml").read_text("utf-8")
    raw = tomllib.loads(text)
    for row in (raw["county"], *raw["township"], *raw["villages"], *raw["neighbour"]):
        kept = [row["reading"]] if isinstance(row["reading"], str) else row["reading"]
        assert [tuple(one.split()) for one in kept] == list(readings(row["name"])), row["name"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("家朋", "家朋乡"),
        ("jiapeng", "家朋乡"),
        ("jp", "家朋乡"),
        ("jpx", "家朋乡"),
        ("尚村", "尚村村"),
        ("zhaitan", "宅坦村"),
        ("changan", "长安镇"),
        ("杨溪", "扬溪镇"),
        ("kfq", "绩溪经济开发区"),
        ("坑口", "龙川村"),
        ("jiaotou", "校头村"),
        ("xiaotou", "校头村"),
        ("家朋乡 尚村", "尚村村"),
    ],
)
def test_a_place_is_found_by_what_an_officer_types(typed, first):
    assert search(load(), typed)[0].name == first


def test_a_caller_names_a_natural_village_inside_a_known_one():
    for text in ("家朋乡尚村上村组", "家朋 尚村", "尚村上村组"):
        place = located(load(), text)
        assert place is not None
        assert place.code == "341824202204"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("家朋乡", "家朋乡"),
        ("家朋", "家朋乡"),
        ("家朋村", "家朋村"),
        ("家朋乡家朋村河边", "家朋村"),
        ("临溪镇河滩", "临溪镇"),
        ("上庄镇宅坦村", "宅坦村"),
    ],
)
def test_a_towns_name_is_not_taken_for_its_village(text, name):
    place = located(load(), text)
    assert place is not None
    assert place.name == name


def test_initials_find_a_village_among_its_namesakes():
    assert "宅坦村" in {p.name for p in search(load(), "ztc")}


def test_everyday_words_are_not_taken_for_villages():
    assert located(load(), "河道上游涨水") is None
    assert located(load(), "救援成功") is None


def test_neighbours_are_known_for_their_notices():
    assert {p.code for p in neighbours()} == {"341825", "341881", "330112", "341021", "341823"}


def test_surnames_have_their_own_reading_and_rare_signs_stay():
    assert name_syllables("单雄信")[0] == "shan"
    assert name_syllables("查示例") == ("zha", "shi", "li")
    assert len(name_syllables("示𠮷")) == 2
