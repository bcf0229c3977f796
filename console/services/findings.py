"""A judgement put beside a proposal: condition by condition, as it stood, in words and figures.

Kept as words because readings are corrected later and plans get new versions: what the proposer
saw must be readable as he saw it.
"""

from console.domain.judge import ClauseFinding, Judgement
from console.domain.level import Level
from console.domain.plan import Plan
from console.domain.statement import Finding
from console.wording import clock_time, join
from console.wording.finding import source_words, value_words
from resources.plans import metrics


def snapshot(judgement: Judgement | None) -> tuple[Finding, ...]:
    """Every row of every level, the unknown ones too: they were part of the decision."""
    if judgement is None:
        return ()
    return tuple(
        _row(found.level, clause) for found in judgement.levels for clause in found.clauses
    )


def _row(level: Level, found: ClauseFinding) -> Finding:
    lead = found.lead
    return Finding(
        level=level,
        condition=found.clause.text,
        verdict=str(found.verdict),
        reading=value_words(lead, metrics()),
        observed_at=lead.reading.window_end if lead.reading else None,
        source=source_words(lead),
        clause=found.clause.clause,
        mark=found.clause.mark,
    )


def why_words(judgement: Judgement | None, level: Level | None) -> str:
    """Why this level: each met row with its figure and where it comes from."""
    if judgement is None or level is None:
        return ""
    met = judgement.level(level).met
    return ";".join(_why(one) for one in met)


def _why(found: ClauseFinding) -> str:
    lead = found.lead
    said = join((value_words(lead, metrics()), source_words(lead)))
    return f"{found.clause.text}({said})"


def short_why(judgement: Judgement | None, plan: Plan | None) -> str:
    """One line for the wall: the first met row of the best level, and what the next is short of."""
    if judgement is None or plan is None or judgement.best is None:
        return ""
    met = judgement.level(judgement.best).met
    if not met:
        return ""
    lead = met[0].lead
    at = clock_time(lead.reading.window_end) if lead.reading else ""
    said = join((value_words(lead, metrics()), f"至 {at}" if at else ""))
    return f"{met[0].clause.text}({said})"
