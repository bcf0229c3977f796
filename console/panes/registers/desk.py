"""Opens the forms of the registers and hands their answers to the services.

A form is kept until it was saved, so that Esc, another register or a refusal never loses what was
typed; what survives a crash is its draft.
"""

from typing import Any

from PySide6.QtCore import QObject, Signal

from console.domain.changes import Changes, Kind
from console.panes.registers.columns import tr
from console.panes.registers.forms import REASON, ReasonForm, RegisterForm
from console.services.drafts import Drafts
from console.services.registers import BY_KIND, Registers
from console.services.registers.opening import Opening, opening
from console.widgets.form_draft import FormDraft
from console.widgets.pane import Pane


class RegisterDesk(QObject):
    """`saved(id)` after a record was written; `id` is empty where it is the one that was chosen."""

    saved = Signal(str)

    def __init__(self, pane: Pane, registers: Registers) -> None:
        super().__init__(pane)
        self._pane, self._registers = pane, registers
        self._forms: dict[str, RegisterForm] = {}
        self._drafts: dict[str, FormDraft] = {}
        self._shown = ""  # the draft key of the form that is in front
        self._reason: tuple[ReasonForm, Kind, str, bool] | None = None

    def add(self, kind: Kind) -> None:
        self._open(kind, "")

    def change(self, kind: Kind, id_: str) -> None:
        self._open(kind, id_)

    def archive(self, kind: Kind, id_: str, name: str) -> None:
        self._ask_why(kind, id_, name, away=True)

    def restore(self, kind: Kind, id_: str, name: str) -> None:
        self._ask_why(kind, id_, name, away=False)

    # -- the form of a record ----------------------------------------------------------------

    def _open(self, kind: Kind, id_: str) -> None:
        held = self._forms.get(_key(kind, id_))
        if held is not None:
            self._show(held)
            return
        ticket = self._pane.runner.read(self._opening, kind, id_)
        ticket.done.connect(self._on_opening)

    def _opening(self, kind: Kind, id_: str) -> Opening:
        with self._pane.services.world.store.read() as read:
            return opening(read, self._registers.names, kind, id_)

    def _on_opening(self, opened: Opening) -> None:
        key = _key(opened.register.kind, opened.id)
        form = RegisterForm(opened)
        form.submitted.connect(self._on_submitted)
        form.abandoned.connect(self._pane.sheet_closed)
        drafts = Drafts(self._pane.services.world)
        draft = FormDraft(form, key, self._pane.runner, drafts, self._pane.focus.officer)
        self._forms[key], self._drafts[key] = form, draft
        draft.restore()
        self._show(form)

    def _show(self, form: RegisterForm) -> None:
        register = form.opened.register
        self._shown = _key(register.kind, form.opened.id)
        told = tr("修改{title}") if form.opened.id else tr("新增{title}")
        self._pane.open_sheet(told.format(title=register.title), form, form.opened.name)

    def _on_submitted(self, _values: dict[str, Any]) -> None:
        form = self._forms.get(self._shown)
        if form is None:
            return
        form.set_busy(True)
        actor, key = self._pane.focus.officer, self._shown
        if form.opened.id:
            edit = form.edit(key)
            self._pane.write(
                self._registers.change, actor, edit, done=self._on_saved, failed=form.refuse
            )
            return
        kind, typed = form.opened.register.kind, form.values()
        self._pane.write(
            self._add, actor, kind, typed, key, done=self._on_saved, failed=form.refuse
        )

    def _add(
        self, actor: str, kind: Kind, typed: dict[str, Any], draft: str
    ) -> tuple[str, Changes]:
        return self._registers.add(actor, kind, typed, draft=draft)

    def _on_saved(self, answer: object) -> None:
        self._forms.pop(self._shown, None)
        draft = self._drafts.pop(self._shown, None)
        if draft is not None:
            draft.drop()
        self._done(answer)

    # -- away and back -----------------------------------------------------------------------

    def _ask_why(self, kind: Kind, id_: str, name: str, *, away: bool) -> None:
        title = BY_KIND[kind].title
        if away:
            told = tr("停用后不再出现在名录和候选里,历史仍可查,可随时恢复。")
        else:
            told = tr("恢复后重新出现在名录和候选里。")
        form = ReasonForm(told, tr("停用") if away else tr("恢复"), required=away)
        self._reason = (form, kind, id_, away)
        form.submitted.connect(self._on_reason)
        form.abandoned.connect(self._pane.sheet_closed)
        head = tr("停用{title}") if away else tr("恢复{title}")
        self._pane.open_sheet(head.format(title=title), form, name)

    def _on_reason(self, values: dict[str, Any]) -> None:
        if self._reason is None:
            return
        form, kind, id_, away = self._reason
        form.set_busy(True)
        act = self._registers.archive if away else self._registers.restore
        asked = (self._pane.focus.officer, kind, id_, str(values[REASON]))
        self._pane.write(act, *asked, done=self._on_reasoned, failed=form.refuse)

    def _on_reasoned(self, answer: object) -> None:
        self._reason = None
        self._done(answer)

    def _done(self, answer: object) -> None:
        self._pane.sheet_closed.emit()
        self._pane.bus.say(tr("已保存本机。"), "ok")
        self.saved.emit(str(answer[0]) if isinstance(answer, tuple) else "")


def _key(kind: Kind, id_: str) -> str:
    return f"registers.{kind}.{id_ or 'new'}"
