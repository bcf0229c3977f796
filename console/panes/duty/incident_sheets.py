"""What the commands on one incident ask before they act: a small sheet for each."""

from typing import Any

from console.domain.incident import Event, Grade, Incident
from console.panes.duty.forms import (
    ActionForm,
    Call,
    combo,
    line,
    time_field,
    words,
)
from console.widgets.pane import Asking
from console.wording.incident import GRADE

NEW = "new"


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


class AttachSheet(IncidentSheet):
    """归入事件档: one that is open, or a new one by its name."""

    def __init__(self, pane: Asking) -> None:
        super().__init__(pane, pane.tr("归入"))
        self.which = combo(())
        self.add_field("event", pane.tr("哪个事件档"), self.which, required=True)
        hint = pane.tr("例:6·20 梅雨洪涝")
        self.add_field("title", pane.tr("新建的名称"), line(hint))
        self.add_note(pane.tr("响应、口径都按事件档记。选“新建”时填名称。"))

    def set_events(self, events: tuple[Event, ...]) -> None:
        self.which.clear()
        for one in events:
            self.which.addItem(one.title, one.id)
        self.which.addItem(self._pane.tr("新建"), NEW)

    def _call_of(self, values: dict[str, Any]) -> Call:
        incidents = self._pane.services.incidents
        if values["event"] == NEW:
            return incidents.attach_new, *self._ids(), values["title"]
        return incidents.attach, *self._ids(), values["event"]
