"""The forms of the room: what can't be taken back asks for a reason and the password."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from console.domain.refused import Answer
from console.panes.care.columns import size, tr
from console.runtime.tasks import Ticket
from console.services.restoring import Copy, Preview
from console.theme import hold
from console.widgets.form import Form
from console.widgets.note_edit import NoteEdit
from console.widgets.pane import Asking
from console.wording import full_time, near_time, number, refusal

Call = tuple[Any, ...]  # a service's method and its arguments


class CareForm(Form):
    """Hands its values to a service; `done(object)` with the answer, the secret never stays.

    On the network lane where the work is long (`long`), else on the writer's.
    """

    done = Signal(object)
    long = False

    def __init__(self, pane: Asking, save: str, columns: int = 1) -> None:
        super().__init__(save, columns=columns)
        self.pane = pane
        self.submitted.connect(self._on_submitted)

    def call_of(self, values: dict[str, Any]) -> Call:
        raise NotImplementedError

    def add_password(self) -> None:
        field = QLineEdit()
        field.setEchoMode(QLineEdit.EchoMode.Password)
        self.add_field("password", tr("本人口令"), field, required=True)

    def _on_submitted(self, values: dict[str, Any]) -> None:
        try:
            fn, *args = self.call_of(values)
        except Answer as no:
            self.refuse(no)
            return
        self.set_busy(True)
        ticket: Ticket = (self.pane.runner.network if self.long else self.pane.runner.write)(
            fn, *args
        )
        ticket.done.connect(self._on_done)
        ticket.failed.connect(self.refuse)

    def _on_done(self, result: Any) -> None:
        self.set_busy(False)
        self.clear()
        self.done.emit(result)

    def refuse(self, error: object) -> None:
        super().refuse(error)
        self._forget_secret()

    def _forget_secret(self) -> None:
        field = self._fields.get("password")
        if isinstance(field, QLineEdit):
            field.clear()


class RestoreForm(CareForm):
    """Which copy, what would be lost, why, and who says so."""

    long = True

    def __init__(self, pane: Asking) -> None:
        super().__init__(pane, tr("恢复这份备份"))
        self.copy: Copy | None = None
        self.what = self.add_note("")
        self.lost = QPlainTextEdit()
        self.lost.setReadOnly(True)
        self.lost.setTabChangesFocus(True)
        self.lost.setFocusPolicy(
            Qt.FocusPolicy.ClickFocus
        )  # the first thing to type is the reason
        self.lost.setAccessibleName(tr("会离开本机库的日志"))
        hold(self.lost, height=260)
        self.add_widget(self.lost)
        self.add_field("reason", tr("缘由"), NoteEdit(tr("为什么要恢复"), 2), required=True)
        self.add_password()
        self.add_note(
            tr(
                "恢复后窗口会关闭再打开,须重新登录。现在的库原样另存,不删除;已销毁的个人信息不会回来。"
            )
        )

    def show_copy(self, copy: Copy) -> None:
        self.copy = copy
        self.forgive()
        self.set_busy(True)
        self.lost.setPlainText("")
        self.what.setText(tr("正在查看 {at} 的备份…").format(at=full_time(copy.at)))
        ticket = self.pane.runner.network(self.pane.services.restoring.preview, copy.name)
        ticket.done.connect(self._on_preview)
        ticket.failed.connect(self._on_useless)

    def _on_preview(self, seen: Preview) -> None:
        if self.copy is None or seen.copy.name != self.copy.name:
            return  # another copy was chosen meanwhile
        self.set_busy(False)
        words = tr("{at} 的备份,{size},日志 {lines} 条。此后的 {count} 条日志会离开本机库:")
        if not seen.count:
            words = tr("{at} 的备份,{size},日志 {lines} 条。此后没有新的日志。")
        facts = {"at": full_time(seen.copy.at), "size": size(seen.copy.size)}
        self.what.setText(
            words.format(lines=number(seen.copy.lines), count=number(seen.count), **facts)
        )
        now = self.pane.services.world.now
        told = [f"{near_time(line.at, now)} {line.sentence}({line.actor})" for line in seen.lines]
        if seen.count > len(told):
            told.append(tr("(只列最近的 {n} 条)").format(n=number(len(told))))
        self.lost.setPlainText("\n".join(told))

    def _on_useless(self, error: object) -> None:
        """It can't serve: said, and the button stays shut."""
        self.refuse(error)
        self.set_busy(True)
        self.what.setText(refusal(error) if isinstance(error, Answer) else "")

    def call_of(self, values: dict[str, Any]) -> Call:
        assert self.copy is not None
        prepare: Callable[..., Any] = self.pane.services.restoring.prepare
        officer = self.pane.focus.officer
        return prepare, officer, self.copy.name, values["reason"], values["password"]
