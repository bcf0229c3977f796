"""Opens the forms of 调派 and hands their answers to the services.

The order form is kept until it was saved, so that Esc, another room or a refusal never loses
what was typed.
"""

from typing import Any

from PySide6.QtCore import QObject

from console.domain.dispatch import State
from console.domain.refused import Answer
from console.panes.forces.columns import tr
from console.panes.forces.order_form import OrderForm
from console.panes.forces.steps import EndForm, ReadinessForm, StateForm, StepForm
from console.panes.forces.team_panel import TeamPanel
from console.services.dispatches import Dispatches
from console.services.drafts import Drafts
from console.services.glance.forces import DispatchRow, ForcesView, TeamRow
from console.widgets.form_draft import FormDraft
from console.widgets.pane import Pane
from console.widgets.record_table import RecordTable
from console.wording import full_time
from console.wording.force import STATE

DRAFT = "forces.order"


class DispatchDesk(QObject):
    """`view` is the last picture of forces; without one nothing can be opened yet."""

    def __init__(self, pane: Pane, teams: TeamPanel, out: RecordTable[DispatchRow]) -> None:
        super().__init__(pane)
        self._pane, self._teams, self._out = pane, teams, out
        self.view: ForcesView | None = None
        self._soon = False  # F3 was pressed before the page had read anything
        self._order: OrderForm | None = None
        self._draft: FormDraft | None = None
        self._step: StepForm | None = None

    def know(self, view: ForcesView) -> None:
        """The newest picture; a key that was pressed before the first one is not lost."""
        self.view = view
        if self._soon:
            self.order()

    def order(self) -> None:
        """F3: what was typed before comes back with the form."""
        self._soon = self.view is None
        if self.view is None:
            return
        if self._order is None:
            self._order = OrderForm(self.view, self._pane.services.world.clock.now)
            self._order.submitted.connect(self._on_order)
            self._order.abandoned.connect(self._pane.sheet_closed)
            drafts = Drafts(self._pane.services.world)
            self._draft = FormDraft(
                self._order, DRAFT, self._pane.runner, drafts, self._pane.focus.officer
            )
            self._draft.restore()
        self._pane.open_sheet(tr("调派"), self._order, tr("县乡队伍调派,其他力量商请"))

    def order_team(self, row: TeamRow) -> None:
        """Enter on a team opens the form with that team in it."""
        self.order()
        if self._order is not None:
            self._order.choose(row.team.id)

    def next_state(self) -> None:
        row = self._out.current()
        if row is not None and row.open:
            form = StateForm(row, self._pane.services.world.clock.now)
            told = tr("现为{state} {at}").format(
                state=STATE[row.dispatch.state], at=full_time(row.dispatch.state_at)
            )
            self._open(tr("出动状态"), form, told)

    def end(self, state: State) -> None:
        row = self._out.current()
        if row is not None and row.open:
            form = EndForm(row, self._pane.services.world.clock.now, state)
            self._open(STATE[state], form, "")

    def readiness(self) -> None:
        row = self._teams.current()
        if row is not None:
            form = ReadinessForm(row, self._pane.services.world.clock.now)
            self._open(tr("备勤状态"), form, full_time(row.team.ready_at))

    def _on_order(self, _values: dict[str, Any]) -> None:
        form = self._order
        if form is None:
            return
        try:
            mission = form.mission(self._pane.focus.response)
        except Answer as no:
            form.refuse(no)
            return
        form.set_busy(True)
        dispatches, actor = Dispatches(self._pane.services.world), self._pane.focus.officer
        self._pane.write(
            dispatches.order, actor, mission, DRAFT, done=self._on_ordered, failed=form.refuse
        )

    def _on_ordered(self, answer: tuple[str, object]) -> None:
        self._order = None
        if self._draft is not None:
            self._draft.drop()
            self._draft = None
        self._pane.sheet_closed.emit()
        self._pane.bus.say(tr("已保存本机:已通知队伍,待接令。"), "ok", "forces.next")
        self._pane.refresh()
        self._out.choose(answer[0])

    def _open(self, title: str, form: StepForm, subtitle: str) -> None:
        self._step = form
        form.submitted.connect(self._on_step)
        form.abandoned.connect(self._pane.sheet_closed)
        self._pane.open_sheet(title, form, subtitle)

    def _on_step(self, _values: dict[str, Any]) -> None:
        form = self._step
        if form is None:
            return
        try:
            call = form.call()
        except Answer as no:
            form.refuse(no)
            return
        form.set_busy(True)
        world, actor = self._pane.services.world, self._pane.focus.officer
        self._pane.write(call, world, actor, done=self._on_stepped, failed=form.refuse)

    def _on_stepped(self, _changes: object) -> None:
        self._step = None
        self._pane.sheet_closed.emit()
        self._pane.bus.say(tr("已保存本机。"), "ok")
        self._pane.refresh()
