"""How a line of the log looks in a timeline: its tone, its word at the right."""

from collections.abc import Iterable
from datetime import datetime

from console.services.glance.log import Told
from console.widgets.timeline import Moment
from console.wording import clock_time, date_time, local
from console.wording.duty import WRITTEN_LATER

# Red for a new danger, amber for what waits for somebody, green for what was done.
_TONES = {
    "call_taken": "bad",
    "incident_opened": "bad",
    "incident_graded": "bad",
    "incident_verified": "ok",
    "incident_closed": "ok",
    "report_phoned": "ok",
    "report_filed": "ok",
    "handover_taken": "ok",
    "task_done": "ok",
    "figure_corrected": "warn",
    "propose": "warn",
    "handover_given": "warn",
}


def moments(lines: Iterable[Told], now: datetime, *, names: bool = True) -> list[Moment]:
    """The log for a timeline; a line of another day carries its date."""
    today = local(now).date()
    return [_moment(line, today == local(line.at).date(), names=names) for line in lines]


def _moment(line: Told, today: bool, *, names: bool) -> Moment:  # noqa: FBT001
    later, said = "", not line.reason or line.reason in line.sentence
    if line.recorded_at is not None:
        later = WRITTEN_LATER.format(at=clock_time(line.recorded_at))
    return Moment(
        key=str(line.n),
        time=clock_time(line.at) if today else date_time(line.at),
        kind=line.tag,
        sentence=line.sentence if said else f"{line.sentence}({line.reason})",
        tone=_TONES.get(line.kind, "info"),
        after=later or (line.actor if names else ""),
        after_tone="warn" if later else "dim",
        subject=line.subject_id,
    )
