"""The strip on top: each link and each other workstation, with what is known of it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from console.panes.exchange.columns import tr
from console.services.exchange.view import ExchangeView
from console.services.glance.linking import LinkRow
from console.theme import hold, set_role, set_tone
from console.theme.fonts import px
from console.widgets.notice import IconView
from console.widgets.panel import Dot, Elided


class LinksStrip(QWidget):
    """`show_links(rows)`; a cell for each, side by side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._cells: list[_Cell] = []
        hold(self, height=58)

    def show_links(self, rows: Sequence[LinkRow]) -> None:
        while len(self._cells) < len(rows):
            cell = _Cell(first=not self._cells)
            self._cells.append(cell)
            self._row.addWidget(cell, 1)
        for place, cell in enumerate(self._cells):
            cell.setVisible(place < len(rows))
            if place < len(rows):
                cell.show_link(rows[place])


class TroubleLine(QFrame):
    """Why not everything goes as it should, in whole sentences that are never cut off; there only
    while it is so.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(18), px(4), px(18), px(10))
        row.setSpacing(px(12))
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        set_role(self._words, "quiet")
        set_tone(self._words, "warn")
        row.addWidget(IconView("warning", "warn", 18), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.hide()

    def show_trouble(self, words: str) -> None:
        self._words.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))


class FetchBar(QWidget):
    """How much of the county's data has been brought in; there only while it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(18), px(8), px(18), px(10))
        row.setSpacing(px(12))
        self._words, self._bar = QLabel(), QProgressBar()
        set_role(self._words, "quiet")
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("取回本县数据"))
        hold(self._bar, height=8)
        row.addWidget(self._words)
        row.addWidget(self._bar, 1)
        self.hide()

    def show_progress(self, view: ExchangeView) -> None:
        self.setVisible(view.fetching)
        done, total = view.progress
        share = done * 100 // total if total else 0
        self._bar.setValue(share)
        self._words.setText(
            tr("已取回本县数据 {share} %,可照常工作,断了会接着取").format(share=share)
        )


class _Cell(QFrame):
    """A dot, a name, and what is known."""

    def __init__(self, *, first: bool) -> None:
        super().__init__()
        self.setObjectName("LinkFirst" if first else "Link")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(18), px(8), px(12), px(8))
        row.setSpacing(px(12))
        self._dot = Dot()
        row.addWidget(self._dot)
        column = QVBoxLayout()
        column.setSpacing(px(2))
        self._name, self._words = QLabel(), Elided()
        set_role(self._name, "strong")
        set_role(self._words, "quiet")
        column.addWidget(self._name)
        column.addWidget(self._words)
        row.addLayout(column, 1)

    def show_link(self, link: LinkRow) -> None:
        self._name.setText(link.name)
        self._words.setText(link.words)
        self._words.setToolTip(link.words)
        self._dot.set(link.tone)
        self.setAccessibleName(f"{link.name} {link.words}")
