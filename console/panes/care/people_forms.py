"""The forms about persons: whose words go for good, and who stands in for whom."""

from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit

from console.domain.level import Level
from console.domain.officer import Role
from console.domain.refused import Refused
from console.panes.care.columns import tr
from console.panes.care.forms import Call, CareForm
from console.services.care import Person
from console.services.delegations import Lending, Lent, what_of
from console.services.retention import DueClass
from console.widgets.complete import Choice, CompleteField
from console.widgets.note_edit import NoteEdit
from console.widgets.pane import Asking
from console.widgets.time_field import TimeField
from console.wording import full_time, join, number
from console.wording.officer import ROLE
from console.wording.response import LEVEL
from resources.keeping import retention

WHOLE = "whole"


class PurgeForm(CareForm):
    """Second step: what was chosen, counted once more, why, and by whom."""

    long = True

    def __init__(self, pane: Asking) -> None:
        super().__init__(pane, tr("销毁这些个人信息"))
        self._due: tuple[DueClass, ...] = ()
        self._boxes: dict[str, QCheckBox] = {}
        self.add_note(
            tr("销毁后姓名、电话等在本机库、备份和原库中都不再可读,不能恢复;记录和日志仍在。")
        )
        for row in retention().values():
            box = QCheckBox()
            self._boxes[row.kind] = box
            self.add_field(f"class_{row.kind}", "", box)
            box.setAccessibleName(row.title)
        self.add_field(
            "reason", tr("缘由"), NoteEdit(tr("如 2027 年度到期清理"), 2), required=True
        )
        self.add_password()

    def show_due(self, due: tuple[DueClass, ...], chosen: str) -> None:
        self._due = due
        for one in due:
            box = self._boxes[one.row.kind]
            facts = {"title": one.row.title, "n": number(len(one.items)), "years": one.row.years}
            oldest = full_time(one.oldest)[:10] if one.oldest else ""
            words = tr("{title}:{n} 条,满 {years} 年").format(**facts)
            box.setText(join([words, tr("最早 {day}").format(day=oldest) if oldest else ""]))
            box.setEnabled(bool(one.items))
            box.setChecked(bool(one.items) and one.row.kind == chosen)
        self.forgive()

    def call_of(self, values: dict[str, Any]) -> Call:
        wanted = tuple(
            (item.kind, item.id)
            for one in self._due
            if values.get(f"class_{one.row.kind}")
            for item in one.items
        )
        purge = self.pane.services.retention.purge
        return purge, self.pane.focus.officer, wanted, values["reason"], values["password"]


class LendForm(CareForm):
    """To whom, what, from when until when."""

    def __init__(self, pane: Asking) -> None:
        super().__init__(pane, tr("委托"), columns=2)
        now = pane.services.world.clock.now
        self.taker = CompleteField(hint=tr("姓名、拼音或首字母"))
        self.role, self.up_to = QComboBox(), QComboBox()
        self.add_field("taker", tr("受托人"), self.taker, required=True, span=2)
        self.add_field("role", tr("本人的角色"), self.role, required=True)
        self.up_to.addItem(tr("全部权限"), WHOLE)
        for level in Level:
            self.up_to.addItem(tr("只批准{level}及以下").format(level=LEVEL[level]), level.value)
        self.add_field("up_to", tr("范围"), self.up_to, required=True)
        starts = TimeField(now, hint=tr("0621 0800,空为现在"), ahead=True)
        self.add_field("starts", tr("自"), starts)
        ends = TimeField(now, hint=tr("0623 1800"), ahead=True)
        self.add_field("ends", tr("至"), ends, required=True)
        self.add_field("reason", tr("缘由"), QLineEdit(), span=2)

    def show_people(self, people: tuple[Person, ...], mine: tuple[Role, ...]) -> None:
        self.taker.set_choices(
            [
                Choice(key=id_, text=name, hint=post, also=(login,))
                for id_, name, post, login in people
            ]
        )
        kept = self.role.currentData()
        self.role.clear()
        for role in mine:
            self.role.addItem(ROLE[role], role.value)
        self.role.setCurrentIndex(max(0, self.role.findData(kept)))

    def call_of(self, values: dict[str, Any]) -> Call:
        starts = self._moment("starts") or self.pane.services.world.now
        ends = self._moment("ends")
        if ends is None:
            raise Refused("field_missing", label=tr("至"), field="ends")
        taker = self.taker.choice()
        lending = Lending(
            taker_id=taker.key if taker is not None else "",
            role=Role(values["role"]),
            starts=starts,
            ends=ends,
            up_to=None if values["up_to"] == WHOLE else Level(values["up_to"]),
            reason=values["reason"],
        )
        return self.pane.services.delegations.lend, self.pane.focus.officer, lending

    def _moment(self, key: str) -> datetime | None:
        field = self.field(key)
        assert isinstance(field, TimeField)
        return field.moment()


class CallBackForm(CareForm):
    def __init__(self, pane: Asking) -> None:
        super().__init__(pane, tr("收回"))
        self.lent: Lent | None = None
        self.what = self.add_note("")
        self.add_field("why", tr("缘由"), QLineEdit(), required=True)

    def show_lent(self, lent: Lent) -> None:
        self.lent = lent
        self.what.setText(f"{lent.giver} → {lent.taker}:{what_of(lent.made)}")

    def call_of(self, values: dict[str, Any]) -> Call:
        assert self.lent is not None
        revoke = self.pane.services.delegations.revoke
        return revoke, self.pane.focus.officer, self.lent.made.id, values["why"]
