"""What happened, newest first: time, kind, one sentence. Painted; thousands of rows stay light.

Two forms of one list: dots on the wall's tile, framed kinds with a word at the right on a page.
"""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from console.domain.record import dataclass
from console.theme.fonts import font, px
from console.theme.tokens import color
from console.widgets.empty_state import EmptyState
from console.widgets.record_model import Column, RecordModel, Role

AnyIndex = QModelIndex | QPersistentModelIndex
DOTS, BADGES = "dots", "badges"


@dataclass(frozen=True, slots=True)
class Moment:
    """One line. `tone` colours the dot (info, ok, warn, bad); `after` stands at the right."""

    key: str
    time: str
    kind: str
    sentence: str
    tone: str = "info"
    after: str = ""
    after_tone: str = "dim"
    struck: bool = False  # corrected later: still there, struck through
    subject: str = ""  # what `opened` leads to


class Timeline(QListView):
    """`show_moments([...])`; `opened(Moment)` on Enter or double-click, `chosen(Moment)`."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(
        self,
        form: str = DOTS,
        *,
        title: str = "日志",
        empty: str = "尚无记录",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.form = form
        self.moments: RecordModel[Moment] = RecordModel(
            [Column("line", title, lambda m: f"{m.time} {m.kind} {m.sentence}", tip=_tip)],
            lambda m: m.key,
            self,
        )
        self.setModel(self.moments)
        self.setItemDelegate(_Painter(self))
        self.setUniformItemSizes(True)
        self.setAccessibleName(title)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._state = EmptyState(empty, self.viewport())
        self.doubleClicked.connect(self._on_double_click)
        self.selectionModel().currentChanged.connect(self._on_current)

    def show_moments(self, moments: Sequence[Moment]) -> None:
        top = self.moments.row(self.indexAt(self.viewport().rect().topLeft()).row())
        scrolled = self.verticalScrollBar().value() > 0
        self.moments.show_rows(moments)
        self._state.say_empty()
        self._state.setVisible(not moments)
        if top is not None and scrolled:
            number = self.moments.number_of(top.key)
            if number >= 0:
                self.scrollTo(
                    self.moments.index(number, 0), QAbstractItemView.ScrollHint.PositionAtTop
                )

    def show_failure(self, sentence: str) -> None:
        self._state.say_failed(sentence)
        self._state.setVisible(self.moments.rowCount() == 0)

    def current(self) -> Moment | None:
        return self.moments.row(self.currentIndex().row())

    def texts(self) -> list[str]:
        """What the reader sees, for tests."""
        return [
            str(self.moments.data(self.moments.index(r, 0)))
            for r in range(self.moments.rowCount())
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moment = self.current()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and moment is not None:
            self.opened.emit(moment)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._state.setGeometry(self.viewport().rect())

    def _on_double_click(self, index: QModelIndex) -> None:
        moment = self.moments.row(index.row())
        if moment is not None:
            self.opened.emit(moment)

    def _on_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        moment = self.moments.row(index.row())
        if moment is not None:
            self.chosen.emit(moment)


def _tip(moment: Moment) -> str:
    return f"{moment.time} {moment.kind}\n{moment.sentence}"


class _Painter(QStyledItemDelegate):
    """One line a row: nothing wraps, so that the eye can run down the times."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(100, px(36 if self._form() == DOTS else 37))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        moment: Moment = index.data(Role.ROW)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, color("raised"))
        room = rect.adjusted(px(14), 0, -px(14), 0)
        room.setLeft(room.left() + self._paint_time(painter, room, moment))
        if self._form() == DOTS:
            left = _paint_dot(painter, room, moment)
        else:
            painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, color("line"))
            left = _paint_kind(painter, room, moment)
        room.setLeft(room.left() + left)
        room.setRight(room.right() - _paint_after(painter, room, moment))
        _paint_sentence(painter, room, moment)
        painter.restore()

    def _form(self) -> str:
        view = self.parent()
        return view.form if isinstance(view, Timeline) else DOTS

    @staticmethod
    def _paint_time(painter: QPainter, room: QRect, moment: Moment) -> int:
        face = font("quiet")
        painter.setFont(face)
        painter.setPen(color("dim"))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, moment.time)
        return max(px(44), QFontMetrics(face).horizontalAdvance(moment.time) + px(6))


def _paint_dot(painter: QPainter, room: QRect, moment: Moment) -> int:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color("accent" if moment.tone == "info" else moment.tone))
    painter.drawEllipse(
        QRectF(room.left() + px(10), room.center().y() - px(4) + 0.5, px(8), px(8))
    )
    face = font("table_strong")
    painter.setFont(face)
    painter.setPen(color("ink"))
    box = room.adjusted(px(30), 0, 0, 0)
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, moment.kind)
    return px(30) + QFontMetrics(face).horizontalAdvance(moment.kind) + px(6)


def _paint_kind(painter: QPainter, room: QRect, moment: Moment) -> int:
    face = font("caption")
    wide = QFontMetrics(face).horizontalAdvance(moment.kind) + px(12)
    frame = QRectF(room.left() + px(8) + 0.5, room.center().y() - px(10) + 0.5, wide, px(20))
    painter.setFont(face)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(color("line_strong" if moment.tone == "info" else moment.tone))
    painter.drawRoundedRect(frame, 4, 4)
    painter.setPen(color("dim" if moment.tone == "info" else moment.tone))
    painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, moment.kind)
    return max(px(64), wide + px(22))


def _paint_after(painter: QPainter, room: QRect, moment: Moment) -> int:
    if not moment.after:
        return 0
    face = font("quiet")
    painter.setFont(face)
    painter.setPen(color(moment.after_tone))
    painter.drawText(
        room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, moment.after
    )
    return QFontMetrics(face).horizontalAdvance(moment.after) + px(12)


def _paint_sentence(painter: QPainter, room: QRect, moment: Moment) -> None:
    face = font("table")
    face.setStrikeOut(moment.struck)
    painter.setFont(face)
    painter.setPen(color("faint" if moment.struck else "ink"))
    text = QFontMetrics(face).elidedText(
        moment.sentence, Qt.TextElideMode.ElideRight, room.width()
    )
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
