"""What an officer can do on the 响应 page: each act opens one form, or is done at once.

An act that can't be done says what is missing (`no_…`), which greys its command. A form is kept
until it is sent, so that Esc and a refusal lose nothing.
"""

from collections.abc import Callable
from typing import Any

from console.domain.approval import owes_paper
from console.domain.document import Step, hand, next_step
from console.domain.refused import Answer, Refused
from console.domain.response import LIVING, Action, Approval, ResponseState
from console.domain.task import OPEN, Task, TaskState
from console.panes.response.act_form import ActForm, Job
from console.panes.response.decide_forms import (
    ApproveForm,
    DirectForm,
    PaperForm,
    ProposeForm,
    ReturnForm,
)
from console.panes.response.work_forms import (
    EditForm,
    OrderForm,
    ReceiptForm,
    ReportReviewForm,
    ReviewForm,
    StepForm,
    TaskForm,
    VoidForm,
)
from console.services.glance.response import PaperRow, ResponseView, actions_open
from console.services.responses import Responses
from console.services.tasks import Tasks
from console.widgets.pane import Pane
from console.widgets.record_table import RecordTable
from console.wording import refusal
from console.wording.document import STEP
from console.wording.response import ACTION

NOT_READ = "正在读取"
NO_RESPONSE = "现在没有响应"


class Acts(Pane):
    """The acts; the page adds the layout. `view` is the newest glance, None before the first."""

    tasks: RecordTable[Task]
    papers: RecordTable[PaperRow]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.view: ResponseView | None = None
        self._forms: dict[tuple[str, str], ActForm] = {}
        self._sent: ActForm | None = None

    # 建议、批准、决定 -----------------------------------------------------------------------------

    def suggest_move(self) -> None:
        """建议启动, or 建议调整 of what runs; 建议恢复 while it is paused."""
        self._propose(actions_open(self._view.response)[0])

    def suggest_pause(self) -> None:
        paused = self._state() is ResponseState.PAUSED
        self._propose(Action.RESUME if paused else Action.PAUSE)

    def suggest_end(self) -> None:
        self._propose(Action.END)

    def approve(self) -> None:
        view, asked = self._view, self._view.proposal
        if asked is not None:
            form = ("approve", asked.id)
            title = f"批准:{ACTION[asked.action]}"
            self._open(form, title, lambda: ApproveForm(self._world, view, asked, self._actor))

    def return_(self) -> None:
        view, asked = self._view, self._view.proposal
        if asked is not None:
            make = lambda: ReturnForm(self._world, view, asked)  # noqa: E731 - made when opened
            self._open(("return", asked.id), "退回建议", make)

    def direct(self) -> None:
        self._decide(actions_open(self._view.response)[0])

    def direct_pause(self) -> None:
        paused = self._state() is ResponseState.PAUSED
        self._decide(Action.RESUME if paused else Action.PAUSE)

    def direct_end(self) -> None:
        self._decide(Action.END)

    def paper(self) -> None:
        owed = self._owed()
        if owed is not None:
            view = self._view
            self._open(("paper", owed.id), "补书面", lambda: PaperForm(self._world, view, owed))

    def _propose(self, action: Action) -> None:
        view = self._view
        self._open(
            (f"propose {action}", self._about()),
            f"建议{ACTION[action]}",
            lambda: ProposeForm(self._world, view, action),
        )

    def _decide(self, action: Action) -> None:
        view = self._view
        self._open(
            (f"direct {action}", self._about()),
            f"领导直接决定:{ACTION[action]}",
            lambda: DirectForm(self._world, view, action, self._actor),
        )

    # 任务 ---------------------------------------------------------------------------------------

    def order(self) -> None:
        view = self._view
        self._open(("order", self._about()), "下达任务", lambda: OrderForm(self._world, view))

    def order_at_once(self) -> None:
        view = self._view
        about = view.event.id if view.event else ""
        self._open(
            ("at once", about),
            "转移避险、先期处置",
            lambda: OrderForm(self._world, view, urgent=True),
        )

    def acknowledge(self) -> None:
        """签收 at once: it is pressed with the telephone in the other hand."""
        chosen = self.tasks.current()
        if chosen is not None:
            now = self._world.clock.now()
            self._send(None, self._acknowledging(chosen.id, now))

    def _acknowledging(self, id_: str, now: Any) -> Job:
        service, actor = Tasks(self._world), self._actor
        return lambda: service.acknowledge(actor, [id_], now)

    def report(self) -> None:
        self._task("report", "反馈")

    def finish(self) -> None:
        self._task("finish", "完成任务")

    def withdraw(self) -> None:
        self._task("withdraw", "撤回任务")

    def _task(self, act: str, title: str) -> None:
        chosen, view = self.tasks.current(), self._view
        if chosen is not None:
            make = lambda: TaskForm(self._world, view, chosen, act)  # noqa: E731
            self._open((act, chosen.id), title, make)

    def _on_task(self, _task: Task) -> None:
        if not self.no_open_task():
            self.report()

    # 文书 ---------------------------------------------------------------------------------------

    def next_step(self) -> None:
        row, view = self._paper(), self._view
        step = next_step(row.paper) if row else None
        if row is not None and step is not None:
            make = lambda: StepForm(self._world, view, row, step)  # noqa: E731
            self._open((f"step {step}", row.paper.id), f"文书{STEP[step]}", make)

    def check(self) -> None:
        row, view = self._paper(), self._view
        if row is not None:
            make = lambda: StepForm(self._world, view, row, Step.CHECKED)  # noqa: E731
            self._open(("check", row.paper.id), "核稿", make)

    def edit(self) -> None:
        row, view = self._paper(), self._view
        if row is not None:
            self._open(("edit", row.paper.id), "改稿", lambda: EditForm(self._world, view, row))

    def void(self) -> None:
        row, view = self._paper(), self._view
        if row is not None:
            self._open(
                ("void", row.paper.id), "作废重拟", lambda: VoidForm(self._world, view, row)
            )

    def receipts(self) -> None:
        row, view = self._paper(), self._view
        if row is not None:
            about = f"{row.paper.id} {row.received}"
            self._open(
                ("receipts", about), "通知签收", lambda: ReceiptForm(self._world, view, row)
            )

    def _on_paper(self, _row: PaperRow) -> None:
        if not self.no_next_step():
            self.next_step()
        elif not self.no_published():
            self.receipts()

    # 评估、归档 ----------------------------------------------------------------------------------

    def review(self) -> None:
        view, response, done = self._view, self._view.response, self._view.review
        if response is None:
            return
        if done is None:
            make: Callable[[], ActForm] = lambda: ReviewForm(self._world, view, response)  # noqa: E731
            self._open(("review", response.id), "评估", make)
        else:
            sent = lambda: ReportReviewForm(self._world, view, done)  # noqa: E731
            self._open(("review up", response.id), "评估报告上报", sent)

    def archive(self) -> None:
        response = self._view.response
        if response is not None:
            service, actor, now = Responses(self._world), self._actor, self._world.clock.now()
            id_ = response.id
            self._send(None, lambda: service.archive(actor, id_, now))

    def next_response(self) -> None:
        """切换响应, where several run."""
        ids = [one.id for one in self._view.others]
        now = self._view.response
        if ids and now is not None:
            self.focus.move(response=ids[(ids.index(now.id) + 1) % len(ids)])

    # What is missing for an act ---------------------------------------------------------------

    def no_view(self) -> str:
        return "" if self.view is not None else NOT_READ

    def no_plan(self) -> str:
        if self.view is None:
            return NOT_READ
        if self.view.plan is None:
            return "没有现行预案"
        return "已有建议待批准" if self.view.proposal is not None else ""

    def no_ground(self) -> str:
        if self.view is None:
            return NOT_READ
        return "" if self.view.plan is not None else "没有现行预案"

    def no_proposal(self) -> str:
        if self.view is None:
            return NOT_READ
        return "" if self.view.proposal is not None else "没有待批准的建议"

    def no_living(self) -> str:
        if self.view is None:
            return NOT_READ
        return "" if self._state() in LIVING else NO_RESPONSE

    def no_living_free(self) -> str:
        return self.no_living() or self.no_plan()

    def no_event(self) -> str:
        if self.view is None:
            return NOT_READ
        return "" if self.view.event is not None else "没有事件档,请先接报或建议启动"

    def no_paper_owed(self) -> str:
        if self.view is None:
            return NOT_READ
        return "" if self._owed() is not None else "没有要补书面的口头批准"

    def no_open_task(self) -> str:
        if self.view is None:
            return NOT_READ
        chosen = self.tasks.current()
        if chosen is None:
            return "请先选择一项任务"
        return "" if chosen.state in OPEN else "此项任务已办结"

    def no_issued_task(self) -> str:
        missing = self.no_open_task()
        chosen = self.tasks.current()
        if missing or chosen is None:
            return missing
        return "" if chosen.state is TaskState.ISSUED else "此项任务已签收"

    def no_paper_row(self) -> str:
        if self.view is None:
            return NOT_READ
        return "" if self._paper() is not None else "没有文书"

    def no_unsigned(self) -> str:
        row = self._paper()
        if row is None:
            return self.no_paper_row()
        return "已签发" if hand(row.paper, Step.SIGNED) else ""

    def no_unpublished(self) -> str:
        row = self._paper()
        if row is None:
            return self.no_paper_row()
        return "已印发" if hand(row.paper, Step.PUBLISHED) else ""

    def no_next_step(self) -> str:
        row = self._paper()
        if row is None:
            return self.no_paper_row()
        return "" if next_step(row.paper) else "已印发"

    def no_published(self) -> str:
        row = self._paper()
        if row is None:
            return self.no_paper_row()
        return "" if hand(row.paper, Step.PUBLISHED) else "尚未印发"

    def no_ended(self) -> str:
        if self.view is None:
            return NOT_READ
        ended = self._state() in {ResponseState.ENDED, ResponseState.REVIEWED}
        return "" if ended else "响应尚未终止"

    def no_reviewed(self) -> str:
        if self.view is None:
            return NOT_READ
        return "" if self._state() is ResponseState.REVIEWED else "还没有评估"

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
