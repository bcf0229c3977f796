"""The packages of a plan file: `[[task]]` says what and who, `[task.at.4]` how at that level."""

from console.domain.condition import CLAUSE_PENDING
from console.domain.evidence import Mark
from console.domain.level import Level
from console.domain.plan import TaskTemplate
from console.domain.plan_row import Row
from console.domain.plan_sections import times
from console.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class _Action:
    """What a task has in common at all levels."""

    id: str
    no: int
    title: str
    unit: str
    feedback: str
    clause: str
    mark: Mark
    source: str


def read_tasks(root: Row) -> tuple[TaskTemplate, ...]:
    """Gravest level first, in the order of the actions; every level has a package."""
    made: list[TaskTemplate] = []
    seen: set[str] = set()
    for row in root.rows("task"):
        action = _Action(
            id=row.text("id"),
            no=row.whole("no", least=1) or 0,
            title=row.text("title"),
            unit=row.text("unit"),
            feedback=row.text("feedback", ""),
            clause=row.text("clause", CLAUSE_PENDING),
            mark=row.mark(),
            source=row.source(),
        )
        if action.id in seen:
            row.problem("id", "plan_twice", value=action.id)
        seen.add(action.id)
        made += [_task(at, level, action) for level, at in row.by_level("at")]
    for level in sorted(set(Level) - {task.level for task in made}):
        root.problem("task", "plan_level_left_out", level=int(level))
    return tuple(sorted(made, key=lambda task: (task.level, task.no)))


def _task(row: Row, level: Level, action: _Action) -> TaskTemplate:
    return TaskTemplate(
        id=f"{action.id}-{int(level)}",
        no=action.no,
        level=level,
        title=row.text("title", action.title),
        text=row.text("text"),
        unit=row.text("unit", action.unit),
        due_minutes=row.whole("due_minutes", needed=False),
        every_minutes=row.whole("every_minutes", least=1, needed=False),
        times=times(row, "times"),
        optional=row.flag("optional"),
        feedback=row.text("feedback", action.feedback),
        clause=action.clause,
        mark=action.mark,
        source=action.source,
    )
