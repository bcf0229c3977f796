"""What left the register is offered nowhere any more, and what it holds or does is still told."""

from dataclasses import replace

import pytest

from console.domain.changes import Kind
from console.domain.dispatch import State
from console.domain.entry import Entry
from console.domain.force import Expert, Team, Verb
from console.domain.incident import CallForm
from console.domain.place import Place
from console.domain.supply import Depot, Item
from console.services.dispatches import Dispatches, Mission
from console.services.founding import found
from console.services.glance import duty, forces, situation, stock_trace, supplies
from console.services.intake import place_of
from tests.support.world import JUNE_20, HandClock, world

DUTY = "o-06"
TEAM, EXPERT, DEPOT = "team-T02", "expert-E01", "depot-D10"
TENTS, VILLAGE = "item-B01", "341824202204"


@pytest.fixture
def county(tmp_path):
    made, opened = world(tmp_path, HandClock(JUNE_20))
    found(made, demo=True)
    yield made
    opened.close()


def archive(made, record, id_):
    with made.store.write("o-17", "test.archive") as w:
        w.save(replace(w.get(record, id_), archived_at=w.now))
        w.log(Entry(kind="seeded", subject_kind=Kind.TEAM, subject_id=id_, at=w.now))


def look(made, view, *more):
    with made.store.read() as read:
        return view(read, JUNE_20, *more)


def test_a_team_is_offered_no_more(county):
    archive(county, Team, TEAM)
    assert TEAM not in {row.team.id for row in look(county, forces.view).teams}
    assert TEAM not in {spot.id for spot in look(county, situation.situation).teams}


def test_a_team_that_is_out_is_followed_to_its_end(county):
    mission = Mission(
        team_id=TEAM,
        verb=Verb.ORDER,
        task="排涝",
        place_name="家朋乡",
        place_id="341824202",
        people=5,
        at=JUNE_20,
    )
    made, _ = Dispatches(county).order(DUTY, mission)
    archive(county, Team, TEAM)
    (row,) = look(county, forces.view).dispatches
    assert (row.dispatch.id, row.team.id) == (made, TEAM)
    Dispatches(county).step(DUTY, made, State.ACCEPTED, JUNE_20)


def test_an_expert_is_offered_no_more(county):
    archive(county, Expert, EXPERT)
    assert EXPERT not in {one.id for one in look(county, forces.view).experts}


def test_a_place_is_neither_offered_nor_found_in_a_text(county):
    archive(county, Place, VILLAGE)
    assert VILLAGE not in {one.id for one in look(county, duty.page).places}
    assert VILLAGE not in {one.id for one in look(county, forces.view).places}
    form = CallForm(reporter="甲", phone="", place_text="尚村村", content="进水")
    with county.store.read() as read:
        assert place_of(county.store, read, form) is None


def test_a_depot_is_neither_offered_nor_suggested_but_what_lies_in_it_counts(county):
    before = look(county, supplies.view, supplies.WHOLE)
    archive(county, Depot, DEPOT)
    after = look(county, supplies.view, supplies.WHOLE)
    assert DEPOT not in {one.id for one in after.depots}
    assert [(r.item_id, r.on_hand) for r in after.rows] == [
        (r.item_id, r.on_hand) for r in before.rows
    ]
    suggested = look_for(county, {TENTS: 5}, "depot-D11")
    assert suggested
    assert DEPOT not in suggested


def test_a_kind_of_supplies_is_offered_no_more_but_its_stock_is_shown(county):
    archive(county, Item, TENTS)
    seen = look(county, supplies.view)
    assert TENTS not in {one.id for one in seen.items}
    assert TENTS in {row.item_id for row in seen.rows}


def look_for(made, wanted, to):
    with made.store.read() as read:
        return {one.depot_id for one in stock_trace.suggest_depots(read, wanted, to, JUNE_20)}
