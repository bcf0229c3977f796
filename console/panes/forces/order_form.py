"""F3 调派: a team, a task, a place. For teams that are not the county's the verb is 商请."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from console.domain.force import Verb
from console.domain.place import Place, PlaceKind
from console.domain.refused import Refused
from console.domain.supply import whole
from console.panes.forces.columns import tr
from console.services.dispatches import Mission
from console.services.glance.forces import ForcesView, TeamRow
from console.widgets.complete import Choice, CompleteField
from console.widgets.form import Form
from console.widgets.time_field import TimeField
from console.wording import join, number
from console.wording.force import PAPER, TEAM_KIND, VERB


class OrderForm(Form):
    def __init__(
        self, view: ForcesView, now: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        super().__init__(tr("调派"), columns=2, parent=parent)
        self._now = now
        self._teams = {row.team.id: row for row in view.teams}
        self.team = CompleteField(_teams(view.teams), tr("队名、专长或拼音首字母"))
        self.add_field("team", tr("队伍"), self.team, required=True, span=2)
        self.told = self.add_note(tr("县乡自有队伍用调派;消防、武警、民兵、电力、通信用商请。"))
        self.place = CompleteField(_places(view.places), tr("乡镇、村、自然村或拼音首字母"))
        self.add_field("place", tr("到达地点"), self.place, required=True)
        self.people = QLineEdit()
        self.add_field("people", tr("人数"), self.people, required=True)
        self.add_field("task", tr("任务"), QLineEdit(), required=True, span=2)
        self.add_field("muster", tr("集结地"), QLineEdit())
        self.add_field("channel", tr("通信频道"), QLineEdit())
        self.at = TimeField(now, hint=tr("空为现在,或 1432、-5"))
        self.add_field("at", tr("通知时间"), self.at)
        self.eta = TimeField(now, ahead=True, hint=tr("如 1651"))
        self.add_field("eta", tr("预计到场"), self.eta)
        self.team.textChanged.connect(self._on_team)
        self.setFocusProxy(self.team)

    def choose(self, team_id: str) -> None:
        self.team.choose(team_id)

    def mission(self, response_id: str | None) -> Mission:
        values: dict[str, Any] = self.values()
        row = self._chosen()
        if row is None:
            raise Refused("team_unknown", text=self.team.text().strip(), field="team")
        try:
            people = whole(values["people"])
        except Refused as no:
            raise Refused(no.code, **{**no.facts, "field": "people"}) from None
        place = self.place.choice()
        return Mission(
            team_id=row.team.id,
            verb=row.team.verb,
            task=values["task"].strip(),
            place_name=self.place.text().strip(),
            people=people,
            at=self.at.moment() or self._now(),
            place_id=place.key if place else "",
            response_id=response_id,
            muster=values["muster"].strip(),
            channel=values["channel"].strip(),
            expected_at=self.eta.moment(),
        )

    def _chosen(self) -> TeamRow | None:
        choice = self.team.choice()
        return self._teams.get(choice.key) if choice else None

    def _on_team(self, _text: str) -> None:
        """The verb and its paper follow from whose team it is (D7)."""
        row = self._chosen()
        self.save_button.setText(VERB[row.team.verb] if row else VERB[Verb.ORDER])
        self.save_button.updateGeometry()
        if row is None:
            return
        team = row.team
        if team.verb is Verb.ASK:
            whose = tr("{verb}:经{through}办理,用{paper}").format(
                verb=VERB[team.verb], through=team.through or team.owner, paper=PAPER[team.verb]
            )
        else:
            whose = tr("{verb}:县乡自有队伍,用{paper}").format(
                verb=VERB[team.verb], paper=PAPER[team.verb]
            )
        free = tr("还可出动 {n} 人").format(n=number(row.free))
        old = tr("备勤状态已陈旧,请核实") if row.old else ""
        weak = tr("不足 10 人(县规划)") if row.weak else ""
        self.told.setText(join([whose, free, old, weak, "、".join(team.tags)]))
        if not self.people.text().strip() and row.free:
            self.people.setText(str(row.free))


def _teams(rows: Sequence[TeamRow]) -> list[Choice]:
    return [
        Choice(
            r.team.id,
            r.team.name,
            tr("{kind} · 可调 {n}").format(kind=TEAM_KIND[r.team.kind], n=number(r.free)),
            (r.team.code, *r.team.tags),
        )
        for r in rows
    ]


def _places(places: Sequence[Place]) -> list[Choice]:
    towns = {p.id: p.name for p in places if p.kind is PlaceKind.TOWNSHIP}
    return [
        Choice(
            p.id,
            p.name if p.township_id == "" else f"{towns.get(p.township_id, '')}{p.name}",
            "",
            (p.name, *p.aliases),
        )
        for p in places
        if p.kind is not PlaceKind.COUNTY
    ]
