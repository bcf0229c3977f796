"""Where things stand on the map, and how exact that is; what is under way between them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from console.domain.changes import Kind
from console.domain.dispatch import Dispatch, State
from console.domain.entry import Entry
from console.domain.force import Team, TeamKind, Verb
from console.domain.incident import Hazard, Incident, IncidentState
from console.domain.level import Level
from console.domain.plan import PlanVersion
from console.domain.reading import ReadingDraft
from console.services.glance.atlas import Scope
from console.services.glance.situation import situation
from console.services.readings import Readings
from resources import plans
from tests.support.duty import DUTY, Hall

NOW = datetime(2024, 6, 20, 7, tzinfo=UTC)
SEAT = {"家朋乡": (118.80909, 30.24027), "伏岭镇": (118.72778, 30.13861)}


@pytest.fixture
def hall(tmp_path):
    made = Hall(tmp_path)
    yield made
    made.close()


def save(hall, *records):
    with hall.world.store.write("system", "seed", history=True) as w:
        for record in records:
            w.save(record)
        w.log(Entry(kind="seeded", subject_kind=Kind.TEAM, subject_id="x", at=w.now))


def glance(hall, **how):
    with hall.world.store.read() as read:
        return situation(read, NOW, **how)


def incident(n, **more):
    return Incident(id=n, title="家朋乡尚村山洪", hazard=Hazard.FLOOD, received_at=NOW, **more)


def team(n="t-x", kind=TeamKind.TOWNSHIP, **more):
    return Team(
        id=n,
        code=n,
        name="伏岭镇应急队",
        kind=kind,
        owner="伏岭镇",
        verb=Verb.ORDER,
        headcount=12,
        available=12,
        **more,
    )


def sent(state=State.DEPARTED):
    return Dispatch(
        id="d-x",
        team_id="t-x",
        verb=Verb.ORDER,
        task="转移群众",
        place_name="家朋乡 尚村",
        people=12,
        ordered_at=NOW,
        state=state,
        state_at=NOW,
    )


def test_an_incident_in_a_village_stands_at_its_towns_seat_and_says_so(hall):
    save(hall, incident("i1", place_text="家朋乡尚村上村组"))
    (spot,) = glance(hall).incidents
    assert (spot.at, spot.town, spot.about) == (SEAT["家朋乡"], "341824202", True)


def test_an_incident_with_its_own_position_stands_there(hall):
    save(hall, incident("i1", place_id="341824202204", lon=118.8, lat=30.21))
    (spot,) = glance(hall).incidents
    assert (spot.at, spot.about) == ((118.8, 30.21), False)


def test_an_incident_nowhere_known_is_not_put_anywhere(hall):
    save(hall, incident("i1", place_text="不详"))
    assert glance(hall).incidents == ()


def test_what_is_closed_or_struck_off_leaves_the_map(hall):
    save(
        hall,
        incident("i1", place_text="家朋乡", state=IncidentState.CLOSED),
        incident("i2", place_text="家朋乡", state=IncidentState.STRUCK),
    )
    assert glance(hall).incidents == ()


def test_a_team_under_way_has_a_line_to_where_it_is_wanted(hall):
    save(hall, team(place_name="伏岭镇"), sent())
    facts = glance(hall)
    (way,) = facts.ways
    assert (way.start, way.end, way.load) == (SEAT["伏岭镇"], SEAT["家朋乡"], False)
    assert way.name == "伏岭镇应急队 12 人 → 家朋乡 尚村"
    (spot,) = facts.teams
    assert spot.busy
    assert spot.scope is Scope.TOWNSHIP


def test_a_team_that_came_home_has_none(hall):
    save(hall, team(place_name="伏岭镇"), sent(State.RETURNED))
    facts = glance(hall)
    assert facts.ways == ()
    assert not facts.teams[0].busy


def test_the_plans_limits_for_the_countys_mean_stand_beside_the_curves(hall):
    name, text = plans.plan_texts()[0]
    save(
        hall,
        PlanVersion(
            id="p1",
            code=name,
            version="1",
            title=name,
            text=text,
            sha256="",
            entered_by="",
            entered_at=NOW,
        ),
    )
    found = {(one.level, one.amount) for one in glance(hall).thresholds if one.hours == 24}
    assert {(Level.IV, 50.0), (Level.III, 100.0)} <= found


def test_one_total_is_a_point_and_two_from_one_start_are_a_course(hall):
    start = NOW - timedelta(hours=31)

    def total(hours, value):
        return ReadingDraft(
            metric="rain_area_mean",
            value=Decimal(value),
            window_start=start,
            window_end=start + timedelta(hours=hours),
            source="县水文站",
        )

    Readings(hall.world).take(DUTY, [total(24, "120")])
    (curve,) = glance(hall).curves
    assert [value for _, value in curve.points] == [120.0]
    Readings(hall.world).take(DUTY, [total(31, "160")])
    (curve,) = glance(hall).curves
    assert [value for _, value in curve.points] == [0.0, 120.0, 160.0]


def test_the_tile_asks_for_less_than_the_page(hall):
    Readings(hall.world).take(
        DUTY,
        [ReadingDraft(metric="reservoirs_over_limit", value=Decimal(12), window_end=NOW)],
    )
    assert glance(hall).rows
    assert glance(hall, whole=False).rows == ()
