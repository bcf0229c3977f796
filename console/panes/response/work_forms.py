"""Forms of the work under a response: tasks, papers, receipts, review."""

from datetime import timedelta

from PySide6.QtWidgets import QComboBox, QLineEdit, QSpinBox

from console.domain.response import Response
from console.domain.review import Review, ReviewPart
from console.domain.task import Order, Task, Urgent
from console.panes.response.act_form import ActForm, Job
from console.panes.response.tr import tr
from console.services.glance.response import ResponseView
from console.services.responses import Responses
from console.services.tasks import Tasks
from console.services.world import World
from console.widgets.complete import Choice, CompleteField
from console.widgets.note_edit import NoteEdit
from console.wording import clock_time, join
from console.wording.response import REVIEW_PART, URGENT
from resources import duty


def units_field() -> CompleteField:
    return CompleteField([Choice(u.id, u.name, u.duty) for u in duty.units()])


class OrderForm(ActForm):
    """下达任务 under the response, or 转移避险 / 先期处置 at once without any level."""

    def __init__(self, world: World, view: ResponseView, *, urgent: bool = False) -> None:
        super().__init__(world, view, tr("先行下达") if urgent else tr("下达"), columns=2)
        self.urgent = urgent
        if urgent:
            kind = QComboBox()
            for one in Urgent:
                kind.addItem(URGENT[one], one)
            self.add_field("kind", self.tr("类别"), kind, required=True, span=2)
            self.add_note(self.tr("不等级别、不等签批,先下达先登记"))
        self.add_field("title", self.tr("任务"), QLineEdit(), required=True, span=2)
        self.add_field("unit", self.tr("责任单位"), units_field(), required=True)
        minutes = QSpinBox()
        minutes.setRange(0, 7 * 24 * 60)
        minutes.setSuffix(self.tr(" 分钟"))
        minutes.setSpecialValueText(self.tr("不限"))
        minutes.setValue(60)
        self.add_field("minutes", self.tr("时限(自下达起)"), minutes, required=False)
        total = QSpinBox()
        total.setRange(0, 10_000)
        total.setSpecialValueText(self.tr("不计数"))
        self.add_field("total", self.tr("应完成数"), total)
        self.add_time(self.tr("下达时刻"))
        self.add_field("detail", self.tr("要求"), NoteEdit(lines=3), span=2)

    def job(self, actor: str) -> Job:
        values, at = self.values(), self.moment()
        order = Order(
            title=self.text("title"),
            unit=self.text("unit"),
            limit=timedelta(minutes=values["minutes"]) if values["minutes"] else None,
            detail=self.text("detail"),
            total=values["total"] or None,
        )
        service, view = Tasks(self.world), self.view
        if self.urgent:
            event = view.event.id if view.event else ""
            urgent = Urgent(values["kind"])
            return lambda: service.order_at_once(actor, event, order, urgent, at)
        response = view.response.id if view.response else ""
        return lambda: service.issue(actor, response, order, at)


class TaskForm(ActForm):
    """反馈, 完成 or 撤回 of one task."""

    def __init__(self, world: World, view: ResponseView, task: Task, act: str) -> None:
        super().__init__(world, view, ACTS[act], columns=2)
        self.task, self.act = task, act
        self.add_note(
            join((task.title, task.unit, tr("时限 {at}").format(at=clock_time(task.due_at))))
        )
        if act != "withdraw":
            text = NoteEdit(lines=2)
            self.add_field("text", self.tr("反馈"), text, span=2)
        if act == "report" and task.total:
            count = QSpinBox()
            count.setRange(0, task.total)
            count.setValue(task.progress or 0)
            self.add_field("progress", self.tr("完成数"), count)
        if act == "finish":
            self.add_late_reason()
        if act == "withdraw":
            self.add_reason(self.tr("撤回原因"), required=True)
        self.add_time(self.tr("时刻"))

    def job(self, actor: str) -> Job:
        service, at, id_ = Tasks(self.world), self.moment(), self.task.id
        text, late, why = self.text("text"), self.text("late_reason"), self.text("reason")
        if self.act == "withdraw":
            return lambda: service.withdraw(actor, id_, why, at)
        if self.act == "finish":
            return lambda: service.finish(actor, id_, at, text, late)
        progress = self.values().get("progress")
        return lambda: service.report(actor, id_, text, progress, at)


ACTS = {"report": "反馈", "finish": "完成", "withdraw": "撤回"}


class ReviewForm(ActForm):
    """评估: the four parts that the statute asks for."""

    def __init__(self, world: World, view: ResponseView, response: Response) -> None:
        super().__init__(world, view, tr("完成评估"), columns=1)
        self.response = response
        self.add_note(
            self.tr("突发事件应对法第87、92条:损失调查评估,经过原因、教训、措施,报上一级")
        )
        for part in ReviewPart:
            self.add_field(str(part), REVIEW_PART[part], NoteEdit(lines=4), required=True)
        self.add_time(self.tr("评估时刻"))
        self.add_field("late_reason", self.tr("超时原因"), QLineEdit())

    def job(self, actor: str) -> Job:
        made = Review(
            id="",
            response_id=self.response.id,
            event_id=self.response.event_id,
            impact=self.text(ReviewPart.IMPACT),
            course=self.text(ReviewPart.COURSE),
            lessons=self.text(ReviewPart.LESSONS),
            measures=self.text(ReviewPart.MEASURES),
            written_at=self.moment(),
        )
        late = self.text("late_reason")
        service = Responses(self.world)
        return lambda: service.review(actor, made, late)


class ReportReviewForm(ActForm):
    """评估报告 goes up."""

    def __init__(self, world: World, view: ResponseView, review: Review) -> None:
        super().__init__(world, view, tr("上报"), columns=2)
        self.review = review
        self.add_field("to", self.tr("报送单位"), QLineEdit(), required=True)
        self.add_time(self.tr("上报时刻"))

    def job(self, actor: str) -> Job:
        service, id_ = Responses(self.world), self.review.id
        to, at = self.text("to"), self.moment()
        return lambda: service.report_review(actor, id_, to, at)
