"""The register on the left: teams by kind, and whom to ring for the chosen one."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from console.panes.forces import columns
from console.panes.forces.columns import tr
from console.services.glance.forces import TeamRow
from console.theme import hold, set_tone
from console.theme.fonts import px
from console.widgets.complete import Choice, best
from console.widgets.filter_bar import SearchField
from console.widgets.panel import Panel
from console.widgets.record_table import RecordTable
from console.wording import UNKNOWN, full_time, join, number
from console.wording.force import TEAM_KIND, VERB

NARROW, WIDE = 390, 440


class TeamPanel(Panel):
    """`chosen(TeamRow)`, `opened(TeamRow)` on Enter or double-click."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("队伍"), parent=parent)
        hold(self, width=NARROW, least=True, most=WIDE)
        self.add_button(tr("备勤状态"), "forces.readiness")
        self.search = SearchField(tr("搜队名、专长、驻地、拼音首字母"))
        self.search.textChanged.connect(self._on_search)
        above = QHBoxLayout()
        above.setContentsMargins(px(14), px(8), px(14), px(6))
        above.addWidget(self.search)
        self.body.addLayout(above)
        self.table: RecordTable[TeamRow] = RecordTable(
            columns.teams(),
            key=lambda r: r.team.id,
            title=tr("队伍"),
            empty=tr("尚无队伍,请先录入名录"),
            row_height=36,
        )
        self.table.chosen.connect(self._on_chosen)
        self.table.opened.connect(self.opened)
        self.body.addWidget(self.table, 1)
        self.add_rule()
        self.phone, self.detail = QLabel(), QLabel()
        self.phone.setProperty("role", "figure")
        self.phone.setContentsMargins(px(14), px(4), px(14), 0)
        self.detail.setProperty("role", "quiet")
        self.detail.setWordWrap(True)
        self.detail.setContentsMargins(px(14), 0, px(14), px(12))
        self.body.addWidget(self.phone)
        self.body.addWidget(self.detail)
        self._rows: tuple[TeamRow, ...] = ()

    def show_rows(self, rows: Sequence[TeamRow]) -> None:
        self._rows = tuple(rows)
        free = sum(r.free for r in rows)
        self.header.set_subtitle(
            tr("{n} 支 · 可调 {free} 人").format(n=number(len(rows)), free=number(free))
        )
        self.table.show_rows(rows)
        if self.table.current() is None and rows:
            self.table.choose(rows[0].team.id)
        current = self.table.current()
        if current is not None:
            self._tell(current)

    def current(self) -> TeamRow | None:
        return self.table.current()

    def on_tick(self, now: datetime) -> None:
        self.table.tick(now)

    def _on_chosen(self, row: TeamRow) -> None:
        self._tell(row)
        self.chosen.emit(row)

    def _tell(self, row: TeamRow) -> None:
        """Who answers the telephone, whose team it is, and what is doubtful about it."""
        team = row.team
        self.phone.setText(join([team.leader, team.phone]) or UNKNOWN)
        stated = tr("{at} {who}").format(at=full_time(team.ready_at), who=team.ready_by).strip()
        told = [
            join([TEAM_KIND[team.kind], team.owner, team.place_name]),
            join(
                [
                    "、".join(team.tags),
                    VERB[team.verb] + (f"经{team.through}" if team.through else ""),
                ]
            ),
            tr("状态截至 {stated}").format(stated=stated),
        ]
        if row.weak:
            told.append(tr("不足 10 人(县规划要求村突击队不少于 10 人)"))
        if row.old:
            told.append(tr("备勤状态已陈旧,请核实"))
        self.detail.setText("\n".join(told))
        set_tone(self.detail, "warn" if row.weak or row.old else "")

    def _on_search(self, text: str) -> None:
        if not text.strip():
            self.table.set_filter(None)
            return
        found = best(text, [_choice(r) for r in self._rows], limit=len(self._rows) or 1)
        keys = {choice.key for choice in found}
        self.table.set_filter(lambda r: r.team.id in keys)


def _choice(row: TeamRow) -> Choice:
    team = row.team
    return Choice(team.id, team.name, "", (team.code, *team.tags, team.place_name))
