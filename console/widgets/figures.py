"""Figures that a commander asks for first: large, aligned, with what they are above them.

A figure not known is —, never 0; its age and mark stand beside it in quiet ink.
"""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from console.domain.record import dataclass
from console.theme import set_tone
from console.theme.fonts import px
from console.wording import UNKNOWN, number


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is a number or ready text (`0 / 0 / 0`); `note` e.g. 截至 16:20 · 待核."""

    label: str
    value: int | str | None
    unit: str = ""
    tone: str = ""
    note: str = ""
    stretch: int = 1

    @property
    def words(self) -> str:
        if self.value is None:
            return UNKNOWN
        return number(self.value) if isinstance(self.value, int) else self.value


class FigureRow(QWidget):
    """`show_figures([Figure("应转", 187), …])` in one line, or two where it is narrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(px(14), px(10), px(14), px(10))
        self._grid.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._grid.setHorizontalSpacing(px(14))
        self._grid.setVerticalSpacing(px(8))
        self._cells: list[_Cell] = []
        self._figures: tuple[Figure, ...] = ()
        self._across = 0

    def show_figures(self, figures: Sequence[Figure]) -> None:
        self._figures = tuple(figures)
        while len(self._cells) < len(figures):
            self._cells.append(_Cell(self))
        for place, cell in enumerate(self._cells):
            if place < len(figures):
                cell.show_figure(figures[place])
        self._across = 0
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        """In one line where it fits, else in two: a clipped figure is a wrong figure."""
        shown = self._cells[: len(self._figures)]
        need = sum(cell.sizeHint().width() + px(14) for cell in shown) + px(14)
        across = len(shown) if need <= self.width() else (len(shown) + 1) // 2
        if across == self._across:
            return
        self._across = across
        for cell in self._cells:
            self._grid.removeWidget(cell)
            cell.setVisible(cell in shown)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
        for place, cell in enumerate(shown):
            self._grid.addWidget(cell, place // across, place % across)
            self._grid.setColumnStretch(place % across, self._figures[place].stretch)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, super().minimumSizeHint().height())


class _Cell(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(2))
        self._label, self._value, self._unit = QLabel(), QLabel(), QLabel()
        self._note = QLabel()
        self._label.setProperty("role", "caption")
        self._value.setProperty("role", "figure")
        self._unit.setProperty("role", "quiet")
        self._note.setProperty("role", "caption")
        line = QHBoxLayout()
        line.setSpacing(px(4))
        line.addWidget(self._value)
        line.addWidget(self._unit, 1, Qt.AlignmentFlag.AlignBottom)
        column.addWidget(self._label)
        column.addLayout(line)
        column.addWidget(self._note)
        column.addStretch(1)

    def show_figure(self, figure: Figure) -> None:
        self._label.setText(figure.label)
        self._value.setText(figure.words)
        set_tone(self._value, figure.tone)
        self._unit.setText(figure.unit)
        self._note.setText(figure.note)
        self._note.setVisible(bool(figure.note))
        self.setAccessibleName(
            f"{figure.label} {figure.words} {figure.unit} {figure.note}".strip()
        )
