"""The page that opens a store whose key is lost: to be printed, put away, and kept from the screen.

The key is set large and in its nine groups, as it has to be typed again by hand.
"""

from datetime import datetime

from console.paper.sheet import Cell, Column, Paragraph, Sheet, Table
from console.wording import full_time
from console.wording.paper import RECOVERY_ADVICE, RECOVERY_STORE, RECOVERY_TITLE

_ROW = 3  # groups in a row: three rows of three
_SIZE = 26.0


def recovery_page(key: str, store_id: str, stated: datetime) -> Sheet:
    groups = key.split("-")
    rows = [groups[start : start + _ROW] for start in range(0, len(groups), _ROW)]
    return Sheet(
        record_id=store_id,
        stated=stated,
        title=RECOVERY_TITLE,
        number=RECOVERY_STORE.format(store=store_id),
        date=full_time(stated),
        blocks=(
            Table(
                columns=tuple(Column(1) for _ in range(_ROW)),
                rows=tuple(_cells(row) for row in rows),
                size=_SIZE,
                together=True,
            ),
            *(Paragraph(text=text) for text in RECOVERY_ADVICE),
        ),
    )


def _cells(row: list[str]) -> tuple[Cell, ...]:
    """A row that is not full is filled up, so that every row is as wide as the table."""
    return tuple(Cell(text) for text in (*row, *[""] * (_ROW - len(row))))
