"""What a team reports next, as a short form: the next state is chosen already, the time is now."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QComboBox, QLineEdit

from console.domain.dispatch import ROAD, State, next_state
from console.domain.force import STATUSES, Base
from console.domain.refused import Refused
from console.domain.supply import whole
from console.panes.forces.columns import tr
from console.services.dispatches import Dispatches
from console.services.forces import Forces
from console.services.glance.forces import DispatchRow, TeamRow
from console.services.world import World
from console.widgets.form import Form
from console.widgets.time_field import TimeField
from console.wording.force import STATE

RECALL = tr("取消出动")
Call = Callable[[World, str], object]


class StepForm(Form):
    """`call()` gives what the writer runs with (world, actor)."""

    def __init__(self, save: str, now: Callable[[], datetime], note: str) -> None:
        super().__init__(save, columns=2)
        self._now = now
        self.add_note(note)

    def add_time(self, label: str) -> None:
        self.at = TimeField(self._now, hint=tr("空为现在,或 1432、-5"))
        self.add_field("at", label, self.at)

    def moment(self) -> datetime:
        return self.at.moment() or self._now()

    def call(self) -> Call:
        raise NotImplementedError


class StateForm(StepForm):
    """The next state along the road; states nobody reported may be skipped."""

    def __init__(self, row: DispatchRow, now: Callable[[], datetime]) -> None:
        super().__init__(tr("记录"), now, _said(row))
        self.row = row
        self.state = QComboBox()
        following = next_state(row.dispatch.state)
        start = ROAD.index(following) if following else len(ROAD)
        for state in ROAD[start:]:
            self.state.addItem(STATE[state], state)
        self.add_field("state", tr("状态"), self.state, required=True)
        self.add_time(tr("时间"))
        self.eta = TimeField(now, ahead=True, hint=tr("如 1651"))
        if start <= ROAD.index(State.ARRIVED):
            self.add_field("eta", tr("预计到场"), self.eta)
        self.note = QLineEdit()
        self.add_field("note", tr("备注"), self.note)
        self.setFocusProxy(self.at)

    def call(self) -> Call:
        state, at, eta = State(self.state.currentData()), self.moment(), self.eta.moment()
        note, which = self.note.text().strip(), self.row.dispatch.id

        def run(world: World, actor: str) -> object:
            dispatches = Dispatches(world)
            if eta is not None:
                dispatches.expect(actor, which, eta)
            return dispatches.step(actor, which, state, at, note)

        return run


class EndForm(StepForm):
    """不能出动 or 取消: a reason is asked for."""

    def __init__(self, row: DispatchRow, now: Callable[[], datetime], end: State) -> None:
        super().__init__(RECALL if end is State.CANCELLED else STATE[end], now, _said(row))
        self.row, self._end = row, end
        self.why = QLineEdit()
        self.add_field("why", tr("原因"), self.why, required=True, span=2)
        self.add_time(tr("时间"))
        self.setFocusProxy(self.why)

    def call(self) -> Call:
        why, at, which, end = self.why.text(), self.moment(), self.row.dispatch.id, self._end

        def run(world: World, actor: str) -> object:
            dispatches = Dispatches(world)
            if end is State.DECLINED:
                return dispatches.decline(actor, which, why, at)
            return dispatches.recall(actor, which, why, at)

        return run


class ReadinessForm(StepForm):
    """备勤状态: what the team says of itself, dated."""

    def __init__(self, row: TeamRow, now: Callable[[], datetime]) -> None:
        super().__init__(tr("保存状态"), now, row.team.name)
        self.row = row
        self.status = QComboBox()
        for status in STATUSES:
            if status.base is not Base.COMMITTED:
                self.status.addItem(status.word, status.word)
        self.add_field("status", tr("状态"), self.status, required=True)
        self.people = QLineEdit(str(row.team.available))
        self.add_field("people", tr("可出动人数"), self.people, required=True)
        self.add_time(tr("报告时间"))
        self.by = QLineEdit()
        self.add_field("by", tr("报告人"), self.by)
        self.setFocusProxy(self.status)

    def call(self) -> Call:
        word, at, by = str(self.status.currentData()), self.moment(), self.by.text().strip()
        which = self.row.team.id
        people = 0 if self.people.text().strip() == "0" else _people(self.people.text())
        return lambda world, actor: Forces(world).readiness(actor, which, word, people, at, by)


def _people(text: str) -> int:
    try:
        return whole(text)
    except Refused as no:
        raise Refused(no.code, **{**no.facts, "field": "people"}) from None


def _said(row: DispatchRow) -> str:
    made = row.dispatch
    return tr("{team} {people} 人 → {place} · {task}").format(
        team=row.team.name, people=made.people, place=made.place_name, task=made.task
    )
