"""What goes wrong at a desk at night: pressed twice, told in the wrong order, told for tomorrow.

On the whole demo county with the flood told, so that every thing has its neighbours.
"""

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from console.domain.approval import Consent
from console.domain.document import Document, DocumentNumber, Step, hand
from console.domain.due import Due, DueState
from console.domain.figure import FigureKind
from console.domain.incident import CallForm, Event, Grade
from console.domain.level import Level
from console.domain.officer import Officer, Role
from console.domain.refused import Refused
from console.domain.response import Action, Approval, Mode, Proposal, ProposalState, Response
from console.domain.shipment import Arrival, Pick
from console.domain.statement import Ending, Statement
from console.domain.supply import Batch, Depot, Item, Reserve, Tier
from console.domain.task import Order, Task, TaskState
from console.domain.transfer import Consent as StockConsent
from console.domain.transfer import Line, Means, Transfer
from console.services import demo_story, stock
from console.services.decisions import Attempt, Ruling, Wish
from console.services.demo_story import StoryClock
from console.services.figures import FigureForm, Scope
from console.services.founding import found
from console.services.glance import log
from console.services.house import Services
from console.services.intake import Becomes
from console.services.planbook import bound
from console.services.reporting import Said
from console.services.shipments import Ride
from console.services.supplies import Intake as Delivery
from console.services.transfers import Ask
from console.services.world import World
from console.wording import refusal
from db.check import check
from tests.support.world import opened

NOW = datetime(2024, 6, 20, 8, 32, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class County:
    """The told flood and short ways to ask for what a test is about."""

    def __init__(self, world):
        self.world = world
        self.s = Services(world)
        self.duty = self.who(Role.PRIMARY)
        self.keeper = self.who(Role.STORE_KEEPER)
        (self.event,) = self.find(Event)
        (self.response,) = self.find(Response)

    def find(self, record, **where):
        with self.world.store.read() as read:
            return read.find(record, **where)

    def get(self, record, id_):
        with self.world.store.read() as read:
            return read.get(record, id_)

    def who(self, role):
        return next(o.id for o in self.find(Officer) if role in o.roles)

    def retire(self, role):
        one = self.get(Officer, self.who(role))
        self.s.officers.save(self.who(Role.SYSTEM_ADMIN), replace(one, active=False))

    def wish(self, action=Action.ADJUST, level=Level.III):
        said = Statement(
            matter="全县防汛", level=level, expected_until=NOW + 24 * HOUR, measures=("加强巡查",)
        )
        return Wish(
            action=action,
            event_id=self.event.id,
            plan_code="JX-FXKH",
            response_id=self.response.id,
            statement=said if action is Action.ADJUST else None,
            reason="雨势加强",
        )

    def ruling(self, role=Role.DEPUTY_COMMANDER, at=NOW, **change):
        consent = Consent(
            approver_id=self.who(role),
            mode=Mode.ORAL,
            decided_at=at,
            **{"taken_by": self.duty, "repeated_back": True, **change},
        )
        return Ruling(consent=consent)

    def call(self, at=NOW, text="院内进水"):
        form = CallForm(
            reporter="𠮷田喆", phone="0563-0000001", place_text="家朋乡尚村", content=text
        )
        return self.s.intake.take(self.duty, form, at)[0]

    def log(self, limit=30):
        with self.world.store.read() as read:
            return [one.sentence for one in log.newest(read, {}, limit)]

    def clocks(self, incident):
        found = self.find(Due, subject_id=incident, state=DueState.RUNNING)
        return {one.kind: one.due_at for one in found}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The folder of the flood as it was told, to be copied."""
    folder = tmp_path_factory.mktemp("told")
    store = opened(folder, StoryClock(NOW))
    world = World(store.store, store.store.clock)
    found(world, demo=True)
    demo_story.tell(world)
    store.close()
    return folder


@pytest.fixture
def county(told, tmp_path):
    shutil.copytree(told, tmp_path, dirs_exist_ok=True)
    clock = StoryClock(NOW)
    store = opened(tmp_path, clock)
    world = World(store.store, clock)
    yield County(world)
    with world.store.read() as read:
        assert check(read, store.file).findings == []
        assert stock.self_check(read) is None
    store.close()


def code_of(act, *args, **kwargs):
    with pytest.raises(Refused) as no:
        act(*args, **kwargs)
    sentence = refusal(no.value)
    assert "不能办理(" not in sentence
    assert "—" not in sentence, sentence  # a sentence with a hole in it helps nobody
    return no.value.code


# stated times


def test_nothing_is_recorded_as_having_happened_later_than_now(county):
    s, duty, later = county.s, county.duty, NOW + HOUR
    task = county.find(Task, state=TaskState.ISSUED)[0]
    call = CallForm(reporter="甲", phone="0563-0000001", place_text="尚村", content="x")
    acts = (
        (s.responses.propose, duty, county.wish(), (), later),
        (s.intake.take, duty, call, later),
        (s.intake.note, duty, "x", later),
        (s.tasks.acknowledge, duty, [task.id], later),
        (s.tasks.finish, duty, task.id, later, "", "x"),
    )
    for act, *given in acts:
        assert code_of(act, *given) == "stated_ahead"


def test_the_telephones_clock_may_be_a_minute_ahead_of_ours(county):
    county.s.intake.note(county.duty, "来电", NOW + MINUTE)


# decisions


def test_an_answer_never_stands_before_its_question(county):
    id_, _ = county.s.responses.propose(county.duty, county.wish())
    early = county.ruling(at=NOW - 5 * MINUTE)
    assert (
        code_of(county.s.responses.approve, county.duty, id_, early) == "decided_before_proposal"
    )
    attempt = Attempt(
        approver_id=county.who(Role.COMMANDER),
        title="指挥长",
        rung="本人电话",
        result="未接",
        at=NOW - HOUR,
    )
    asked = county.s.responses.record_try
    assert code_of(asked, county.duty, id_, attempt) == "decided_before_proposal"
    back = county.s.responses.return_
    assert code_of(back, county.duty, id_, "x", NOW - HOUR) == "decided_before_proposal"
    assert county.get(Proposal, id_).state is ProposalState.OPEN


def test_somebody_who_has_left_the_county_approves_nothing(county):
    county.retire(Role.DEPUTY_COMMANDER)
    decided = county.s.responses.decide
    assert code_of(decided, county.duty, county.wish(), county.ruling()) == "approver_left"


def test_an_officer_who_was_retired_on_watch_can_do_nothing_more(county):
    county.retire(Role.PRIMARY)
    assert code_of(county.s.intake.note, county.duty, "x", NOW) == "not_permitted"


def test_an_oral_approval_is_repeated_back_to_somebody_else(county):
    own = county.ruling(taken_by=county.who(Role.DEPUTY_COMMANDER))
    assert code_of(county.s.responses.decide, county.duty, county.wish(), own) == "taken_by_self"


def test_one_paper_number_is_the_paper_of_one_decision(county):
    county.s.responses.decide(county.duty, county.wish(), county.ruling())
    first, second = county.find(Approval, mode=Mode.ORAL, paper_at=None)
    record = county.s.responses.record_paper
    record(county.duty, first.id, "签〔2024〕1号", NOW)
    assert code_of(record, county.duty, second.id, " 签〔2024〕1号", NOW) == "paper_number_used"


def test_a_change_of_level_is_said_as_where_it_goes(county):
    id_, _ = county.s.responses.propose(county.duty, county.wish())
    county.s.responses.approve(county.duty, id_, county.ruling())
    told = county.log()
    assert any(t.startswith("建议将防汛应急响应调整为三级") for t in told)
    assert any("批准将防汛应急响应调整为三级" in t for t in told)
    assert "转为响应值守(三级)" in told


def test_a_response_that_has_ended_gives_no_orders(county):
    with county.world.store.read() as read:
        criteria = tuple(rule.text for rule in bound(read, county.response.plan_version).ends)
    ending = Ending(confirmed=criteria, follow_up="巡查地质灾害点")
    wish = replace(county.wish(Action.END), ending=ending)
    county.s.responses.decide(county.duty, wish, county.ruling(Role.BUREAU_HEAD))
    order = Order(title="巡查", unit="家朋乡")
    issue = county.s.tasks.issue
    assert code_of(issue, county.duty, county.response.id, order, NOW) == "ended"


def test_the_log_says_why_a_paper_was_made_void(county):
    (paper,) = county.find(Document)
    county.s.documents.void(county.duty, paper.id, "级别写错")
    assert any(t.startswith("作废:") and t.endswith("。级别写错") for t in county.log())


# calls and incidents


def test_a_call_pressed_twice_becomes_one_incident(county):
    call = county.call()
    again = county.s.intake.open_incident
    assert code_of(again, county.duty, call.call_id, Becomes()) == "call_decided"


def test_merging_never_wins_time_for_a_report(county):
    first, second = county.call(NOW - 20 * MINUTE), county.call(NOW)
    owed = county.clocks(first.incident_id)
    county.s.incidents.merge(county.duty, first.incident_id, second.incident_id)
    assert county.clocks(second.incident_id) == owed
    assert county.clocks(first.incident_id) == {}


def test_a_report_made_before_the_merge_counts_and_its_follow_up_goes_on(county):
    first, second = county.call(NOW - 20 * MINUTE), county.call(NOW)
    due = county.find(Due, subject_id=first.incident_id, kind="report.N-city-phone")[0]
    county.s.intake.reported(county.duty, due.id, Said(receiver="市局值班室", at=NOW))
    follow = county.clocks(first.incident_id).keys() - county.clocks(second.incident_id).keys()
    county.s.incidents.merge(county.duty, first.incident_id, second.incident_id)
    running = county.clocks(second.incident_id)
    assert "report.N-city-phone" not in running
    assert follow <= running.keys()


def test_what_is_struck_off_is_neither_graded_nor_dated_any_more(county):
    one = county.call().incident_id
    county.s.incidents.grade(county.duty, one, Grade.LARGE)
    assert code_of(county.s.incidents.grade, county.duty, one, Grade.LARGE) == "grade_same"
    county.s.incidents.strike(county.duty, one, "误报")
    assert code_of(county.s.incidents.grade, county.duty, one, Grade.MAJOR) == "incident_closed"
    assert code_of(county.s.incidents.happened, county.duty, one, NOW - HOUR) == "incident_closed"


def test_an_incident_is_struck_even_where_one_of_its_calls_was_before(county):
    call = county.call()
    county.s.intake.strike_call(county.duty, call.call_id, "恶作剧")
    county.s.incidents.strike(county.duty, call.incident_id, "恶作剧")


def test_nothing_is_verified_before_it_was_reported(county):
    one = county.call().incident_id
    verify = county.s.incidents.verify
    assert code_of(verify, county.duty, one, "派出所", NOW - HOUR) == "verified_early"


# figures


def figure(value, **change):
    given = {"kind": FigureKind.INJURED, "as_of": NOW, "source": "家朋乡", "reason": ""}
    return FigureForm(value=value, **{**given, **change})


def test_the_same_figure_twice_is_one_figure(county):
    scope = Scope(event_id=county.event.id, place_id="x")
    county.s.figures.set(county.duty, scope, figure(3))
    assert code_of(county.s.figures.set, county.duty, scope, figure(3)) == "figure_same"


def test_a_figure_no_county_has_is_a_slip_and_nothing_is_corrected_from_nothing(county):
    scope = Scope(event_id=county.event.id, place_id="x")
    put = county.s.figures.set
    assert code_of(put, county.duty, scope, figure(10**12)) == "figure_too_great"
    wrong = figure(3, correcting=True, reason="x")
    assert code_of(put, county.duty, scope, wrong) == "figure_nothing_to_correct"


def test_a_corrected_figure_is_owed_to_everybody_who_had_the_wrong_one(county):
    scope, s, duty = Scope(event_id=county.event.id, place_id="x"), county.s, county.duty
    old, _ = s.figures.set(duty, scope, figure(3))
    for who in ("市应急局值班室", "市防办"):
        s.figures.tell(duty, old, who, NOW)
    new, _ = s.figures.set(duty, scope, figure(1, correcting=True, reason="重复统计"))
    (owed,) = county.find(Due, kind="correction")
    assert owed.title == "更正报出:受伤 3 改为 1(原已口头报出)"
    assert code_of(s.figures.tell, duty, old, "市防办", NOW) == "figure_past"
    s.figures.tell(duty, new, "市应急局值班室", NOW)
    assert county.get(Due, owed.id).state is DueState.RUNNING
    s.figures.tell(duty, new, "市防办", NOW)
    assert county.get(Due, owed.id).state is DueState.MET


def test_a_correction_of_a_correction_still_owes_the_first_listeners(county):
    scope, s, duty = Scope(event_id=county.event.id, place_id="x"), county.s, county.duty
    first, _ = s.figures.set(duty, scope, figure(3))
    s.figures.tell(duty, first, "市防办", NOW)
    s.figures.set(duty, scope, figure(1, correcting=True, reason="重复统计"))
    last, _ = s.figures.set(duty, scope, figure(2, correcting=True, reason="又找到一人"))
    (owed,) = county.find(Due, kind="correction", state=DueState.RUNNING)
    assert owed.subject_id == last


def test_a_figure_that_nobody_was_told_owes_nobody_a_correction(county):
    scope = Scope(event_id=county.event.id, place_id="x")
    county.s.figures.set(county.duty, scope, figure(3))
    county.s.figures.set(county.duty, scope, figure(1, correcting=True, reason="重复统计"))
    assert county.find(Due, kind="correction") == []


# goods


class Goods:
    def __init__(self, county):
        self.county, self.transfers = county, county.s.transfers
        depots = county.find(Depot)
        self.depot = next(
            d for d in depots if d.tier is Tier.COUNTY and d.reserve is Reserve.PHYSICAL
        )
        self.town = next(d for d in depots if d.tier is Tier.TOWNSHIP)
        self.tent = next(i for i in county.find(Item) if "帐篷" in i.name)

    def consent(self, **change):
        given = {
            "approver_id": self.county.who(Role.DEPUTY_COMMANDER),
            "role": "R02",
            "at": NOW,
            "means": Means.PHONE,
            "repeated_back": True,
        }
        return StockConsent(**{**given, **change})

    def asked(self, pieces=6):
        ask = Ask(
            reason="安置",
            to_depot_id=self.town.id,
            requested_by="华阳镇",
            at=NOW,
            lines=((self.tent.id, pieces),),
        )
        id_, _ = self.transfers.request(self.county.duty, ask)
        self.transfers.advise(self.county.duty, id_, self.depot.id, "最近", NOW)
        return id_

    def ordered(self, pieces=6):
        id_ = self.asked(pieces)
        self.transfers.approve(self.county.duty, id_, self.consent())
        self.transfers.order(self.county.duty, id_, NOW)
        return id_

    def lot(self):
        with self.county.world.store.read() as read:
            here = stock.depot_sums(read, self.depot.id)
            return next(b for b in stock.batches_of(read, here) if b.item_id == self.tent.id)


@pytest.fixture
def goods(county):
    return Goods(county)


def test_one_delivery_written_in_two_lines_is_not_more_than_was_sent(county, goods):
    id_ = goods.ordered()
    (line,), lot = county.find(Line, transfer_id=id_), goods.lot()
    goods.transfers.issue(county.keeper, id_, NOW, [Pick(line.id, lot.id, 4)])
    twice = [Arrival(line.id, lot.id, 3), Arrival(line.id, lot.id, 3)]
    assert code_of(goods.transfers.receive, county.duty, id_, NOW, twice) == "more_than_sent"
    part = [Arrival(line.id, lot.id, 1), Arrival(line.id, lot.id, 1, 1, 1, "淋湿、短少")]
    goods.transfers.receive(county.duty, id_, NOW, part)


def test_a_cancelled_order_leaves_its_number_void_in_the_register(county, goods):
    id_ = goods.ordered()
    goods.transfers.cancel(county.duty, id_, "雨停", NOW)
    (row,) = county.find(DocumentNumber, document_id=id_)
    assert (row.void_reason, row.voided_at) == ("雨停", NOW)
    again = goods.ordered()
    (after,) = county.find(DocumentNumber, document_id=again)
    assert after.n == row.n + 1


def test_papers_that_are_not_owed_are_not_recorded_as_brought(county, goods):
    id_ = goods.ordered()
    goods.transfers.paper(county.duty, id_, NOW)
    assert code_of(goods.transfers.paper, county.duty, id_, NOW) == "transfer_owes_none"


def test_goods_are_not_promised_by_somebody_who_has_left(county, goods):
    id_ = goods.asked()
    consent = goods.consent()
    county.retire(Role.DEPUTY_COMMANDER)
    assert code_of(goods.transfers.approve, county.duty, id_, consent) == "approver_left"
    assert county.get(Transfer, id_).approver_id == ""


def test_a_ride_of_which_nothing_is_known_is_no_ride(county, goods):
    id_ = goods.ordered()
    assert code_of(goods.transfers.transport, county.keeper, id_, Ride(plate=" ")) == (
        "transport_empty"
    )


def test_a_date_of_expiry_is_kept_in_one_shape(county, goods):
    came = Delivery(
        depot_id=goods.depot.id,
        item_id=goods.tent.id,
        lot="新-1",
        quantity=2,
        at=NOW,
        expires_on="20270930",
    )
    first, _ = county.s.supplies.receive(county.keeper, came)
    same, _ = county.s.supplies.receive(county.keeper, replace(came, expires_on="2027-09-30"))
    assert first == same
    assert county.get(Batch, first).expires_on == "2027-09-30"
    huge = replace(came, quantity=10**19)
    assert code_of(county.s.supplies.receive, county.keeper, huge) == "quantity_too_great"


def test_the_hands_of_a_paper_stand_in_the_order_of_their_times(county):
    (paper,) = county.find(Document)
    s = county.s.documents
    s.sign(county.duty, paper.id, NOW)
    early = NOW - HOUR
    assert code_of(s.number, county.duty, paper.id, early) == "document_step_early"
    assert hand(county.get(Document, paper.id), Step.NUMBERED) is None


def test_a_time_of_another_day_is_said_with_its_day(county):
    order = Order(title="夜间巡查", unit="家朋乡", limit=13 * HOUR)
    county.s.tasks.issue(county.duty, county.response.id, order, NOW)
    assert any("夜间巡查(家朋乡,时限 06-21 05:32)" in told for told in county.log())


def test_the_series_of_numbers_begins_anew_at_midnight_on_the_countys_clock(county):
    (paper,) = county.find(Document)
    s, clock = county.s.documents, county.world.clock
    clock.set(datetime(2024, 12, 31, 15, 59, tzinfo=UTC))  # 23:59 at 绩溪
    s.sign(county.duty, paper.id, clock.now())
    s.number(county.duty, paper.id, clock.now())
    again, _ = s.void(county.duty, paper.id, "笔误")
    clock.set(datetime(2024, 12, 31, 16, 0, tzinfo=UTC))  # midnight: still 2024 in UTC
    s.sign(county.duty, again, clock.now())
    s.number(county.duty, again, clock.now())
    numbers = (county.get(Document, paper.id).number, county.get(Document, again).number)
    assert numbers == ("绩防指〔2024〕9号", "绩防指〔2025〕1号")


def test_two_hands_at_once_make_one_decision(county):
    id_, _ = county.s.responses.propose(county.duty, county.wish())

    def approve(_n):
        try:
            return county.s.responses.approve(county.duty, id_, county.ruling())[0]
        except Refused as no:
            return no.code

    with ThreadPoolExecutor(2) as hands:
        answers = sorted(hands.map(approve, range(2)))
    assert answers == sorted([county.response.id, "proposal_closed"])
