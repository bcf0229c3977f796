"""The demo county at full size: what a real one has, made up plainly, the same each time, whole."""

import re
from collections import Counter
from dataclasses import fields
from datetime import timedelta

import pytest

from console.domain.force import Expert, Team, TeamKind, under_strength
from console.domain.handover import Handover, HandoverState
from console.domain.holiday import DayKind, Holiday
from console.domain.ledger import Move, Reason, Side, conserved, overdrawn, side_of
from console.domain.officer import Officer
from console.domain.place import Place, PlaceKind
from console.domain.plan import PlanVersion
from console.domain.refuge import Shelter, Vehicle
from console.domain.risk import Reservoir, Responsible, RiskPoint, Rung
from console.domain.roster import Watch
from console.domain.supply import Batch, Depot, Item, Reserve, Tier
from console.domain.unit import Unit
from console.services import stock
from console.services.demo_story import tell
from console.services.founding import FULL, SMALL, found
from console.services.glance import log
from console.services.selfcheck import proofs
from db import journal
from db.registry import ENTITIES
from tests.support.world import JUNE_20, HandClock, world

UNASSIGNED = re.compile(r"(100 \d{4} \d{4}|0563-0000\d{3})?")
NAMES_PLACE = (Team, Shelter, Vehicle, RiskPoint, Reservoir, Responsible, Unit)


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    made, opened = world(tmp_path_factory.mktemp("county"), HandClock(JUNE_20))
    found(made, demo=True, size=FULL)
    yield made, opened
    opened.close()


@pytest.fixture
def read(county):
    with county[0].store.read() as read:
        yield read


def test_it_has_what_a_county_has(read):
    counted = {of: read.count(of) for of in (Officer, Team, Expert, Item, Batch, Unit)}
    assert counted == {Officer: 60, Team: 97, Expert: 46, Item: 86, Batch: 400, Unit: 48}
    assert read.count(Team, kind=TeamKind.VILLAGE) == 81
    assert read.count(Depot, reserve=Reserve.PHYSICAL, tier__in=(Tier.COUNTY, Tier.TOWNSHIP)) == 12
    assert read.count(Depot, tier=Tier.VILLAGE, reserve=Reserve.PHYSICAL) == 81
    assert read.count(Responsible) == 600
    assert min(read.count(of) for of in (Shelter, Vehicle, RiskPoint, Reservoir)) > 20


def test_every_village_has_one_squad_and_one_stock_point_and_somebody_to_call(read):
    villages = {p.id for p in read.find(Place, kind=PlaceKind.VILLAGE) if "虚拟" not in p.name}
    squads = [team.place_id for team in read.find(Team, kind=TeamKind.VILLAGE)]
    points = [depot.place_id for depot in read.find(Depot, tier=Tier.VILLAGE)]
    called = {one.place_id for one in read.find(Responsible, rung=Rung.VILLAGE)}
    assert sorted(squads) == sorted(points) == sorted(villages)
    assert called == villages


def test_some_squads_are_below_ten_and_some_have_long_been_silent(read):
    squads = read.find(Team, kind=TeamKind.VILLAGE)
    assert 3 <= sum(under_strength(team) for team in squads) <= 20
    ages = [JUNE_20 - team.ready_at for team in squads]
    assert min(ages) < timedelta(days=2) < timedelta(days=3) < max(ages)


def test_some_lots_are_past_and_some_run_out_within_the_month(read):
    today = stock.today(JUNE_20)
    lots = read.find(Batch)
    assert 5 < sum(lot.expired(today) for lot in lots) < 60
    assert 8 < sum(lot.expires_within(today, 30) for lot in lots) < 90


def test_no_place_is_named_that_the_county_does_not_have(read):
    known = {place.id: place.name for place in read.find(Place)}
    for of in NAMES_PLACE:
        for one in read.find(of):
            assert not one.place_id or known[one.place_id] == one.place_name, one
    for depot in read.find(Depot, tier=Tier.VILLAGE):
        assert depot.name == f"{known[depot.place_id]}前置点"


def test_no_telephone_can_be_dialled_and_every_name_is_plainly_made_up(read):
    for of in ENTITIES:
        names = [f.name for f in fields(of.record) if "phone" in f.name and "_at" not in f.name]
        for one in read.find(of.record) if names else ():
            for name in names:
                assert UNASSIGNED.fullmatch(getattr(one, name)), (of.kind, getattr(one, name))
    for one in read.find(Responsible):
        assert re.fullmatch(r".[一二三四五六七八九十]{2}", one.name), one.name


def test_the_record_is_whole_and_the_ledger_adds_up(county):
    made, opened = county
    assert proofs(made, opened) == []


def test_no_shelf_ever_held_less_than_nothing(read):
    held: Counter[tuple[str, str]] = Counter()
    for move in read.find(Move, order="at,id"):
        held[move.from_account, move.batch_id] -= move.quantity
        held[move.to_account, move.batch_id] += move.quantity
        if side_of(move.from_account) in {Side.DEPOT, Side.ISSUED}:
            assert held[move.from_account, move.batch_id] >= 0, move
    assert conserved(held)
    assert not overdrawn(held)


def test_the_year_of_movements_is_behind_us_and_of_every_sort(read):
    moves = read.find(Move, order="at")
    assert len(moves) >= 1_000
    assert moves[-1].at < JUNE_20
    assert JUNE_20 - moves[0].at > timedelta(days=365)
    assert {move.reason for move in moves} >= {
        Reason.OPENING,
        Reason.PURCHASE,
        Reason.HANDED_OUT,
        Reason.CONSUMED,
        Reason.RETURNED,
        Reason.SCRAPPED,
        Reason.COUNT_LESS,
    }


def test_every_watch_of_the_year_was_handed_over_by_two_people(read):
    stood = [w for w in read.find(Watch, order="starts") if w.left_at is not None]
    assert stood[0].starts < JUNE_20 - timedelta(days=364)
    cards = {card.from_watch_id: card for card in read.find(Handover)}
    assert {watch.id for watch in stood} == set(cards)
    for card in cards.values():
        assert card.state is HandoverState.TAKEN
        assert card.given_by != card.taken_by
        assert all(item.ticked for item in card.items)


def test_the_log_tells_the_year_in_its_order_and_nothing_was_written_later(read):
    lines = journal.lines(read, limit=10_000, kinds=("note", "handover_taken"), oldest_first=True)
    assert len(lines) > 1_000
    assert [line.at for line in lines] == sorted(line.at for line in lines)
    assert lines[0].at < JUNE_20 - timedelta(days=360)
    shown = log.newest(read, log.names(read), 20, kinds=("note",))
    assert not any(one.recorded_at for one in shown)
    assert {one.actor for one in shown} <= set(log.names(read).values())


def test_the_calendar_of_days_off_comes_with_the_notice_it_stands_in(read):
    days = {one.day: one for one in read.find(Holiday)}
    assert days["2024-06-10"].kind is DayKind.REST
    assert days["2024-09-29"].kind is DayKind.WORK
    assert all("国务院办公厅" in one.source and "已核" in one.source for one in days.values())


def test_nothing_of_it_waits_to_go_up(county, tmp_path):
    plain, opened = world(tmp_path, HandClock(JUNE_20))
    found(plain)
    assert county[0].store.waiting() == plain.store.waiting()
    opened.close()


def test_the_same_clock_gives_the_same_county(county, tmp_path):
    again, opened = world(tmp_path, HandClock(JUNE_20))
    found(again, demo=True, size=FULL)
    with county[0].store.read() as one, again.store.read() as other:
        for of in ENTITIES:
            assert _told(one, of.record) == _told(other, of.record), of.kind
        assert _lines(one) == _lines(other)
    opened.close()


def _told(read, record):
    """Row by row; salts and the ids that are made on the spot are others each time."""
    kept = {"password", "pin", *({"id"} if record is PlanVersion else ())}
    return [
        {f.name: getattr(one, f.name) for f in fields(record) if f.name not in kept}
        for one in read.find(record)
    ]


def _lines(read):
    found = journal.lines(read, limit=10_000)
    return [(one.at, one.actor, one.kind, one.facts, one.private) for one in found]


def test_a_founding_that_was_cut_off_is_finished_at_the_next_start(tmp_path, monkeypatch):
    made, opened = world(tmp_path, HandClock(JUNE_20))
    from console.services.demo_county import watches

    with monkeypatch.context() as patch:
        patch.setattr(watches, "lay", _cut_off)
        with pytest.raises(KeyboardInterrupt):
            found(made, demo=True, size=FULL)
    found(made, demo=True, size=FULL)
    with made.store.read() as read:
        assert read.count(Officer) == 60
        assert read.count(Responsible) == 600
    assert proofs(made, opened) == []
    opened.close()


def _cut_off(*_):
    raise KeyboardInterrupt


def test_ten_times_the_county_has_ten_times_its_work(tmp_path):
    made, opened = world(tmp_path, HandClock(JUNE_20))
    found(made, demo=True, size=10)
    with made.store.read() as read:
        assert read.count(Move) >= 10_000
        assert read.count(Responsible) == 6_000
        assert read.count(Watch) > 3_650
        assert read.count(Team) == 97
    opened.close()


def test_a_small_county_is_the_handful_that_it_was(tmp_path):
    made, opened = world(tmp_path, HandClock(JUNE_20))
    found(made, demo=True, size=SMALL)
    with made.store.read() as read:
        assert (read.count(Officer), read.count(Team), read.count(Item)) == (19, 20, 20)
    opened.close()


def test_the_june_flood_is_told_on_the_full_county(tmp_path):
    made, opened = world(tmp_path, HandClock(JUNE_20))
    found(made, demo=True, size=FULL)
    tell(made)
    assert proofs(made, opened) == []
    opened.close()
