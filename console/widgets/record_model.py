"""The model under every table: frozen records, shown anew without losing one's place.

`show_rows` turns the difference between two snapshots into inserts, removals, moves and changes,
so that the selection and the scroll position survive. Sorting happens in a Python list (a
QSortFilterProxyModel over 100,000 Python rows took 42 s, the list 0.1 s). The view and its
painting are in `record_table`.
"""

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from console.domain.record import dataclass

Row = TypeVar("Row")
AnyIndex = QModelIndex | QPersistentModelIndex
RESET_ABOVE = 5_000


class Role(IntEnum):
    """What a delegate may ask besides Qt's own roles."""

    KEY = Qt.ItemDataRole.UserRole + 1
    ROW = Qt.ItemDataRole.UserRole + 2
    TONE = Qt.ItemDataRole.UserRole + 3
    STRONG = Qt.ItemDataRole.UserRole + 4
    BADGE = Qt.ItemDataRole.UserRole + 5


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: how a record reads in it.

    `tone(row)` is a token name (ink, dim, faint, ok, warn, bad, info). `clocked(row, now)` gives
    (text, tone) for what depends on the time and is asked again by `tick`. `badge(row)` is a
    short word painted in a small frame before the text. `width` 0 shares what is left by
    `stretch`.
    """

    key: str
    title: str
    text: Callable[[Row], str]
    sort: Callable[[Row], Any] | None = None
    align: str = "left"
    tone: Callable[[Row], str] | None = None
    width: int = 0
    stretch: int = 1
    strong: Callable[[Row], bool] | None = None
    badge: Callable[[Row], str] | None = None
    tip: Callable[[Row], str] | None = None
    clocked: Callable[[Row, datetime], tuple[str, str]] | None = None


_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    "center": Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter,
}


class RecordModel(QAbstractTableModel, Generic[Row]):
    """Rows in a list, found by key. Rows are immutable; a changed record is another object."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        key: Callable[[Row], Hashable],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._key = key
        self._given: list[Row] = []
        self._rows: list[Row] = []
        self._keys: list[Hashable] = []
        self._now: datetime | None = None
        self._keep: Callable[[Row], bool] | None = None
        self._sorted: tuple[int, bool] | None = None

    # Reading --------------------------------------------------------------------------------

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def row(self, number: int) -> Row | None:
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def number_of(self, key: Hashable) -> int:
        try:
            return self._keys.index(key)
        except ValueError:
            return -1

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self.columns[index.column()]
        read = _READ.get(role)
        if read is not None:
            return read(column, row, self._now)
        if role == Role.KEY:
            return self._keys[index.row()]
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[self.columns[section].align]
        return None

    # Changing -------------------------------------------------------------------------------

    def show_rows(self, rows: Sequence[Row]) -> None:
        self._given = list(rows)
        self._become(self._arranged())

    def set_filter(self, keep: Callable[[Row], bool] | None) -> None:
        self._keep = keep
        self._become(self._arranged())

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By the column's `sort`; -1 returns to the order in which the rows were given."""
        descending = order == Qt.SortOrder.DescendingOrder
        self._sorted = (column, descending) if column >= 0 else None
        self._become(self._arranged())

    def tick(self, now: datetime) -> None:
        self._now = now
        if not self._rows:
            return
        for number, column in enumerate(self.columns):
            if column.clocked is not None:
                self.dataChanged.emit(
                    self.index(0, number), self.index(len(self._rows) - 1, number)
                )

    def _arranged(self) -> list[Row]:
        rows = self._given if self._keep is None else [r for r in self._given if self._keep(r)]
        if self._sorted is None:
            return list(rows)
        column, descending = self._sorted
        by = self.columns[column].sort or self.columns[column].text
        return sorted(rows, key=by, reverse=descending)

    def _become(self, rows: list[Row]) -> None:
        keys = [self._key(row) for row in rows]
        if len(set(keys)) != len(keys):
            raise ValueError("two rows with one key")
        if max(len(rows), len(self._rows)) > RESET_ABOVE:
            self.beginResetModel()
            self._rows, self._keys = rows, keys
            self.endResetModel()
            return
        self._drop_gone(set(keys))
        self._reorder(keys)
        self._insert_new(rows, keys)
        self._note_changed(rows)

    def _drop_gone(self, wanted: set[Hashable]) -> None:
        last = len(self._keys) - 1
        while last >= 0:
            if self._keys[last] in wanted:
                last -= 1
                continue
            first = last
            while first > 0 and self._keys[first - 1] not in wanted:
                first -= 1
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._rows[first : last + 1], self._keys[first : last + 1]
            self.endRemoveRows()
            last = first - 1

    def _reorder(self, keys: list[Hashable]) -> None:
        have = set(self._keys)
        order = [key for key in keys if key in have]
        if order == self._keys:
            return
        self.layoutAboutToBeChanged.emit()
        old = {key: (number, self._rows[number]) for number, key in enumerate(self._keys)}
        moved = {old[key][0]: number for number, key in enumerate(order)}
        before = self.persistentIndexList()
        after = [self.index(moved[one.row()], one.column()) for one in before]
        self._rows = [old[key][1] for key in order]
        self._keys = order
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _insert_new(self, rows: list[Row], keys: list[Hashable]) -> None:
        have = set(self._keys)
        number = 0
        while number < len(keys):
            if keys[number] in have:
                number += 1
                continue
            last = number
            while last + 1 < len(keys) and keys[last + 1] not in have:
                last += 1
            self.beginInsertRows(QModelIndex(), number, last)
            self._rows[number:number] = rows[number : last + 1]
            self._keys[number:number] = keys[number : last + 1]
            self.endInsertRows()
            number = last + 1

    def _note_changed(self, rows: list[Row]) -> None:
        wide = len(self.columns) - 1
        for number, row in enumerate(rows):
            if self._rows[number] != row:
                self._rows[number] = row
                self.dataChanged.emit(self.index(number, 0), self.index(number, wide))


def _text(column: Column[Any], row: Any, now: datetime | None) -> str:
    if column.clocked is not None and now is not None:
        return column.clocked(row, now)[0]
    return column.text(row)


def _tone(column: Column[Any], row: Any, now: datetime | None) -> str:
    if column.clocked is not None and now is not None:
        return column.clocked(row, now)[1]
    return column.tone(row) if column.tone else "ink"


_READ: dict[int, Callable[[Column[Any], Any, datetime | None], Any]] = {
    Qt.ItemDataRole.DisplayRole: _text,
    Qt.ItemDataRole.AccessibleTextRole: _text,
    Qt.ItemDataRole.ToolTipRole: lambda c, r, _n: c.tip(r) if c.tip else None,
    Qt.ItemDataRole.TextAlignmentRole: lambda c, _r, _n: _ALIGN[c.align],
    Role.TONE: _tone,
    Role.STRONG: lambda c, r, _n: bool(c.strong and c.strong(r)),
    Role.BADGE: lambda c, r, _n: c.badge(r) if c.badge else "",
    Role.ROW: lambda _c, r, _n: r,
}
