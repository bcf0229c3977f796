"""Lines of an application: item and pieces; a new line opens as soon as the last one is filled."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from console.domain.refused import Refused
from console.domain.supply import Item, whole
from console.panes.supplies.columns import tr
from console.theme import hold
from console.theme.fonts import px
from console.widgets.complete import Choice, CompleteField

START = 2


class Lines(QWidget):
    """`lines()` gives (item id, pieces) or Refused with the sentence that helps."""

    textChanged = Signal(str)  # noqa: N815 - the name every field of a form has

    def __init__(self, items: Sequence[Item], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items = {item.id: item for item in items}
        self._choices = [
            Choice(i.id, i.title, i.unit, (i.code, i.name, *i.aliases)) for i in items
        ]
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(6))
        self._rows: list[_Row] = []
        for _ in range(START):
            self._add()
        self.setFocusProxy(self._rows[0].item)

    @property
    def rows(self) -> "list[_Row]":
        return list(self._rows)

    def lines(self) -> tuple[tuple[str, int], ...]:
        found = []
        for row in self._rows:
            name, pieces = row.item.text().strip(), row.pieces.text().strip()
            if not name and not pieces:
                continue
            choice = row.item.choice()
            if choice is None:
                raise Refused("item_unknown", text=name, field="lines")
            item = self._items[choice.key]
            found.append((item.id, whole(_without_unit(pieces, item))))
        return tuple(found)

    def wanted(self) -> dict[str, int]:
        """What is readable so far, for the suggestion; half-typed lines are left out."""
        found: dict[str, int] = {}
        for row in self._rows:
            choice = row.item.choice()
            try:
                pieces = whole(row.pieces.text())
            except Refused:
                continue
            if choice is not None:
                found[choice.key] = pieces
        return found

    def text(self) -> str:
        return "\n".join(f"{r.item.text()}\t{r.pieces.text()}" for r in self._rows)

    def value(self) -> str:
        return self.text()

    def fill(self, text: str) -> None:
        """The other way from `text()`, for a draft that survived a crash."""
        for place, line in enumerate(text.split("\n")):
            name, _, pieces = line.partition("\t")
            if place >= len(self._rows):
                self._add()
            self._rows[place].item.setText(name)
            self._rows[place].pieces.setText(pieces)

    def clear(self) -> None:
        for row in self._rows:
            row.item.clear()
            row.pieces.clear()

    def _add(self) -> None:
        row = _Row(self._choices, {i.id: i.unit for i in self._items.values()})
        row.changed.connect(self._on_changed)
        self._rows.append(row)
        self._column.addWidget(row)

    def _on_changed(self) -> None:
        if self._rows[-1].item.text().strip():
            self._add()
        self.textChanged.emit(self.text())


def _without_unit(text: str, item: Item) -> str:
    """40顶 is 40 where the item goes by 顶; 40箱 is refused, because a box is no unit here."""
    plain = text.rstrip()
    digits = plain.rstrip("".join({c for c in plain if not c.isdigit()}))
    unit = plain[len(digits) :].strip()
    if not unit or not digits:
        return plain
    if unit != item.unit:
        raise Refused("unit_mismatch", item=item.name, unit=item.unit, given=unit, field="lines")
    return digits


class _Row(QWidget):
    changed = Signal()

    def __init__(self, choices: Sequence[Choice], units: dict[str, str]) -> None:
        super().__init__()
        self._units = units
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self.item = CompleteField(choices, tr("品名、编码或拼音首字母"))
        self.item.setAccessibleName(tr("物资"))
        self.pieces = QLineEdit()
        self.pieces.setPlaceholderText(tr("数量"))
        self.pieces.setAccessibleName(tr("数量"))
        hold(self.pieces, width=110)
        self._unit = QLabel()
        self._unit.setProperty("role", "quiet")
        hold(self._unit, width=36)
        row.addWidget(self.item, 1)
        row.addWidget(self.pieces)
        row.addWidget(self._unit)
        self.item.textChanged.connect(self._on_item)
        self.pieces.textChanged.connect(self._on_item)

    def _on_item(self, _text: str) -> None:
        choice = self.item.choice()
        self._unit.setText(self._units.get(choice.key, "") if choice else "")
        self.changed.emit()
