"""The left half: what waits, what was not taken, what is put aside, and what went up."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from console.panes.exchange import columns
from console.panes.exchange.columns import tr
from console.panes.exchange.commands import SECTIONS
from console.services.exchange.apart import ApartView
from console.services.exchange.view import ExchangeView
from console.theme import set_role
from console.theme.fonts import px
from console.widgets.panel import Panel
from console.widgets.record_table import RecordTable
from console.wording import clock_seconds, date_time, join, near_time, number
from console.wording.exchange import NEVER

_EMPTY = {
    "waiting": "没有待上报的内容",
    "rejected": "没有未采纳的内容",
    "quarantined": "没有隔离的内容",
    "log": "尚无上报",
    "shortfalls": "没有账实差额",
    "apart": "没有断过网",
}


ASIDE, SHORT = frozenset({"rejected", "quarantined"}), frozenset({"shortfalls"})
LOG = frozenset({"log"})


class GroupsPanel(Panel):
    """`section_asked(key)` when a switch is pressed."""

    section_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("待上报"), parent=parent)
        self.section = "waiting"
        self._buttons = {
            self.add_button(tr("弃置"), "exchange.discard", "Alt+Q"): ASIDE,
            self.add_button(tr("导出"), "exchange.export", "Alt+E"): ASIDE,
            self.add_button(tr("导出日志"), "exchange.save_log", "Alt+S"): LOG,
            self.add_button(tr("修正"), "exchange.mend", "Alt+X", main=True): ASIDE,
            self.add_button(tr("办结"), "exchange.short", "Alt+P", main=True): SHORT,
        }
        self._switches: dict[str, QPushButton] = {}
        self._counts: dict[str, str] = {}
        self._why: Callable[[str], str] = _nothing
        above = QHBoxLayout()
        above.setContentsMargins(px(14), px(8), px(14), px(4))
        above.setSpacing(px(8))
        for key, title in SECTIONS:
            button = QPushButton(tr(title))
            button.setCheckable(True)
            button.clicked.connect(self._on_switch)
            button.setProperty("section", key)
            self._switches[key] = button
            above.addWidget(button)
        above.addStretch(1)
        self.body.addLayout(above)
        self.stack = QStackedWidget()
        self.tables: dict[str, RecordTable[Any]] = {}
        made: dict[str, Any] = {
            "waiting": columns.waiting(),
            "rejected": columns.put_aside(),
            "quarantined": columns.put_aside(),
            "log": columns.taken(),
            "shortfalls": columns.shortfalls(),
            "apart": columns.apart(),
        }
        for key, title in SECTIONS:
            table: RecordTable[Any] = RecordTable(
                made[key], key=_key, title=tr(title), empty=tr(_EMPTY[key])
            )
            self.tables[key] = table
            self.stack.addWidget(table)
        self.body.addWidget(self.stack, 1)
        self.add_rule()
        below = QVBoxLayout()  # a label's own margins would not outlive a change of type
        below.setContentsMargins(px(14), px(10), px(14), px(10))
        below.setSpacing(px(6))
        self.detail, self.foot = QLabel(), QLabel()
        set_role(self.foot, "quiet")
        for label in (self.detail, self.foot):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            below.addWidget(label)
        self.body.addLayout(below)
        self.show_section("waiting")

    @property
    def table(self) -> RecordTable[Any]:
        return self.tables[self.section]

    def show_section(self, key: str) -> None:
        self.section = key
        for name, button in self._switches.items():
            button.setChecked(name == key)
        self.stack.setCurrentWidget(self.tables[key])
        for button, sections in self._buttons.items():
            button.setVisible(key in sections)
        self._head()
        self.grey()

    def judge_by(self, why: Callable[[str], str]) -> None:
        """Why a command can't run on what is chosen."""
        self._why = why
        for table in self.tables.values():
            table.chosen.connect(self._on_row)

    def grey(self) -> None:
        """What the chosen row allows, and what it says in full."""
        row = self.table.current()
        self.detail.setText("" if row is None else columns.in_full(row))
        self.detail.setVisible(row is not None)
        for button in self._buttons:
            button.allow(self._why(button.command))

    def _on_row(self, _row: object) -> None:
        self.grey()

    def show_view(self, view: ExchangeView, now: Any) -> None:
        apart = view.apart
        rows: dict[str, Sequence[Any]] = {
            "waiting": view.waiting,
            "rejected": view.rejected,
            "quarantined": view.quarantined,
            "log": view.acked,
            "shortfalls": view.shortfalls,
            "apart": apart.rows if apart is not None else (),
        }
        titles = dict(SECTIONS)
        for key, some in rows.items():
            self.tables[key].show_rows(some)
            count = view.counts.get(key, 0)
            words = tr(titles[key])
            told = f"{words} {number(count)}" if count else words
            self._switches[key].setText(told)
            self._switches[key].setAccessibleName(told)
        listed = len(view.waiting)
        more = tr(",先列 {n} 条").format(n=number(listed)) if view.waiting_count > listed else ""
        self._counts = {
            "waiting": tr("{n} 条 · 按轻重缓急").format(n=number(view.waiting_count)) + more,
            "rejected": tr("{n} 条 · 省平台没有采纳,缘由见右").format(
                n=number(len(view.rejected))
            ),
            "quarantined": tr("{n} 条 · 单独隔离,不挡其他上报").format(
                n=number(len(view.quarantined))
            ),
            "log": tr("最近 {n} 条").format(n=number(len(view.acked))),
            "shortfalls": tr("{n} 处账面为负").format(n=number(view.counts["shortfalls"])),
            "apart": _when(apart),
        }
        self._head()
        self.foot.setText(_last(view, now))
        self.grey()

    def _head(self) -> None:
        self.header.set_title(tr(dict(SECTIONS)[self.section]))
        self.header.set_subtitle(self._counts.get(self.section, ""))

    def _on_switch(self) -> None:
        pressed = self.sender()
        assert pressed is not None
        self.section_asked.emit(str(pressed.property("section")))


def _nothing(_command: str) -> str:
    return ""


def _key(row: Any) -> Hashable:
    """Groups and lines have numbers, shortfalls ids."""
    found: Hashable = getattr(row, "n", None) or row.id
    return found


def _when(apart: ApartView | None) -> str:
    if apart is None:
        return ""
    one = apart.apart
    return tr("{lost} 至 {back},中断 {span}").format(
        lost=date_time(one.lost_at), back=date_time(one.back_at), span=one.words
    )


def _last(view: ExchangeView, now: Any) -> str:
    """上次上报 14:19:48 · 序号 88 230 · 其中 3 条已电话先报."""
    if view.last is None:
        parts = [NEVER]
    else:
        at, seq = view.last
        same = near_time(at, now) == near_time(at, at)
        shown = clock_seconds(at) if same else near_time(at, now)
        parts = [tr("上次上报 {at}").format(at=shown), tr("序号 {n}").format(n=number(seq))]
    if view.agreed is not None:
        parts.append(tr("校验一致") if view.agreed[0] else tr("校验不一致,正在修复"))
    if view.phoned:
        parts.append(tr("其中 {n} 条已电话先报").format(n=number(view.phoned)))
    return join(parts)
