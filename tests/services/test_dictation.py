"""口述卡: what is read over the telephone says as of when, from whom, 已核 or 待核, or 不详."""

from datetime import UTC, datetime, timedelta

import pytest

from console.domain.incident import Event, Incident
from console.domain.officer import Officer, Role
from console.services import demo_story
from console.services.demo_story import StoryClock
from console.services.founding import found
from console.services.glance.dictation import dictation
from console.services.world import World
from tests.support.world import opened

NOW = datetime(2024, 6, 20, 8, 32, tzinfo=UTC)


@pytest.fixture
def county(tmp_path):
    store = opened(tmp_path, StoryClock(NOW))
    world = World(store.store, store.store.clock)
    found(world, demo=True)
    yield world
    store.close()


def said(world, now=NOW):
    with world.store.read() as read:
        officer = next(o.id for o in read.find(Officer) if Role.PRIMARY in o.roles)
        incident = next(iter(read.find(Incident)), None)
        card = dictation(read, now, officer, incident.id if incident else "")
    return {one.label: one.words for one in card.lines}


def test_the_flood_is_said_in_whole_sentences_from_what_is_on_record(county):
    demo_story.tell(county)
    card = said(county)
    assert list(card) == ["报告", "事件", "人员", "雨水情", "响应", "力量", "物资", "结束"]
    assert "尚村" in card["事件"]
    assert "事发时间不详" in card["事件"]
    assert "应转 187 人、已转 116 人、未转 71 人(截至 15:18," in card["人员"]
    assert card["人员"].endswith("被困、已安置不详。")
    assert "6月19日8时至20日15时，全县平均降雨量已达160毫米" in card["雨水情"]
    assert card["雨水情"].endswith("(来源县水利局,待核)")
    assert "防汛四级应急响应自6月20日16时起" in card["响应"]
    assert "救灾帐篷 40 顶" in card["物资"]
    assert not any("—" in words for words in card.values())


def test_yesterdays_figures_are_said_with_their_day_and_old_rain_not_at_all(county):
    demo_story.tell(county)
    assert "截至 06-20 15:18" in said(county, NOW + timedelta(days=1))["人员"]
    assert "雨水情" not in said(county, NOW + timedelta(days=9))


def test_where_nothing_is_known_the_card_says_so_and_invents_nothing(county):
    with county.store.read() as read:
        assert read.find(Event) == []
    card = said(county)
    assert list(card) == ["报告", "人员", "结束"]
    assert card["人员"] == "人员情况尚未掌握,掌握后续报。"
