"""The sheets of the page: made when first asked, opened over it, put away when done."""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from console.domain.refused import Answer
from console.domain.roster import Post
from console.panes.duty.dictation_sheet import DictationSheet
from console.panes.duty.files_sheet import FilesSheet
from console.panes.duty.forms import ActionForm
from console.panes.duty.handover_sheet import HandoverSheet
from console.panes.duty.incident_sheets import (
    AttachSheet,
    GradeSheet,
    HappenedSheet,
    IncidentSheet,
    MergeSheet,
    StrikeSheet,
    VerifySheet,
)
from console.panes.duty.log_sheets import FigureSheet, NoteSheet, ReportSheet, TellSheet
from console.panes.duty.roster_sheets import ExtendSheet, FillSheet, ModeSheet, SwapSheet
from console.panes.duty.secret_sheets import PasswordSheet, PinSheet
from console.panes.duty.staff_sheet import StaffSheet
from console.services.glance.dictation import Dictation, dictation
from console.services.glance.duty import DutyPage, handover_card
from console.widgets.complete import Choice
from console.wording import clock_time, refusal

F = TypeVar("F", bound=QWidget)


class Sheets(QObject):
    """Owned by the page; `show_page` keeps an open sheet true."""

    def __init__(self, pane: Any) -> None:
        super().__init__(pane)
        self._pane = pane
        self._page: DutyPage | None = None
        self._held_card: tuple[Any, frozenset[str]] | None = None
        self._made: dict[str, QWidget] = {}

    def show_page(self, page: DutyPage) -> None:
        self._page = page
        if self._held_card is not None:
            held, self._held_card = self._held_card, None
            self._on_card(held)
        sheet = self._made.get("handover")
        if isinstance(sheet, HandoverSheet) and sheet.isVisible():
            self._ask_card()

    def _form(self, key: str, make: Callable[[Any], F]) -> F:
        if key not in self._made:
            form = make(self._pane)
            form.hide()
            self._made[key] = form
            if isinstance(form, ActionForm):
                form.done.connect(self._on_done)
                form.abandoned.connect(self._on_done)
        return self._made[key]  # type: ignore[return-value]

    def _on_done(self, *_what: object) -> None:
        self._pane.sheet_closed.emit()

    # Incidents ------------------------------------------------------------------------------

    def _about(self, key: str, make: Callable[[Any], IncidentSheet], title: str) -> IncidentSheet:
        form = self._form(key, make)
        form.incident = self._pane.incident()
        name = form.incident.title if form.incident is not None else ""
        self._pane.open_sheet(title, form, name)
        return form

    def verify(self) -> None:
        self._about("verify", VerifySheet, self.tr("核实"))

    def strike(self) -> None:
        self._about("strike", StrikeSheet, self.tr("误报"))

    def happened(self) -> None:
        self._about("happened", HappenedSheet, self.tr("补记事发时间"))

    def grade(self) -> None:
        self._about("grade", GradeSheet, self.tr("初判分级"))

    def merge(self) -> None:
        form = self._form("merge", MergeSheet)
        here = self._pane.incident()
        others = (
            [i for i in self._page.incidents if here and i.id != here.id] if self._page else []
        )
        form.set_others(others)
        self._about("merge", MergeSheet, self.tr("并入"))

    def attach(self) -> None:
        form = self._form("attach", AttachSheet)
        form.set_events(self._page.events if self._page is not None else ())
        self._about("attach", AttachSheet, self.tr("归入事件档"))

    def files(self) -> None:
        """附件 of the chosen incident, as they are here now."""
        here = self._pane.incident()
        if here is not None:
            ticket = self._pane.runner.read(_files, self._pane.services, here.id)
            ticket.done.connect(self._on_files)
            ticket.failed.connect(self._no)

    def _on_files(self, listed: Any) -> None:
        form = self._form("files", FilesSheet)
        form.show_listed(listed)
        self._about("files", FilesSheet, self.tr("附件"))

    def close_incident(self) -> None:
        incident = self._pane.incident()
        if incident is not None:
            close = self._pane.services.incidents.close
            self._pane.write(close, self._pane.focus.officer, incident.id)

    # The log, reports, figures --------------------------------------------------------------

    def note(self) -> None:
        self._pane.open_sheet(
            self.tr("记事"), self._form("note", NoteSheet), self.tr("记入值班日志")
        )

    def reported(self, due_id: str = "") -> None:
        form = self._form("reported", ReportSheet)
        form.set_clocks(self._page.clocks if self._page is not None else (), due_id)
        self._pane.open_sheet(self.tr("报告已报出"), form)

    def figure(self) -> None:
        form = self._form("figure", FigureSheet)
        event = self._page.card.event if self._page is not None else None
        form.event_id = event.id if event is not None else ""
        self._pane.open_sheet(self.tr("当前口径"), form, event.title if event is not None else "")

    def tell(self) -> None:
        form = self._form("tell", TellSheet)
        form.set_figures(self._page.card.figures.values() if self._page is not None else ())
        self._pane.open_sheet(self.tr("口头报出口径"), form)

    def dictation(self) -> None:
        """口述卡 of the chosen incident, read anew each time it is opened."""
        here = self._pane.incident()
        ticket = self._pane.runner.read(
            _dictation, self._pane.services, self._pane.focus.officer, here.id if here else ""
        )
        ticket.done.connect(self._on_dictation)
        ticket.failed.connect(self._no)

    def _on_dictation(self, card: Dictation) -> None:
        sheet = self._form("dictation", _dictation_sheet)
        sheet.show_card(card)
        at = self.tr("截至 {}").format(clock_time(card.at))
        self._pane.open_sheet(self.tr("口述卡"), sheet, at)

    # The roster -----------------------------------------------------------------------------

    def fill(self, watch_id: str = "", post: Post | None = None) -> None:
        form = self._form("fill", FillSheet)
        if self._page is not None:
            form.set_page(self._page, watch_id, post)
        self._pane.open_sheet(self.tr("补排缺班"), form)

    def swap(self) -> None:
        form = self._form("swap", SwapSheet)
        if self._page is not None:
            form.set_page(self._page)
        self._pane.open_sheet(self.tr("换班"), form)

    def mode(self) -> None:
        self._pane.open_sheet(self.tr("值守状态"), self._form("mode", ModeSheet))

    def extend(self) -> None:
        self._pane.open_sheet(self.tr("续排班表"), self._form("extend", ExtendSheet))

    def staff(self) -> None:
        form = self._form("staff", StaffSheet)
        if self._page is not None:
            form.set_page(self._page)
        self._pane.open_sheet(self.tr("人员登记"), form, self.tr("系统管理员办理"))

    # One's own secrets ----------------------------------------------------------------------

    def password(self) -> None:
        self._pane.open_sheet(self.tr("修改口令"), self._form("password", PasswordSheet))

    def pin(self) -> None:
        self._pane.open_sheet(self.tr("设置 PIN"), self._form("pin", PinSheet))

    # 交接班 ---------------------------------------------------------------------------------

    def handover(self) -> None:
        """The card is prepared on the writer, read on a reader, then shown."""
        prepare = self._pane.services.handovers.prepare
        self._pane.write(
            prepare, self._pane.focus.officer, done=self._on_prepared, failed=self._no
        )

    def _no(self, error: object) -> None:
        if isinstance(error, Answer):
            self._pane.bus.say(refusal(error), "bad")

    def _on_prepared(self, _result: object) -> None:
        self._ask_card()

    def _ask_card(self) -> None:
        ticket = self._pane.runner.read(_card, self._pane.services)
        ticket.done.connect(self._on_card)

    def _on_card(self, answer: tuple[Any, frozenset[str]]) -> None:
        card, ticked = answer
        if card is None:
            return
        if self._page is None:  # F6 came before the page was read; it is not lost
            self._held_card = answer
            return
        sheet = self._form("handover", HandoverSheet)
        if not sheet.property("wired"):
            sheet.setProperty("wired", True)
            sheet.taken.connect(self._on_taken)
        then = self._page.card.then
        sheet.set_people(_people(self._page), then)
        sheet.show_card(card, ticked, self._page.card.on, then)
        if not sheet.isVisible():
            self._pane.open_sheet(self.tr("交接班"), sheet)

    def _on_taken(self, session: Any) -> None:
        """The one who took over is who sits here now."""
        self._pane.focus.sign(session.officer_id)
        self._pane.sheet_closed.emit()
        self._pane.bus.say(self.tr("已交接,现由 {} 值守").format(session.name), "ok")


def _dictation_sheet(_pane: Any) -> DictationSheet:
    return DictationSheet()


def _files(services: Any, incident: str) -> Any:
    """Runs on a reader thread."""
    with services.world.store.read() as read:
        return services.attachments.listed(read, incident)


def _dictation(services: Any, officer: str, incident: str) -> Dictation:
    """Runs on a reader thread."""
    with services.world.store.read() as read:
        return dictation(read, services.world.clock.now(), officer, incident)


def _card(services: Any) -> tuple[Any, frozenset[str]]:
    """Runs on a reader thread."""
    waiting = services.world.store.waiting()
    with services.world.store.read() as read:
        card = handover_card(read, services.world.clock.now(), waiting)
    return card, services.handovers.ticks(card.id) if card is not None else frozenset()


def _people(page: DutyPage) -> list[Choice]:
    return [
        Choice(o.id, o.name, o.title or o.unit, (o.login,))
        for o in page.officers.values()
        if o.active
    ]
