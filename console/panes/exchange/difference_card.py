"""One 数据不一致: both values side by side with who, where and when, and the three answers."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from console.panes.exchange.columns import tr
from console.services.exchange.differences import DifferenceRow, Side
from console.theme import set_property, set_role, set_tone
from console.theme.fonts import px
from console.widgets.panel import CommandButton, Elided
from console.wording import date_time, join

LARGE = 16  # letters that are set large; more of them are set in the size of the text
MOST, LEAD = 160, 20  # letters of a long text on a card, and how many before it differs
KEYS = {"exchange.mine": "1", "exchange.theirs": "2", "exchange.other": "3", "exchange.call": ""}


class DifferenceCard(QFrame):
    """`pressed(id)` when it is touched; `command_asked(command)` from its buttons, after that."""

    pressed = Signal(str)
    command_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Difference")
        self.row: DifferenceRow | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(px(14), px(12), px(14), px(12))
        column.setSpacing(px(8))
        head = QHBoxLayout()
        head.setSpacing(px(12))
        self._title, self._base = Elided(), QLabel()
        set_role(self._title, "strong")
        set_role(self._base, "quiet")
        head.addWidget(self._title, 1)
        head.addWidget(self._base)
        column.addLayout(head)
        sides = QHBoxLayout()
        sides.setSpacing(px(12))
        self.left, self.right = _Value(), _Value()
        sides.addWidget(self.left, 1)
        sides.addWidget(self.right, 1)
        column.addLayout(sides)
        self._now = QLabel()
        set_role(self._now, "quiet")
        set_tone(self._now, "warn")
        column.addWidget(self._now)
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        self.buttons = {
            "exchange.mine": self._button("exchange.mine", tr("采用本机")),
            "exchange.theirs": self._button("exchange.theirs", tr("采用对方")),
            "exchange.other": self._button("exchange.other", tr("另行填写")),
            "exchange.call": self._button("exchange.call", tr("电话核实")),
        }
        for name in ("exchange.mine", "exchange.theirs", "exchange.other"):
            foot.addWidget(self.buttons[name])
        foot.addStretch(1)
        foot.addWidget(self.buttons["exchange.call"])
        column.addLayout(foot)

    def _button(self, command: str, title: str) -> CommandButton:
        button = CommandButton(title)
        button.setProperty("asks", command)
        button.clicked.connect(self._on_button)
        return button

    def show_row(self, row: DifferenceRow, *, current: bool, why_not: dict[str, str]) -> None:
        self.row = row
        title = f"{row.title} · {row.label}"
        self._title.setText(title)
        self._title.setToolTip(title)
        self._base.setText(tr("断网前:{base}").format(base=row.base))
        self.left.show_side(row.left, row.right.words, chosen=current)
        self.right.show_side(row.right, row.left.words, chosen=False)
        self._now.setVisible(bool(row.now))
        self._now.setText(tr("现为 {now}(此后另有更正)").format(now=row.now))
        titles = names_of(row)
        for name, button in self.buttons.items():
            button.keys = KEYS[name] if current else ""
            button.setText(titles.get(name, button.text()))
            set_property(button, "main", current and name == "exchange.mine")
            button.allow(why_not.get(name, ""))
            button.updateGeometry()
        set_property(self, "current", current)
        self.setAccessibleName(
            join(
                [
                    title,
                    f"{row.left.where} {row.left.words}",
                    f"{row.right.where} {row.right.words}",
                ]
            )
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._press()
        super().mousePressEvent(event)

    def _press(self) -> None:
        if self.row is not None:
            self.pressed.emit(self.row.id)

    def _on_button(self) -> None:
        asked = self.sender()
        assert asked is not None
        self._press()
        self.command_asked.emit(str(asked.property("asks")))


def names_of(row: DifferenceRow) -> dict[str, str]:
    """采用本机 is only said where one of the two values is this workstation's."""
    if row.left.here:
        return {"exchange.mine": tr("采用本机"), "exchange.theirs": tr("采用对方")}
    take = tr("采用{where}")
    same = row.left.where == row.right.where
    left = row.left.who if same else row.left.where
    right = row.right.who if same else row.right.where
    return {"exchange.mine": take.format(where=left), "exchange.theirs": take.format(where=right)}


def told_apart(words: str, other: str) -> str:
    """A long text from a little before where the two part: what can't be told apart can't be
    chosen between.
    """
    if len(words) <= MOST:
        return words
    parts = next((n for n, (a, b) in enumerate(zip(words, other, strict=False)) if a != b), 0)
    start = max(0, parts - LEAD)
    end = "…" if start + MOST < len(words) else ""
    return ("…" if start else "") + words[start : start + MOST] + end


class _Value(QFrame):
    """Where and who, when, and the value large."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("Value")
        column = QVBoxLayout(self)
        column.setContentsMargins(px(14), px(10), px(14), px(10))
        column.setSpacing(px(4))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        self._who, self._at, self.words = Elided(), QLabel(), QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        set_role(self._who, "quiet")
        set_role(self._at, "quiet")
        set_role(self.words, "value")
        head.addWidget(self._who, 1)
        head.addWidget(self._at)
        column.addLayout(head)
        column.addWidget(self.words)

    def show_side(self, side: Side, other: str, *, chosen: bool) -> None:
        who = join([side.where, side.who])
        self._who.setText(who)
        self._who.setToolTip(who)
        self._at.setText(date_time(side.at))
        told = told_apart(side.words, other)
        set_role(self.words, "value" if len(told) <= LARGE else "strong")
        self.words.setText(told)
        self.words.setToolTip(side.words)
        set_property(self, "chosen", chosen)
