"""A field that finds places, people and supplies by Chinese, full pinyin or initials.

Typing stays free: a place that no register knows is still a place (D15). `choice()` is the record
that was chosen, or None where the text is the officer's own.
"""

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from console.domain.record import dataclass
from console.runtime.pinyin import rank

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """`hint` stands after the name in the list (家朋乡, 139…); `also` are other names and codes."""

    key: str
    text: str
    hint: str = ""
    also: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        return f"{self.text}  {self.hint}" if self.hint else self.text


def best(query: str, choices: Sequence[Choice], limit: int = SHOWN) -> list[Choice]:
    """The choices that answer the query, best first, in their own order among equals."""
    ranked = []
    for order, choice in enumerate(choices):
        ranks = [r for t in (choice.text, *choice.also) if t and (r := rank(query, t)) is not None]
        if ranks:
            ranked.append((min(ranks), order, choice))
    return [choice for _, _, choice in sorted(ranked, key=lambda one: one[:2])[:limit]]


class CompleteField(QLineEdit):
    """`chosen(Choice)` when one is picked; Enter takes the first of the list while it is open."""

    chosen = Signal(object)

    def __init__(
        self, choices: Sequence[Choice] = (), hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._choices: tuple[Choice, ...] = tuple(choices)
        self._offered: list[Choice] = []
        self._choice: Choice | None = None
        self.setPlaceholderText(hint)
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(SHOWN)
        popup = QListView()
        popup.setObjectName("Choices")
        self._completer.setPopup(popup)
        self._completer.setWidget(self)
        self._completer.activated.connect(self._on_activated)
        self.textEdited.connect(self._on_edited)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        self._choices = tuple(choices)

    def choice(self) -> Choice | None:
        """The chosen one while its text stands; a text that equals one name only counts as chosen."""
        text = self.text().strip()
        if self._choice is not None and self._choice.text == text:
            return self._choice
        equal = [c for c in self._choices if c.text == text]
        return equal[0] if len(equal) == 1 else None

    def choose(self, key: str) -> bool:
        found = next((c for c in self._choices if c.key == key), None)
        if found is not None:
            self._take(found)
        return found is not None

    def offered(self) -> list[Choice]:
        """What the list shows for the text that was typed last."""
        return list(self._offered)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving after `jpx` with one clear answer takes it; otherwise the text stays as typed."""
        super().focusOutEvent(event)
        text = self.text().strip()
        if event.reason() == Qt.FocusReason.PopupFocusReason or not text or self.choice():
            return
        if text.isascii() and text.isalpha() and len(self._offered) == 1:
            self._take(self._offered[0])

    def _on_edited(self, text: str) -> None:
        self._choice = None
        self._offered = best(text, self._choices) if text.strip() else []
        self._model.setStringList([c.line for c in self._offered])
        popup = self._completer.popup()
        if not self._offered:
            popup.hide()
            return
        self._completer.complete()
        popup.setCurrentIndex(self._completer.completionModel().index(0, 0))

    def _on_activated(self, line: str) -> None:
        found = next((c for c in self._offered if c.line == line), None)
        if found is not None:
            self._take(found)

    def _take(self, choice: Choice) -> None:
        self._choice = choice
        self.setText(choice.text)
        self.chosen.emit(choice)
