"""A box for whatever was received, and beneath it how each piece was understood, before saving.

What can't be understood says why and stays in the box; what was saved leaves it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from console.domain.evidence import Mark
from console.domain.metric import Metrics
from console.domain.paste import PasteContext, PastedRow, parse
from console.domain.reading import ReadingDraft
from console.panes.situation.readings import figure
from console.theme import hold, set_tone
from console.widgets.form import Form
from console.widgets.note_edit import NoteEdit
from console.widgets.record_table import Column, RecordTable
from console.wording.reading import problems, window
from console.wording.situation import COUNTY, LEFT_OUT
from console.wording.store import MARK

TALL = 8


class PasteForm(Form):
    """`pasted(tuple of ReadingDraft)`; call `accept` when they were saved."""

    pasted = Signal(object)

    def __init__(
        self, metrics: Metrics, now: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self._metrics = metrics
        self._now = now
        self._stations: Mapping[str, str | None] = {}
        self._rows: tuple[PastedRow, ...] = ()
        self.text = NoteEdit(self.tr("把收到的雨水情粘贴到这里,一行一条或整段都可以"), TALL)
        self.source = QLineEdit()
        self.mark = QComboBox()
        for mark in (Mark.PENDING, Mark.VERIFIED, Mark.SUGGESTED):
            self.mark.addItem(MARK[mark], str(mark))
        self.add_field("text", self.tr("原文"), self.text, required=True)
        self.add_field("source", self.tr("来源"), self.source, required=True)
        self.add_field("mark", self.tr("标注"), self.mark, required=True)
        self.table = _table(metrics)
        hold(self.table, height=280, least=True)
        self.add_widget(self.table)
        self.why = self.add_note("")
        set_tone(self.why, "bad")
        self.text.textChanged.connect(self._read)
        self.submitted.connect(self._on_submitted)
        self._read()

    def set_stations(self, stations: Mapping[str, str | None]) -> None:
        self._stations = stations
        self._read()

    @property
    def rows(self) -> tuple[PastedRow, ...]:
        return self._rows

    def accept(self, _answer: object = None) -> None:
        """Saved: only what was not understood stays, ready to be mended."""
        self.set_busy(False)
        self.forgive()
        self.text.setPlainText("\n".join(_left(self._rows)))

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001 - as the form has it
        super().set_busy(busy or not any(row.draft for row in self._rows))

    def _read(self) -> None:
        context = PasteContext(self._metrics, self._now(), self._stations, "")
        self._rows = parse(self.text.toPlainText(), context)
        self.table.show_rows(list(enumerate(self._rows)))
        self.why.setText("\n".join(_why(row) for row in self._rows if row.draft is None))
        count = sum(row.draft is not None for row in self._rows)
        self.save_button.setText(self.tr("保存 %n 条", "", count))
        self.save_button.updateGeometry()
        self.set_busy(False)

    def _on_submitted(self, _values: object) -> None:
        drafts = tuple(self._marked(row.draft) for row in self._rows if row.draft)
        if drafts:
            self.set_busy(True)
            self.pasted.emit(drafts)

    def _marked(self, draft: ReadingDraft) -> ReadingDraft:
        mark, source = Mark(str(self.mark.currentData())), self.source.text().strip()
        return replace(draft, mark=mark, source=source)


Numbered = tuple[int, PastedRow]


def _left(rows: Iterable[PastedRow]) -> list[str]:
    """The whole line where nothing of it was taken, else only the piece that was not."""
    rows = tuple(rows)
    taken = {row.line for row in rows if row.draft}
    left = [row.piece if row.line in taken else row.raw for row in rows if row.draft is None]
    return list(dict.fromkeys(left))


def _why(row: PastedRow) -> str:
    return f"“{row.piece}” {problems(row.problems)}"


def understood(draft: ReadingDraft, metrics: Metrics) -> str:
    """临溪 单站累计雨量 298.7 mm."""
    metric = metrics.get(draft.metric)
    name = metric.name if metric else draft.metric
    return f"{draft.station or COUNTY} {name} {figure(draft, metric)}"


def _when(row: Numbered) -> str:
    draft = row[1].draft
    if draft is None:
        return row[1].piece
    return window(draft.window_start, draft.window_end, draft.span_minutes)


def _table(metrics: Metrics) -> RecordTable[Numbered]:
    def reads(row: Numbered) -> str:
        return understood(row[1].draft, metrics) if row[1].draft else LEFT_OUT

    columns = [
        Column[Numbered]("reads", "读作", reads, stretch=1, tone=_tone, tip=_raw),
        Column[Numbered]("when", "时段", _when, width=314, tone=_dim, tip=_raw),
    ]
    return RecordTable(columns, _number, title="读作", empty="粘贴后在这里逐条核对")


def _number(row: Numbered) -> int:
    return row[0]


def _raw(row: Numbered) -> str:
    return row[1].raw


def _tone(row: Numbered) -> str:
    return "ink" if row[1].draft else "bad"


def _dim(_row: Numbered) -> str:
    return "dim"
