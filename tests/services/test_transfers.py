"""调拨 from the telephone call to the receipt, on a real store."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.domain.due import Due, DueState
from console.domain.ledger import Move, Reason, Side, account, balances, conserved
from console.domain.officer import Officer, Role
from console.domain.refused import Refused
from console.domain.shipment import Arrival, Pick
from console.domain.supply import Batch, Quality
from console.domain.transfer import Consent, Line, Means, Stage, State, Transfer, stage
from console.services import stock
from console.services.demo_supply import seed
from console.services.shipments import Ride
from console.services.supplies import Intake, Output, Supplies
from console.services.transfers import Ask, Transfers
from tests.support.officers import officer
from tests.support.world import HandClock, world

COUNTY, JIAPENG = "depot-D00", "depot-D10"
TENT, QUILT = "item-B01", "item-B02"


@pytest.fixture
def hall(tmp_path):
    clock = HandClock()
    live, opened = world(tmp_path, clock)
    with live.store.write("system", "test.officers") as w:
        for id_, role in (
            ("duty", Role.PRIMARY),
            ("leader", Role.DEPUTY_COMMANDER),
            ("keeper", Role.STORE_KEEPER),
        ):
            officer(w, id_, role)
    seed(live)
    yield Hall(live, clock)
    opened.close()


class Hall:
    def __init__(self, live, clock):
        self.world, self.clock = live, clock
        self.transfers, self.supplies = Transfers(live), Supplies(live)

    @property
    def now(self):
        return self.clock.now()

    def read(self):
        return self.world.store.read()

    def ask(self, tents=40, quilts=160):
        lines = [(TENT, tents), (QUILT, quilts)]
        ask = Ask(
            reason="尚村转移群众安置",
            to_depot_id=JIAPENG,
            requested_by="家朋乡",
            at=self.now,
            lines=tuple((item, n) for item, n in lines if n),
            caller="乡长甲",
            caller_phone="100 0000 0901",
        )
        return self.transfers.request("duty", ask)[0]

    def consent(self, **other):
        said = {"approver_id": "leader", "role": "R02", "at": self.now, "means": Means.PHONE}
        return Consent(**{**said, "repeated_back": True, **other})

    def ordered(self, **quantities):
        made = self.ask(**quantities)
        self.clock.wind(minutes=3)
        self.transfers.advise("duty", made, COUNTY, "县库最近", self.now)
        self.clock.wind(minutes=3)
        self.transfers.approve("duty", made, self.consent())
        self.clock.wind(minutes=2)
        self.transfers.order("duty", made, self.now)
        return made

    def on_hand(self, depot, item):
        with self.read() as read:
            here = stock.depot_sums(read, depot)
            batches = stock.batches_of(read, here)
        return sum(here[b.id] for b in batches if b.item_id == item)

    def available(self, depot, item):
        with self.read() as read:
            return stock.available(read, depot, self.now).get(item, 0)

    def stage(self, id_):
        with self.read() as read:
            return stage(read.get(Transfer, id_), stock.flow_of(read, id_))


def test_tents_and_quilts_go_from_the_call_to_the_receipt(hall):
    tents, quilts = hall.on_hand(COUNTY, TENT), hall.on_hand(COUNTY, QUILT)
    there = hall.on_hand(JIAPENG, TENT)
    made = hall.ask()
    hall.transfers.advise("duty", made, COUNTY, "县库最近,全数可供", hall.now)
    assert hall.available(COUNTY, TENT) == tents
    hall.transfers.approve("duty", made, hall.consent())
    assert hall.available(COUNTY, TENT) == tents - 40, "占用 from the approval on"
    hall.transfers.order("duty", made, hall.now)
    assert hall.stage(made) is Stage.ORDERED
    hall.transfers.issue("keeper", made, hall.now)
    assert hall.stage(made) is Stage.ON_ROAD
    assert hall.on_hand(COUNTY, TENT) == tents - 40
    assert hall.on_hand(COUNTY, QUILT) == quilts - 160
    assert hall.on_hand(JIAPENG, TENT) == there, "在途 is nobody's stock"
    eta = hall.now + timedelta(minutes=50)
    hall.transfers.transport("duty", made, Ride(plate="皖P00000", driver="司机甲", eta=eta))
    hall.clock.wind(minutes=45)
    hall.transfers.receive("duty", made, hall.now)
    assert hall.on_hand(JIAPENG, TENT) == there + 40
    assert hall.stage(made) is Stage.RECEIVED
    hall.transfers.receipt("duty", made, "收货人甲", hall.now)
    assert hall.stage(made) is Stage.CLOSED
    assert hall.supplies.self_check() is None


def test_the_order_bears_the_next_number_of_the_countys_series(hall):
    one, two = hall.ordered(tents=1, quilts=0), hall.ordered(tents=1, quilts=0)
    with hall.read() as read:
        numbers = [read.get(Transfer, id_).number for id_ in (one, two)]
        assert read.get(Transfer, one).order_to == "县发展改革委(粮储)"
    assert numbers == ["绩应急调〔2024〕1号", "绩应急调〔2024〕2号"]


def test_an_oral_approval_owes_its_paper_within_two_hours(hall):
    made = hall.ordered()
    with hall.read() as read:
        owed = read.find(Due, subject_id=made, kind="paper")[0]
        assert owed.due_at - read.get(Transfer, made).approved_at == timedelta(hours=2)
    hall.clock.wind(hours=3)
    with pytest.raises(Refused, match="late_reason_missing"):
        hall.transfers.paper("duty", made, hall.now)
    hall.transfers.paper("duty", made, hall.now, "县领导在现场")
    with hall.read() as read:
        assert read.get(Due, owed.id).state is DueState.LATE


def test_two_transfers_can_not_be_promised_the_same_tents(hall):
    have = hall.available(COUNTY, TENT)
    first, second = hall.ask(tents=have, quilts=0), hall.ask(tents=1, quilts=0)
    for made in (first, second):
        hall.transfers.advise("duty", made, COUNTY, "", hall.now)
    hall.transfers.approve("duty", first, hall.consent())
    with pytest.raises(Refused, match="not_enough") as no:
        hall.transfers.approve("duty", second, hall.consent())
    assert no.value.facts["item"] == "救灾帐篷 12 m²"
    hall.transfers.cancel("duty", first, "险情解除", hall.now)
    hall.transfers.approve("duty", second, hall.consent())


def test_the_duty_officer_writes_an_approval_down_but_can_not_give_it(hall):
    made = hall.ask()
    hall.transfers.advise("duty", made, COUNTY, "", hall.now)
    with pytest.raises(Refused, match="not_permitted"):
        hall.transfers.approve("duty", made, hall.consent(approver_id="duty", role="R02"))
    with pytest.raises(Refused, match="transfer_not_approver"):
        hall.transfers.approve("duty", made, hall.consent(approver_id="keeper", role="R02"))
    with pytest.raises(Refused, match="not_permitted"):
        hall.transfers.approve("keeper", made, hall.consent())
    with pytest.raises(Refused, match="not_repeated_back"):
        hall.transfers.approve("duty", made, hall.consent(repeated_back=False))


def test_short_and_damaged_goods_are_written_apart_with_their_reason(hall):
    made = hall.ordered(tents=40, quilts=0)
    hall.transfers.issue("keeper", made, hall.now)
    with hall.read() as read:
        line = read.find(Line, transfer_id=made)[0]
        lot = read.find(Move, transfer_id=made)[0].batch_id
    there = hall.on_hand(JIAPENG, TENT)
    bad = Arrival(line.id, lot, good=37, short=1, damaged=2, why="途中淋雨")
    hall.transfers.receive("duty", made, hall.now, [bad])
    assert hall.on_hand(JIAPENG, TENT) == there + 37
    assert hall.stage(made) is Stage.RECEIVED
    with pytest.raises(Refused, match="nothing_on_road"):
        hall.transfers.receive("duty", made, hall.now)


def test_the_lot_that_expires_first_leaves_first(hall):
    water = "item-B06"
    ask = Ask(
        reason="断水",
        to_depot_id=JIAPENG,
        requested_by="家朋乡",
        at=hall.now,
        lines=((water, 3000),),
    )
    made, _ = hall.transfers.request("duty", ask)
    hall.transfers.advise("duty", made, COUNTY, "", hall.now)
    hall.transfers.approve("duty", made, hall.consent())
    hall.transfers.order("duty", made, hall.now)
    hall.transfers.issue("keeper", made, hall.now)
    with hall.read() as read:
        sent = {m.batch_id: m.quantity for m in read.find(Move, transfer_id=made)}
    assert sent == {"batch-B06-水-01": 2400, "batch-B06-水-02": 600}


def test_expired_or_frozen_lots_do_not_leave_and_are_not_available(hall):
    made = hall.ordered(tents=10, quilts=0)
    with hall.read() as read:
        line = read.find(Line, transfer_id=made)[0]
        lot = next(b for b in read.find(Batch, item_id=TENT) if b.lot == "帐-01")
    before = hall.available(COUNTY, TENT)
    hall.supplies.set_quality("keeper", lot.id, Quality.QUARANTINE, "受潮待检")
    assert hall.available(COUNTY, TENT) == before - 200
    with pytest.raises(Refused, match="batch_frozen"):
        hall.transfers.issue("keeper", made, hall.now, [Pick(line.id, lot.id, 10)])


def test_facts_may_drive_a_depot_below_zero_and_the_journal_says_so(hall):
    made = hall.ordered(tents=10, quilts=0)
    with hall.read() as read:
        line = read.find(Line, transfer_id=made)[0]
    lot, _ = hall.supplies.receive(
        "keeper",
        Intake(depot_id="depot-D01", item_id=TENT, lot="新-01", quantity=5, at=hall.now),
    )
    hall.transfers.issue("keeper", made, hall.now, [Pick(line.id, lot, 10)])
    with hall.read() as read:
        assert stock.depot_sums(read, COUNTY)[lot] == -10
        kinds = [row[0] for row in read.connection.exec_driver_sql("SELECT kind FROM journal")]
    assert kinds[-1] == "stock_below_zero"
    hall.supplies.count("keeper", COUNTY, {lot: 0}, hall.now)
    with hall.read() as read:
        assert lot not in stock.depot_sums(read, COUNTY)
    assert hall.supplies.self_check() is None


def test_a_mistake_of_the_pen_is_taken_back_by_a_movement_once(hall):
    before = hall.on_hand(COUNTY, TENT)
    intake = Intake(depot_id=COUNTY, item_id=TENT, lot="误-01", quantity=30, at=hall.now)
    lot, _ = hall.supplies.receive("keeper", intake)
    with hall.read() as read:
        wrong = read.find(Move, batch_id=lot)[0]
    hall.supplies.reverse("keeper", wrong.id, "重复录入", hall.now)
    assert hall.on_hand(COUNTY, TENT) == before
    with pytest.raises(Refused, match="reversed_already"):
        hall.supplies.reverse("keeper", wrong.id, "重复录入", hall.now)


def test_handing_out_and_scrapping_need_what_they_need(hall):
    out = Output(
        depot_id=COUNTY,
        batch_id="batch-B06-水-00",
        quantity=10,
        at=hall.now,
        reason=Reason.HANDED_OUT,
        to="尚村",
    )
    with pytest.raises(Refused, match="batch_expired"):
        hall.supplies.issue("keeper", out)
    with pytest.raises(Refused, match="not_permitted"):
        hall.supplies.issue("leader", out)
    scrap = Output(
        depot_id=COUNTY,
        batch_id="batch-B06-水-00",
        quantity=480,
        at=hall.now,
        reason=Reason.SCRAPPED,
    )
    with pytest.raises(Refused, match="difference_needs_reason"):
        hall.supplies.lose("keeper", scrap)


def test_the_callers_name_is_sealed_in_the_row(hall):
    made = hall.ask()
    with hall.read() as read:
        assert read.get(Transfer, made).caller == "乡长甲"
        raw = read.connection.exec_driver_sql("SELECT caller FROM transfer").scalar()
    assert "乡长甲".encode() not in raw


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 60)), min_size=1, max_size=3))
def test_whatever_is_sent_and_signed_for_nothing_is_lost_between_the_books(hall, sizes):
    for tents, good in sizes:
        have = hall.available(COUNTY, TENT)
        if tents > have:
            continue
        made = hall.ordered(tents=tents, quilts=0)
        hall.transfers.issue("keeper", made, hall.now)
        with hall.read() as read:
            moves = read.find(Move, transfer_id=made)
        left = min(good, tents)
        came = []
        for move in moves:
            here = min(left, move.quantity)
            left -= here
            short = move.quantity - here
            came.append(Arrival(move.line_id, move.batch_id, here, short, 0, "路上翻车"))
        hall.transfers.receive("duty", made, hall.now, came)
    with hall.read() as read:
        sums = balances(read.find(Move))
        assert sums == stock.sums(read)
    assert conserved(sums)
    assert not any(name.startswith(account(Side.TRANSIT)) for name, _ in sums)
    assert hall.supplies.self_check() is None


def test_a_refused_transfer_holds_nothing(hall):
    made = hall.ask()
    hall.transfers.refuse("duty", made, "就近乡镇已有", hall.now)
    with hall.read() as read:
        assert read.get(Transfer, made).state is State.REFUSED
        assert not read.find(Due, subject_id=made, state=DueState.RUNNING)
        assert read.count(Officer) == 3


def test_stated_times_follow_one_another_and_never_lie_ahead(hall):
    made = hall.ordered(tents=5, quilts=0)
    with pytest.raises(Refused, match="stated_ahead"):
        hall.transfers.issue("keeper", made, hall.now + timedelta(minutes=10))
    with pytest.raises(Refused, match="time_goes_back"):
        hall.transfers.issue("keeper", made, hall.now - timedelta(minutes=10))
    hall.transfers.issue("keeper", made, hall.now)
    with pytest.raises(Refused, match="time_goes_back"):
        hall.transfers.receive("duty", made, hall.now - timedelta(minutes=1))


def test_a_lot_that_expired_after_the_order_is_not_suggested(hall):
    ask = Ask(
        reason="断水",
        to_depot_id=JIAPENG,
        requested_by="家朋乡",
        at=hall.now,
        lines=(("item-B06", 100),),
    )
    made, _ = hall.transfers.request("duty", ask)
    hall.transfers.advise("duty", made, COUNTY, "", hall.now)
    hall.transfers.approve("duty", made, hall.consent())
    hall.transfers.order("duty", made, hall.now)
    hall.clock.wind(days=22)
    hall.transfers.issue("keeper", made, hall.now)
    with hall.read() as read:
        sent = {m.batch_id for m in read.find(Move, transfer_id=made)}
    assert sent == {"batch-B06-水-02"}
