"""Forms of the work under a response: tasks, papers, receipts, review."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget, QListWidgetItem, QSpinBox

from console.domain.document import Paragraph, Step
from console.domain.response import Response
from console.domain.review import Review, ReviewPart
from console.domain.task import Order, Task, Urgent
from console.panes.response.act_form import ActForm, Job
from console.services.documents import Documents
from console.services.glance.response import PaperRow, ResponseView
from console.services.receipts import Receipts
from console.services.responses import Responses
from console.services.tasks import Tasks
from console.services.world import World
from console.widgets.complete import Choice, CompleteField
from console.widgets.note_edit import NoteEdit
from console.wording import clock_time, join
from console.wording.document import STEP
from console.wording.response import REVIEW_PART, URGENT
from resources import duty


def units_field() -> CompleteField:
    return CompleteField([Choice(u.id, u.name, u.duty) for u in duty.units()])


class OrderForm(ActForm):
    """下达任务 under the response, or 转移避险 / 先期处置 at once without any level."""

    def __init__(self, world: World, view: ResponseView, *, urgent: bool = False) -> None:
        super().__init__(world, view, "先行下达" if urgent else "下达", columns=2)
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
        self.add_note(join((task.title, task.unit, f"时限 {clock_time(task.due_at)}")))
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
            self.add_reason(self.tr("撤回原因"))
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


class StepForm(ActForm):
    """The next hand of a paper, with its own time."""

    def __init__(self, world: World, view: ResponseView, row: PaperRow, step: Step) -> None:
        super().__init__(world, view, STEP[step], columns=2)
        self.row, self.step = row, step
        self.add_note(join((row.paper.number, row.paper.title)))
        self.add_time(f"{STEP[step]}时刻")
        if step is Step.PUBLISHED:
            self.add_late_reason()

    def job(self, actor: str) -> Job:
        service, at, id_ = Documents(self.world), self.moment(), self.row.paper.id
        late = self.text("late_reason")
        if self.step is Step.PUBLISHED:
            return lambda: service.publish(actor, id_, at, late)
        acts = {
            Step.CHECKED: service.check,
            Step.COUNTERSIGNED: service.countersign,
            Step.SIGNED: service.sign,
            Step.NUMBERED: service.number,
            Step.SEALED: service.seal,
        }
        act = acts[self.step]
        return lambda: act(actor, id_, at)


class EditForm(ActForm):
    """改稿: the title and the paragraphs, one to a block, until it is signed."""

    def __init__(self, world: World, view: ResponseView, row: PaperRow) -> None:
        super().__init__(world, view, "保存", columns=1)
        self.row = row
        self.add_field("title", self.tr("标题"), QLineEdit(row.paper.title), required=True)
        for number, paragraph in enumerate(row.paper.paragraphs):
            field = NoteEdit(lines=3)
            field.setPlainText(paragraph.text)
            key = "body" if number == 0 else f"body_{number}"
            self.add_field(key, self.tr("第 {n} 段").format(n=number + 1), field, required=True)

    def job(self, actor: str) -> Job:
        title = self.text("title")
        made = tuple(
            Paragraph(one.kind, self.text("body" if n == 0 else f"body_{n}"))
            for n, one in enumerate(self.row.paper.paragraphs)
        )
        service, id_ = Documents(self.world), self.row.paper.id
        return lambda: service.edit(actor, id_, title, made)


class VoidForm(ActForm):
    """作废 of a paper with its number; a fresh draft takes its place."""

    def __init__(self, world: World, view: ResponseView, row: PaperRow) -> None:
        super().__init__(world, view, "作废重拟", columns=2)
        self.row = row
        self.add_note(join((row.paper.number, row.paper.title)))
        self.add_reason(self.tr("作废原因"))

    def job(self, actor: str) -> Job:
        service, id_, reason = Documents(self.world), self.row.paper.id, self.text("reason")
        return lambda: service.void(actor, id_, reason)


class ReceiptForm(ActForm):
    """签收: tick the units that answered in one round of calls."""

    def __init__(self, world: World, view: ResponseView, row: PaperRow) -> None:
        super().__init__(world, view, "签收", columns=2)
        self.row = row
        self.units = QListWidget()
        self.units.setMinimumHeight(320)
        self.units.setAccessibleName(self.tr("签收单位"))
        for one in row.receipts:
            at = f"  {clock_time(one.received_at)} 已签收" if one.received_at else ""
            item = QListWidgetItem(f"{one.unit}{at}")
            item.setData(Qt.ItemDataRole.UserRole, one.id)
            flags = Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable
            done = one.received_at is not None
            item.setFlags(flags if done else flags | Qt.ItemFlag.ItemIsEnabled)
            item.setCheckState(Qt.CheckState.Checked if done else Qt.CheckState.Unchecked)
            self.units.addItem(item)
        self.add_note(join((row.paper.number, f"已签收 {row.received}/{len(row.receipts)}")))
        self.add_widget(self.units)
        self.add_time(self.tr("签收时刻"))
        self.add_field("note", self.tr("接收人或方式"), QLineEdit())

    def ticked(self) -> list[str]:
        rows = (self.units.item(n) for n in range(self.units.count()))
        return [
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in rows
            if item.flags() & Qt.ItemFlag.ItemIsEnabled
            and item.checkState() is Qt.CheckState.Checked
        ]

    def tick_all(self) -> None:
        for number in range(self.units.count()):
            self.units.item(number).setCheckState(Qt.CheckState.Checked)

    def job(self, actor: str) -> Job:
        service, ids = Receipts(self.world), self.ticked()
        at, note = self.moment(), self.text("note")
        return lambda: service.receive(actor, ids, at, note)


class ReviewForm(ActForm):
    """评估: the four parts that the statute asks for."""

    def __init__(self, world: World, view: ResponseView, response: Response) -> None:
        super().__init__(world, view, "完成评估", columns=1)
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
        super().__init__(world, view, "上报", columns=2)
        self.review = review
        self.add_field("to", self.tr("报送单位"), QLineEdit(), required=True)
        self.add_time(self.tr("上报时刻"))

    def job(self, actor: str) -> Job:
        service, id_ = Responses(self.world), self.review.id
        to, at = self.text("to"), self.moment()
        return lambda: service.report_review(actor, id_, to, at)
