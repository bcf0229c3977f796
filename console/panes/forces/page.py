"""力量: teams on the left, dispatches with the times they report, experts and the trace beneath."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from console.domain.changes import Kind
from console.domain.dispatch import State
from console.domain.force import Expert
from console.panes.forces import columns
from console.panes.forces.columns import tr
from console.panes.forces.dispatch_desk import DispatchDesk
from console.panes.forces.road_cell import RoadCell
from console.panes.forces.team_panel import TeamPanel
from console.runtime.bus import Bus
from console.runtime.focus import Focus
from console.runtime.tasks import Runner
from console.services.glance import forces
from console.services.glance.forces import DispatchRow, ForcesView
from console.theme.fonts import px
from console.widgets.pane import Pane
from console.widgets.record_table import Column, RecordTable
from console.widgets.timeline import BADGES, Moment, Timeline
from console.wording import date_time, number
from console.wording.force import STATE

WATCHES = frozenset({Kind.TEAM, Kind.DISPATCH, Kind.DISPATCH_STEP, Kind.EXPERT, Kind.VERDICT})
_TONES = {
    State.ARRIVED: "ok",
    State.WORKING: "ok",
    State.DECLINED: "bad",
    State.CANCELLED: "warn",
}


class ForcesPane(Pane):
    name = "forces"
    title = "力量"
    watches = WATCHES

    def __init__(
        self,
        services: Any,
        bus: Bus,
        focus: Focus,
        runner: Runner,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(services, bus, focus, runner, parent)
        self._view: ForcesView | None = None
        row = QHBoxLayout()
        row.setSpacing(px(12))
        self.teams = TeamPanel()
        self.teams.command_asked.connect(self.command_asked)
        row.addWidget(self.teams, 1)
        right = QSplitter(Qt.Orientation.Vertical)
        right.setHandleWidth(px(12))
        right.setChildrenCollapsible(False)
        right.addWidget(self._build_dispatches())
        right.addWidget(self._build_below())
        right.setStretchFactor(0, 6)
        right.setStretchFactor(1, 4)
        row.addWidget(right, 3)
        self.body.addLayout(row, 1)
        self.desk = DispatchDesk(self, self.teams, self.dispatches)
        self.teams.opened.connect(self.desk.order_team)

    def _build_dispatches(self) -> QWidget:
        self.out = self.panel(tr("出动"))
        self.out.add_button(tr("不能出动"), "forces.decline")
        self.out.add_button(tr("取消出动"), "forces.recall")
        self.next = self.out.add_button(tr("下一状态"), "forces.next", "Ctrl+Return")
        self.out.add_button(tr("调派"), "forces.order", "F3", main=True)
        self.dispatches: RecordTable[DispatchRow] = RecordTable(
            columns.dispatches(),
            key=lambda r: r.dispatch.id,
            title=tr("出动"),
            empty=tr("没有出动的队伍;F3 调派"),
            row_height=52,
        )
        keys = [column.key for column in self.dispatches.records.columns]
        self.dispatches.setItemDelegateForColumn(
            keys.index(columns.ROAD_KEY), RoadCell(self.dispatches)
        )
        self.dispatches.chosen.connect(self._on_dispatch)
        self.out.body.addWidget(self.dispatches, 1)
        return self.out

    def _build_below(self) -> QWidget:
        below = QSplitter(Qt.Orientation.Horizontal)
        below.setHandleWidth(px(12))
        below.setChildrenCollapsible(False)
        self.traced = self.panel(tr("出动经过"))
        self.timeline = Timeline(BADGES, title=tr("出动经过"), empty=tr("请选一次出动"))
        self.traced.body.addWidget(self.timeline, 1)
        advisers = self.panel(tr("专家"))
        self.experts: RecordTable[Expert] = RecordTable(
            _experts(), key=lambda e: e.id, title=tr("专家"), empty=tr("尚无专家"), row_height=36
        )
        advisers.body.addWidget(self.experts, 1)
        below.addWidget(self.traced)
        below.addWidget(advisers)
        below.setStretchFactor(0, 6)
        below.setStretchFactor(1, 4)
        return below

    # Reading --------------------------------------------------------------------------------

    def ask(self, read: Any) -> ForcesView:
        return forces.view(read, self.services.world.clock.now())

    def show_glance(self, glance: ForcesView) -> None:
        self._view = glance
        self.teams.show_rows(glance.teams)
        self.dispatches.show_rows(glance.dispatches)
        if self.dispatches.current() is None and glance.dispatches:
            self.dispatches.choose(glance.dispatches[0].dispatch.id)
        out = [r for r in glance.dispatches if r.open]
        people = sum(r.dispatch.people for r in out)
        self.out.header.set_subtitle(
            tr("在外 {n} 支 {people} 人").format(n=number(len(out)), people=number(people))
        )
        self.experts.show_rows(glance.experts)
        self._show_trace(self.dispatches.current())
        self.on_tick(self.services.world.clock.now())
        self.badge_changed.emit(sum(1 for r in glance.dispatches if r.late))
        self.desk.know(glance)

    def show_record(self, kind: Kind, id_: str) -> bool:
        table: RecordTable[Any] = self.teams.table if kind is Kind.TEAM else self.experts
        if kind is Kind.TEAM:
            self.teams.search.clear()
        table.setFocus()
        return table.choose(id_)

    def show_failure(self, sentence: str) -> None:
        self.dispatches.show_failure(sentence)
        self.teams.table.show_failure(sentence)

    def on_tick(self, now: datetime) -> None:
        self.teams.on_tick(now)
        self.dispatches.tick(now)

    def _on_dispatch(self, row: DispatchRow) -> None:
        self._show_trace(row)

    def _show_trace(self, row: DispatchRow | None) -> None:
        """Each reported state with its stated time; written later than said, it says so."""
        self.next.allow(self.why_no_next())
        if row is None or self._view is None:
            self.timeline.show_moments([])
            return
        self.traced.header.set_title(tr("出动经过 · {team}").format(team=row.team.name))
        self.traced.header.set_subtitle(row.dispatch.task)
        people = self._view.people
        self.timeline.show_moments(
            [
                Moment(
                    step.id,
                    date_time(step.at),
                    STATE[step.state],
                    step.note or row.dispatch.place_name,
                    _TONES.get(step.state, "info"),
                    f"{people[step.by]} 记" if step.by in people else "",
                )
                for step in reversed(row.steps)
            ]
        )

    # Commands -------------------------------------------------------------------------------

    def why_no_next(self) -> str:
        row = self.dispatches.current()
        if row is None:
            return tr("请先选一次出动。")
        return "" if row.open else tr("这次出动已结束。")

    def why_no_team(self) -> str:
        return "" if self.teams.current() else tr("请先选一支队伍。")

    def order(self) -> None:
        self.desk.order()

    def next_state(self) -> None:
        self.desk.next_state()

    def decline(self) -> None:
        self.desk.end(State.DECLINED)

    def recall(self) -> None:
        self.desk.end(State.CANCELLED)

    def readiness(self) -> None:
        self.desk.readiness()


def _experts() -> list[Column[Expert]]:
    return [
        Column("name", tr("姓名"), lambda e: e.name, strong=lambda _e: True, width=96),
        Column("fields", tr("专业"), lambda e: "、".join(e.fields), stretch=3),
        Column("unit", tr("单位"), lambda e: f"{e.unit} {e.title}".strip(), stretch=3),
        Column(
            "minutes",
            tr("到县城"),
            lambda e: tr("{n} 分").format(n=number(e.minutes_to_hall)),
            align="right",
            tone=lambda _e: "dim",
            width=72,
        ),
    ]
