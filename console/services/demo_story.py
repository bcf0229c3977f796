"""The flood of 19–20 June 2024 told through the services, for a console to look at.

The county's own figures (mean 160 mm in 31 hours, 临溪 298.7 mm, 40.1 mm in an hour, 12 reservoirs
over their limit, 四级 decided at 16:00) are as published; what the townships measured, who called
and what was sent is made up and says so. Everything goes down the same road as an officer's own
gestures, only under a clock that is wound.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from console.domain.approval import Consent
from console.domain.dispatch import State
from console.domain.due import Due
from console.domain.evidence import Mark
from console.domain.figure import FigureKind
from console.domain.force import Team
from console.domain.incident import CallForm, Event, Hazard
from console.domain.level import Level
from console.domain.officer import Officer, Role
from console.domain.place import Place, PlaceKind
from console.domain.reading import ReadingDraft
from console.domain.record import dataclass
from console.domain.response import Action, Mode
from console.domain.statement import Statement
from console.domain.supply import Depot, Item
from console.domain.task import Task
from console.domain.transfer import Consent as StockConsent
from console.domain.transfer import Means
from console.services.decisions import Ruling, Wish
from console.services.dispatches import Mission
from console.services.figures import FigureForm, Scope
from console.services.findings import snapshot, why_words
from console.services.house import Services
from console.services.intake import Becomes
from console.services.planbook import in_force
from console.services.reporting import Said
from console.services.shipments import Ride
from console.services.transfers import Ask
from console.services.world import World
from console.wording import local

JUNE_20 = datetime(2024, 6, 20, 7, 0, tzinfo=UTC)  # 15:00 at 绩溪
LENGTH = timedelta(minutes=92)
FLOOD = "JX-FXKH"
MADE_UP = "演示(编造)"
# Totals of 31 hours by township; 临溪 is the published one, the others are made up around 160 mm.
RAIN = {
    "华阳": "148",
    "长安": "121",
    "上庄": "98.5",
    "扬溪": "139",
    "伏岭": "203",
    "金沙": "131",
    "瀛洲": "176",
    "板桥头": "104.5",
    "家朋": "212",
    "荆州": "141",
}


class StoryClock:
    """Wound by hand; its monotonic time goes with it."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._start = at

    def now(self) -> datetime:
        return self._at

    def monotonic(self) -> float:
        return (self._at - self._start).total_seconds()

    def set(self, at: datetime) -> None:
        self._at = at


@dataclass
class _Cast:
    """Who acts: ids of the demo county's people."""

    duty: str
    head: str
    deputy: str
    store: str


class _Story:
    def __init__(self, services: Services, clock: StoryClock, began: datetime) -> None:
        self.services = services
        self.clock = clock
        self.began = began
        with services.world.store.read() as read:
            holders = read.find(Officer)
            teams = read.find(Team)
            depots = read.find(Depot)
            items = read.find(Item)
            places = read.find(Place, kind=PlaceKind.TOWNSHIP)
        self.cast = _Cast(
            duty=_holder(holders, Role.PRIMARY),
            head=_holder(holders, Role.BUREAU_HEAD),
            deputy=_holder(holders, Role.DEPUTY_COMMANDER),
            store=_holder(holders, Role.STORE_KEEPER),
        )
        self.teams = {team.name: team.id for team in teams}
        self.depots = {depot.name: depot.id for depot in depots}
        self.items = {item.name: item.id for item in items}
        self.places = {place.name: place for place in places}
        self.event = self.incident = self.response = self.transfer = ""
        self.second = ""
        self.sent: dict[str, str] = {}

    def at(self, minutes: float) -> datetime:
        moment = self.began + timedelta(minutes=minutes)
        self.clock.set(moment)
        return moment

    # -- the rain and the call ---------------------------------------------------------------

    def province(self) -> None:
        end = self.at(-180)
        draft = ReadingDraft(
            metric="outside_level",
            value=Decimal(4),
            window_end=end,
            station="省防指",
            source="省防指通知",
            mark=Mark.VERIFIED,
        )
        self.services.readings.take(self.cast.duty, [draft])

    def rain(self) -> None:
        end = self.at(2) - timedelta(minutes=2)
        start = end - timedelta(hours=31)
        first, last = local(start), local(end)
        text = (
            f"{first.month}月{first.day}日{first.hour}时至{last.day}日{last.hour}时,"
            "全县平均降雨量已达160 mm,临溪最大达298.7 mm,最大小时雨强40.1 mm,"
            "12座水库溢洪,超汛限水位"
        )
        rows = self.services.readings.parse(text, "县水利局")
        drafts = [row.draft for row in rows if row.draft is not None]
        drafts += [self._station(name, value, start, end) for name, value in RAIN.items()]
        self.services.readings.take(self.cast.duty, drafts)

    def _station(self, name: str, value: str, start: datetime, end: datetime) -> ReadingDraft:
        place = next(place for full, place in self.places.items() if full.startswith(name))
        return ReadingDraft(
            metric="rain_station",
            value=Decimal(value),
            window_start=start,
            window_end=end,
            station=name,
            place_code=place.code,
            source=MADE_UP,
            mark=Mark.PENDING,
        )

    def call(self) -> None:
        self.event, _ = self.services.incidents.open_event(
            self.cast.duty, "梅雨强降水", Hazard.FLOOD, self.began - timedelta(hours=31)
        )
        at = self.at(6)
        form = CallForm(
            reporter="尚村示例甲",
            phone="100 0000 0901",
            place_text="家朋乡尚村上村组",
            content="上游山洪,2 户进水,正转移 18 人,暂无伤亡。路未断。",
        )
        becomes = Becomes(hazard=Hazard.FLOOD, event_id=self.event)
        taken, _ = self.services.intake.take(self.cast.duty, form, at, becomes)
        self.incident = taken.incident_id
        self._reported("leaders", 12, "县政府办总值班室")
        later = self.at(13)
        self.services.incidents.verify(self.cast.duty, taken.incident_id, "家朋乡值班室", later)
        self._reported("city-phone", 16, "市应急局值班室")

    def written_report(self) -> None:
        self._reported("city-paper", 29, "市应急局值班室")

    def _reported(self, rule: str, minutes: float, receiver: str) -> None:
        at = self.at(minutes)
        with self.services.world.store.read() as read:
            clock = read.find(Due, subject_id=self.incident, kind=f"report.N-{rule}")[0]
        self.services.intake.reported(self.cast.duty, clock.id, Said(receiver=receiver, at=at))

    def people(self) -> None:
        at = self.at(18)
        scope = Scope(event_id=self.event)
        told = {
            FigureKind.DEAD: 0,
            FigureKind.MISSING: 0,
            FigureKind.INJURED: 0,
            FigureKind.TO_MOVE: 187,
            FigureKind.MOVED: 116,
        }
        for kind, value in told.items():
            form = FigureForm(kind=kind, value=value, as_of=at, source=f"各乡镇汇总,{MADE_UP}")
            self.services.figures.set(self.cast.duty, scope, form)

    # -- the response ------------------------------------------------------------------------

    def propose_and_start(self) -> None:
        at = self.at(31)
        with self.services.world.store.read() as read:
            _, plan = in_force(read, FLOOD)
            judged = self.services.readings.judgement(read, plan, at)
        level = judged.best or Level.IV
        statement = Statement(
            matter="全县防汛",
            level=level,
            expected_until=self.began + timedelta(hours=49),
            measures=tuple(task.title for task in plan.package(level)[:5]),
        )
        wish = Wish(
            action=Action.START,
            event_id=self.event,
            plan_code=FLOOD,
            statement=statement,
            reason=why_words(judged, level),
        )
        asked, _ = self.services.responses.propose(self.cast.duty, wish, snapshot(judged), at)
        decided = self.at(60)
        consent = Consent(
            approver_id=self.cast.head,
            mode=Mode.ORAL,
            decided_at=decided,
            taken_by=self.cast.duty,
            repeated_back=True,
        )
        self.response, _ = self.services.responses.approve(
            self.cast.duty, asked, Ruling(consent=consent)
        )

    def tasks_move(self) -> None:
        with self.services.world.store.read() as read:
            given = read.find(Task, event_id=self.event, order="due_at")
        at = self.at(78)
        self.services.tasks.acknowledge(self.cast.duty, [task.id for task in given[:4]], at)
        done = self.at(84)
        # A report's fixed hours may fall between: which task is first due depends on the hour.
        in_time = [task for task in given if task.due_at is None or task.due_at > done]
        if in_time:
            self.services.tasks.finish(self.cast.duty, in_time[0].id, done, "已到岗")

    # -- forces and supplies -----------------------------------------------------------------

    def send_teams(self) -> None:
        place = self.places["家朋乡"]
        self._send("县防汛抗旱应急抢险队", place, 12, at=64, eta=111)
        for minutes, state in ((66, State.ACCEPTED), (71, State.MUSTERED), (75, State.DEPARTED)):
            self._step("县防汛抗旱应急抢险队", state, minutes)

    def _send(self, team: str, place: Place, people: int, *, at: float, eta: float) -> None:
        with self.services.world.store.read() as read:
            verb = read.get(Team, self.teams[team]).verb
        mission = Mission(
            team_id=self.teams[team],
            verb=verb,
            task="协助转移危险区人员,处置进水农户",
            place_name=place.name,
            place_id=place.id,
            people=people,
            at=self.at(at),
            event_id=self.event,
            response_id=self.response,
            expected_at=self.began + timedelta(minutes=eta),
        )
        self.sent[team], _ = self.services.dispatches.order(self.cast.duty, mission)

    def _step(self, team: str, state: State, minutes: float) -> None:
        at = self.at(minutes)
        self.services.dispatches.step(self.cast.duty, self.sent[team], state, at)

    def send_tents(self) -> None:
        county = next(id_ for name, id_ in self.depots.items() if name.startswith("县"))
        ask = Ask(
            reason="安置转移群众",
            to_depot_id=self.depots["家朋乡储备点"],
            requested_by="家朋乡人民政府",
            at=self.at(67),
            lines=((self.items["救灾帐篷"], 40), (self.items["棉被"], 160)),
            means=Means.PHONE,
            caller="家朋乙",
            caller_phone="100 0000 0016",
            event_id=self.event,
            response_id=self.response,
            urgent=True,
        )
        transfers = self.services.transfers
        self.transfer, _ = transfers.request(self.cast.duty, ask)
        transfers.advise(self.cast.head, self.transfer, county, "县库库存足,路程最短", self.at(69))
        consent = StockConsent(
            approver_id=self.cast.deputy,
            role="R02",
            at=self.at(72),
            means=Means.PHONE,
            repeated_back=True,
        )
        transfers.approve(self.cast.duty, self.transfer, consent)
        transfers.order(self.cast.duty, self.transfer, self.at(74))
        transfers.transport(
            self.cast.store,
            self.transfer,
            Ride(plate="皖P·示0001", driver="驾驶员甲", eta=self.began + timedelta(minutes=125)),
        )
        transfers.issue(self.cast.store, self.transfer, self.at(82))


def _holder(known: list[Officer], role: Role) -> str:
    return next(one.id for one in known if role in one.roles)


def tell(world: World, until: datetime | None = None) -> None:
    """Tells the story so that it stands at 16:32 of its day at `until` (default: the clock's now).

    Does nothing in a store that has an event already.
    """
    with world.store.read() as read:
        if read.count(Event):
            return
    kept = world.store.clock
    wound = isinstance(kept, StoryClock)
    end = until or (JUNE_20 + LENGTH if wound else world.now.replace(second=0, microsecond=0))
    clock = kept if isinstance(kept, StoryClock) else StoryClock(end)
    world.store.clock = clock
    try:
        services = Services(World(world.store, clock, world.county, world.print_mark))
        story = _Story(services, clock, end - LENGTH)
        for step in _steps(story):
            step()
        clock.set(end)
    finally:
        world.store.clock = kept


def _steps(story: _Story) -> tuple[Callable[[], None], ...]:
    return (
        story.province,
        story.rain,
        story.call,
        story.people,
        story.written_report,
        story.propose_and_start,
        story.send_teams,
        story.send_tents,
        story.tasks_move,
    )
