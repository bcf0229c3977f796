"""What the page's commands ask before they act: one small sheet for each.

Every sheet keeps what was typed until it is saved, and is made once.
"""

from typing import Any

from console.domain.evidence import Mark
from console.domain.figure import FigureKind
from console.domain.incident import Grade, Incident
from console.domain.level import Level
from console.domain.roster import Mode, Post
from console.panes.duty.forms import (
    ActionForm,
    Call,
    check,
    combo,
    line,
    people,
    time_field,
    words,
)
from console.services.figures import FigureForm, Scope
from console.services.glance.duty import ClockView, DutyPage
from console.services.reporting import Said
from console.widgets.complete import Choice
from console.widgets.pane import Asking
from console.wording import date_weekday
from console.wording.duty import MODE, POST
from console.wording.incident import FIGURE, GRADE
from console.wording.response import LEVEL
from console.wording.store import MARK


class IncidentSheet(ActionForm):
    """A sheet about one incident."""

    def __init__(self, pane: Asking, save: str) -> None:
        super().__init__(pane, self._call_of, save)
        self.incident: Incident | None = None

    def _ids(self) -> tuple[str, str]:
        assert self.incident is not None
        return self._pane.focus.officer, self.incident.id

    def _call_of(self, values: dict[str, Any]) -> Call:
        raise NotImplementedError


class VerifySheet(IncidentSheet):
    """核实 by a second source; no clock stops."""

    def __init__(self, pane: Asking) -> None:
        super().__init__(pane, pane.tr("核实"))
        hint = pane.tr("单位、姓名或方式:乡应急办 ××,视频回传")
        self.add_field("source", pane.tr("核实来源(第二来源)"), line(hint), required=True)
        self.add_field("at", pane.tr("核实时间"), time_field(pane))
        self.add_note(pane.tr("核实不停报送时限。"))

    def _call_of(self, values: dict[str, Any]) -> Call:
        verify = self._pane.services.incidents.verify
        return verify, *self._ids(), values["source"], self.moment("at")


class StrikeSheet(IncidentSheet):
    """误报: struck off with its reason."""

    def __init__(self, pane: Asking) -> None:
        super().__init__(pane, pane.tr("注明误报"))
        self.add_field("reason", pane.tr("缘由"), words(), required=True)
        self.add_note(pane.tr("记录保留、划除;未报出的时限一并停止。"))

    def _call_of(self, values: dict[str, Any]) -> Call:
        return self._pane.services.incidents.strike, *self._ids(), values["reason"]


class MergeSheet(IncidentSheet):
    """并入: this one gives way, the other goes on."""

    def __init__(self, pane: Asking) -> None:
        super().__init__(pane, pane.tr("并入"))
        self.into = combo(())
        self.add_field("into", pane.tr("并入哪一起"), self.into, required=True)

    def set_others(self, others: list[Incident]) -> None:
        self.into.clear()
        for one in others:
            self.into.addItem(one.title, one.id)

    def _call_of(self, values: dict[str, Any]) -> Call:
        return self._pane.services.incidents.merge, *self._ids(), values["into"]


class HappenedSheet(IncidentSheet):
    """补记事发时间."""

    def __init__(self, pane: Asking) -> None:
        super().__init__(pane, pane.tr("补记"))
        field = time_field(pane, pane.tr("1432、-5 或 0620 1432"))
        self.add_field("at", pane.tr("事发时间"), field, required=True)
        self.add_note(pane.tr("从事发起算的时限随之改算。"))

    def _call_of(self, _values: dict[str, Any]) -> Call:
        return self._pane.services.incidents.happened, *self._ids(), self.moment("at")


class GradeSheet(IncidentSheet):
    """初判分级; 较大 and above start further clocks."""

    def __init__(self, pane: Asking) -> None:
        super().__init__(pane, pane.tr("初判"))
        grades = [(g, GRADE[g]) for g in reversed(Grade)]
        self.add_field("grade", pane.tr("分级"), combo(grades), required=True)

    def _call_of(self, values: dict[str, Any]) -> Call:
        return self._pane.services.incidents.grade, *self._ids(), Grade(values["grade"])


class ReportSheet(ActionForm):
    """报告已报出: who received it, when, repeated back; late only with a reason."""

    def __init__(self, pane: Asking) -> None:
        super().__init__(pane, self._call_of, pane.tr("记为已报"))
        self.which = combo(())
        self.add_field("due", pane.tr("哪一项"), self.which, required=True)
        self.add_field(
            "receiver", pane.tr("对方接报人"), line(pane.tr("单位和姓名")), required=True
        )
        self.add_field("at", pane.tr("报出时间"), time_field(pane))
        self.add_field("confirmed", "", check(pane.tr("对方已复述")), required=True)
        self.add_field("late_reason", pane.tr("超时缘由"), line(pane.tr("超过时限时必填")))

    def set_clocks(self, clocks: tuple[ClockView, ...], chosen: str = "") -> None:
        self.which.clear()
        for clock in clocks:
            if clock.reporting:
                self.which.addItem(clock.title, clock.id)
        self.which.setCurrentIndex(max(0, self.which.findData(chosen)))

    def clear(self) -> None:
        super().clear()
        box = self.field("confirmed")
        box.setProperty("checked", True)

    def _call_of(self, values: dict[str, Any]) -> Call:
        said = Said(
            receiver=values["receiver"],
            at=self.moment("at"),
            confirmed=bool(values["confirmed"]),
            late_reason=values["late_reason"],
        )
        return self._pane.services.intake.reported, self._pane.focus.officer, values["due"], said


class NoteSheet(ActionForm):
    """记事: a line of the log by hand."""

    def __init__(self, pane: Asking) -> None:
        super().__init__(pane, self._call_of, pane.tr("记入日志"))
        self.add_field("text", pane.tr("内容"), words("", 8), required=True)
        self.add_field("at", pane.tr("时间"), time_field(pane))

    def _call_of(self, values: dict[str, Any]) -> Call:
        note = self._pane.services.intake.note
        return note, self._pane.focus.officer, values["text"], self.moment("at")


class FigureSheet(ActionForm):
    """口径: one figure with its time, its source and how well it is known."""

    def __init__(self, pane: Asking) -> None:
        super().__init__(pane, self._call_of, pane.tr("定为当前口径"), columns=2)
        self.event_id = ""
        kinds = [(k, FIGURE[k]) for k in FigureKind]
        marks = [(m, MARK[m]) for m in (Mark.PENDING, Mark.VERIFIED)]
        self.add_field("kind", pane.tr("指标"), combo(kinds), required=True)
        self.add_field("value", pane.tr("人数"), line(pane.tr("空为不详")))
        self.add_field("as_of", pane.tr("截至"), time_field(pane))
        self.add_field("mark", pane.tr("核实"), combo(marks), required=True)
        self.add_field("source", pane.tr("来源"), line(), required=True, span=2)
        self.add_field("correcting", "", check(pane.tr("前一数字有误,作更正"), on=False), span=2)
        self.add_field(
            "reason", pane.tr("缘由"), line(pane.tr("减少、更正、涉及死亡失联时必填")), span=2
        )

    def _call_of(self, values: dict[str, Any]) -> Call:
        form = FigureForm(
            kind=FigureKind(values["kind"]),
            value=count(values["value"]),
            as_of=self.moment("as_of"),
            source=values["source"],
            mark=Mark(values["mark"]),
            reason=values["reason"],
            correcting=bool(values["correcting"]),
        )
        figures, officer = self._pane.services.figures, self._pane.focus.officer
        return figures.set, officer, Scope(event_id=self.event_id), form


class FillSheet(ActionForm):
    """补排缺班: the gap, and who could stand, the most rested first."""

    def __init__(self, pane: Asking) -> None:
        super().__init__(pane, self._call_of, pane.tr("补排"))
        self.gaps = combo(())
        self.who = people(())
        self.add_field("gap", pane.tr("缺岗"), self.gaps, required=True)
        self.add_field("who", pane.tr("由谁"), self.who, required=True)
        self.advice = self.add_note("")

    def set_page(self, page: DutyPage, watch_id: str = "", post: Post | None = None) -> None:
        self.gaps.clear()
        chosen = 0
        for number, gap in enumerate(page.month.gaps):
            label = f"{date_weekday(gap.starts)} {POST[gap.post]} 缺 {gap.missing}"
            self.gaps.addItem(label, (gap.watch_id, str(gap.post)))
            if gap.watch_id == watch_id and gap.post is post:
                chosen = number
        self.gaps.setCurrentIndex(chosen)
        names = page.month.names
        first = [p for p in page.month.proposals if p in names]
        others = [o.id for o in page.officers.values() if o.active and o.id not in first]
        self.who.set_choices([_person(page, one) for one in (*first, *others)])
        said = "、".join(names[p] for p in first[:3])
        self.advice.setText(self._pane.tr("建议(歇得久、班次少者在前):{}").format(said or "—"))

    def _call_of(self, values: dict[str, Any]) -> Call:
        watch_id, post = values["gap"] or ("", Post.PRIMARY)
        choice = self.who.choice()
        who = choice.key if choice is not None else ""
        fill = self._pane.services.duty.fill
        return fill, self._pane.focus.officer, watch_id, Post(post), who


class ModeSheet(ActionForm):
    """值守状态: 日常, 预警, 响应."""

    def __init__(self, pane: Asking) -> None:
        super().__init__(pane, self._call_of, pane.tr("转换"))
        modes = [(m, MODE[m]) for m in Mode]
        levels = [(level, LEVEL[level]) for level in reversed(Level)]
        self.add_field("mode", pane.tr("状态"), combo(modes), required=True)
        self.add_field("level", pane.tr("响应级别"), combo(levels))
        self.add_note(pane.tr("自本班起,以后各班按此状态的人数要求查缺。"))

    def _call_of(self, values: dict[str, Any]) -> Call:
        mode = Mode(values["mode"])
        level = Level(values["level"]) if mode is Mode.RESPONSE else None
        return self._pane.services.duty.set_mode, self._pane.focus.officer, mode, level


def count(text: str) -> int | None:
    """Whole people; full-width digits are digits; nothing typed is unknown."""
    kept = text.strip()
    return int(kept) if kept.isdecimal() else None if not kept else -1


def _person(page: DutyPage, officer_id: str) -> Choice:
    officer = page.officers[officer_id]
    return Choice(officer_id, officer.name, officer.title or officer.unit, (officer.login,))
