"""The middle of the page: one register's rows at any length, its filter and its buttons."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from console.domain.incident import plain
from console.panes.registers import columns
from console.panes.registers.columns import tr
from console.panes.registers.rights import Rights
from console.runtime.tasks import Runner
from console.services.registers import Register
from console.services.registers.listing import Listing, Query, Row, sealed
from console.widgets.filter_bar import SearchField
from console.widgets.paged_table import PagedTable
from console.widgets.panel import Panel
from console.wording import join, number

LONGEST = 60  # characters of a filter; SQLite refuses a pattern of a pasted page
PAUSE_MS = 60  # between two strokes of a quick hand no question is asked


class RegisterPanel(Panel):
    """`listed()` when the whole list is known; the table's own signals are the page's to hear."""

    listed = Signal()

    def __init__(self, listing: Listing, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(tr("名录"), parent=parent)
        self.register: Register | None = None
        self.archived = False
        self._order, self._full = "", False
        self.pause = QTimer(self)
        self.pause.setSingleShot(True)
        self.pause.setInterval(PAUSE_MS)
        self.pause.timeout.connect(self.ask)
        self.search = SearchField(tr("筛选:任一栏的字词"))
        self.search.setMaxLength(LONGEST)
        self.search.textChanged.connect(self._on_typed)
        self.header.add_widget(self.search)
        self.archive_button = self.add_button(tr("停用"), "registers.archive", "Alt+D")
        self.change_button = self.add_button(tr("修改"), "registers.change", "Alt+E")
        self.new_button = self.add_button(tr("新增"), "registers.add", "Alt+N", main=True)
        self.table: PagedTable[Row] = PagedTable(listing, runner, title=tr("名录"))
        self.table.records.faint = _is_archived
        self.table.sort_asked.connect(self._on_sort)
        self.table.records.counted.connect(self._on_counted)
        self.body.addWidget(self.table, 1)

    def show_register(self, register: Register, hidden: list[str], *, full: bool) -> None:
        """Another register: no filter, its own order, the columns that this officer keeps."""
        self.register, self._order, self._full = register, "", full
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self.header.set_title(register.title)
        self.header.set_subtitle("")
        self.table.setAccessibleName(register.title)
        self.table.set_columns(columns.columns(register, sealed(register.kind)), hidden)
        self.ask()

    def show_full(self, full: bool) -> None:  # noqa: FBT001 - reads as a sentence
        """Telephones in full or masked."""
        if full != self._full:
            self._full = full
            self.ask()

    def show_archived(self, archived: bool) -> None:  # noqa: FBT001
        self.archived = archived
        self.ask()

    def show_rights(self, rights: Rights) -> None:
        self.new_button.allow(rights.adding())
        self.change_button.allow(rights.change())
        self.archive_button.allow(rights.archive())

    def ask(self) -> None:
        if self.register is not None:
            self.table.ask(
                Query(
                    kind=self.register.kind,
                    order=self._order,
                    text=plain(self.search.text()),
                    archived=self.archived,
                    full=self._full,
                )
            )

    def _on_typed(self, _text: str) -> None:
        self.pause.start()

    def _on_sort(self, order: str) -> None:
        self._order = order
        self.ask()

    def _on_counted(self) -> None:
        if self.register is None:
            return
        told = tr("{n} {unit}").format(
            n=number(self.table.records.rowCount()), unit=self.register.unit
        )
        self.header.set_subtitle(join([told, tr("含停用") if self.archived else ""]))
        self.listed.emit()


def _is_archived(row: Row) -> bool:
    return row.archived
