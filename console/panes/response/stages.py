"""Where the response stands on its way: 监测预警 → … → 评估, with the times that are on record.

A time that nobody recorded stays empty. The page writes each change of level as a pill of its
own; the tile keeps to the eight steps.
"""

from datetime import datetime

from console.domain.plan import Plan
from console.domain.response import LIVING, Action, Approval, Response, ResponseState
from console.domain.task import TaskState
from console.panes.response.tr import tr
from console.services.glance.response import ResponseView
from console.widgets.stepper import DONE, NEXT, NOW, Step
from console.wording import clock_time, date_time, local

WATCH, STUDY, PROPOSE, APPROVE = "监测预警", "会商研判", "建议", "批准"
START, HANDLE, END, REVIEW = "启动", "处置", "终止", "评估"
UNDER_WAY = "进行中"


def circles(view: ResponseView) -> list[Step]:
    """The tile's eight steps."""
    before = _before(view)
    return [*before, *_after(view, handling=True)]


def pills(view: ResponseView) -> list[Step]:
    """The page's way: as many pills as there were levels."""
    return [*_before(view), *_levels(view), *_after(view, handling=False)]


def _before(view: ResponseView) -> list[Step]:
    response, event = view.response, view.event
    first = _first(view)
    asked = _proposed(view, first)
    direct = response is not None and first is not None and first.proposal_id is None
    watch = DONE if response or asked else NOW
    study = DONE if response or asked else NEXT
    propose = DONE if asked or response else NEXT
    approve = DONE if response else NOW if view.proposal else NEXT
    return [
        Step(WATCH, _at(view, event.began_at if event else None), watch),
        Step(STUDY, _at(view, _studied(view)), study),
        Step(PROPOSE, tr("直接决定") if direct else _at(view, asked), propose),
        Step(
            APPROVE + (_level_of(view.plan, first) if first else ""),
            _at(view, first.decided_at if first else None),
            approve,
        ),
        Step(START, _at(view, response.started_at if response else None), _done(response)),
    ]


def _proposed(view: ResponseView, first: Approval | None) -> datetime | None:
    """When the start was proposed: the proposal that was approved, else the one that waits."""
    if first is not None:
        found = [p.proposed_at for p in view.proposals if p.id == first.proposal_id]
        return found[0] if found else None
    return view.proposal.proposed_at if view.proposal else None


def _first(view: ResponseView) -> Approval | None:
    return next((a for a in view.approvals if a.action is Action.START), None)


def _studied(view: ResponseView) -> datetime | None:
    """The consultation that was reported done; else the judgement that the proposal was made on."""
    done = [
        t.done_at
        for t in view.tasks
        if t.code == "consult" and t.state is TaskState.DONE and t.done_at is not None
    ]
    judged = [p.proposed_at for p in view.proposals if p.findings and p.action is Action.START]
    return min(done, default=min(judged, default=None))


def _levels(view: ResponseView) -> list[Step]:
    response, plan = view.response, view.plan
    if response is None or plan is None:
        return [Step(HANDLE)]
    moves = [a for a in view.approvals if a.action in {Action.START, Action.ADJUST}]
    made = []
    for number, move in enumerate(moves):
        last = number == len(moves) - 1 and response.state in LIVING
        name = plan.level_name(move.level)
        if last and response.state is ResponseState.PAUSED:
            name = tr("{name} 暂停中").format(name=name)
        made.append(
            Step(name, tr("{at} 起").format(at=_at(view, move.decided_at)), NOW if last else DONE)
        )
    return made


def _after(view: ResponseView, *, handling: bool) -> list[Step]:
    response = view.response
    made = []
    if handling:
        state = NEXT if response is None else NOW if response.state in LIVING else DONE
        made.append(Step(HANDLE, UNDER_WAY if state == NOW else "", state))
    ended = response.ended_at if response else None
    reviewed = response.reviewed_at if response else None
    made.append(Step(END, _at(view, ended), DONE if ended else NEXT))
    review = DONE if reviewed else NOW if ended else NEXT
    made.append(Step(REVIEW, _at(view, reviewed), review))
    return made


def _done(response: Response | None) -> str:
    return DONE if response else NEXT


def _level_of(plan: Plan | None, approval: Approval) -> str:
    return plan.level_name(approval.level) if plan else ""


def _at(view: ResponseView, moment: datetime | None) -> str:
    if moment is None:
        return ""
    same = local(moment).date() == local(view.now).date()
    return clock_time(moment) if same else date_time(moment)
