"""Readings and plans on a real store: taken, corrected, judged, replaced."""

from datetime import timedelta
from decimal import Decimal

import pytest

from console.domain.changes import Kind
from console.domain.entry import Entry
from console.domain.level import Level
from console.domain.officer import Role
from console.domain.plan import PlanVersion
from console.domain.reading import Reading, ReadingDraft
from console.domain.refused import Refused
from console.services.glance.readings import curve, monitor
from console.services.planbook import bound, in_force
from console.services.plans import Plans, history
from console.services.readings import Readings, judgement
from console.wording import filled, refusal, table
from db.journal import lines
from resources.places import load
from resources.plans import plan_texts
from tests.support.officers import officer
from tests.support.world import HandClock, world

NOTICE = (
    "6月19日8时至20日15时,全县平均降雨量已达160 mm,临溪最大达298.7 mm,最大小时雨强40.1 mm,"
    "已造成12座水库溢洪,超汛限水位"
)


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def here(tmp_path, clock):
    made, opened = world(tmp_path, clock)
    with made.store.write("system", "test") as w:
        officer(w, "duty", Role.PRIMARY)
        officer(w, "head", Role.BUREAU_HEAD)
        officer(w, "centre", Role.CENTRE_HEAD)
        officer(w, "keeper", Role.STORE_KEEPER)
    yield made
    opened.close()


def drafts(here, text=NOTICE):
    rows = Readings(here).parse(text, "县防办")
    assert all(row.draft for row in rows), rows
    return [row.draft for row in rows]


def test_the_pasted_notice_is_taken_and_judged_as_the_county_did(here):
    Plans(here).register()
    here_drafts = drafts(here, NOTICE.replace("临溪最大", "最大"))
    ids, changes = Readings(here).take("duty", here_drafts)
    assert changes.ids[Kind.READING] == frozenset(ids)
    with here.store.read() as read:
        _, plan = in_force(read, "JX-FXKH")
        assert judgement(read, plan, here.now).best is Level.IV
        said = [
            filled(table("ENTRIES")[e.kind], e.facts) for e in lines(read) if e.kind == "reading"
        ]
    assert "监测读数:县面平均雨量 160 mm(06-19 08:00 至 06-20 15:00),来源 县防办" in said


def test_places_of_the_county_are_known_stations(here):
    with here.store.write("system", "test") as w:
        for place in load():
            w.save(place)
        w.log(Entry(kind="seeded", subject_kind=Kind.PLACE, subject_id="341824", at=w.now))
    station = drafts(here)[1]
    assert (station.station, station.place_code) == ("临溪", "341824101")


def test_nobody_without_the_permission_takes_a_reading(here):
    for actor in ("", "keeper"):
        with pytest.raises(Refused):
            Readings(here).take(actor, drafts(here, "十二座水库超汛限"))


def test_a_paste_with_one_contradiction_is_not_taken_at_all(here):
    low = drafts(here, "6月19日8时至20日15时,全县平均降雨量已达60 mm")
    high = drafts(here, "6月19日20时至20日8时,全县平均降雨量已达90 mm")
    with pytest.raises(Refused, match="reading_longer_less"):
        Readings(here).take("duty", [*low, *high])
    with here.store.read() as read:
        assert not read.find(Reading)


def test_a_correction_stands_beside_the_wrong_one_with_its_reason(here, clock):
    service = Readings(here)
    (wrong,), _ = service.take("duty", drafts(here, "十二座水库超汛限"))
    right = drafts(here, "十座水库超汛限")[0]
    with pytest.raises(Refused, match="reading_conflict"):
        service.take("duty", [right])
    with pytest.raises(Refused, match="reading_reason"):
        service.correct("duty", wrong, right, " ")
    made, _ = service.correct("duty", wrong, right, "水利局复核")
    with here.store.read() as read:
        assert len(read.find(Reading)) == 2
        assert read.get(Reading, made).replaces == wrong
        shown = monitor(read, here.now)
    assert [(line.id, line.text, line.corrected) for line in shown.lines] == [
        (made, "10 座", True)
    ]
    with pytest.raises(Refused, match="reading_replaced"):
        service.correct("duty", wrong, right, "再改")


def test_old_readings_fade_and_curves_keep_them(here, clock):
    service = Readings(here)
    service.take("duty", drafts(here, "扬之河 超警戒 0.3 米"))
    clock.wind(hours=1)
    service.take("duty", drafts(here, "扬之河 超警戒 0.5 米"))
    clock.wind(hours=4)
    with here.store.read() as read:
        shown = monitor(read, here.now)
        drawn = curve(read, "river_over_warning", "扬之河", here.now - timedelta(days=1), here.now)
    assert [(line.text, line.stale) for line in shown.lines] == [("0.5 m", True)]
    assert shown.silent == 1
    assert [point[1] for point in drawn.points] == [Decimal("0.3"), Decimal("0.5")]


def test_a_plan_is_registered_once(here):
    assert Plans(here).register().ids
    assert not Plans(here).register()
    with here.store.read() as read:
        assert [v.version for v in history(read, "JX-FXKH")] == ["2020"]


def test_a_faulty_plan_is_refused_whole_and_the_old_one_stays(here):
    Plans(here).register()
    name, text = plan_texts()[0]
    with pytest.raises(Refused) as no:
        Plans(here).enter("centre", text.replace('op = ">="', 'op = "=>"', 1), name)
    assert no.value.code == "plan_faulty"
    assert "flood.toml 第" in refusal(no.value)
    with here.store.read() as read:
        assert in_force(read, "JX-FXKH")[1].version == "2020"


def test_a_new_version_goes_in_force_and_the_old_one_stays_readable(here, clock):
    Plans(here).register()
    name, text = plan_texts()[0]
    with here.store.read() as read:
        old, _ = in_force(read, "JX-FXKH")
    clock.wind(minutes=1)
    newer = text.replace('version = "2020"', 'version = "2025"')
    with pytest.raises(Refused, match="plan_version_used"):
        Plans(here).enter("centre", text.replace("value = 50", "value = 60"), name)
    made, _ = Plans(here).enter("centre", newer, name)
    with here.store.read() as read:
        assert in_force(read, "JX-FXKH")[0] == made
        assert bound(read, old).version == "2020"
        assert [v.active for v in history(read, "JX-FXKH")] == [True, False]
        assert len(read.find(PlanVersion, active=True)) == 1
    with pytest.raises(Refused, match="plan_same"):
        Plans(here).enter("centre", newer, name)


def test_an_empty_paste_is_no_reading(here):
    with pytest.raises(Refused, match="reading_nothing"):
        Readings(here).take("duty", [])


def test_a_reading_that_no_plan_asks_for_is_taken(here):
    stage = ReadingDraft(
        metric="river_stage", value=Decimal("141.2"), window_end=here.now, station="扬之河"
    )
    ids, _ = Readings(here).take("duty", [stage])
    assert ids
