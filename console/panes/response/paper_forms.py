"""Forms of a paper: the next hand, the text, void and receipts."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem

from console.domain.document import Paragraph, Step
from console.panes.response.act_form import ActForm, Job
from console.panes.response.tr import tr
from console.services.documents import Documents
from console.services.glance.response import PaperRow, ResponseView
from console.services.receipts import Receipts
from console.services.world import World
from console.theme import hold
from console.widgets.note_edit import NoteEdit
from console.wording import clock_time, join
from console.wording.document import STEP


class StepForm(ActForm):
    """The next hand of a paper, with its own time."""

    def __init__(self, world: World, view: ResponseView, row: PaperRow, step: Step) -> None:
        super().__init__(world, view, STEP[step], columns=2)
        self.row, self.step = row, step
        self.add_note(join((row.paper.number, row.paper.title)))
        self.add_time(tr("{word}时刻").format(word=STEP[step]))
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
        super().__init__(world, view, tr("保存"), columns=1)
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
        super().__init__(world, view, tr("作废重拟"), columns=2)
        self.row = row
        self.add_note(join((row.paper.number, row.paper.title)))
        self.add_reason(self.tr("作废原因"), required=True)

    def job(self, actor: str) -> Job:
        service, id_, reason = Documents(self.world), self.row.paper.id, self.text("reason")
        return lambda: service.void(actor, id_, reason)


class ReceiptForm(ActForm):
    """签收: tick the units that answered in one round of calls."""

    def __init__(self, world: World, view: ResponseView, row: PaperRow) -> None:
        super().__init__(world, view, tr("签收"), columns=2)
        self.row = row
        self.units = QListWidget()
        hold(self.units, height=320, least=True)
        self.units.setAccessibleName(self.tr("签收单位"))
        for one in row.receipts:
            at = (
                tr("  {at} 已签收").format(at=clock_time(one.received_at))
                if one.received_at
                else ""
            )
            item = QListWidgetItem(f"{one.unit}{at}")
            item.setData(Qt.ItemDataRole.UserRole, one.id)
            flags = Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable
            done = one.received_at is not None
            item.setFlags(flags if done else flags | Qt.ItemFlag.ItemIsEnabled)
            item.setCheckState(Qt.CheckState.Checked if done else Qt.CheckState.Unchecked)
            self.units.addItem(item)
        self.add_note(
            join(
                (
                    row.paper.number,
                    tr("已签收 {received}/{n}").format(received=row.received, n=len(row.receipts)),
                )
            )
        )
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
