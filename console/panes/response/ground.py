"""What the acts of the page stand on: the newest view, what is missing for an act, the one road
on which a form is opened, sent, refused or done.

An act that can't be done says what is missing (`no_…`), which greys its command. A form is kept
until it is sent, so that Esc and a refusal lose nothing.
"""

from collections.abc import Callable
from typing import Any

from console.domain.approval import owes_paper
from console.domain.document import Step, hand, next_step
from console.domain.refused import Answer, Refused
from console.domain.response import LIVING, Approval, ResponseState
from console.domain.task import OPEN, Task, TaskState
from console.panes.response.act_form import ActForm, Job
from console.panes.response.tr import tr
from console.services.glance.response import PaperRow, ResponseView
from console.widgets.pane import Pane
from console.widgets.paper_desk import PaperDesk
from console.widgets.record_table import RecordTable
from console.wording import refusal

NOT_READ = "正在读取"
NO_RESPONSE = "现在没有响应"


class Ground(Pane):
    """`view` is the newest glance, None before the first; the page adds the tables."""

    tasks: RecordTable[Task]
    papers: RecordTable[PaperRow]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.view: ResponseView | None = None
        self.printing = PaperDesk(self)
        self._forms: dict[tuple[str, str], ActForm] = {}
        self._sent: ActForm | None = None
        self._later: tuple[Callable[[Any], object], Callable[[Any], str]] | None = None

    def when_read(self, act: Callable[[Any], object], why_not: Callable[[Any], str]) -> None:
        """Do it now, or as soon as the page has read: a key pressed on the wall is not lost."""
        if self.view is None:
            self._later = (act, why_not)
        else:
            act(self)

    def do_later(self) -> None:
        """What was asked for before the first answer; what then is missing is said."""
        if self._later is None:
            return
        (act, why_not), self._later = self._later, None
        missing = why_not(self)
        if missing:
            self.bus.say(missing, "warn")
        else:
            act(self)

    # What is missing for an act ---------------------------------------------------------------

    def no_view(self) -> str:
        return "" if self.view is not None else NOT_READ

    def no_plan(self) -> str:
        if self.view is None:
            return NOT_READ
        if self.view.plan is None:
            return tr("没有现行预案")
        return tr("已有建议待批准") if self.view.proposal is not None else ""

    def no_ground(self) -> str:
        if self.view is None:
            return NOT_READ
        return "" if self.view.plan is not None else tr("没有现行预案")

    def no_proposal(self) -> str:
        if self.view is None:
            return NOT_READ
        return "" if self.view.proposal is not None else tr("没有待批准的建议")

    def no_other_seat(self) -> str:
        seat = self.view.seat if self.view is not None else None
        if seat is None:
            return NOT_READ
        if not seat.stations:
            return tr("工作站尚未入网,本机的决定即为最后决定")
        return tr("本机已是决策席") if seat.held_by and seat.here.is_seat else ""

    def no_living(self) -> str:
        if self.view is None:
            return NOT_READ
        return "" if self._state() in LIVING else NO_RESPONSE

    def no_living_free(self) -> str:
        return self.no_living() or self.no_plan()

    def no_event(self) -> str:
        if self.view is None:
            return NOT_READ
        return "" if self.view.event is not None else tr("没有事件档,请先接报或建议启动")

    def no_paper_owed(self) -> str:
        if self.view is None:
            return NOT_READ
        return "" if self._owed() is not None else tr("没有要补书面的口头批准")

    def no_open_task(self) -> str:
        if self.view is None:
            return NOT_READ
        chosen = self.tasks.current()
        if chosen is None:
            return tr("请先选择一项任务")
        return "" if chosen.state in OPEN else tr("此项任务已办结")

    def no_issued_task(self) -> str:
        missing = self.no_open_task()
        chosen = self.tasks.current()
        if missing or chosen is None:
            return missing
        return "" if chosen.state is TaskState.ISSUED else tr("此项任务已签收")

    def no_paper_row(self) -> str:
        if self.view is None:
            return NOT_READ
        return "" if self._paper() is not None else tr("没有文书")

    def no_unsigned(self) -> str:
        row = self._paper()
        if row is None:
            return self.no_paper_row()
        return tr("已签发") if hand(row.paper, Step.SIGNED) else ""

    def no_unpublished(self) -> str:
        row = self._paper()
        if row is None:
            return self.no_paper_row()
        return tr("已印发") if hand(row.paper, Step.PUBLISHED) else ""

    def no_next_step(self) -> str:
        row = self._paper()
        if row is None:
            return self.no_paper_row()
        return "" if next_step(row.paper) else tr("已印发")

    def no_published(self) -> str:
        row = self._paper()
        if row is None:
            return self.no_paper_row()
        return "" if hand(row.paper, Step.PUBLISHED) else tr("尚未印发")

    def no_ended(self) -> str:
        if self.view is None:
            return NOT_READ
        ended = self._state() in {ResponseState.ENDED, ResponseState.REVIEWED}
        return "" if ended else tr("响应尚未终止")

    def no_reviewed(self) -> str:
        if self.view is None:
            return NOT_READ
        return "" if self._state() is ResponseState.REVIEWED else tr("还没有评估")

    # ----------------------------------------------------------------------------------------

    @property
    def _view(self) -> ResponseView:
        assert self.view is not None
        return self.view

    @property
    def _world(self) -> Any:
        return self.services.world

    @property
    def _actor(self) -> str:
        return self.focus.officer

    def _state(self) -> ResponseState | None:
        response = self.view.response if self.view else None
        return response.state if response else None

    def _about(self) -> str:
        view = self._view
        return view.response.id if view.response else view.plan_version

    def _owed(self) -> Approval | None:
        return next((a for a in self._view.approvals if owes_paper(a)), None)

    def _paper(self) -> PaperRow | None:
        """The chosen paper, else the newest that stands."""
        chosen = self.papers.current()
        if chosen is not None:
            return chosen
        rows = self.view.papers if self.view else ()
        return next((row for row in rows if row.paper.voided_at is None), None)

    def _open(self, key: tuple[str, str], title: str, make: Callable[[], ActForm]) -> None:
        """The form as it was left, or a fresh one; another subject is another form."""
        form = self._forms.get(key)
        if form is None:
            form = make()
            form.lead()
            form.setParent(self)
            form.hide()
            form.submitted.connect(self._on_submitted)
            form.abandoned.connect(self.sheet_closed)
            self._forms[key] = form
        self.open_sheet(title, form)

    def _on_submitted(self, _values: object) -> None:
        form = self.sender()
        assert isinstance(form, ActForm)
        try:
            job = form.job(self._actor)
        except Refused as error:
            form.refuse(error)
            return
        form.set_busy(True)
        self._send(form, job)

    def _send(self, form: ActForm | None, job: Job) -> None:
        self._sent = form
        failed = form.refuse if form is not None else self._on_refused
        self.write(job, done=self._on_done, failed=failed)

    def _on_done(self, _result: object) -> None:
        form, self._sent = self._sent, None
        self.bus.say(self.tr("已存本机"), "ok")
        if form is None:
            return
        self._forms = {key: one for key, one in self._forms.items() if one is not form}
        self.sheet_closed.emit()
        form.deleteLater()

    def _on_refused(self, error: object) -> None:
        if isinstance(error, Answer):
            self.bus.say(refusal(error), "bad")
