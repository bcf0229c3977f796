"""名录: the registers on the left, one of them in the middle at any length, the chosen record below."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from console.domain.changes import Changes, Kind
from console.domain.record import dataclass
from console.panes.registers import columns
from console.panes.registers.column_menu import ColumnMenu
from console.panes.registers.columns import tr
from console.panes.registers.desk import RegisterDesk
from console.panes.registers.record_panel import RecordPanel
from console.panes.registers.register_panel import RegisterPanel
from console.panes.registers.rights import Rights
from console.runtime.bus import Bus
from console.runtime.focus import Focus
from console.runtime.tasks import Runner
from console.services.officers import Officers
from console.services.registers import REGISTERS, Register, Registers
from console.services.registers.kinds import Count
from console.services.registers.listing import (
    Listing,
    Row,
    Sheet,
    may,
    on_watch,
    sheet,
)
from console.theme import hold
from console.theme.fonts import px
from console.widgets.pane import Pane
from console.widgets.record_table import RecordTable
from console.wording import number

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
        self._revealed = False
        self._allowed: frozenset[Kind] = frozenset()
        self._watching: bool | None = None
        self._stirred: set[Kind] = set()  # registers that changed since their table was read
        self._await = ""  # the id of a record that was just made, to be chosen when it is listed
        self._build()
        self._hear()
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
        self.middle = RegisterPanel(self.listing, self.runner)
        self.middle.command_asked.connect(self.command_asked)
        self.middle.listed.connect(self._on_listed)
        split.addWidget(self.middle)
        self.record = RecordPanel()
        split.addWidget(self.record)
        split.setStretchFactor(0, 6)
        split.setStretchFactor(1, 4)
        row.addWidget(split, 1)
        self.body.addLayout(row, 1)

    def _hear(self) -> None:
        self.table, self.search = self.middle.table, self.middle.search
        self.table.chosen.connect(self._on_row)
        self.table.opened.connect(self._on_opened)
        self.table.cannot.connect(self._on_cannot)
        self.table.copied.connect(self._on_copied)

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
        self._allowed, self._watching = glance.allowed, glance.watching
        self.list.show_rows(glance.counts)
        if self.register is None:
            self.list.choose(REGISTERS[0].kind)
        elif self.register.kind in self._stirred:
            self._stirred.discard(self.register.kind)
            self.table.refresh()
        self.middle.show_full(self._full)
        shown = glance.sheet
        if shown is None or shown.register is self.register:
            self.show_sheet(shown)

    @property
    def _full(self) -> bool:
        """Telephones in full: on watch, or after it was written down who looks (D41)."""
        return bool(self._watching) or self._revealed

    def show_failure(self, sentence: str) -> None:
        self.list.show_failure(sentence)
        super().show_failure(sentence)

    def show_sheet(self, shown: Sheet | None) -> None:
        self.sheet = shown
        self.record.show_sheet(shown)
        self.middle.show_rights(self.rights())

    def _on_changed(self, changes: Changes) -> None:
        self._stirred |= set(changes.kinds)
        super()._on_changed(changes)

    def _on_signed(self, _officer: str) -> None:
        """Another officer at the desk: what was revealed is hidden again, his columns stand."""
        self._revealed, self._watching = False, False
        if self.register is not None:
            self.table.hide_columns(self.menu.kept(self.register))
            self.middle.show_full(full=False)
        self.refresh()

    # What the hand does ---------------------------------------------------------------------

    def show_record(self, kind: Kind, id_: str) -> bool:
        """From elsewhere in the house: this record, chosen in its register."""
        if not self.list.choose(kind):
            return False
        self._await = id_
        if self.table.records.whole:
            self._choose_new()
        return True

    def _on_register(self, count: Count) -> None:
        if self.register is not None and self.register.kind is count.register.kind:
            return
        self.register, self._row, self._await = count.register, None, ""
        self._stirred.discard(count.register.kind)
        hidden = self.menu.kept(count.register)
        self.middle.show_register(count.register, hidden, full=self._full)
        self.show_sheet(None)

    def _on_listed(self) -> None:
        if self._await:
            self._choose_new()
        elif not self.table.records.rowCount():
            self._row = None
            self.show_sheet(None)
        elif not self.table.currentIndex().isValid():
            self.table.choose_first()

    def _choose_new(self) -> None:
        """The record that was just made stands on the screen, wherever its order puts it."""
        if self.register is not None:
            asked = (self.register.kind, self._await)
            self.runner.read(self.listing.number_of, *asked).done.connect(self._on_number)

    def _on_number(self, row: int) -> None:
        """A list that was read before it was written does not have it yet; the next one has."""
        if self._await and self.table.choose(row):
            self._await = ""

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
            full=self._full,
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
        self.middle.show_archived(not self.middle.archived)

    def reveal(self) -> None:
        """Written down first (D41)."""
        what = tr("{title}名录").format(title=self.register.title if self.register else "")
        act = Officers(self.services.world).reveal
        self.write(act, self.focus.officer, what, done=self._on_revealed)

    def _on_revealed(self, _changes: object) -> None:
        self._revealed = True
        self.middle.show_full(full=True)
        self.refresh()
