"""The acts that move the level: propose, reach the approver, approve, decide, end, look back."""

from collections.abc import Callable

from console.domain.response import Action, ResponseState
from console.panes.response.act_form import ActForm
from console.panes.response.decide_forms import (
    ApproveForm,
    DirectForm,
    PaperForm,
    ProposeForm,
    ReturnForm,
    TryForm,
)
from console.panes.response.ground import Ground
from console.panes.response.seat_form import SeatForm
from console.panes.response.tr import tr
from console.panes.response.work_forms import (
    ReportReviewForm,
    ReviewForm,
)
from console.services.glance.response import actions_open
from console.services.responses import Responses
from console.wording.response import ACTION


class Acts(Ground):
    """Each act opens one form, or is done at once."""

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
            title = tr("批准:{act}").format(act=ACTION[asked.action])
            self._open(form, title, lambda: ApproveForm(self._world, view, asked, self._actor))

    def tried(self) -> None:
        """联系批准人, every try timed."""
        view, asked = self._view, self._view.proposal
        if asked is not None:
            about = f"{asked.id} {len(view.trace)}"
            self._open(
                ("tried", about), tr("联系批准人"), lambda: TryForm(self._world, view, asked)
            )

    def return_(self) -> None:
        view, asked = self._view, self._view.proposal
        if asked is not None:
            make = lambda: ReturnForm(self._world, view, asked)  # noqa: E731 - made when opened
            self._open(("return", asked.id), tr("退回建议"), make)

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
            self._open(
                ("paper", owed.id), tr("补书面"), lambda: PaperForm(self._world, view, owed)
            )

    def _propose(self, action: Action) -> None:
        view = self._view
        self._open(
            (f"propose {action}", self._about()),
            tr("建议{act}").format(act=ACTION[action]),
            lambda: ProposeForm(self._world, view, action),
        )

    def _decide(self, action: Action) -> None:
        view = self._view
        self._open(
            (f"direct {action}", self._about()),
            tr("领导直接决定:{act}").format(act=ACTION[action]),
            lambda: DirectForm(self._world, view, action, self._actor),
        )

    def take_seat(self) -> None:
        view = self._view
        about = view.seat.held_by if view.seat else ""
        self._open(("seat", about), tr("接管决策席"), lambda: SeatForm(self._world, view))

    # 评估、归档 ----------------------------------------------------------------------------------

    def review(self) -> None:
        view, response, done = self._view, self._view.response, self._view.review
        if response is None:
            return
        if done is None:
            make: Callable[[], ActForm] = lambda: ReviewForm(self._world, view, response)  # noqa: E731
            self._open(("review", response.id), tr("评估"), make)
        else:
            sent = lambda: ReportReviewForm(self._world, view, done)  # noqa: E731
            self._open(("review up", response.id), tr("评估报告上报"), sent)

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
