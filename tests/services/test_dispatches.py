"""Teams sent out and followed, on a real store."""

from datetime import timedelta

import pytest

from console.domain.dispatch import Dispatch, State, Step
from console.domain.force import Base, Team, Verb
from console.domain.officer import Role
from console.domain.refused import Refused
from console.services.demo_force import seed
from console.services.dispatches import Dispatches, Mission
from console.services.forces import Forces
from tests.support.officers import officer
from tests.support.world import HandClock, world

FLOOD, FIRE = "team-T02", "team-T01"


@pytest.fixture
def hall(tmp_path):
    clock = HandClock()
    live, opened = world(tmp_path, clock)
    with live.store.write("system", "test.officers") as w:
        officer(w, "duty", Role.PRIMARY)
        officer(w, "keeper", Role.STORE_KEEPER)
    seed(live)
    yield Hall(live, clock)
    opened.close()


class Hall:
    def __init__(self, live, clock):
        self.world, self.clock = live, clock
        self.dispatches, self.forces = Dispatches(live), Forces(live)

    @property
    def now(self):
        return self.clock.now()

    def mission(self, **other):
        said = {
            "team_id": FLOOD,
            "verb": Verb.ORDER,
            "task": "尚村堤防抢险",
            "place_name": "家朋乡尚村",
            "people": 12,
            "at": self.now,
        }
        return Mission(**{**said, **other})

    def get(self, kind, id_):
        with self.world.store.read() as read:
            return read.get(kind, id_)

    def journal(self):
        with self.world.store.read() as read:
            sql = "SELECT kind FROM journal WHERE kind LIKE 'dispatch%' ORDER BY rowid"
            return [row[0] for row in read.connection.exec_driver_sql(sql)]


def test_a_county_team_is_followed_from_the_call_to_its_return(hall):
    sent, changes = hall.dispatches.order("duty", hall.mission())
    assert changes
    for state in (
        State.ACCEPTED,
        State.MUSTERED,
        State.DEPARTED,
        State.ARRIVED,
        State.WORKING,
        State.WITHDRAWN,
        State.RETURNED,
    ):
        hall.clock.wind(minutes=10)
        hall.dispatches.step("duty", sent, state, hall.now - timedelta(minutes=5))
    assert hall.get(Dispatch, sent).state is State.RETURNED
    with hall.world.store.read() as read:
        steps = read.find(Step, dispatch_id=sent, order="recorded_at,id")
    assert len(steps) == 8
    assert all(s.recorded_at - s.at == timedelta(minutes=5) for s in steps[1:])
    assert hall.journal() == ["dispatch_order"] + ["dispatch_step"] * 7


def test_the_fire_brigade_is_asked_through_its_duty_room(hall):
    with pytest.raises(Refused, match="team_is_asked") as no:
        hall.dispatches.order("duty", hall.mission(team_id=FIRE))
    assert no.value.facts["through"] == "县消防救援大队值班室"
    asked, _ = hall.dispatches.order("duty", hall.mission(team_id=FIRE, verb=Verb.ASK))
    assert hall.get(Dispatch, asked).verb is Verb.ASK


def test_nobody_is_sent_twice_and_whoever_returns_can_go_again(hall):
    sent, _ = hall.dispatches.order("duty", hall.mission(people=30))
    with pytest.raises(Refused, match="team_short"):
        hall.dispatches.order("duty", hall.mission(people=1))
    hall.dispatches.recall("duty", sent, "险情解除", hall.now)
    hall.dispatches.order("duty", hall.mission(people=30))


def test_a_team_that_can_not_come_says_why(hall):
    sent, _ = hall.dispatches.order("duty", hall.mission())
    with pytest.raises(Refused, match="reason_missing"):
        hall.dispatches.decline("duty", sent, " ", hall.now)
    hall.dispatches.decline("duty", sent, "车辆检修", hall.now)
    assert hall.get(Dispatch, sent).ended_why == "车辆检修"
    assert hall.journal()[-1] == "dispatch_declined"


def test_only_a_role_that_may_dispatch_does(hall):
    with pytest.raises(Refused, match="not_permitted"):
        hall.dispatches.order("keeper", hall.mission())


def test_readiness_is_what_the_team_last_said(hall):
    hall.forces.readiness("duty", FLOOD, "休整", 0, hall.now, "队长甲")
    team = hall.get(Team, FLOOD)
    assert (team.base, team.available, team.ready_at) == (Base.UNAVAILABLE, 0, hall.now)
    with pytest.raises(Refused, match="team_unavailable"):
        hall.dispatches.order("duty", hall.mission())


def test_the_leaders_telephone_is_sealed_in_the_row(hall):
    assert hall.get(Team, FLOOD).phone == "100 0000 0602"
    with hall.world.store.read() as read:
        raw = read.connection.exec_driver_sql("SELECT phone FROM team").scalar()
    assert b"100 0000" not in raw
