"""Which columns of a register stand in the table: chosen by key, remembered for each officer."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from console.panes.registers import columns
from console.panes.registers.columns import tr
from console.runtime.settings import TABLE_COLUMNS, Settings
from console.services.registers import Register
from console.widgets.paged_table import PagedTable
from console.widgets.pane import Pane


class ColumnMenu(QObject):
    """`open(register)` under the table's heading; each line puts one column away or back."""

    def __init__(self, pane: Pane, table: PagedTable[Any]) -> None:
        super().__init__(pane)
        self._pane, self._table = pane, table
        self._register: Register | None = None
        self._menu = QMenu(table)
        self._menu.setAccessibleName(tr("选栏"))
        self._menu.triggered.connect(self._on_chosen)

    @property
    def menu(self) -> QMenu:
        return self._menu

    def kept(self, register: Register) -> list[str]:
        """The columns that this officer has put away; at first those that matter least."""
        mark = self._mark(register)
        for line in self._lines():
            if line.startswith(mark):
                return [key for key in line[len(mark) :].split(",") if key]
        return columns.away(register)

    def open(self, register: Register) -> None:
        self._register = register
        self._menu.clear()
        hidden = set(self._table.hidden_columns())
        for field in register.fields:
            action = QAction(field.label, self._menu)
            action.setCheckable(True)
            action.setChecked(field.key not in hidden)
            action.setData(field.key)
            self._menu.addAction(action)
        at = self._table.mapToGlobal(QPoint(0, self._table.horizontalHeader().height()))
        self._menu.popup(at, self._menu.actions()[0])

    def _on_chosen(self, action: QAction) -> None:
        hidden = {one.data() for one in self._menu.actions() if not one.isChecked()}
        if self._register is None or len(hidden) == len(self._menu.actions()):
            action.setChecked(True)  # one column stays
            return
        self._table.hide_columns(hidden)
        self._keep(self._register, sorted(hidden))

    def _keep(self, register: Register, hidden: Sequence[str]) -> None:
        mark = self._mark(register)
        lines = [line for line in self._lines() if not line.startswith(mark)]
        settings = self._settings()
        if settings is not None:
            settings.set(TABLE_COLUMNS, [*lines, f"{mark}{','.join(hidden)}"])

    def _lines(self) -> list[str]:
        settings = self._settings()
        return settings.get(TABLE_COLUMNS) if settings is not None else []

    def _settings(self) -> Settings | None:
        return self._pane.settings

    def _mark(self, register: Register) -> str:
        return f"{self._pane.focus.officer}/{register.kind}:"
