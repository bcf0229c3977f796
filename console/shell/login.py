"""The door: choose the officer, give the password. And the strip under which a locked desk stays
readable (D40): wall and alarms remain, a PIN takes a call, everything else waits.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from console.domain.refused import Answer
from console.shell.desk import Desk, SignedIn
from console.theme import hold
from console.theme.fonts import px
from console.widgets.complete import Choice, CompleteField
from console.widgets.form import FAULT, Form
from console.widgets.notice import IconView, Refusal
from console.widgets.panel import CommandButton
from console.wording import refusal
from console.wording.shell import PRODUCT


def secret_field(hint: str) -> QLineEdit:
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setPlaceholderText(hint)
    field.setAccessibleName(hint)
    field.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
    return field


class LoginPage(QWidget):
    """`came_in(SignedIn)`. The password never stays in the field after an answer."""

    came_in = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        card = QFrame()
        card.setObjectName("Panel")
        hold(card, width=420)
        column = QVBoxLayout(card)
        column.setContentsMargins(px(18), px(22), px(18), px(14))
        product = QLabel(desk.title or PRODUCT)
        product.setProperty("role", "product")
        quiet = QLabel("请登录。姓名可用拼音或首字母找到。")
        quiet.setProperty("role", "quiet")
        for label in (product, quiet):
            label.setContentsMargins(px(14), 0, px(14), 0)
            column.addWidget(label)
        self.form = Form("登录")
        self.who = CompleteField((), "姓名或登录名")
        self.secret = secret_field("口令")
        self.form.add_field("who", "值班人员", self.who, required=True)
        self.form.add_field("secret", "口令", self.secret, required=True)
        self.form.save_button.keys = "Return"
        self.form.submitted.connect(self._on_submitted)
        self.secret.returnPressed.connect(self.form.submit)
        self.who.returnPressed.connect(self.secret.setFocus)
        self.who.chosen.connect(self._on_chosen)
        column.addWidget(self.form)
        if desk.login_hint:
            hint = QLabel(desk.login_hint)
            hint.setProperty("role", "caption")
            hint.setWordWrap(True)
            hint.setContentsMargins(px(14), px(6), px(14), px(8))
            column.addWidget(hint)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(card)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(3)

    def begin(self, last: str) -> None:
        """Ask who there is; the one who was here last is chosen already."""
        self._last = last
        ticket = self._desk.runner.read(self._ask)
        ticket.done.connect(self._on_officers)
        ticket.failed.connect(self._on_failed)
        self.who.setFocus()

    def _ask(self) -> Sequence[Choice]:
        with self._desk.services.world.store.read() as read:
            return self._desk.door.officers(read)

    def _on_officers(self, officers: Sequence[Choice]) -> None:
        self.who.set_choices(officers)
        if self._last and not self.who.text() and self.who.choose(self._last):
            self.secret.setFocus()

    def _on_chosen(self, _choice: Choice) -> None:
        self.secret.setFocus()

    def _on_submitted(self, values: dict[str, Any]) -> None:
        self.form.set_busy(True)
        ticket = self._desk.runner.write(
            self._desk.door.sign_in, str(values["who"]), str(values["secret"])
        )
        ticket.done.connect(self._on_in)
        ticket.failed.connect(self._on_failed)

    def _on_in(self, session: SignedIn) -> None:
        self.form.set_busy(False)
        self.form.forgive()
        self.secret.clear()
        self.came_in.emit(session)

    def _on_failed(self, error: Exception) -> None:
        self.secret.clear()
        self.form.refuse(error)
        self.secret.setFocus()


class LockStrip(QFrame):
    """Across the top of a locked desk: one field, unlock or take a call.

    `unlocked(SignedIn)` after Enter, `call_allowed(SignedIn)` after F2 with a PIN.
    """

    unlocked = Signal(object)
    call_allowed = Signal(object)
    other_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Notice")
        self.setAccessibleName("已锁定")
        self._desk = desk
        self._officer = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(px(14), px(8), px(10), px(8))
        row.setSpacing(px(10))
        row.addWidget(IconView("lock", "warn", 20))
        self._words = QLabel()
        row.addWidget(self._words)
        self.secret = secret_field("PIN 或口令")
        hold(self.secret, width=180)
        row.addWidget(self.secret)
        self.open_button = CommandButton("解锁", keys="Return", main=True)
        self.call_button = CommandButton("接报", keys="F2")
        other = CommandButton("换人登录")
        for button in (self.open_button, self.call_button, other):
            row.addWidget(button)
        self._refusal = Refusal()
        row.addWidget(self._refusal, 1)
        row.addStretch(1)
        self.open_button.clicked.connect(self.try_unlock)
        self.call_button.clicked.connect(self.try_call)
        other.clicked.connect(self.other_wanted)
        self.secret.returnPressed.connect(self.try_unlock)
        self.hide()

    def begin(self, officer: str, name: str) -> None:
        self._officer = officer
        self._words.setText(f"已锁定 · {name}。总览和告警照常显示。")
        self.secret.clear()
        self._refusal.clear()
        self.show()
        self.secret.setFocus()

    def try_unlock(self) -> None:
        self._ask(self._desk.door.unlock, self._on_unlocked)

    def try_call(self) -> None:
        self._ask(self._desk.door.check_pin, self._on_call)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2:
            self.try_call()
            return
        super().keyPressEvent(event)

    def _ask(self, question: Any, answer: Any) -> None:
        if not self.secret.text():
            self._refusal.say("请输入 PIN 或口令。")
            self.secret.setFocus()
            return
        self._busy(True)
        ticket = self._desk.runner.write(question, self._officer, self.secret.text())
        ticket.done.connect(answer)
        ticket.failed.connect(self._on_failed)

    def _busy(self, busy: bool) -> None:  # noqa: FBT001
        for button in (self.open_button, self.call_button):
            button.setEnabled(not busy)

    def _on_unlocked(self, session: SignedIn) -> None:
        self._done()
        self.hide()
        self.unlocked.emit(session)

    def _on_call(self, session: SignedIn) -> None:
        self._done()
        self.call_allowed.emit(session)

    def _done(self) -> None:
        self._busy(False)
        self.secret.clear()
        self._refusal.clear()

    def _on_failed(self, error: Exception) -> None:
        self._done()
        self._refusal.say(refusal(error) if isinstance(error, Answer) else FAULT)
        self.secret.setFocus()
