"""人员登记: who may come in, with which roles; posts stand on the roster and give no permission."""

from typing import Any

from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from console.domain.officer import Officer, Role
from console.panes.duty.forms import Call, check, combo, line
from console.panes.duty.secret_sheets import SecretForm
from console.panes.duty.tick_box import TickBox
from console.services.glance.duty import DutyPage
from console.widgets.pane import Asking
from console.wording.officer import ROLE

NEW = ""


class RoleBoxes(QWidget):
    """One box for each role, in the order of their codes; `value()` for the form."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(0)
        self._boxes: dict[Role, TickBox] = {}
        for place, role in enumerate(Role):
            box = TickBox(f"{role.value} {ROLE[role]}")
            self._boxes[role] = box
            grid.addWidget(box, place // 2, place % 2)

    def value(self) -> tuple[Role, ...]:
        return tuple(role for role, box in self._boxes.items() if box.isChecked())

    def setValue(self, roles: tuple[Role, ...]) -> None:  # noqa: N802 - as Qt's own fields
        for role, box in self._boxes.items():
            box.setChecked(role in roles)


class StaffSheet(SecretForm):
    """A new officer, or one that is known; only a 系统管理员 may save."""

    def __init__(self, pane: Asking) -> None:
        super().__init__(pane, self._call_of, pane.tr("登记"), columns=2)
        self._known: dict[str, Officer] = {}
        self.who = combo(())
        self.roles = RoleBoxes()
        self.add_field("who", pane.tr("人员"), self.who, required=True, span=2)
        for key, label in (
            ("login", pane.tr("登录名")),
            ("name", pane.tr("姓名")),
            ("title", pane.tr("职务")),
            ("unit", pane.tr("单位")),
            ("phone", pane.tr("手机")),
            ("phone_spare", pane.tr("备用号")),
        ):
            self.add_field(key, label, line(), required=key in {"login", "name"})
        self.add_field(
            "roles", pane.tr("角色(可兼;三员须分任)"), self.roles, required=True, span=2
        )
        first = line(pane.tr("新登记必填;本人下次须改"))
        first.setEchoMode(QLineEdit.EchoMode.Password)
        self.add_field("password", pane.tr("初始口令"), first)
        self.add_field("active", "", check(pane.tr("在用")), required=True)
        self.secrets = ("password",)
        self.who.currentIndexChanged.connect(self._on_who)

    def set_page(self, page: DutyPage) -> None:
        chosen = self.who.currentData()
        self._known = dict(page.officers)
        self.who.clear()
        self.who.addItem(self._pane.tr("新登记"), NEW)
        for officer in sorted(self._known.values(), key=lambda o: o.login):
            self.who.addItem(f"{officer.name} · {officer.login}", officer.id)
        self.who.setCurrentIndex(max(0, self.who.findData(chosen)))

    def submit(self) -> None:
        """What is missing is the service's to say: a role-less officer is allowed."""
        if self.save_button.isEnabled():
            self.forgive()
            self.submitted.emit(self.values())

    def clear(self) -> None:
        super().clear()
        self._on_who(0)

    def _on_who(self, _index: int) -> None:
        officer = self._known.get(str(self.who.currentData() or NEW))
        for key in ("login", "name", "title", "unit", "phone", "phone_spare"):
            field = self.field(key)
            assert isinstance(field, QLineEdit)
            field.setText(getattr(officer, key) if officer is not None else "")
        self.roles.setValue(officer.roles if officer is not None else ())
        self.field("active").setProperty("checked", officer is None or officer.active)
        self.forgive()

    def _call_of(self, values: dict[str, Any]) -> Call:
        known = self._known.get(str(values["who"] or NEW))
        officer = Officer(
            id=known.id if known is not None else "",
            login=values["login"],
            name=values["name"],
            title=values["title"].strip(),
            unit=values["unit"].strip(),
            phone=values["phone"].strip(),
            phone_spare=values["phone_spare"].strip(),
            phone_verified_at=known.phone_verified_at if known is not None else None,
            roles=self.roles.value(),
            place_id=known.place_id if known is not None else "",
            active=bool(values["active"]),
        )
        enrol = self._pane.services.officers.enrol
        return enrol, self._pane.focus.officer, officer, values["password"]
