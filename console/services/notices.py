"""The text of a notice, composed from the plan's template and what is on record.

The facts come from readings with their windows (6月19日8时至20日15时,全县平均降雨量已达160毫米),
never from memory; what is not on record is left out of the sentence, not guessed. Everything
composed may be edited by hand until it is signed.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from console.domain.document import Paragraph, ParagraphKind
from console.domain.level import Level
from console.domain.plan import NoticeTemplate, Plan
from console.domain.reading import Reading
from console.domain.record import dataclass
from console.domain.response import Action, Response
from console.wording import filled, local, spoken_time
from console.wording.document import (
    COMMA,
    MEAN_RAIN,
    ONE_RAIN,
    PERIOD,
    RESERVOIRS,
    STOP,
    TOP_HOUR,
    TOP_RAIN,
)

MEAN, STATION, OVER_LIMIT = "rain_area_mean", "rain_station", "reservoirs_over_limit"
HOUR = timedelta(hours=1)
_WIDE = str.maketrans({",": "，", ":": "：", ";": "；", "(": "（", ")": "）"})
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[,:](?=\d)")
_DOUBLED = re.compile(r"[。；，]+。")


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What the template made: a title and its paragraphs."""

    title: str
    addressees: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]


def compose(plan: Plan, action: Action, level: Level, places: Mapping[str, str]) -> NoticeText:
    """The plan's template for this action with its {places} filled."""
    template = plan.notice(action)
    if template is None:
        return NoticeText(f"{plan.kind}{plan.level_name(level)}", (), ())
    return NoticeText(
        title=wide(filled(template.title, places)),
        addressees=tuple(a for a in re.split("[,，]", template.addressee) if a),
        paragraphs=tuple(_paragraphs(template, level, places)),
    )


def _paragraphs(
    template: NoticeTemplate, level: Level, places: Mapping[str, str]
) -> Iterable[Paragraph]:
    for text in template.paragraphs:
        kind = ParagraphKind.DECISION if "{start}" in text else ParagraphKind.TEXT
        said = text.format_map(places)
        yield Paragraph(kind, _DOUBLED.sub(STOP, wide(said)))
    for demand in template.demands_at(level):
        yield Paragraph(ParagraphKind.REQUIREMENT, wide(demand.format_map(places)))


def wide(text: str) -> str:
    """Full-width punctuation as official papers want it; 16:00 and 1,344 stay as they are."""
    kept = _BETWEEN_DIGITS.sub(lambda m: chr(ord(m[0]) + 0xE000), text)
    return re.sub(r"[\ue000-\ue0ff]", lambda m: chr(ord(m[0]) - 0xE000), kept.translate(_WIDE))


def places(
    plan: Plan,
    response: Response,
    readings: Iterable[Reading],
    *,
    at: datetime,
    reason: str,
    from_level: Level | None,
) -> dict[str, str]:
    """Everything that a template may ask for; what is not known is an empty string."""
    known = list(readings)
    return {
        "county": "",
        "plan": plan.kind,
        "hazard": plan.kind,
        "plan_title": plan.title,
        "signature": plan.signature,
        "level": plan.level_name(response.level),
        "from_level": plan.level_name(from_level) if from_level else "",
        "situation": situation(known),
        "works": works(known),
        "start": spoken_time(at),
        "until": spoken_time(response.expected_until),
        "matter": response.matter,
        "measures": "、".join(m.rstrip("。") for m in response.measures),
        "scope": "、".join(response.scope),
        "reason": reason.rstrip("。"),
        "criteria": "；".join(c.rstrip("。") for c in response.criteria),
        "follow_up": response.follow_up.rstrip("。"),
        "document_no": "",
    }


def situation(readings: Iterable[Reading]) -> str:
    """雨水情实况: the county's mean with its period, the greatest station, the greatest hour."""
    rain = [r for r in readings if r.metric in {MEAN, STATION} and r.window_start is not None]
    means = [r for r in rain if r.metric == MEAN]
    if not means:
        return ""
    mean = max(means, key=lambda r: (r.window_end, r.recorded_at))
    parts = [MEAN_RAIN.format(value=figure(mean.value))]
    same = [r for r in rain if r.metric == STATION and r.window_end == mean.window_end]
    totals = [r for r in same if r.length == mean.period and r.station]
    # An hour that somebody read by itself is not the greatest of the period; one given for it is.
    hours = [r for r in same if r.length == HOUR and r.period == mean.period]
    if totals:
        top = max(totals, key=lambda r: r.value)
        words = TOP_RAIN if top.is_max or len(totals) > 1 else ONE_RAIN
        parts.append(words.format(station=top.station, value=figure(top.value)))
    if hours:
        parts.append(TOP_HOUR.format(value=figure(max(r.value for r in hours))))
    return f"{period(mean)}{COMMA}{COMMA.join(parts)}{STOP}"


def works(readings: Iterable[Reading]) -> str:
    """工程情况: how many reservoirs stand above their flood limit."""
    counts = [r for r in readings if r.metric == OVER_LIMIT]
    if not counts:
        return ""
    last = max(counts, key=lambda r: (r.window_end, r.recorded_at))
    return f"{RESERVOIRS.format(value=figure(last.value))}{STOP}" if last.value else ""


def period(reading: Reading) -> str:
    """6月19日8时至20日15时: the month is said again only when it changes."""
    assert reading.window_start is not None
    since, until = local(reading.window_start), local(reading.window_end)
    end = spoken_time(until)
    if since.date() == until.date():
        end = end.partition("日")[2]
    elif since.month == until.month:
        end = end.partition("月")[2]
    return PERIOD.format(since=spoken_time(since), until=end)


def figure(value: Decimal) -> str:
    return f"{value.normalize():f}"
