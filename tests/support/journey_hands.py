"""What can be done at a console: keys, clicks and typed text, and the fields they go to.

Keys go where a window system would send them: the open list, else the field in front, else the
window. What can't be seen can't be clicked, and what is greyed can't be chosen.
"""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)

from console.widgets.time_field import TimeField
from tests.support.journey_eyes import Eyes
from tests.support.typing import type_text

FIELDS = (QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, TimeField)


class Hands(Eyes):
    """A field is known by the label above it."""

    def _in_front(self) -> None:
        """A list that closed leaves the offscreen platform without an active window; no other does."""
        if QApplication.activePopupWidget() is None and QApplication.activeWindow() is not (
            self.window
        ):
            self.window.activateWindow()
            self.until(lambda: QApplication.activeWindow() is self.window, "the window in front")

    def press(self, keys: str) -> None:
        """`F2`, `Ctrl+Return`: to the open list, else to the field in front, else to the window."""
        self._in_front()
        stroke = QKeySequence(keys)[0]
        target = QApplication.activePopupWidget() or QApplication.focusWidget() or self.window
        QTest.keyClick(target, stroke.key(), stroke.keyboardModifiers())

    def type(self, text: str) -> None:
        """Into the field that has the cursor: keys for ASCII, an input method for Chinese."""
        self._in_front()
        field = QApplication.focusWidget()
        assert field is not None, f"nothing has the cursor for {text[:20]}"
        type_text(field, text)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        self._in_front()
        assert self.shown(widget), f"{widget} can't be seen, so it can't be clicked"
        target = widget.viewport() if isinstance(widget, QAbstractItemView) else widget
        if isinstance(widget, TimeField):
            target = widget.field
        if isinstance(widget, QPlainTextEdit):
            target = widget.viewport()
        QTest.mouseClick(
            target,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            at or target.rect().center(),
        )

    def button(self, words: str, within: QWidget | None = None) -> QAbstractButton:
        found = [
            one
            for one in self.among(QAbstractButton, within)
            if one.text() == words or one.accessibleName() == words
        ]
        assert found, f"no button {words}"
        return found[0]

    def click_button(self, words: str, within: QWidget | None = None) -> None:
        button = self.button(words, within)
        assert button.isEnabled(), f"{words}: {button.toolTip()}"
        self.click(button)

    def close_list(self) -> None:
        """Esc closes an open list of choices and leaves what was typed."""
        if QApplication.activePopupWidget() is not None:
            self.press("Esc")

    def run(self, keys: str) -> None:
        """A key, and whatever it set going has come back."""
        self.press(keys)
        self.settle()

    def find(self, words: str) -> None:
        """The palette: Ctrl+K, the words, Enter."""
        self.press("Ctrl+K")
        self.until(lambda: self.shown(self.window.palette_), "the palette")
        self.type(words)
        self.press("Return")
        self.settle()

    # -- fields ------------------------------------------------------------------------------

    def field(self, label: str, within: QWidget | None = None) -> QWidget:
        """By the label that stands above it (its accessible name), or a box by its words.

        `数量 2` is the second field of that name.
        """
        scope = within or self.sheet or self.window.rooms.page
        name, _, place = label.rpartition(" ")
        wanted, number = (name, int(place)) if name and place.isdigit() else (label, 1)
        found = [
            one
            for kind in (*FIELDS, QAbstractButton)
            for one in self.among(kind, scope)
            if one.accessibleName() == wanted
        ] or [one for one in self.among(QAbstractButton, scope) if one.text().startswith(label)]
        assert len(found) >= number, f"no field {label}; there are {self.labels(scope)}"
        return found[number - 1]

    def labels(self, scope: QWidget) -> list[str]:
        return [one.accessibleName() for kind in FIELDS for one in self.among(kind, scope)]

    def fill(self, within: QWidget | None = None, /, **fields: str) -> None:
        """Each field clicked, cleared and typed into; a list is walked with the arrow keys."""
        for label, text in fields.items():
            self.put(label, text, within)

    def put(self, label: str, text: str, within: QWidget | None = None) -> None:
        field = self.field(label, within)
        self.bring(field)
        if isinstance(field, QComboBox):
            self.choose(field, text)
            return
        if isinstance(field, QAbstractButton):
            if field.isChecked() != (text == "✓"):
                self.click(field, QPoint(10, field.height() // 2))
            return
        self.click(field)
        self.press("Ctrl+A")
        self.press("Delete")
        self.close_list()
        if text:
            self.type(text)
        self.close_list()

    def bring(self, field: QWidget) -> None:
        """Scrolls a drawer until the field can be reached, as a wheel would."""
        self.window.drawer._scroll.ensureWidgetVisible(field)
        self.turn()

    def choose(self, box: QComboBox, text: str) -> None:
        """With Home and Down, so that a greyed choice can't be taken."""
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Home)
        seen = []
        while True:
            seen.append(box.currentText())
            if box.currentText().startswith(text):
                return
            before = box.currentIndex()
            QTest.keyClick(box, Qt.Key.Key_Down)
            if box.currentIndex() == before:
                raise AssertionError(f"{text} can't be chosen; there are {seen}")

    def pick(self, label: str, typed: str, expected: str) -> None:
        """Types initials and takes the first of the list with Enter."""
        field = self.field(label)
        self.bring(field)
        self.click(field)
        self.press("Ctrl+A")
        self.press("Delete")
        self.type(typed)
        assert QApplication.activePopupWidget() is not None, f"{typed}: no list"
        self.press("Return")
        self.until(lambda: field.text() == expected, f"{typed} → {expected}, not {field.text()}")

    def value(self, label: str, within: QWidget | None = None) -> str:
        """What stands in the field."""
        field = self.field(label, within)
        if isinstance(field, QPlainTextEdit):
            return field.toPlainText()
        if isinstance(field, QComboBox):
            return field.currentText()
        return field.text()
