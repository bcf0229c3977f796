"""名录: the registers on the left, one of them in the middle at any length, the chosen record below."""

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from console.domain.changes import Changes, Kind
from console.domain.record import dataclass
from console.panes.registers import columns
from console.panes.registers.column_menu import ColumnMenu
from console.panes.registers.columns import tr
from console.panes.registers.desk import RegisterDesk
from console.panes.registers.record_panel import RecordPanel
from console.panes.registers.rights import Rights
from console.runtime.bus import Bus
from console.runtime.focus import Focus
from console.runtime.tasks import Runner
from console.services.officers import Officers
from console.services.registers import REGISTERS, Register, Registers
from console.services.registers.kinds import Count
from console.services.registers.listing import (
    Listing,
    Query,
    Row,
    Sheet,
    may,
    on_watch,
    sealed,
    sheet,
)
from console.theme import hold
from console.theme.fonts import px
from console.widgets.filter_bar import SearchField
from console.widgets.paged_table import PagedTable
from console.widgets.pane import Pane
from console.widgets.record_table import RecordTable
from console.wording import number

HUSH_MS = 60  # between two strokes of a quick hand no question is asked
LIST_WIDTH = 210


@dataclass(frozen=True, slots=True)
class Glance:
    counts: tuple[Count, ...]
    allowed: frozenset[Kind]
    watching: bool
    sheet: Sheet | None


class RegistersPane(Pane):
    name = "registers"
    title = "名录"
    watches = frozenset({*(one.kind for one in REGISTERS), Kind.WATCH, Kind.HANDOVER})

    def __init__(
        self,
        services: Any,
        bus: Bus,
        focus: Focus,
        runner: Runner,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(services, bus, focus, runner, parent)
        self.registers = Registers(services.world)
        self.listing = Listing(services.world, self.registers.names)
        self.register: Register | None = None
        self.sheet: Sheet | None = None
        self._row: Row | None = None
        self._order, self._archived, self._revealed = "", False, False
        self._allowed: frozenset[Kind] = frozenset()
        self._watching: bool | None = None
        self._stirred: set[Kind] = set()  # registers that changed since their table was read
        self._await = ""  # the id of a record that was just made, to be chosen when it is listed
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(HUSH_MS)
        self._pause.timeout.connect(self._ask_table)
        self._build()
        self.desk = RegisterDesk(self, self.registers)
        self.desk.saved.connect(self._on_saved)
        self.menu = ColumnMenu(self, self.table)
        focus.signed.connect(self._on_signed)

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(px(12))
        left = self.panel(tr("名录"))
        hold(left, width=LIST_WIDTH)
        self.list: RecordTable[Count] = RecordTable(
            columns.registers(), key=lambda c: c.register.kind, title=tr("名录"), row_height=36
        )
        self.list.chosen.connect(self._on_register)
        self.setFocusProxy(self.list)
        left.body.addWidget(self.list, 1)
        row.addWidget(left)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(px(12))
        split.setChildrenCollapsible(False)
        split.addWidget(self._build_table())
        self.record = RecordPanel()
        split.addWidget(self.record)
        split.setStretchFactor(0, 6)
        split.setStretchFactor(1, 4)
        row.addWidget(split, 1)
        self.body.addLayout(row, 1)

    def _build_table(self) -> QWidget:
        self.middle = self.panel(tr("名录"))
        self.search = SearchField(tr("筛选:任一栏的字词"))
        self.search.textChanged.connect(self._on_typed)
        self.middle.header.add_widget(self.search)
        add = self.middle.add_button
        self.archive_button = add(tr("停用"), "registers.archive", "Alt+D")
        self.change_button = add(tr("修改"), "registers.change", "Alt+E")
        self.add_button = add(tr("新增"), "registers.add", "Alt+N", main=True)
        self.table: PagedTable[Row] = PagedTable(self.listing, self.runner, title=tr("名录"))
        self.table.records.faint = _is_archived
        self.table.chosen.connect(self._on_row)
        self.table.opened.connect(self._on_opened)
        self.table.sort_asked.connect(self._on_sort)
        self.table.cannot.connect(self._on_cannot)
        self.table.copied.connect(self._on_copied)
        self.table.records.counted.connect(self._on_counted)
        self.middle.body.addWidget(self.table, 1)
        return self.middle

    # Reading --------------------------------------------------------------------------------

    def ask(self, read: Any) -> Glance:
        world, officer = self.services.world, self.focus.officer
        watching = on_watch(read, officer, world.clock.now())
        return Glance(
            self.listing.counts(read),
            may(read, officer),
            watching,
            self._sheet(read, full=watching or self._revealed),
        )

    def _sheet(self, read: Any, *, full: bool) -> Sheet | None:
        register, row = self.register, self._row
        if register is None or row is None:
            return None
        return sheet(read, self.registers.names, register.kind, row.id, full=full)

    def show_glance(self, glance: Glance) -> None:
        again = self._watching is not None and self._watching != glance.watching
        self._allowed, self._watching = glance.allowed, glance.watching
        self.list.show_rows(glance.counts)
        if self.register is None:
            self.list.choose(REGISTERS[0].kind)
        elif again:
            self._ask_table()
        elif self.register.kind in self._stirred:
            self._stirred.discard(self.register.kind)
            self.table.refresh()
        self.show_sheet(glance.sheet)

    def show_failure(self, sentence: str) -> None:
        self.list.show_failure(sentence)
        super().show_failure(sentence)

    def show_sheet(self, shown: Sheet | None) -> None:
        self.sheet = shown
        self.record.show_sheet(shown)
        self.add_button.allow(self.why_no_adding())
        self.change_button.allow(self.why_no_change())
        self.archive_button.allow(self.why_no_archive())

    def _on_changed(self, changes: Changes) -> None:
        self._stirred |= set(changes.kinds)
        super()._on_changed(changes)

    def _on_signed(self, _officer: str) -> None:
        """Another officer at the desk: what was revealed is hidden again, his columns stand."""
        self._revealed, self._watching = False, False
        if self.register is not None:
            self.table.hide_columns(self.menu.kept(self.register))
            self._ask_table()
        self.refresh()

    # What the hand does ---------------------------------------------------------------------

    def open_register(self, kind: Kind) -> None:
        self.list.choose(kind)

    def _on_register(self, count: Count) -> None:
        if self.register is not None and self.register.kind is count.register.kind:
            return
        self.register, self._row, self._order = count.register, None, ""
        self._stirred.discard(count.register.kind)
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self.middle.header.set_title(count.register.title)
        self.table.setAccessibleName(count.register.title)
        self.table.set_columns(
            columns.columns(count.register, sealed(count.register.kind)),
            self.menu.kept(count.register),
        )
        self._ask_table()
        self.show_sheet(None)

    def _ask_table(self) -> None:
        if self.register is None:
            return
        self.table.ask(
            Query(
                kind=self.register.kind,
                order=self._order,
                text=self.search.text().strip(),
                archived=self._archived,
                full=bool(self._watching) or self._revealed,
            )
        )

    def _on_typed(self, _text: str) -> None:
        self._pause.start()

    def _on_sort(self, order: str) -> None:
        self._order = order
        self._ask_table()

    def _on_counted(self) -> None:
        register, records = self.register, self.table.records
        if register is None:
            return
        told = tr("{n} {unit}").format(n=number(records.rowCount()), unit=register.unit)
        parts = [told, tr("含停用") if self._archived else ""]
        self.middle.header.set_subtitle(" · ".join(part for part in parts if part))
        if self._await:
            self._choose_new()
        elif not records.rowCount():
            self._row = None
            self.show_sheet(None)
        elif not self.table.currentIndex().isValid():
            self.table.choose_first()

    def _choose_new(self) -> None:
        """The record that was just made stands on the screen, wherever its order puts it."""
        if self.register is not None:
            asked, self._await = (self.register.kind, self._await), ""
            self.runner.read(self.listing.number_of, *asked).done.connect(self._on_number)

    def _on_number(self, number: int) -> None:
        self.table.choose(number)

    def _on_row(self, row: Row) -> None:
        if self._row is None or row.id != self._row.id:
            self._row = row
            self.refresh()

    def _on_opened(self, row: Row) -> None:
        self._row = row
        why = self.why_no_change()
        if why:
            self.bus.say(why, "warn")
        else:
            self.change()

    def _on_cannot(self, sentence: str) -> None:
        self.bus.say(sentence, "warn")

    def _on_copied(self, count: int) -> None:
        self.bus.say(tr("已复制 {n} 行").format(n=number(count)), "ok")

    def _on_saved(self, made: str) -> None:
        self._await = made
        self.refresh()

    # Commands -------------------------------------------------------------------------------

    def rights(self) -> Rights:
        register, row, shown = self.register, self._row, self.sheet
        return Rights(
            register=register,
            chosen=row is not None,
            # As the card has it: a row that was just put away may still stand in the table.
            away=shown.archived
            if shown is not None and row is not None and shown.record.id == row.id
            else row is not None and row.archived,
            allowed=register is not None and register.kind in self._allowed,
            full=bool(self._watching) or self._revealed,
        )

    def why_no_list(self) -> str:
        return self.rights().listing()

    def why_no_adding(self) -> str:
        return self.rights().adding()

    def why_no_row(self) -> str:
        return self.rights().row()

    def why_no_change(self) -> str:
        return self.rights().change()

    def why_no_archive(self) -> str:
        return self.rights().archive()

    def why_no_restore(self) -> str:
        return self.rights().restore()

    def why_no_reveal(self) -> str:
        return self.rights().reveal()

    def filter(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def add(self) -> None:
        if self.register is not None:
            self.desk.add(self.register.kind)

    def change(self) -> None:
        if self.register is not None and self._row is not None:
            self.desk.change(self.register.kind, self._row.id)

    def archive(self) -> None:
        if self.register is not None and self.sheet is not None:
            name = self.register.names(self.sheet.record)
            self.desk.archive(self.register.kind, self.sheet.record.id, name)

    def restore(self) -> None:
        if self.register is not None and self.sheet is not None:
            name = self.register.names(self.sheet.record)
            self.desk.restore(self.register.kind, self.sheet.record.id, name)

    def history(self) -> None:
        self.record.timeline.setFocus()

    def copy(self) -> None:
        self.table.copy()

    def columns(self) -> None:
        if self.register is not None:
            self.menu.open(self.register)

    def toggle_archived(self) -> None:
        self._archived = not self._archived
        self._ask_table()

    def reveal(self) -> None:
        """Written down first (D41)."""
        what = tr("{title}名录").format(title=self.register.title if self.register else "")
        act = Officers(self.services.world).reveal
        self.write(act, self.focus.officer, what, done=self._on_revealed)

    def _on_revealed(self, _changes: object) -> None:
        self._revealed = True
        self._ask_table()
        self.refresh()


def _is_archived(row: Row) -> bool:
    return row.archived
