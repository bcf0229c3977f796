"""The plans as the store has them, parsed once for each text.

A response asks for the version that it was started under, a proposal for the one in force.
"""

from datetime import timedelta
from functools import lru_cache

from console.domain.due import Limit
from console.domain.evidence import Source
from console.domain.level import Level
from console.domain.plan import Plan, PlanVersion
from console.domain.plan_text import read_plan
from console.domain.refused import Refused
from db.work import Read
from resources.plans import metrics


@lru_cache(maxsize=32)
def _parsed(text: str) -> Plan:
    sheet = read_plan(text, "", metrics())
    if sheet.plan is None:
        raise Refused("plan_unreadable", count=len(sheet.problems))
    return sheet.plan


def in_force(read: Read, code: str) -> tuple[str, Plan]:
    """The version id and the plan that a new response would be started under."""
    found = read.find(PlanVersion, code=code, active=True, order="-entered_at", limit=1)
    if not found:
        raise Refused("plan_missing_here", plan=code)
    return found[0].id, _parsed(found[0].text)


def bound(read: Read, version_id: str) -> Plan:
    """The plan of a version, whether it is still in force or not."""
    return _parsed(read.get(PlanVersion, version_id).text)


def all_in_force(read: Read) -> list[tuple[str, Plan]]:
    """Every plan in force; one that can't be read is left out (the plan page says why)."""
    made = []
    for version in read.find(PlanVersion, active=True, order="code,-entered_at"):
        try:
            made.append((version.id, _parsed(version.text)))
        except Refused:
            continue
    return made


def limit_of(plan: Plan, clock_id: str, level: Level) -> Limit | None:
    """A clock of the plan at a level, with its rule."""
    found = next((c for c in plan.clocks if c.id == clock_id), None)
    minutes = found.at(level) if found else None
    if found is None or minutes is None:
        return None
    return Limit(timedelta(minutes=minutes), Source(found.source, found.clause, found.mark))
