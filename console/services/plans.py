"""Plans in the store: every version kept, one in force, a faulty file refused whole.

The files that come with the program are the first versions. An upgrade lays its new text beside
the county's own and never puts it in force by itself (D21).
"""

from dataclasses import replace
from hashlib import sha256

from console.domain.changes import Changes, Kind
from console.domain.entry import Entry
from console.domain.plan import Plan, PlanVersion
from console.domain.plan_text import PlanSheet, read_plan
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.services.permission import SYSTEM, Permission, permit
from console.services.world import World
from console.wording.plan import problem
from db.work import Read, Work
from resources.plans import metrics, plan_texts


@dataclass(frozen=True)
class Plans:
    world: World

    def register(self) -> Changes:
        """At start: the county's plan files that the store has not seen yet."""
        texts = [(name, text, _digest(text)) for name, text in plan_texts(self.world.county)]
        with self.world.store.read() as read:
            known = {version.sha256 for version in read.find(PlanVersion)}
        fresh = [(name, text) for name, text, digest in texts if digest not in known]
        if not fresh:
            return Changes()
        with self.world.store.write(SYSTEM, "plan.register") as w:
            for name, text in fresh:
                plan = sound(text, name)
                first = not w.find(PlanVersion, code=plan.code, limit=1)
                _save(w, plan, text, "plan.register" if first else "plan.lay_beside", active=first)
        return w.changes

    def lint(self, text: str, file: str) -> PlanSheet:
        """The plan, or every fault with file, line and field."""
        return lint_plan(text, file)

    def enter(self, actor: str, text: str, file: str) -> tuple[str, Changes]:
        """A new version goes in force; with any fault the one before stays."""
        plan = sound(text, file)
        with self.world.store.write(actor, "plan.enter") as w:
            permit(w, actor, Permission.EDIT_REGISTER)
            before = w.find(PlanVersion, code=plan.code, order="-entered_at")
            if any(version.sha256 == _digest(text) and version.active for version in before):
                raise Refused("plan_same")
            if any(version.version == plan.version for version in before):
                raise Refused("plan_version_used", version=plan.version)
            for version in before:
                if version.active:
                    w.save(replace(version, active=False))
            last = next((version.version for version in before if version.active), None)
            kind = "plan.replace" if last else "plan.register"
            made = _save(w, plan, text, kind, active=True, before=last)
        return made, w.changes


def history(read: Read, code: str) -> list[PlanVersion]:
    """Every version of a plan, the newest first."""
    return read.find(PlanVersion, code=code, order="-entered_at,id")


def lint_plan(text: str, file: str) -> PlanSheet:
    """The plan, or every fault with file, line and field; needs no store."""
    return read_plan(text, file, metrics())


def sound(text: str, file: str) -> Plan:
    """The plan, or Refused with the first fault in words and all of them in `problems`."""
    sheet = read_plan(text, file, metrics())
    if sheet.plan is None:
        faults = tuple(problem(found) for found in sheet.problems)
        raise Refused(
            "plan_faulty", file=file, count=len(faults), first=faults[0], problems=faults
        )
    return sheet.plan


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _save(
    w: Work, plan: Plan, text: str, kind: str, *, active: bool, before: str | None = None
) -> str:
    version = PlanVersion(
        id=w.new_id(),
        code=plan.code,
        version=plan.version,
        title=plan.title,
        text=text,
        sha256=_digest(text),
        entered_by=w.actor,
        entered_at=w.now,
        active=active,
    )
    w.save(version)
    w.log(
        Entry(
            kind=kind,
            subject_kind=Kind.PLAN,
            subject_id=version.id,
            at=w.now,
            facts={
                "code": plan.code,
                "title": plan.title,
                "version": plan.version,
                "before": before,
                "sha256": version.sha256,
            },
        )
    )
    return version.id
