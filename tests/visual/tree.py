"""What stands in a window, as lines of text that a person can compare (D34).

A line for each widget: class, name, what it says, where it stands, whether it can be used. Lists
and painted widgets say what the reader sees. What Qt makes for itself is left out.
"""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QSplitterHandle,
    QWidget,
)

from console.theme.fonts import families

OF_QT = (QScrollBar, QSplitterHandle, QHeaderView)
FACE = "Noto Sans CJK SC"
ROWS = 12  # of a list; further rows say nothing new about the picture


def parts(widget: QWidget) -> list[QWidget]:
    """The visible children that the house has made, as they stand on the screen."""
    found = [
        child
        for child in widget.children()
        if isinstance(child, QWidget)
        and not child.isWindow()
        and child.isVisible()
        and not isinstance(child, OF_QT)
    ]
    return sorted(found, key=lambda w: (w.y(), w.x(), type(w).__name__))


def everything(widget: QWidget) -> Iterator[QWidget]:
    yield widget
    for part in parts(widget):
        yield from everything(part)


def is_of_qt(widget: QWidget) -> bool:
    return widget.objectName().startswith("qt_")


def said(widget: QWidget) -> str:
    """The text on it; of a combo what is chosen, of a field what stands in it or its hint."""
    if isinstance(widget, QLabel | QAbstractButton):
        return widget.text()
    if isinstance(widget, QLineEdit):
        return widget.text() or f"({widget.placeholderText()})"
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText() or f"({widget.placeholderText()})"
    if isinstance(widget, QComboBox):
        return widget.currentText()
    return ""


def rows(widget: QWidget) -> list[str]:
    """What a list, a map or a curve says of itself."""
    tell: Any = getattr(widget, "texts", None)
    if tell is None or parts_of_the_house(widget):
        return []
    return [" | ".join(one) if isinstance(one, list) else str(one) for one in tell()][:ROWS]


def parts_of_the_house(widget: QWidget) -> bool:
    """It is made of widgets that speak for themselves."""
    return any(not is_of_qt(part) for part in parts(widget))


def tree(root: QWidget) -> list[str]:
    """Without the measured places where another face would measure otherwise."""
    measured = families()[0] == FACE
    return list(_lines(root, root, 0, measured=measured))


def _lines(widget: QWidget, root: QWidget, depth: int, *, measured: bool) -> Iterator[str]:
    if is_of_qt(widget):
        deeper = depth
    else:
        yield "  " * depth + _line(widget, root, measured=measured)
        for row in rows(widget):
            yield "  " * (depth + 1) + f"· {row}"
        deeper = depth + 1
    for part in parts(widget):
        yield from _lines(part, root, deeper, measured=measured)


def _line(widget: QWidget, root: QWidget, *, measured: bool) -> str:
    name = widget.accessibleName() or widget.objectName()
    text = said(widget)
    words = [type(widget).__name__]
    words += [f"[{name}]"] if name and name != text else []
    words += [text.replace("\n", "⏎")] if text else []
    words += [_place(widget, root)] if measured else []
    words += [] if widget.isEnabled() else ["off"]
    return " ".join(words)


def _place(widget: QWidget, root: QWidget) -> str:
    at = widget.mapTo(root, QPoint(0, 0))
    return f"@{at.x()},{at.y()} {widget.width()}×{widget.height()}"


def overlap(one: QWidget, other: QWidget) -> QRect:
    return one.geometry().intersected(other.geometry())
