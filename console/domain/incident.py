"""From a ringing telephone to a verified incident, and what may happen to either.

A call is kept with four fields; its time of receipt is automatic and the time of the event is
another thing, often 不详 (D15). A call that speaks of something real opens an incident at once:
the clocks of reporting run from the call, and 核实 by a second source is a step on the way that
never stops them. 误报 is struck off, never deleted. An event stands above incidents and
responses: one storm, many calls, several plans (D3).
"""

import unicodedata
from dataclasses import replace
from datetime import datetime
from enum import IntEnum, StrEnum

from console.domain.record import dataclass
from console.domain.refused import Refused

LONGEST_TEXT = 10_000
LONGEST_NAME = 100
_FEWEST_DIGITS = 3  # 110, 119, 120


class CallState(StrEnum):
    OPEN = "open"  # 待办: not yet said whether it is an incident
    NOTED = "noted"  # 仅登记: a question, a report of 平安
    INCIDENT = "incident"  # opened an incident of its own
    MERGED = "merged"  # one more call about a known incident
    STRUCK = "struck"  # 误报


class IncidentState(StrEnum):
    REPORTED = "reported"  # 待核实
    VERIFIED = "verified"  # 已核实
    CLOSED = "closed"  # 已办结
    STRUCK = "struck"  # 误报
    MERGED = "merged"  # 并入另一起


class Hazard(StrEnum):
    """What the clocks of reporting ask for first; the fine code (GB/T 35561) is another field."""

    FLOOD = "flood"  # 洪涝(含山洪)
    GEOLOGY = "geology"
    FIRE = "fire"  # 火灾
    FOREST_FIRE = "forest_fire"
    ACCIDENT = "accident"  # 生产安全事故
    TRAFFIC = "traffic"
    EARTHQUAKE = "earthquake"
    WEATHER = "weather"
    HEALTH = "health"
    ANIMAL = "animal"
    OTHER = "other"


class Grade(IntEnum):
    """分级 of a 突发事件: 1 特别重大 … 4 一般 (突发事件应对法 第3条)."""

    EXTREME = 1
    MAJOR = 2
    LARGE = 3
    ORDINARY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Sealed: reporter, phone, content."""

    id: str
    reporter: str
    phone: str
    place_text: str
    content: str
    received_at: datetime
    occurred_at: datetime | None = None
    place_id: str = ""
    taken_by: str = ""
    state: CallState = CallState.OPEN
    incident_id: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """`title` holds no names: place and kind only, because it stands on the wall.

    `verified_from` says who the second source was (sealed); `struck_reason` why it was 误报.
    """

    id: str
    title: str
    hazard: Hazard
    received_at: datetime
    occurred_at: datetime | None = None
    place_id: str = ""
    place_text: str = ""
    lon: float | None = None
    lat: float | None = None
    grade: Grade | None = None
    event_id: str = ""
    state: IncidentState = IncidentState.REPORTED
    verified_at: datetime | None = None
    verified_from: str = ""
    merged_into: str = ""
    struck_reason: str = ""
    closed_at: datetime | None = None

    @property
    def open(self) -> bool:
        return self.state in {IncidentState.REPORTED, IncidentState.VERIFIED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One storm, one accident: what responses and figures are about."""

    id: str
    title: str
    hazard: Hazard
    began_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallForm:
    """What was typed, before anything was checked; also what a draft keeps."""

    reporter: str = ""
    phone: str = ""
    place_text: str = ""
    content: str = ""
    occurred_at: datetime | None = None
    place_id: str = ""


class BadFields(Refused):
    """Several fields at once, each with its own refusal, so that each sentence has its place."""

    def __init__(self, fields: dict[str, Refused]) -> None:
        super().__init__("form_incomplete", fields=len(fields))
        self.fields = fields


_LEFT_OUT = frozenset({"Cc", "Cs"})


def plain(text: str) -> str:
    """Typed text as it is kept: no control characters, no spaces around it, 𠮷 and 喆 as typed.

    No compatibility folding: it would turn one person's name into another's.
    """
    if not text.isprintable():  # few texts are looked at letter by letter
        text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in _LEFT_OUT)
    return unicodedata.normalize("NFC", text).strip()


def plain_phone(text: str) -> str:
    """Digits made half-width, dashes kept; a number nobody can dial back is refused."""
    half = text if text.isascii() else "".join(unicodedata.normalize("NFKC", c) for c in text)
    kept = "".join(c for c in half.replace("—", "-").replace("–", "-") if not c.isspace())
    digits = sum(c.isdigit() for c in kept)
    if digits < _FEWEST_DIGITS or any(c not in "0123456789+-()#*,转" for c in kept):
        raise Refused("phone_shape", phone=text.strip())
    return kept


def sound_text(text: str, field: str, limit: int) -> str:
    kept = plain(text)
    if not kept:
        raise Refused(f"{field}_missing")
    if len(kept) > limit:
        raise Refused("text_long", limit=limit, length=len(kept))
    return kept


def sound(form: CallForm, received_at: datetime) -> CallForm:
    """The form as it may be kept, or BadFields with a refusal for each field that is not."""
    bad: dict[str, Refused] = {}
    kept: dict[str, str] = {}

    def check(name: str, limit: int) -> None:
        try:
            kept[name] = sound_text(getattr(form, name), name, limit)
        except Refused as no:
            bad[name] = no

    check("reporter", LONGEST_NAME)
    check("phone", LONGEST_NAME)
    check("place_text", LONGEST_NAME)
    check("content", LONGEST_TEXT)
    if "phone" in kept:
        try:
            kept["phone"] = plain_phone(kept["phone"])
        except Refused as no:
            bad["phone"] = no
    if form.occurred_at is not None and form.occurred_at > received_at:
        bad["occurred_at"] = Refused("occurred_later")
    if bad:
        raise BadFields(bad)
    return replace(form, **kept)  # type: ignore[arg-type]


_WORDS: tuple[tuple[Hazard, tuple[str, ...]], ...] = (
    (Hazard.FOREST_FIRE, ("山火", "森林火", "林火")),
    (Hazard.GEOLOGY, ("滑坡", "崩塌", "泥石流", "塌方", "地面塌陷")),
    (
        Hazard.FLOOD,
        ("山洪", "洪水", "进水", "积水", "内涝", "漫堤", "决口", "溢洪", "水位", "涨水", "管涌"),
    ),
    (Hazard.TRAFFIC, ("车祸", "追尾", "翻车", "撞车", "交通事故")),
    (Hazard.EARTHQUAKE, ("地震", "震感")),
    (Hazard.ACCIDENT, ("爆炸", "泄漏", "中毒", "坍塌", "触电", "尾矿")),
    (Hazard.FIRE, ("起火", "着火", "火灾", "失火")),
    (Hazard.WEATHER, ("冰雹", "大风", "雷击", "龙卷", "暴雪", "结冰")),
    (Hazard.ANIMAL, ("疫病", "猪瘟", "禽流感")),
    (Hazard.HEALTH, ("食物中毒", "传染")),
)


def guess_hazard(content: str) -> Hazard:
    """The kind that the words speak of first; a suggestion for the officer, nothing acts on it."""
    found = [
        (at, order, hazard)
        for order, (hazard, words) in enumerate(_WORDS)
        for word in words
        if (at := content.find(word)) >= 0
    ]
    return min(found)[2] if found else Hazard.OTHER


def note_call(call: Call, note: str) -> Call:
    undecided(call)
    return replace(call, state=CallState.NOTED, note=plain(note))


def give_to(call: Call, incident: Incident, *, own: bool) -> Call:
    """The call belongs to the incident: its own, or one that was known before."""
    if not incident.open:
        raise Refused("incident_closed", title=incident.title)
    state = CallState.INCIDENT if own else CallState.MERGED
    return replace(call, state=state, incident_id=incident.id)


def strike_call(call: Call, reason: str) -> Call:
    if call.state is CallState.STRUCK:
        raise Refused("call_struck")
    return replace(call, state=CallState.STRUCK, note=_reason(reason))


def verify(incident: Incident, second_source: str, at: datetime) -> Incident:
    """核实: who says so besides the first caller, and when; nothing else changes."""
    _open(incident)
    if incident.state is IncidentState.VERIFIED:
        raise Refused("already_verified", title=incident.title)
    source = plain(second_source)
    if not source:
        raise Refused("second_source_missing")
    if at < incident.received_at:
        raise Refused("verified_early", received=incident.received_at)
    return replace(incident, state=IncidentState.VERIFIED, verified_at=at, verified_from=source)


def strike(incident: Incident, reason: str) -> Incident:
    """误报: struck off with its reason; it stays readable."""
    _open(incident)
    return replace(incident, state=IncidentState.STRUCK, struck_reason=_reason(reason))


def merge(incident: Incident, into: Incident) -> Incident:
    """One incident that was opened twice: this one gives way, the other goes on."""
    _open(incident)
    if incident.id == into.id:
        raise Refused("merge_self")
    _open(into)
    return replace(incident, state=IncidentState.MERGED, merged_into=into.id)


def close(incident: Incident, at: datetime) -> Incident:
    _open(incident)
    if incident.state is IncidentState.REPORTED:
        raise Refused("close_unverified", title=incident.title)
    return replace(incident, state=IncidentState.CLOSED, closed_at=at)


def happened(incident: Incident, occurred_at: datetime, received_at: datetime) -> Incident:
    """补记事发时间: the time of the event, learnt later; never after the first call."""
    _open(incident)
    if occurred_at > received_at:
        raise Refused("occurred_later")
    return replace(incident, occurred_at=occurred_at)


def graded(incident: Incident, grade: Grade) -> Incident:
    _open(incident)
    if incident.grade is grade:
        raise Refused("grade_same", title=incident.title, grade=grade)
    return replace(incident, grade=grade)


def joined(into: Incident, gone: Incident) -> Incident:
    """The one that goes on knows what either knew first: the earlier call, the earlier 事发."""
    known = [one.occurred_at for one in (into, gone) if one.occurred_at is not None]
    return replace(
        into,
        received_at=min(into.received_at, gone.received_at),
        occurred_at=min(known, default=None),
    )


def _open(incident: Incident) -> None:
    if not incident.open:
        raise Refused("incident_closed", title=incident.title)


def undecided(call: Call) -> None:
    """One call becomes one thing: a second press finds it done."""
    if call.state is not CallState.OPEN:
        raise Refused("call_decided")


def _reason(text: str) -> str:
    kept = plain(text)
    if not kept:
        raise Refused("strike_reason_missing")
    return kept
