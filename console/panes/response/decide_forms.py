"""Forms that move the level: propose, approve, decide directly, return, put on paper."""

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit

from console.domain.level import Level
from console.domain.response import JUMP, Action, Approval, Proposal
from console.domain.statement import Ending
from console.panes.response.act_form import ActForm, Job
from console.panes.response.decision_form import DecisionForm
from console.panes.response.tr import tr
from console.services.decisions import REASONED, Attempt, Wish
from console.services.findings import snapshot
from console.services.glance.response import ResponseView
from console.services.responses import Responses
from console.services.world import World
from console.widgets.note_edit import NoteEdit
from console.wording import clock_time, date_time, full_time
from console.wording.response import ACTION, TRIED, TRY_RESULTS

NEW_EVENT = ""


class WishForm(DecisionForm):
    """What all wishes share: the event, what the action must say, the reason."""

    def __init__(
        self, world: World, view: ResponseView, action: Action, save: str, *, columns: int = 2
    ) -> None:
        super().__init__(world, view, save, columns=columns)
        self.action = action
        if action is Action.START:
            self._add_event()
        if action in {Action.START, Action.ADJUST}:
            self.add_statement()
        if action is Action.END:
            self._add_ending()
        label = self.tr("依据") if action is Action.START else self.tr("原因")
        self.add_reason(label, self.why(), required=action in REASONED)

    def _add_event(self) -> None:
        box = QComboBox()
        for event in self.view.events:
            box.addItem(event.title, event.id)
        box.addItem(self.tr("新建事件档"), NEW_EVENT)
        self.add_field("event", self.tr("事件"), box, span=1)
        name = QLineEdit()
        name.setPlaceholderText(self.tr("新建时填,如 梅雨强降水"))
        self.add_field("event_title", self.tr("新事件名称"), name, required=True)
        box.currentIndexChanged.connect(self._on_event)
        self._on_event()

    def _on_event(self, _index: int = 0) -> None:
        self.need("event_title", asked=self.values()["event"] == NEW_EVENT)

    def _add_ending(self) -> None:
        caption = QLabel(self.tr("终止判据,逐条确认"))
        caption.setProperty("role", "caption")
        self.add_widget(caption)
        for number, rule in enumerate(self.view.plan.ends if self.view.plan else ()):
            self.add_field(f"criterion_{number}", "", QCheckBox(rule.text), span=2)
        follow = NoteEdit(lines=3)
        self.add_field("follow_up", self.tr("后续措施"), follow, required=True, span=2)

    def wish(self) -> Wish:
        response = self.view.response
        starts = self.action is Action.START
        stated = self.action in {Action.START, Action.ADJUST}
        values = self.values()
        event = self.view.event
        chosen = values.get("event", "") if starts else event.id if event else ""
        return Wish(
            action=self.action,
            event_id=str(chosen or ""),
            new_event=self.text("event_title"),
            plan_code=self.view.plan.code if self.view.plan else "",
            response_id=None if starts or response is None else response.id,
            statement=self.statement(self.moment()) if stated else None,
            ending=self._ending(values) if self.action is Action.END else None,
            reason=self.text("reason"),
        )

    def _ending(self, values: dict[str, Any]) -> Ending:
        ends = self.view.plan.ends if self.view.plan else ()
        confirmed = [rule.text for n, rule in enumerate(ends) if values[f"criterion_{n}"]]
        return Ending(confirmed=tuple(confirmed), follow_up=self.text("follow_up"))

    def refuse(self, error: object) -> None:
        code = getattr(error, "code", "")
        if code == "event_title_missing":
            error.facts["field"] = "event_title"  # type: ignore[attr-defined]
        super().refuse(error)


class ProposeForm(WishForm):
    """建议: the duty officer's; filled in from the judgement of the moment."""

    def __init__(self, world: World, view: ResponseView, action: Action) -> None:
        super().__init__(world, view, action, tr("建议{act}").format(act=ACTION[action]))
        self.add_time(self.tr("建议时刻"))

    def job(self, actor: str) -> Job:
        wish, at = self.wish(), self.moment()
        findings = snapshot(self.view.judgement)
        service = Responses(self.world)
        return lambda: service.propose(actor, wish, findings, at)


class DirectForm(WishForm):
    """领导直接决定: what is said and who decided it, on one sheet."""

    def __init__(self, world: World, view: ResponseView, action: Action, actor: str) -> None:
        super().__init__(world, view, action, tr("记录决定:{act}").format(act=ACTION[action]))
        self.say_away()
        if action is Action.ADJUST:
            self.add_jump()
        self.add_consent(action, self._matrix_level(), actor)
        level = self._fields.get("level")
        if isinstance(level, QComboBox):
            level.currentIndexChanged.connect(self._on_level)

    def job(self, actor: str) -> Job:
        wish, ruling = self.wish(), self.ruling()
        service = Responses(self.world)
        return lambda: service.decide(actor, wish, ruling)

    def _on_level(self, _index: int) -> None:
        self.show_approvers(self.action, self._matrix_level())
        self.need("jump", asked=_jumps(self.level(), self.view))
        self._required["jump"] = False

    def _matrix_level(self) -> Level | None:
        return _graver(self.level(), self.view)


class ApproveForm(DecisionForm):
    """批准 of the open proposal: as proposed, or another level with the decider's reason."""

    def __init__(self, world: World, view: ResponseView, proposal: Proposal, actor: str) -> None:
        super().__init__(world, view, tr("批准"), columns=2)
        self.proposal = proposal
        self.add_note(proposal_words(view, proposal))
        self.say_away()
        self._changes_level = proposal.action in {Action.START, Action.ADJUST}
        if self._changes_level:
            box = self.add_level()
            box.setCurrentIndex(max(0, box.findData(proposal.statement.level)))
            box.currentIndexChanged.connect(self._on_level)
            if proposal.action is Action.ADJUST:
                self.add_jump()
            why = QLineEdit()
            self.add_field("level_reason", self.tr("与建议不同的理由"), why, required=True, span=2)
            self._show_reasons()
        self.add_consent(proposal.action, self._matrix_level(), actor)
        why_deputy = self.field("deputy_reason")
        assert isinstance(why_deputy, QLineEdit)
        why_deputy.setText(tried_words(view, proposal))

    def job(self, actor: str) -> Job:
        level, stated = self.level(), self.proposal.statement
        other = self._changes_level and level != stated.level
        ruling = self.ruling(
            level_reason=self.text("level_reason"),
            statement=replace(stated, level=level) if other else None,
        )
        service, id_ = Responses(self.world), self.proposal.id
        return lambda: service.approve(actor, id_, ruling)

    def _on_level(self, _index: int = 0) -> None:
        self.show_approvers(self.proposal.action, self._matrix_level())
        self._show_reasons()

    def _show_reasons(self) -> None:
        self.need("jump", asked=_jumps(self.level(), self.view))
        self._required["jump"] = False
        self.need("level_reason", asked=self.level() != self.proposal.statement.level)

    def _matrix_level(self) -> Level | None:
        return _graver(self.level() if self._changes_level else None, self.view)


class TryForm(DecisionForm):
    """联系批准人 by the plan's ladder, every try with its time."""

    def __init__(self, world: World, view: ResponseView, proposal: Proposal) -> None:
        super().__init__(world, view, tr("记下"), columns=2)
        self.proposal = proposal
        self.add_field("approver", self.tr("批准人"), QComboBox(), required=True, span=2)
        self.show_approvers(proposal.action, _graver(proposal.statement.level, view))
        rung = QComboBox()
        for one in view.plan.ladder if view.plan else ():
            rung.addItem(
                tr("{title}(至多 {tries} 次)").format(title=one.title, tries=one.tries), one.title
            )
        self.add_field("rung", self.tr("方式"), rung, required=True)
        result = QComboBox()
        for word in TRY_RESULTS:
            result.addItem(word, word)
        self.add_field("result", self.tr("结果"), result, required=True)
        self.add_time(self.tr("时刻"))

    def job(self, actor: str) -> Job:
        values = self.values()
        approver = str(values["approver"])
        attempt = Attempt(
            approver_id=approver,
            title=self.seat_title(approver),
            rung=str(values["rung"]),
            result=str(values["result"]),
            at=self.moment(),
        )
        service, id_ = Responses(self.world), self.proposal.id
        return lambda: service.record_try(actor, id_, attempt)


def tried_words(view: ResponseView, proposal: Proposal) -> str:
    """The tries so far as the reason of a deputy: 县防办主任 本人电话未接(15:42、15:44)."""
    tries: dict[tuple[str, str, str], list[str]] = {}
    for one in reversed(view.trace):
        if one.kind == "approver_tried" and one.subject_id == proposal.id:
            key = tuple(str(one.facts.get(k, "")) for k in ("title", "rung", "result"))
            tries.setdefault((key[0], key[1], key[2]), []).append(clock_time(one.at))
    return ";".join(
        TRIED.format(title=title, rung=rung, result=result, times="、".join(times))
        for (title, rung, result), times in tries.items()
    )


class ReturnForm(ActForm):
    """退回 to 监测预警."""

    def __init__(self, world: World, view: ResponseView, proposal: Proposal) -> None:
        super().__init__(world, view, tr("退回"), columns=2)
        self.proposal = proposal
        self.add_note(proposal_words(view, proposal))
        self.add_reason(self.tr("退回原因"), required=True)
        self.add_time(self.tr("退回时刻"))

    def job(self, actor: str) -> Job:
        reason, at = self.text("reason"), self.moment()
        service, id_ = Responses(self.world), self.proposal.id
        return lambda: service.return_(actor, id_, reason, at)


class PaperForm(ActForm):
    """补书面 of an oral decision."""

    def __init__(self, world: World, view: ResponseView, approval: Approval) -> None:
        super().__init__(world, view, tr("补书面"), columns=2)
        self.approval = approval
        said = tr("{title} {at} 口头批准{act}").format(
            title=approval.title, at=full_time(approval.decided_at), act=ACTION[approval.action]
        )
        self.add_note(said)
        number = QLineEdit()
        self.add_field("number", self.tr("书面文号或签批单号"), number, required=True)
        self.add_time(self.tr("签批时刻"))
        self.add_late_reason()

    def job(self, actor: str) -> Job:
        number, at, late = self.text("number"), self.moment(), self.text("late_reason")
        service, id_ = Responses(self.world), self.approval.id
        return lambda: service.record_paper(actor, id_, number, at, late)


def _jumps(level: Level | None, view: ResponseView) -> bool:
    standing = view.response.level if view.response else None
    return level is not None and standing is not None and abs(level - standing) >= JUMP


def proposal_words(view: ResponseView, proposal: Proposal) -> str:
    """What was proposed, when, for which level, until when and why."""
    stated = proposal.statement
    plan = view.plan
    name = plan.level_name(stated.level) if plan and stated.level else ""
    kind = plan.kind if plan else ""
    asked = tr("建议{act}{kind}{name}应急响应").format(
        act=ACTION[proposal.action], kind=kind, name=name
    )
    lines = [
        f"{date_time(proposal.proposed_at)} {asked}",
        tr("响应事项 {matter} · 预计至 {at}").format(
            matter=stated.matter, at=full_time(stated.expected_until)
        ),
        tr("依据 {reason}").format(reason=proposal.reason) if proposal.reason else "",
    ]
    return "\n".join(line for line in lines if line)


def _graver(level: Level | None, view: ResponseView) -> Level | None:
    """The level whose row of the matrix decides: the graver of the two where it changes."""
    standing = view.response.level if view.response else None
    return min((one for one in (level, standing) if one), default=None)
