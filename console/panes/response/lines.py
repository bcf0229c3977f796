"""Facts of the response glance as rows for its lists: words and tones, no widget."""

from datetime import datetime

from console.domain.evidence import Mark
from console.domain.finding import Finding, Verdict
from console.domain.judge import ClauseFinding, Judgement, LevelFinding
from console.domain.level import Level
from console.domain.plan import Plan
from console.domain.response import Action
from console.panes.response.tr import tr
from console.panes.response.two_line import TwoLine
from console.services.glance.response import ResponseView
from console.widgets.timeline import Moment
from console.wording import clock_time, date_time, filled, join, local, masked, table
from console.wording.finding import (
    ALL_OF,
    ANY_OF,
    VERDICT,
    gap_words,
    source_words,
    value_words,
)
from console.wording.store import MARK
from resources.plans import metrics

TONE = {Verdict.MET: "ok", Verdict.NOT_MET: "dim", Verdict.UNKNOWN: "warn"}
ORDER = (Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN)


def condition_lines(judgement: Judgement | None, level: Level | None) -> list[TwoLine]:
    """Met ones first, then by how near they are, the unknown ones with their reason last."""
    if judgement is None or level is None:
        return []
    found = sorted(judgement.level(level).clauses, key=_nearness)
    return [_condition(one) for one in found]


def _nearness(found: ClauseFinding) -> tuple[int, float]:
    distance = found.distance
    return ORDER.index(found.verdict), 9.0 if distance is None else distance


def _condition(found: ClauseFinding) -> TwoLine:
    clause, lead = found.clause, found.lead
    said = join((value_words(lead, metrics()), gap_words(lead, metrics())))
    return TwoLine(
        key=clause.id,
        lead=VERDICT[found.verdict],
        tone=TONE[found.verdict],
        title=clause.text,
        under=join((clause.clause, _marked(MARK[clause.mark], clause.source))),
        right=said,
        right_under=_read_from(lead),
        right_tone="ink" if found.verdict is not Verdict.UNKNOWN else "warn",
    )


def _read_from(lead: Finding) -> str:
    """The reading, its time and source, and how far it is to be trusted itself (D10)."""
    mark = MARK[lead.reading.mark] if lead.reading is not None else ""
    return join((source_words(lead), mark))


def _marked(mark: str, source: str) -> str:
    """The mark once, also where the source begins with it."""
    return source if source.startswith(mark) else join((mark, source))


def conditions_title(judgement: Judgement | None, plan: Plan | None, level: Level | None) -> str:
    if judgement is None or plan is None or level is None:
        return ""
    found = judgement.level(level)
    unknown = sum(1 for c in found.clauses if c.verdict is Verdict.UNKNOWN)
    parts = [
        ALL_OF if found.every else ANY_OF,
        tr("已达 {n} 条").format(n=len(found.met)),
        tr("未知 {unknown} 条").format(unknown=unknown) if unknown else "",
    ]
    return join(parts)


def level_lines(view: ResponseView) -> list[TwoLine]:
    """The ladder, gravest first: who approves, how many conditions, how far."""
    if view.plan is None or view.judgement is None:
        return []
    return [_level(view, found) for found in view.judgement.levels]


def _level(view: ResponseView, found: LevelFinding) -> TwoLine:
    plan, current = view.plan, view.response
    assert plan is not None
    action = Action.ADJUST if current else Action.START
    seats = plan.seats(action, found.level)
    in_force = current is not None and current.level == found.level and current.ended_at is None
    nearest = min(found.clauses, key=_way_to_go)
    words, tone = _standing(found)
    return TwoLine(
        key=str(int(found.level)),
        lead=plan.level_name(found.level),
        tone="ink",
        title=tr("{title} 批准").format(title=seats[0].title),
        under=join(
            (
                tr("{n} 条").format(n=len(found.clauses)),
                tr("最近:{text}").format(text=nearest.clause.text),
            )
        ),
        right=join((tr("现行") if in_force else "", words)),
        right_tone=tone,
        level=found.level,
        strong=in_force,
    )


def _way_to_go(found: ClauseFinding) -> float:
    """How far as a share of the limit, known or bounded; what nobody measured is farthest."""
    return 9.0 if found.distance is None else found.distance


def _standing(found: LevelFinding) -> tuple[str, str]:
    """已达 2 条; else what the nearest row is short of; else 未知."""
    if found.verdict is Verdict.MET:
        return tr("已达 {n} 条").format(n=len(found.met)), "ok"
    short = [c for c in found.clauses if c.verdict is Verdict.NOT_MET and c.distance is not None]
    if found.verdict is Verdict.UNKNOWN:
        unknown = sum(1 for c in found.clauses if c.verdict is Verdict.UNKNOWN)
        nearest = gap_words(min(found.clauses, key=_way_to_go).lead, metrics())
        return join((tr("未知 {unknown} 条").format(unknown=unknown), nearest)), "warn"
    if short:
        gap = gap_words(min(short, key=_nearness).lead, metrics())
        return gap or tr("未达"), "dim"
    return tr("未达"), "dim"


def mark_note(judgement: Judgement | None) -> str:
    """D10: what is only suggested may advise, it never acts by itself."""
    if judgement is None or judgement.best is None or not judgement.advice_only:
        return ""
    return tr("依据为{word},仅供研判").format(word=MARK[Mark.SUGGESTED])


def moments(view: ResponseView, *, mask: bool = False) -> list[Moment]:
    """The trace, newest first; times of other days carry their date."""
    made = []
    entries, tags = table("ENTRIES"), table("TAGS")
    for one in view.trace:
        private = {k: masked(v) for k, v in one.private.items()} if mask else one.private
        facts = {**one.facts, **private, "reason": one.facts.get("reason") or one.reason}
        made.append(
            Moment(
                key=str(one.n),
                time=_time(one.at, view.now),
                kind=tags.get(one.kind, tr("记录")),
                sentence=filled(entries.get(one.kind, one.kind), facts),
                tone="info" if not one.important else "ok",
                subject=one.subject_id,
            )
        )
    return made


def _time(at: datetime, now: datetime) -> str:
    same = local(at).date() == local(now).date()
    return clock_time(at) if same else date_time(at)
