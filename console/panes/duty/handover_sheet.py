"""交接班: every open line with a box, the remark, and two signatures.

There is no 全部勾选: ticking is reading. The one who takes over signs with an own password or
PIN on this machine while the other still stands beside it.
"""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from console.domain.handover import Handover, HandoverState, Item, ItemKind
from console.panes.duty.forms import ActionForm, Call, empty_layout, line, people, words
from console.panes.duty.secret_sheets import SecretForm
from console.panes.duty.tick_box import TickBox
from console.services.glance.duty import WatchView
from console.theme.fonts import px
from console.widgets.complete import Choice
from console.widgets.empty_state import EmptyState
from console.widgets.pane import Asking
from console.widgets.panel import rule
from console.wording import date_time, join
from console.wording.duty import HANDOVER_STATE, ITEM, MODE


class HandoverSheet(QWidget):
    """`taken(Session)` when the second signature stands."""

    taken = Signal(object)

    def __init__(self, pane: Asking) -> None:
        super().__init__()
        self._pane = pane
        self._card: Handover | None = None
        self._boxes: dict[str, QCheckBox] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(8), 0, px(8))
        column.setSpacing(px(4))
        self.head = QLabel()
        self.head.setProperty("role", "quiet")
        self.head.setWordWrap(True)
        self.head.setContentsMargins(px(14), 0, px(14), px(4))
        column.addWidget(self.head)
        self._list = QWidget()
        self._lines = QVBoxLayout(self._list)
        self._lines.setContentsMargins(px(14), px(4), px(14), px(4))
        self._lines.setSpacing(px(4))
        column.addWidget(self._list)
        self.count = QLabel()
        self.count.setProperty("role", "caption")
        self.count.setContentsMargins(px(14), 0, px(14), 0)
        column.addWidget(self.count)
        column.addWidget(rule())
        self.give = self._giving()
        self.take = self._taking()
        for form in (self.give, self.take):
            form.abandoned.connect(pane.sheet_closed)
        column.addWidget(self.give)
        column.addWidget(self.take)
        column.addStretch(1)

    def _giving(self) -> ActionForm:
        form = ActionForm(self._pane, self._give_call, self.tr("交班签名"))
        hint = self.tr("还要交代的话:路、人、未回的电话")
        form.add_field("remark", self.tr("交代事项"), words(hint, 3))
        return form

    def _taking(self) -> ActionForm:
        form = SecretForm(self._pane, self._take_call, self.tr("接班签名"), columns=2)
        self.who = people(())
        form.add_field("who", self.tr("接班人"), self.who, required=True)
        form.add_secret("secret", self.tr("口令"), self.tr("本人口令或 PIN"))
        hint = self.tr("不在接班名单上时写明缘由")
        form.add_field("reason", self.tr("缘由"), line(hint), span=2)
        form.done.connect(self._on_taken)
        return form

    # ----------------------------------------------------------------------------------------

    def show_card(
        self, card: Handover, ticked: frozenset[str], on: WatchView | None, then: WatchView | None
    ) -> None:
        """The card as things stand; ticks on lines that did not change stay."""
        known = {item.key: item.line for item in self._card.items} if self._card else {}
        stay = {k for k, box in self._boxes.items() if box.isChecked()} | set(ticked)
        self._card = card
        self._show_items(
            card, {i.key for i in card.items if known.get(i.key, i.line) == i.line} & stay
        )
        self.head.setText(_head(card, on, then))
        self.give.setVisible(card.state is HandoverState.DRAFT)
        self.take.setVisible(card.state is HandoverState.GIVEN)
        self._say_count()

    def set_people(self, choices: list[Choice], then: WatchView | None) -> None:
        """Those of the coming watch first."""
        first = {p.officer_id for p in then.people} if then is not None else set()
        self.who.set_choices(sorted(choices, key=lambda c: c.key not in first))

    def boxes(self) -> list[QCheckBox]:
        return list(self._boxes.values())

    def _show_items(self, card: Handover, ticked: set[str]) -> None:
        if self._boxes and [_line(i) for i in card.items] == [b.text() for b in self.boxes()]:
            return  # the same lines: nothing under the hand moves
        empty_layout(self._lines)
        self._boxes = {}
        for item in card.items:
            box = TickBox(_line(item))
            box.setChecked(item.key in ticked)
            box.setEnabled(card.state is not HandoverState.TAKEN)
            box.toggled.connect(self._on_ticked)
            self._boxes[item.key] = box
            self._lines.addWidget(box)
        if not card.items:
            empty = EmptyState(self.tr("没有未办结事项"), self._list)
            empty.setAlignment(Qt.AlignmentFlag.AlignLeft)
            self._lines.addWidget(empty)

    def _on_ticked(self, _on: bool) -> None:  # noqa: FBT001 - Qt's own signal
        if self._card is None:
            return
        handovers = self._pane.services.handovers
        officer = self._pane.focus.officer
        self._pane.runner.write(handovers.keep_ticks, officer, self._card.id, self._ticked())
        self._say_count()

    def _ticked(self) -> list[str]:
        return [key for key, box in self._boxes.items() if box.isChecked()]

    def _say_count(self) -> None:
        self.count.setText(
            self.tr("已核对 {} / {} 项").format(len(self._ticked()), len(self._boxes))
        )

    def _give_call(self, values: dict[str, Any]) -> Call:
        assert self._card is not None
        officer = self._pane.focus.officer
        return self._pane.services.handovers.give, officer, self._card.id, values["remark"]

    def _take_call(self, values: dict[str, Any]) -> Call:
        assert self._card is not None
        take = self._pane.services.handovers.take
        return (
            take,
            self._card.id,
            values["who"],
            values["secret"],
            self._ticked(),
            values["reason"],
        )

    def _on_taken(self, result: tuple[Any, Any]) -> None:
        self._card = None
        self._boxes = {}
        self.taken.emit(result[0])


def _line(item: Item) -> str:
    due = f"{date_time(item.due_at)} 前" if item.due_at and item.kind is not ItemKind.DUE else ""
    return join((f"{ITEM[item.kind]}  {item.line}", due))


def _head(card: Handover, on: WatchView | None, then: WatchView | None) -> str:
    parts = [HANDOVER_STATE[card.state]]
    if card.remark:
        parts.append(f"交代:{card.remark}")
    for word, watch in (("交", on), ("接", then)):
        if watch is not None:
            names = "、".join(p.name for p in watch.people)
            parts.append(f"{word}:{date_time(watch.starts)} {MODE[watch.mode]} {names}")
    return join(parts)
