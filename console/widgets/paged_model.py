"""The model under a table of any length: pages come when they are looked at, off the GUI thread.

A new question shows its first page as soon as that is read; the order of all rows (one number
each) follows and says how long the list is. From then on any place is one page away. At most
`KEPT` rows are held, and what is not there yet reads … until it comes.
"""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from console.domain.record import dataclass
from console.domain.refused import Answer
from console.runtime.tasks import Runner, Ticket
from console.wording import refusal

PAGE = 200
FIRST = 64  # rows that come before all others: more than any screen shows at once
KEPT = 2_000
LONG = 8  # characters that a narrow column may cut: the whole of them is the tip
COMING = "…"
FAULT = "程序有误,已记入故障文件。"
AnyIndex = QModelIndex | QPersistentModelIndex


class Numbered(Protocol):
    @property
    def number(self) -> int: ...


R = TypeVar("R", bound=Numbered)
Given_co = TypeVar("Given_co", bound=Numbered, covariant=True)


class Source(Protocol[Given_co]):
    """Asked on reader threads; `asked` is whatever the pane hands to `ask`."""

    def first(self, query: Any, limit: int, /) -> Sequence[Given_co]: ...

    def order(self, query: Any, /) -> "array[int]": ...

    def rows(self, query: Any, numbers: Sequence[int], /) -> Sequence[Given_co]: ...


@dataclass(frozen=True)
class PagedColumn(Generic[R]):
    """`sort` is what the question orders by; without one `why_not` says why."""

    key: str
    title: str
    text: Callable[[R], str]
    sort: str = ""
    why_not: str = ""
    right: bool = False
    width: int = 0
    stretch: int = 1


class PagedModel(QAbstractTableModel, Generic[R]):
    """`told()` when the first page stands, `counted()` when the whole order is known,
    `failed(sentence)` when it could not be read.
    """

    told = Signal()
    counted = Signal()
    failed = Signal(str)

    def __init__(self, source: Source[R], runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source, self._runner = source, runner
        self.columns: tuple[PagedColumn[R], ...] = ()
        self.query: Any = None
        self.faint: Callable[[R], bool] | None = None
        self._turn = 0  # answers to an older question are dropped
        self._count = 0
        self._order: array[int] | None = None
        self._pages: OrderedDict[int, list[R | None]] = OrderedDict()
        self._looked: tuple[int, int] = (0, 0)
        self._coming: Ticket | None = None
        self._later = QTimer(self)  # the page is painted before the order is asked for
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._ask_order)

    # Asking ---------------------------------------------------------------------------------

    def set_columns(self, columns: Sequence[PagedColumn[R]]) -> None:
        """Another kind of row: nothing of the old list stays."""
        self._turn += 1
        self.beginResetModel()
        self.columns = tuple(columns)
        self._forget()
        self.endResetModel()

    def ask(self, query: Any) -> None:
        """A new question; the old rows stand until its first page comes."""
        self.query = query
        self._turn += 1
        self._coming = None
        self._listen(self._runner.read(self._first, self._turn, query), self._on_first)

    def refresh(self) -> None:
        """The same question over a record that has changed; who reads is not thrown off his row."""
        if self.query is None:
            return
        self._turn += 1
        self._coming = None
        looked = self._pages_looked_at()
        ticket = self._runner.read(self._again, self._turn, self.query, looked)
        self._listen(ticket, self._on_again)

    def look(self, first: int, last: int) -> None:
        """What is on the screen now; pages that are not there are fetched, only these."""
        self._looked = (first, last)
        if self._coming is not None or self._order is None:
            return
        wanted = [page for page in self._pages_looked_at() if self._lacks(page)]
        if not wanted:
            return
        numbers = [n for page in wanted for n in self._numbers_of(self._order, page)]
        asked = (self._turn, self.query, wanted, numbers)
        self._coming = self._runner.read(self._fetch, *asked)
        self._listen(self._coming, self._on_fetched)

    # Reading --------------------------------------------------------------------------------

    @property
    def whole(self) -> bool:
        """The list's length is known; before that only its first page is."""
        return self._order is not None

    def row(self, at: int) -> R | None:
        page = self._pages.get(at // PAGE)
        if page is None or at % PAGE >= len(page):
            return None
        return page[at % PAGE]

    def number_at(self, at: int) -> int | None:
        if self._order is not None:
            return self._order[at] if 0 <= at < len(self._order) else None
        row = self.row(at)
        return None if row is None else row.number

    def place_of(self, number: int) -> int:
        """Where the row of this number stands now, -1 where it is not in the list."""
        if self._order is None:
            rows = self._pages.get(0, [])
            return next((n for n, row in enumerate(rows) if row and row.number == number), -1)
        try:
            return self._order.index(number)
        except ValueError:
            return -1

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._count

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def text(self, at: int, column: int) -> str:
        row = self.row(at)
        return COMING if row is None else self.columns[column].text(row)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role in _SAID:
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            text = self.text(index.row(), index.column())
            return text if len(text) > LONG else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.columns[index.column()].right else _LEFT
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.why_not or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.right else _LEFT
        return None

    # On a reader thread ---------------------------------------------------------------------

    def _first(self, turn: int, query: Any) -> tuple[int, Sequence[R]]:
        return turn, self._source.first(query, FIRST)

    def _whole(self, turn: int, query: Any) -> tuple[int, "array[int]"]:
        return turn, self._source.order(query)

    def _fetch(
        self, turn: int, query: Any, pages: list[int], numbers: list[int]
    ) -> tuple[int, list[int], list[int], dict[int, R]]:
        found = {row.number: row for row in self._source.rows(query, numbers)}
        return turn, pages, numbers, found

    def _again(
        self, turn: int, query: Any, pages: list[int]
    ) -> tuple[int, "array[int]", list[int], dict[int, R]]:
        order = self._source.order(query)
        numbers = [n for page in pages for n in self._numbers_of(order, page)]
        found = {row.number: row for row in self._source.rows(query, numbers)}
        return turn, order, pages, found

    # Answers --------------------------------------------------------------------------------

    def _on_first(self, answer: tuple[int, Sequence[R]]) -> None:
        turn, rows = answer
        if turn != self._turn:
            return
        self.beginResetModel()
        self._forget()
        self._pages[0] = list(rows)
        self._count = len(rows)
        if len(rows) < FIRST:
            self._order = array("q", [row.number for row in rows])
        self.endResetModel()
        self.told.emit()
        if self._order is not None:
            self.counted.emit()
        else:
            self._later.start()

    def _ask_order(self) -> None:
        if self._order is None and self.query is not None:
            ticket = self._runner.read(self._whole, self._turn, self.query)
            self._listen(ticket, self._on_order)

    def _on_order(self, answer: tuple[int, "array[int]"]) -> None:
        """Longer by what was not counted yet; a first page that changed meanwhile is read anew."""
        turn, order = answer
        if turn != self._turn:
            return
        held = array("q", [row.number for row in self._pages.get(0, []) if row is not None])
        self._take_up(order)
        if held != order[: len(held)]:
            self._pages.clear()
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, 0))
        self.counted.emit()
        self.look(*self._looked)

    def _on_again(self, answer: tuple[int, "array[int]", list[int], dict[int, R]]) -> None:
        turn, order, pages, found = answer
        if turn != self._turn:
            return
        if order != self._order:
            self.beginResetModel()
            self._forget()
            self._order, self._count = order, len(order)
            self._fill(pages, found)
            self.endResetModel()
        else:
            self._pages.clear()
            self._fill(pages, found)
            if self._count:
                last = self.index(self._count - 1, len(self.columns) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
        self.told.emit()
        self.counted.emit()
        self.look(*self._looked)

    def _on_fetched(self, answer: tuple[int, list[int], list[int], dict[int, R]]) -> None:
        turn, pages, _numbers, found = answer
        if turn != self._turn:
            return
        self._coming = None
        self._fill(pages, found)
        for page in pages:
            last = min(self._count, (page + 1) * PAGE) - 1
            self.dataChanged.emit(
                self.index(page * PAGE, 0), self.index(last, len(self.columns) - 1)
            )
        self.look(*self._looked)

    def _on_failed(self, error: Exception) -> None:
        self._coming = None
        self.failed.emit(refusal(error) if isinstance(error, Answer) else FAULT)

    # ----------------------------------------------------------------------------------------

    def _listen(self, ticket: Ticket, heard: Callable[[Any], None]) -> None:
        ticket.done.connect(heard)
        ticket.failed.connect(self._on_failed)

    def _forget(self) -> None:
        self._pages.clear()
        self._order, self._count, self._coming = None, 0, None

    def _take_up(self, order: "array[int]") -> None:
        before, now = self._count, len(order)
        if now > before:
            self.beginInsertRows(QModelIndex(), before, now - 1)
        elif now < before:
            self.beginRemoveRows(QModelIndex(), now, before - 1)
        self._order, self._count = order, now
        if now > before:
            self.endInsertRows()
        elif now < before:
            self.endRemoveRows()

    def _fill(self, pages: Sequence[int], found: dict[int, R]) -> None:
        """A row that went away meanwhile leaves a gap until the list is asked for again."""
        assert self._order is not None
        for page in pages:
            self._pages[page] = [found.get(n) for n in self._numbers_of(self._order, page)]
            self._pages.move_to_end(page)
        while len(self._pages) * PAGE > KEPT:
            self._pages.popitem(last=False)

    def _lacks(self, page: int) -> bool:
        """Not there, or only its first rows."""
        whole = min(PAGE, self._count - page * PAGE)
        return len(self._pages.get(page, ())) < whole

    def _pages_looked_at(self) -> list[int]:
        first, last = self._looked
        top = max(0, min(last, self._count - 1))
        return list(range(max(0, first) // PAGE, top // PAGE + 1))

    @staticmethod
    def _numbers_of(order: "array[int]", page: int) -> "array[int]":
        return order[page * PAGE : (page + 1) * PAGE]


_SAID = frozenset({Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole})
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
