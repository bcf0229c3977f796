"""A small card beside a sign: name, kind and place, the last statement; a crowd by its names."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from console.theme.fonts import px
from console.widgets.map_layers import Mark

NAMED = 8
WIDE = 300
GAP = 16


class MapCard(QFrame):
    """Lies over the map and takes no focus: the arrows go on walking. Esc puts it away."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self.setObjectName("Panel")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(8), px(12), px(10))
        column.setSpacing(px(4))
        self._name = QLabel()
        self._name.setProperty("role", "title")
        self._lines = QLabel()
        self._lines.setProperty("role", "quiet")
        for label in (self._name, self._lines):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            column.addWidget(label)
        self.hide()

    def show_mark(self, mark: Mark, spot: QPointF) -> None:
        title, lines = told(mark)
        self._name.setText(title)
        self._lines.setText("\n".join(lines))
        self._lines.setVisible(bool(lines))
        self.setAccessibleName(self.text())
        host = self._host
        wide = min(px(WIDE), host.width() - px(GAP))
        self.setFixedWidth(wide)
        high = self._column.heightForWidth(wide)
        self.resize(wide, high)
        left = spot.x() + px(GAP)
        if left + wide > host.width():
            left = spot.x() - px(GAP) - wide
        top = min(max(4.0, spot.y() - high / 2), max(4.0, float(host.height() - high - 4)))
        self.move(round(max(4.0, left)), round(top))
        self.show()
        self.raise_()

    def text(self) -> str:
        return "\n".join(part for part in (self._name.text(), self._lines.text()) if part)


def told(mark: Mark) -> tuple[str, tuple[str, ...]]:
    """Title and lines; of a crowd the first names and how many more there are."""
    if not mark.members:
        return mark.label, mark.lines
    names = [one.label for one in mark.members[:NAMED]]
    more = len(mark.members) - len(names)
    rest = (f"另有 {more} 处,放大后分开",) if more else ()
    return f"共 {mark.count} 处", (*names, *rest)
