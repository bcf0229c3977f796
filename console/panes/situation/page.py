"""The 态势 page: readings on the left, the map, and below it how the rain came and what it means."""

from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from console.domain.changes import Kind
from console.panes.situation.desk import Desk
from console.panes.situation.layer_desk import LayerDesk
from console.panes.situation.map_panel import MapPanel
from console.panes.situation.readings import details, outside_table, readings_table
from console.panes.situation.signs import OFF
from console.services.glance.sites import draped, sites
from console.services.glance.situation import PAGE_KINDS, Curve, Situation, Threshold, situation
from console.theme.fonts import px
from console.widgets.curves import Curves, Limit, Line
from console.widgets.pane import Pane
from console.wording.response import LEVEL
from console.wording.situation import COUNTY

NARROWEST = 520
SHOWN = 5  # more curves than that can't be told apart


class SituationPane(Pane):
    """What is measured, where it rains, who is where."""

    name: ClassVar[str] = "situation"
    title: ClassVar[str] = "态势"
    watches: ClassVar[frozenset[Kind]] = PAGE_KINDS
    storm_ms, calm = 2000, 20  # a map is dear to paint

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.facts: Situation | None = None
        self.desk = Desk(self)
        self._off_of = ""
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(px(12))
        split.addWidget(self._left())
        split.addWidget(self._right())
        split.setStretchFactor(0, 5)
        split.setStretchFactor(1, 9)
        split.setSizes([560, 1240])
        self.body.addWidget(split, 1)

    def _left(self) -> QWidget:
        side, column = _column()
        side.setMinimumWidth(px(NARROWEST))
        self.readings_panel = self.panel(self.tr("监测"))
        self.readings_panel.add_button(self.tr("粘贴"), "situation.paste", "Shift+F7")
        self.readings_panel.add_button(self.tr("录入"), "situation.enter", "F7", main=True)
        self.readings = readings_table()
        self.readings.chosen.connect(self._on_reading)
        self.readings.opened.connect(self._on_opened)
        self.about = QLabel()
        self.about.setProperty("role", "quiet")
        self.about.setWordWrap(True)
        self.about.setContentsMargins(px(14), px(8), px(14), px(10))
        self.about.hide()
        self.readings_panel.body.addWidget(self.readings, 1)
        self.readings_panel.body.addWidget(self.about)
        outside = self.panel(self.tr("上级与毗邻响应"))
        outside.add_button(self.tr("登记"), "situation.outside", "Ctrl+F7")
        self.outside = outside_table()
        outside.body.addWidget(self.outside, 1)
        column.addWidget(self.readings_panel, 3)
        column.addWidget(outside, 1)
        return side

    def _right(self) -> QWidget:
        side, column = _column()
        panel = self.panel(self.title)
        self.county = MapPanel(panel, self)
        self.county.picked.connect(self._on_picked)
        self.county.command_asked.connect(self.command_asked)
        self.county.off_changed.connect(self._on_off)
        self.layer_desk = LayerDesk(self, self.county, self.desk.keeper)
        self.curves_panel = self.panel(self.tr("雨量过程"))
        self.curves = Curves()
        self.curves_panel.body.addWidget(self.curves, 1)
        column.addWidget(panel, 5)
        column.addWidget(self.curves_panel, 3)
        return side

    # The pane's contract --------------------------------------------------------------------

    def ask(self, read: Any) -> Situation:
        facts = situation(read, self.services.world.clock.now())
        return replace(facts, sites=sites(read), drapes=draped(read))

    def show_glance(self, glance: Situation) -> None:
        self.facts = glance
        self._remember()
        self.layer_desk.know(glance.drapes)
        self.desk.know_stations(glance.stations)
        self.county.show_facts(glance)
        self.readings.show_rows(glance.rows)
        self.outside.show_rows(glance.outside)
        shown, left = _lines(glance.curves)
        self.curves.show_lines(shown, [_limit(one) for one in glance.thresholds], "mm")
        words = self.tr("各站同一起点的累计雨量") if shown else self.tr("尚无可成线的雨量读数")
        self.curves_panel.header.set_subtitle(words + (f",另有 {left} 站未画" if left else ""))
        self.readings.tick(self.services.world.clock.now())

    def show_failure(self, sentence: str) -> None:
        self.readings.show_failure(sentence)
        self.outside.show_failure(sentence)
        self.county.say(sentence)

    def on_tick(self, now: datetime) -> None:
        if now.second == 0:
            self.readings.tick(now)

    # What the commands do -------------------------------------------------------------------

    def enter(self) -> None:
        self.desk.enter()

    def paste(self) -> None:
        self.desk.paste()

    def record_outside(self) -> None:
        self.desk.outside()

    def correct(self) -> None:
        row = self.readings.current()
        if row is not None:
            self.desk.correct(row)

    def why_not_correct(self) -> str:
        row = self.readings.current()
        if row is None:
            return self.tr("先在表中选一条监测值")
        return self.tr("这条已被更正") if row.replaced else ""

    def next_layer(self) -> None:
        self.county.switch.next()

    def zoom_in(self) -> None:
        self.county.map.zoom_in()

    def zoom_out(self) -> None:
        self.county.map.zoom_out()

    def whole_county(self) -> None:
        self.county.map.fit()

    def measure(self) -> None:
        self.county.map.toggle_measure()

    def import_layer(self) -> None:
        self.layer_desk.bring()

    def manage_layers(self) -> None:
        self.layer_desk.manage()

    # What this officer has switched off -----------------------------------------------------

    def _remember(self) -> None:
        """Once for each officer who signs in."""
        officer = self.focus.officer
        if officer and officer != self._off_of:
            self._off_of = officer
            ticket = self.runner.read(self.services.map_layers.switched_off, officer)
            ticket.done.connect(self._on_remembered)

    def _on_remembered(self, off: tuple[str, ...] | None) -> None:
        self.county.set_off(OFF if off is None else off)

    def _on_off(self, off: tuple[str, ...]) -> None:
        if self.focus.officer:
            self.runner.write(self.services.map_layers.keep_off, self.focus.officer, off)

    def _on_reading(self, row: Any) -> None:
        self.about.setText(details(row))
        self.about.show()

    def _on_opened(self, _row: object) -> None:
        if not self.why_not_correct():
            self.correct()

    def _on_picked(self, kind: str, subject: str) -> None:
        if kind == "incident":
            self.focus.move(incident=subject)


def _column() -> tuple[QWidget, QVBoxLayout]:
    side = QWidget()
    column = QVBoxLayout(side)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(12))
    return side, column


def _lines(curves: tuple[Curve, ...]) -> tuple[list[Line], int]:
    """The county first, then the wettest; how many were left out."""
    order = sorted(curves, key=lambda one: (one.name != "", -one.points[-1][1]))
    lines = [Line(one.name or COUNTY, one.points, one.start) for one in order[:SHOWN]]
    return lines, len(order) - len(lines)


def _limit(one: Threshold) -> Limit:
    words = f"{LEVEL[one.level]} 县面 {one.hours} 小时 ≥ {one.amount:g} mm"
    return Limit(one.amount, words, f"level{int(one.level)}")
