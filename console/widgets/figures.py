"""Figures that a commander asks for first: large, aligned, with what they are above them.

A figure not known is —, never 0; its age and mark stand beside it in quiet ink.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from console.theme import set_tone
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
    """`show_figures([Figure("应转", 187), …])` in equal columns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 10, 14, 10)
        self._row.setSpacing(12)
        self._cells: list[_Cell] = []

    def show_figures(self, figures: Sequence[Figure]) -> None:
        while len(self._cells) < len(figures):
            cell = _Cell()
            self._cells.append(cell)
            self._row.addWidget(cell)
        for place, cell in enumerate(self._cells):
            cell.setVisible(place < len(figures))
            if place < len(figures):
                self._row.setStretch(place, figures[place].stretch)
                cell.show_figure(figures[place])


class _Cell(QWidget):
    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._label, self._value, self._unit = QLabel(), QLabel(), QLabel()
        self._note = QLabel()
        self._label.setProperty("role", "caption")
        self._value.setProperty("role", "figure")
        self._unit.setProperty("role", "quiet")
        self._note.setProperty("role", "caption")
        line = QHBoxLayout()
        line.setSpacing(4)
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
