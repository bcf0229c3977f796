"""值守: the month's roster, the call being taken with the log beneath, the clocks at the right."""

from datetime import datetime
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from console.domain.changes import Kind
from console.domain.incident import Incident
from console.domain.roster import Post
from console.panes.duty.clocks import ClockList
from console.panes.duty.intake_form import IntakeForm
from console.panes.duty.lines import moments
from console.panes.duty.roster_grid import RosterGrid
from console.panes.duty.share_bars import ShareBars
from console.panes.duty.sheets import Sheets
from console.services.glance.duty import KINDS, ClockView, DutyPage, page
from console.theme.fonts import px
from console.widgets.filter_bar import SearchField
from console.widgets.pane import Pane
from console.widgets.record_table import Column, RecordTable
from console.widgets.timeline import BADGES, Timeline
from console.wording import clock_time, date_time, join, local
from console.wording.duty import ADVICE, GAP, MODE, POST
from console.wording.incident import GRADE, INCIDENT_STATE
from console.wording.response import LEVEL
from resources import duty as reference

LOW = 800  # below this height the shares beside the roster go first


class DutyPane(Pane):
    """The duty officer's page."""

    name: ClassVar[str] = "duty"
    title: ClassVar[str] = "值守"
    watches: ClassVar[frozenset[Kind]] = KINDS

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.facts: DutyPage | None = None
        self.sheets = Sheets(self)
        self.body.addWidget(self._roster())
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(12)
        split.addWidget(self._desk())
        split.addWidget(self._right())
        split.setStretchFactor(0, 32)
        split.setStretchFactor(1, 10)
        split.setSizes([1370, 430])
        self.body.addWidget(split, 1)
        self.runner.read(self.services.intake.drafts).done.connect(self._on_drafts)

    def _roster(self) -> QWidget:
        self.roster_panel = self.panel(self.tr("值班表"))
        self.gap_words = QLabel()
        self.gap_words.setProperty("role", "quiet")
        self.roster_panel.header.add_widget(self.gap_words)
        self.roster_panel.add_button(self.tr("值守状态"), "duty.mode")
        self.fill_button = self.roster_panel.add_button(
            self.tr("补排缺班"), "duty.fill", main=True
        )
        self.grid = RosterGrid()
        self.grid.gap_asked.connect(self._on_gap)
        self.shares = ShareBars()
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        left = QVBoxLayout()
        left.setSpacing(0)
        self.hint = QLabel()
        self.hint.setProperty("role", "quiet")
        self.hint.setContentsMargins(14, 5, 14, 7)
        left.addWidget(self.grid)
        left.addWidget(self.hint)
        left.addStretch(1)
        row.addLayout(left, 1)
        row.addWidget(self.shares)
        self.roster_panel.body.addLayout(row)
        return self.roster_panel

    def _desk(self) -> QWidget:
        self.log_panel = self.panel(self.tr("接报与日志"))
        self.search = SearchField()
        self.search.textChanged.connect(self._on_search)
        self.log_panel.header.add_widget(self.search)
        self.log_panel.add_button(self.tr("记事"), "duty.note", "Shift+F2")
        self.log_panel.add_button(self.tr("交接班"), "duty.handover", "F6")
        self.intake = IntakeForm(self)
        self.intake.setObjectName("Intake")
        self.intake.set_questions(reference.questions(self.services.world.county))
        self.intake.taken.connect(self._on_taken)
        self.log = Timeline(BADGES, title=self.tr("日志"))
        self.log.chosen.connect(self._on_line)
        self.log_panel.body.addWidget(self.intake)
        self.log_panel.add_rule()
        self.log_panel.body.addWidget(self.log, 1)
        return self.log_panel

    def _right(self) -> QWidget:
        side = QSplitter(Qt.Orientation.Vertical)
        side.setChildrenCollapsible(False)
        side.setHandleWidth(12)
        self.clock_panel = self.panel(self.tr("报送时限"))
        self.clock_panel.add_button(self.tr("已报出"), "duty.reported", "Alt+B")
        self.clocks = ClockList()
        self.clocks.opened.connect(self._on_clock)
        self.clock_panel.body.addWidget(self.clocks, 1)
        self.incident_panel = self.panel(self.tr("未办结事件"))
        self.incident_panel.add_button(self.tr("核实"), "duty.verify", "Alt+V")
        self.incidents = _incident_table(self)
        self.incidents.chosen.connect(self._on_incident)
        self.incident_panel.body.addWidget(self.incidents, 1)
        side.addWidget(self.clock_panel)
        side.addWidget(self.incident_panel)
        side.setStretchFactor(0, 3)
        side.setStretchFactor(1, 2)
        side.setSizes([480, 290])
        return side

    # The pane's contract --------------------------------------------------------------------

    def ask(self, read: Any) -> DutyPage:
        return page(read, self.services.world.clock.now())

    def show_glance(self, glance: DutyPage) -> None:
        self.facts = glance
        now = glance.card.now
        self._show_roster(glance)
        self.intake.set_places(glance.places)
        self.intake.set_incidents(glance.incidents)
        self.log.show_moments(moments(glance.card.lines, now))
        self._on_search(self.search.text())
        open_things = len(glance.incidents) + len(glance.calls)
        self.log_panel.header.set_subtitle(
            self.tr("今日 {} 条 · 未办结 {}").format(glance.today, open_things)
        )
        self.clocks.show_clocks(glance.clocks, self.services.world.clock.now())
        self.clock_panel.header.set_subtitle(self.tr("{} 项计时").format(len(glance.clocks)))
        self.incidents.show_rows(glance.incidents)
        self.incident_panel.header.set_subtitle(self.tr("{} 起").format(len(glance.incidents)))
        if self.incident() is None and glance.incidents:
            self.incidents.choose(glance.incidents[0].id)
        self.sheets.show_page(glance)
        self.badge_changed.emit(open_things)

    def _show_roster(self, glance: DutyPage) -> None:
        month, on = glance.month, glance.card.on
        self.grid.show_month(month)
        mode = ""
        if on is not None:
            level = f"({LEVEL[on.level]})" if on.level is not None else ""
            mode = f"{MODE[on.mode]}{level}"
        count = self.tr("每班 {} 人").format(len(on.people)) if on is not None else ""
        self.roster_panel.header.set_subtitle(
            join((self.tr("{} 年 {} 月").format(month.year, month.month), mode, count))
        )
        lacking = [
            GAP.format(day=_day(gap.starts), post=POST[gap.post], missing=gap.missing)
            for gap in month.gaps
        ]
        more = self.tr(" 等 {} 处").format(len(lacking)) if len(lacking) > 1 else ""
        self.gap_words.setText(lacking[0] + more if lacking else self.tr("本月无缺班"))
        self.gap_words.setProperty("tone", "bad" if lacking else "ok")
        self.gap_words.style().polish(self.gap_words)
        self.fill_button.allow("" if lacking else self.tr("本月没有缺班"))
        self.hint.setText(_advice(glance))
        self.shares.show_shares(month.shares)

    def show_failure(self, sentence: str) -> None:
        self.log.show_failure(sentence)
        self.incidents.show_failure(sentence)
        self.clock_panel.header.set_subtitle(sentence)

    def on_tick(self, now: datetime) -> None:
        self.clocks.tick(now)
        if self.facts is not None and local(now).date() != local(self.facts.card.now).date():
            self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self.height() >= px(LOW)
        self.shares.setVisible(roomy)
        self.hint.setVisible(roomy)
        self.grid.set_low(not roomy)

    # What the commands work on --------------------------------------------------------------

    def incident(self) -> Incident | None:
        """The incident that is chosen here, or in another room."""
        here = self.incidents.current()
        if here is not None or self.facts is None:
            return here
        return next((i for i in self.facts.incidents if i.id == self.focus.incident), None)

    def begin_call(self) -> None:
        self.intake.begin_call()

    def next_call(self) -> None:
        self.intake.next_call()

    def _on_taken(self, taken: Any) -> None:
        self.bus.say(self.tr("已存本机"), "ok")
        if taken.incident_id:
            self.focus.move(incident=taken.incident_id)

    def _on_drafts(self, drafts: dict[str, str]) -> None:
        self.intake.restore_drafts(drafts)

    def _on_gap(self, watch_id: str, post: Post) -> None:
        self.sheets.fill(watch_id, post)

    def _on_clock(self, clock: ClockView) -> None:
        if clock.reporting:
            self.sheets.reported(clock.id)

    def _on_incident(self, incident: Incident) -> None:
        self.focus.move(incident=incident.id)

    def _on_line(self, moment: Any) -> None:
        if self.facts is not None and any(i.id == moment.subject for i in self.facts.incidents):
            self.incidents.choose(moment.subject)

    def _on_search(self, text: str) -> None:
        wanted = text.strip().lower()
        if not wanted:
            self.log.moments.set_filter(None)
            return
        self.log.moments.set_filter(
            lambda m: wanted in f"{m.time} {m.kind} {m.sentence} {m.after}".lower()
        )


def _day(moment: datetime) -> str:
    here = local(moment)
    return f"{here.month} 月 {here.day} 日"


def _advice(glance: DutyPage) -> str:
    month = glance.month
    parts = []
    if month.gaps and month.proposals:
        gap = month.gaps[0]
        who = month.names.get(month.proposals[0], "")
        parts.append(f"建议:{_day(gap.starts)}{POST[gap.post]} {who}")
    for hint in month.hints[:1]:
        who = month.names.get(hint.officer_id, hint.officer_id)
        parts.append(ADVICE[hint.advice].format(name=who, hours=hint.hours))
    return join(parts)


def _incident_table(parent: QWidget) -> RecordTable[Incident]:
    tr = parent.tr
    return RecordTable(
        [
            Column(
                "title", tr("事件"), lambda i: i.title, badge=_grade, tip=lambda i: i.place_text
            ),
            Column("state", tr("状态"), _state, tone=_state_tone, width=78),
            Column(
                "received",
                tr("接报"),
                lambda i: clock_time(i.received_at),
                width=68,
                align="right",
                tip=lambda i: f"接报 {date_time(i.received_at)} · 事发 {date_time(i.occurred_at)}",
            ),
        ],
        lambda i: i.id,
        title=tr("未办结事件"),
        empty=tr("没有未办结事件"),
    )


def _grade(incident: Incident) -> str:
    return GRADE[incident.grade] if incident.grade is not None else ""


def _state(incident: Incident) -> str:
    return INCIDENT_STATE[incident.state]


def _state_tone(incident: Incident) -> str:
    return "warn" if incident.verified_at is None else "ok"
