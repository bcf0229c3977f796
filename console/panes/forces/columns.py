"""How teams and dispatches read in their tables."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from console.domain.dispatch import ROAD, State, late
from console.domain.force import Base
from console.panes.forces import road_cell
from console.services.glance.forces import DispatchRow, KindRow, TeamRow
from console.widgets.record_table import Column
from console.wording import UNKNOWN, clock_time, join, number, span
from console.wording.force import STATE, TEAM_KIND, TEAM_KIND_SHORT, VERB
from console.wording.seat import WAITING

_BASE_TONE = {
    Base.AVAILABLE: "ok",
    Base.COMMITTED: "info",
    Base.DELAYED: "warn",
    Base.UNAVAILABLE: "faint",
}
ROAD_KEY = "road"
REACHED = ROAD.index(State.ARRIVED)


def tr(text: str) -> str:
    return QCoreApplication.translate("forces", text)


def kinds() -> list[Column[KindRow]]:
    return [
        Column(
            "kind",
            tr("力量"),
            lambda r: TEAM_KIND[r.kind],
            badge=lambda r: TEAM_KIND_SHORT[r.kind],
        ),
        _figure("teams", tr("队伍"), lambda r: r.teams),
        _figure("people", tr("可调"), lambda r: r.people),
        _figure("out", tr("出动"), lambda r: r.out),
    ]


def teams() -> list[Column[TeamRow]]:
    return [
        Column(
            "name",
            tr("队伍"),
            lambda r: r.team.name,
            badge=lambda r: TEAM_KIND_SHORT[r.team.kind],
            tip=team_tip,
            stretch=3,
        ),
        Column(
            "free",
            tr("可调"),
            lambda r: f"{number(r.free)}/{number(r.team.headcount)}",
            sort=lambda r: r.free,
            align="right",
            tone=lambda r: "bad" if r.weak else "ink" if r.free else "faint",
            strong=lambda _r: True,
            width=70,
        ),
        Column(
            "status",
            tr("状态"),
            status,
            tone=status_tone,
            clocked=lambda r, now: (aged(r, now), status_tone(r)),
            align="right",
            width=128,
        ),
    ]


def dispatches() -> list[Column[DispatchRow]]:
    return [
        Column(
            "team",
            tr("队伍"),
            _sent,
            badge=lambda r: VERB[r.dispatch.verb],
            tip=lambda r: join(
                [r.dispatch.task, r.team.through or r.team.owner, r.dispatch.ended_why]
            ),
            strong=lambda r: r.open,
            tone=lambda r: "warn" if r.waiting else "ink" if r.open else "dim",
            stretch=6,
        ),
        Column(
            "place",
            tr("到达地点"),
            lambda r: r.dispatch.place_name,
            tone=lambda r: "ink" if r.open else "dim",
            stretch=4,
        ),
        Column(ROAD_KEY, tr("出动经过"), road_cell.said, width=road_cell.width()),
        Column(
            "expected",
            tr("预计/结果"),
            lambda r: outcome(r)[0],
            tone=lambda r: outcome(r)[1],
            clocked=outcome,
            align="right",
            width=112,
        ),
    ]


def _sent(row: DispatchRow) -> str:
    """待县确认 first: what the room cuts off is the figure that the tip has."""
    words = f"{row.team.name} {number(row.dispatch.people)} 人"
    return join((WAITING, words)) if row.waiting else words


def status(row: TeamRow) -> str:
    return tr("出动 {n} 人").format(n=row.out) if row.out else row.team.status


def aged(row: TeamRow, now: datetime) -> str:
    """A statement with its age: 备勤 · 4 小时 00 分前 is news, 备勤 of yesterday is not."""
    at = row.team.ready_at
    if row.out or at is None:
        return status(row)
    hours = int((now - at).total_seconds()) // 3600
    ago = span(now - at) if hours < 1 else tr("{n}小时").format(n=hours)
    return tr("{word} {ago}前").format(word=row.team.status, ago=ago)


def status_tone(row: TeamRow) -> str:
    if row.out:
        return "info"
    return "warn" if row.old else _BASE_TONE[row.team.base]


def outcome(row: DispatchRow, now: datetime | None = None) -> tuple[str, str]:
    """预计 16:51 until it is there; then where it stands; then how it ended."""
    made = row.dispatch
    if made.state is State.DECLINED:
        return STATE[made.state], "bad"
    if made.state is State.CANCELLED:
        return tr("已取消"), "dim"
    if made.state is State.RETURNED:
        return tr("已归建"), "dim"
    if ROAD.index(made.state) >= REACHED:
        at = row.times.get(State.ARRIVED)
        return (tr("{at} 到场").format(at=clock_time(at)) if at else STATE[made.state]), "ok"
    if made.expected_at is None:
        return UNKNOWN, "faint"
    due = clock_time(made.expected_at)
    return (
        (tr("{at} 未到").format(at=due), "bad")
        if (row.late if now is None else late(made, now))
        else (tr("预计 {at}").format(at=due), "warn")
    )


def team_tip(row: TeamRow) -> str:
    team = row.team
    parts = [team.owner, "、".join(team.tags), team.place_name]
    if row.weak:
        parts.append(tr("不足 10 人(县规划)"))
    if row.old:
        parts.append(tr("备勤状态已陈旧,请核实"))
    return " · ".join(p for p in parts if p)


def _figure(key: str, title: str, take: Callable[[KindRow], int]) -> Column[KindRow]:
    return Column(
        key,
        title,
        lambda r: number(take(r)),
        sort=take,
        align="right",
        tone=lambda r: "ink" if take(r) else "faint",
        width=54,
    )
