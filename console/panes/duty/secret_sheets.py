"""One's own password and PIN, changed with the old password in hand."""

from typing import Any

from PySide6.QtWidgets import QLineEdit

from console.domain.refused import Refused
from console.panes.duty.forms import ActionForm, Call, line
from console.widgets.pane import Asking


class SecretForm(ActionForm):
    """A secret never stays in its field after an answer, whichever it was."""

    secrets: tuple[str, ...] = ()

    def refuse(self, error: object) -> None:
        super().refuse(error)
        for key in self.secrets:
            field = self.field(key)
            assert isinstance(field, QLineEdit)
            field.clear()

    def add_secret(self, key: str, label: str, hint: str = "") -> None:
        field = line(hint)
        field.setEchoMode(QLineEdit.EchoMode.Password)
        self.add_field(key, label, field, required=True)
        self.secrets = (*self.secrets, key)


class PasswordSheet(SecretForm):
    def __init__(self, pane: Asking) -> None:
        super().__init__(pane, self._call_of, pane.tr("改口令"))
        self.add_secret("old", pane.tr("现口令"))
        self.add_secret("new", pane.tr("新口令"), pane.tr("至少 8 个字符"))
        self.add_secret("again", pane.tr("再输一遍"))

    def _call_of(self, values: dict[str, Any]) -> Call:
        if values["new"] != values["again"]:
            raise Refused("password_differs", field="again")
        change = self._pane.services.officers.change_password
        return change, self._pane.focus.officer, values["old"], values["new"]


class PinSheet(SecretForm):
    def __init__(self, pane: Asking) -> None:
        super().__init__(pane, self._call_of, pane.tr("设 PIN"))
        self.add_secret("password", pane.tr("现口令"))
        self.add_secret("pin", pane.tr("PIN"), pane.tr("4 至 8 位数字,锁屏时接报用"))

    def _call_of(self, values: dict[str, Any]) -> Call:
        set_pin = self._pane.services.officers.set_pin
        return set_pin, self._pane.focus.officer, values["password"], values["pin"]
