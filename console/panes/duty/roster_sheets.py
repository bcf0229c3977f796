"""Sheets of the roster: fill a gap, swap people, change the state of watch."""

from typing import Any

from console.domain.level import Level
from console.domain.refused import Refused
from console.domain.roster import Mode, Post
from console.panes.duty.forms import (
    ActionForm,
    Call,
    combo,
    line,
    people,
)
from console.services.glance.duty import DutyPage, WatchView
from console.widgets.complete import Choice
from console.widgets.pane import Asking
from console.wording import date_time, date_weekday
from console.wording.duty import MODE, POST
from console.wording.response import LEVEL


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
        for place, gap in enumerate(page.month.gaps):
            label = f"{date_weekday(gap.starts)} {POST[gap.post]} 缺 {gap.missing}"
            self.gaps.addItem(label, (gap.watch_id, str(gap.post)))
            if gap.watch_id == watch_id and gap.post is post:
                chosen = place
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
        if choice is None:
            raise Refused("officer_not_chosen", field="who")
        fill = self._pane.services.duty.fill
        return fill, self._pane.focus.officer, watch_id, Post(post), choice.key


class SwapSheet(ActionForm):
    """换班: who stands in for whom, and why; it leaves its trace."""

    def __init__(self, pane: Asking) -> None:
        super().__init__(pane, self._call_of, pane.tr("换班"))
        self.watch = combo(())
        self.leaving = combo(())
        self.coming = people(())
        self.add_field("watch", pane.tr("哪一班"), self.watch, required=True)
        self.add_field("leaving", pane.tr("原排"), self.leaving, required=True)
        self.add_field("coming", pane.tr("改由"), self.coming, required=True)
        self.add_field("reason", pane.tr("缘由"), line(), required=True)
        self.watch.currentIndexChanged.connect(self._on_watch)
        self._views: dict[str, WatchView] = {}

    def set_page(self, page: DutyPage) -> None:
        known = [w for w in (page.card.on, page.card.then) if w is not None]
        self._views = {w.id: w for w in known}
        self.watch.clear()
        for watch in known:
            self.watch.addItem(f"{date_time(watch.starts)} {MODE[watch.mode]}", watch.id)
        self.watch.setCurrentIndex(len(known) - 1)
        everybody = [o.id for o in page.officers.values() if o.active]
        self.coming.set_choices([_person(page, one) for one in everybody])

    def _on_watch(self, _index: int) -> None:
        self.leaving.clear()
        watch = self._views.get(str(self.watch.currentData()))
        for person in watch.people if watch is not None else ():
            self.leaving.addItem(f"{POST[person.post]} {person.name}", person.officer_id)

    def _call_of(self, values: dict[str, Any]) -> Call:
        choice = self.coming.choice()
        if choice is None:
            raise Refused("officer_not_chosen", field="coming")
        swap, officer = self._pane.services.duty.swap, self._pane.focus.officer
        return swap, officer, values["watch"], values["leaving"], choice.key, values["reason"]


class ExtendSheet(ActionForm):
    """续排班表: watches after the last one, the most rested first; what is there stays."""

    def __init__(self, pane: Asking) -> None:
        super().__init__(pane, self._call_of, pane.tr("续排"))
        days = [(n, pane.tr("{} 天").format(n)) for n in (31, 14, 7)]
        self.add_field("days", pane.tr("续排多少天"), combo(days), required=True)
        self.add_note(pane.tr("接最后一班之后;按角色、歇息、班次排,排不到人的岗留作缺班。"))

    def _call_of(self, values: dict[str, Any]) -> Call:
        return self._pane.services.duty.extend, self._pane.focus.officer, int(values["days"])


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


def _person(page: DutyPage, officer_id: str) -> Choice:
    officer = page.officers[officer_id]
    return Choice(officer_id, officer.name, officer.title or officer.unit, (officer.login,))
