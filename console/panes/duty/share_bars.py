"""Who stood how often this month, one short line each; the heavy ones in amber."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.services.glance.roster import Share
from console.theme import hold
from console.theme.fonts import font, px
from console.theme.tokens import color

ROW = 22
HEAD = 30
WIDTH = 300
SHOWN = 6


class ShareBars(QWidget):
    """`show_shares([...])`; the most burdened first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares: Sequence[Share] = ()
        hold(self, width=WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("本月均衡"))

    def show_shares(self, shares: Sequence[Share]) -> None:
        self._shares = shares
        self.setAccessibleDescription("\n".join(self.texts()))
        self.setToolTip("\n".join(self.texts()))
        self.update()

    def texts(self) -> list[str]:
        return [f"{s.name} {self._said(s)}" for s in self._shares]

    def _said(self, share: Share) -> str:
        return self.tr("{} 班 · 休 {}").format(share.watches, share.rest_days)

    def sizeHint(self) -> QSize:
        return QSize(px(WIDTH), px(HEAD) + SHOWN * px(ROW))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(WIDTH), px(80))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(color("line"))
            painter.drawLine(0, 0, 0, self.height())
            painter.setFont(font("caption"))
            painter.setPen(color("dim"))
            middle = Qt.AlignmentFlag.AlignVCenter
            head = QRectF(px(14), 0, self.width() - px(28), px(HEAD))
            painter.drawText(head, middle, self.tr("本月均衡(班次 · 休息日)"))
            room = max(1, (self.height() - px(HEAD)) // px(ROW))
            for number, share in enumerate(self._shares[:room]):
                line = QRectF(px(14), px(HEAD) + number * px(ROW), self.width() - px(28), px(ROW))
                self._paint_line(painter, line, share)

    def _paint_line(self, painter: QPainter, line: QRectF, share: Share) -> None:
        painter.setFont(font("quiet"))
        painter.setPen(color("ink"))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, share.name)
        painter.setPen(color("dim"))
        end = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(line, end, self._said(share))
        track = QRectF(line.left() + px(64), line.center().y() - 3, line.width() - px(152), 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("track"))
        painter.drawRoundedRect(track, 3, 3)
        painter.setBrush(color("warn" if share.heavy else "accent"))
        track.setWidth(track.width() * share.of_most)
        painter.drawRoundedRect(track, 3, 3)
