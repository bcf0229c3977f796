"""The flood of 19–20 June 2024 up to the moment of the decision, in a real store."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from console.domain.approval import Consent
from console.domain.changes import Kind
from console.domain.entry import Entry
from console.domain.incident import Event, Hazard
from console.domain.level import Level
from console.domain.officer import Officer, Role
from console.domain.plan import PlanVersion
from console.domain.reading import Reading
from console.domain.response import Action, Mode
from console.domain.statement import Ending, Statement
from console.services.decisions import Ruling, Wish
from resources.plans import plan_texts

DUTY, HEAD, DEPUTY, COMMANDER, LEADER = "o-duty", "o-head", "o-deputy", "o-commander", "o-leader"
PLAN = "JX-FXKH"
EVENT = "e-flood"
DECIDED = datetime(2024, 6, 20, 8, 0, tzinfo=UTC)  # 16:00 at 绩溪
MINUTE = timedelta(minutes=1)
OFFICERS = (
    Officer(id=DUTY, login="duty", name="值班员甲", roles=(Role.PRIMARY,)),
    Officer(id=HEAD, login="head", name="胡二二", roles=(Role.BUREAU_HEAD,)),
    Officer(id=DEPUTY, login="deputy", name="汪一一", roles=(Role.DEPUTY_COMMANDER,)),
    Officer(id=COMMANDER, login="commander", name="总指挥甲", roles=(Role.COMMANDER,)),
    Officer(id=LEADER, login="leader", name="带班甲", roles=(Role.WATCH_LEADER,)),
)


def reading(id_, metric, value, station="", hours=31, **change):
    end = datetime(2024, 6, 20, 7, 0, tzinfo=UTC)
    windowed = metric.startswith("rain")
    return Reading(
        id=id_,
        metric=metric,
        value=Decimal(value),
        window_end=end,
        window_start=end - timedelta(hours=hours) if windowed else None,
        station=station,
        source="县水利局",
        recorded_by=DUTY,
        recorded_at=end,
        **change,
    )


READINGS = (
    reading("r1", "rain_area_mean", "160"),
    reading("r2", "rain_station", "298.7", "临溪", is_max=True),
    reading("r3", "rain_station", "40.1", "", is_max=True, span_minutes=60),
    reading("r4", "reservoirs_over_limit", "12"),
    reading("r5", "outside_level", "4", "省防指"),
)


def laid(store, *, readings=READINGS):
    """Officers, the county's plan, the event and its readings."""
    now = store.clock.now()
    with store.write("system", "test.lay") as w:
        for one in OFFICERS:
            w.save(one)
        for name, text in plan_texts():
            digest = sha256(text.encode()).hexdigest()
            w.save(
                PlanVersion(
                    id=f"plan-{name}",
                    code=PLAN,
                    version="2020",
                    title="绩溪县防汛抗旱应急预案",
                    text=text,
                    sha256=digest,
                    entered_by="system",
                    entered_at=now,
                )
            )
        w.save(Event(id=EVENT, title="梅雨强降水", hazard=Hazard.FLOOD, began_at=now))
        for one in readings:
            w.append(one)
        w.log(Entry(kind="seeded", subject_kind=Kind.EVENT, subject_id=EVENT, at=now))


def said(level=Level.IV, until=DECIDED + timedelta(hours=24)):
    return Statement(
        matter="全县防汛",
        level=level,
        expected_until=until,
        measures=("包保责任人到岗", "危险区人员转移避险准备"),
    )


def start(level=Level.IV, **change):
    given = {
        "action": Action.START,
        "event_id": EVENT,
        "plan_code": PLAN,
        "statement": said(level),
        "reason": "31 小时面雨量 160 mm,临溪 298.7 mm",
    }
    return Wish(**{**given, **change})


def adjust(response_id, level, reason="雨势加强"):
    return start(level, action=Action.ADJUST, response_id=response_id, reason=reason)


def plain(action, response_id, reason="雨势减弱"):
    return start(action=action, response_id=response_id, statement=None, reason=reason)


def end(response_id, confirmed, follow_up="巡查地质灾害点"):
    ending = Ending(confirmed=tuple(confirmed), follow_up=follow_up)
    return start(action=Action.END, response_id=response_id, statement=None, ending=ending)


def ruling(approver=HEAD, at=DECIDED, *, oral=True, **change):
    named = {k: change.pop(k) for k in ("deputy_reason", "repeated_back") if k in change}
    consent = Consent(
        approver_id=approver,
        mode=Mode.ORAL if oral else Mode.WRITTEN,
        decided_at=at,
        taken_by=DUTY if oral else "",
        **{"repeated_back": oral, **named},
    )
    return Ruling(consent=consent, **change)
