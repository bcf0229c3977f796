"""值守: the month's roster, the call being taken with the log beneath, the clocks at the right."""

from datetime import datetime
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from console.domain.changes import Kind
from console.domain.handover import Handover
from console.domain.incident import Incident
from console.domain.roster import Post
from console.panes.duty.caller_strip import CallerStrip
from console.panes.duty.clocks import ClockList
from console.panes.duty.figure_row import figures
from console.panes.duty.intake_form import IntakeForm
from console.panes.duty.lines import moments
from console.panes.duty.roster_panel import RosterPanel
from console.panes.duty.sheets import Sheets
from console.paper.desk import export_handover
from console.services.glance.duty import KINDS, ClockView, DutyPage, page
from console.theme import hold
from console.theme.fonts import px
from console.widgets.figures import FigureRow
from console.widgets.filter_bar import SearchField
from console.widgets.pane import Pane
from console.widgets.panel import rule
from console.widgets.paper_desk import PaperDesk
from console.widgets.record_table import Column, RecordTable
from console.widgets.timeline import BADGES, Timeline
from console.wording import clock_time, date_time, local
from console.wording.incident import GRADE, INCIDENT_STATE
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
        self._wanted = ""  # the incident whose trace is asked for
        self._tracing = False
        self._revealed = False
        self.sheets = Sheets(self)
        self.printing = PaperDesk(self)
        self.roster = RosterPanel()
        self.roster.command_asked.connect(self.command_asked)
        self.grid = self.roster.grid
        self.grid.gap_asked.connect(self._on_gap)
        self.body.addWidget(self.roster)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(px(12))
        split.addWidget(self._desk())
        split.addWidget(self._right())
        split.setStretchFactor(0, 32)
        split.setStretchFactor(1, 10)
        split.setSizes([1370, 430])
        self.body.addWidget(split, 1)
        self.setFocusProxy(self.intake.field("reporter"))
        self.focus.signed.connect(self._on_signed)
        self.runner.read(self.services.intake.drafts).done.connect(self._on_drafts)

    def _desk(self) -> QWidget:
        self.log_panel = self.panel(self.tr("接报与日志"))
        self.search = SearchField()
        self.search.textChanged.connect(self._on_search)
        self.log_panel.header.add_widget(self.search)
        self.log_panel.add_button(self.tr("口径"), "duty.figure", "Alt+K")
        self.log_panel.add_button(self.tr("记事"), "duty.note", "Shift+F2")
        self.log_panel.add_button(self.tr("交接班"), "duty.handover", "F6")
        self.intake = IntakeForm(self)
        self.intake.setObjectName("Intake")
        self.intake.set_questions(reference.questions(self.services.world.county))
        self.intake.taken.connect(self._on_taken)
        self.log = Timeline(BADGES, title=self.tr("日志"))
        self.log.chosen.connect(self._on_line)
        self.log_panel.body.addWidget(self.intake)
        self.figures = FigureRow()
        self.figures_rule = rule()
        self.log_panel.add_rule()
        self.log_panel.body.addWidget(self.figures)
        self.log_panel.body.addWidget(self.figures_rule)
        self.log_panel.body.addWidget(self.log, 1)
        return self.log_panel

    def _right(self) -> QWidget:
        side = QSplitter(Qt.Orientation.Vertical)
        side.setChildrenCollapsible(False)
        side.setHandleWidth(px(12))
        self.clock_panel = self.panel(self.tr("报送时限"))
        self.clock_panel.add_button(self.tr("已报出"), "duty.reported", "Alt+B")
        self.clocks = ClockList()
        self.clocks.opened.connect(self._on_clock)
        self.clock_panel.body.addWidget(self.clocks, 1)
        self.incident_panel = self.panel(self.tr("未办结事件"))
        self.incident_panel.add_button(self.tr("核实"), "duty.verify", "Alt+V")
        self.incidents = _incident_table(self)
        self.incidents.chosen.connect(self._on_incident)
        hold(self.incidents, height=80, least=True)  # its head and one incident
        self.about = CallerStrip()
        self.incident_panel.body.addWidget(self.incidents, 1)
        self.incident_panel.body.addWidget(self.about)
        side.addWidget(self.clock_panel)
        side.addWidget(self.incident_panel)
        side.setStretchFactor(0, 3)
        side.setStretchFactor(1, 2)
        side.setSizes([460, 310])
        return side

    # The pane's contract --------------------------------------------------------------------

    def ask(self, read: Any) -> DutyPage:
        return page(read, self.services.world.clock.now(), self._wanted)

    def show_glance(self, glance: DutyPage) -> None:
        self.facts = glance
        self.roster.show_page(glance)
        self.intake.set_places(glance.places)
        self.intake.set_incidents(glance.incidents)
        self._show_log()
        self._show_caller()
        open_things = len(glance.incidents) + len(glance.calls)
        self.figures.show_figures(figures(glance.card.figures, glance.card.now))
        self.clocks.show_clocks(glance.clocks, self.services.world.clock.now())
        self.clock_panel.header.set_subtitle(self.tr("{} 项计时").format(len(glance.clocks)))
        self.incidents.show_rows(glance.incidents)
        self.incident_panel.header.set_subtitle(self.tr("{} 起").format(len(glance.incidents)))
        if self.incident() is None and glance.incidents:
            self.incidents.choose(glance.incidents[0].id)
        self.sheets.show_page(glance)
        self.badge_changed.emit(open_things)

    def _show_log(self) -> None:
        """The whole log, or only what happened to the chosen incident."""
        glance = self.facts
        if glance is None:
            return
        tracing = self._tracing and glance.trace is not None
        lines = glance.trace.lines if tracing and glance.trace else glance.card.lines
        self.log.show_moments(moments(lines, glance.card.now))
        self._on_search(self.search.text())
        open_things = len(glance.incidents) + len(glance.calls)
        words = self.tr("今日 {} 条 · 未办结 {}").format(glance.today, open_things)
        if tracing and glance.trace is not None:
            words = self.tr("只看 {}(Alt+L 看全部)").format(glance.trace.incident.title)
        self.log_panel.header.set_subtitle(words)

    def _show_caller(self) -> None:
        trace = self.facts.trace if self.facts is not None else None
        self.about.show_trace(trace, full=self._revealed or self._on_watch())

    def _on_watch(self) -> bool:
        on = self.facts.card.on if self.facts is not None else None
        return on is not None and on.holds(self.focus.officer)

    def show_record(self, kind: Kind, id_: str) -> bool:  # noqa: ARG002 - incidents only
        self.incidents.setFocus()
        return self.incidents.choose(id_)

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
        low = self.height() < px(LOW)
        self.roster.set_low(low)
        self.about.set_low(low)
        self.figures.setVisible(not low)
        self.figures_rule.setVisible(not low)

    # What the commands work on --------------------------------------------------------------

    def incident(self) -> Incident | None:
        """The incident that is chosen here, or in another room."""
        here = self.incidents.current()
        if here is not None or self.facts is None:
            return here
        return next((i for i in self.facts.incidents if i.id == self.focus.incident), None)

    def handover(self) -> Handover | None:
        """The card that is worked on, else the last that both have signed."""
        return (self.facts.handover or self.facts.signed) if self.facts is not None else None

    def print_handover(self) -> None:
        card = self.handover()
        if card is not None:
            self.printing.export(export_handover, card.id, self.tr("交接班表"))

    def toggle_trace(self) -> None:
        """One incident's story, and back."""
        self._tracing = not self._tracing
        self._show_log()

    def copy_phone(self) -> None:
        """The first caller's number, for whatever dials here."""
        trace = self.facts.trace if self.facts is not None else None
        if trace is None or not trace.calls:
            return
        if not (self._revealed or self._on_watch()):
            self.bus.say(self.tr("不在班,请先“查看全号”(Alt+H)"), "warn")
            return
        QGuiApplication.clipboard().setText(trace.calls[0].phone)
        self.bus.say(self.tr("已复制回拨电话"), "ok")

    def reveal(self) -> None:
        """Somebody off watch looks at full numbers: it is written down first (D41)."""
        reveal, officer = self.services.officers.reveal, self.focus.officer
        self.write(reveal, officer, self.tr("回拨电话"), done=self._on_revealed)

    def _on_revealed(self, _changes: object) -> None:
        self._revealed = True
        self._show_caller()

    def _on_signed(self, _officer: str) -> None:
        self._revealed = False
        self._show_caller()

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
        if incident.id != self._wanted:
            self._wanted = incident.id
            self.refresh()

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
