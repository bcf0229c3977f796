"""Sheets of the log: a report made, a note, a figure in force, a figure told by word of mouth."""

from collections.abc import Iterable
from typing import Any

from console.domain.evidence import Mark
from console.domain.figure import FigureKind
from console.panes.duty.forms import (
    ActionForm,
    Call,
    check,
    combo,
    line,
    time_field,
    words,
)
from console.services.figures import FigureForm, Scope
from console.services.glance.duty import ClockView, FigureView
from console.services.reporting import Said
from console.widgets.pane import Asking
from console.wording import date_time, number
from console.wording.incident import FIGURE
from console.wording.store import MARK


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


class TellSheet(ActionForm):
    """口头报出 a figure: to whom; the next report is bound to it."""

    def __init__(self, pane: Asking) -> None:
        super().__init__(pane, self._call_of, pane.tr("记为已口头报出"))
        self.figure = combo(())
        self.add_field("figure", pane.tr("哪个数字"), self.figure, required=True)
        self.add_field("to", pane.tr("报给谁"), line(pane.tr("单位和姓名")), required=True)
        self.add_field("at", pane.tr("时间"), time_field(pane))

    def set_figures(self, figures: Iterable[FigureView]) -> None:
        self.figure.clear()
        for one in figures:
            if one.id:
                words_ = f"{FIGURE[one.kind]} {number(one.value)}(截至 {date_time(one.as_of)})"
                self.figure.addItem(words_, one.id)

    def _call_of(self, values: dict[str, Any]) -> Call:
        tell, officer = self._pane.services.figures.tell, self._pane.focus.officer
        return tell, officer, values["figure"], values["to"], self.moment("at")


def count(text: str) -> int | None:
    """Whole people; full-width digits are digits; nothing typed is unknown."""
    kept = text.strip()
    return int(kept) if kept.isdecimal() else None if not kept else -1
