"""The last 28 pixels: store and backup, links, mode, who is signed in, and the way to everything.

It also asks what waits in each room and says so to the rail, because it is always there.
"""

from datetime import datetime
from typing import Any

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from console.domain.changes import Kind
from console.services.glance.bar import StatusGlance
from console.shell.desk import Desk
from console.theme import hold, set_tone
from console.theme.fonts import px
from console.widgets.pane import Asking
from console.widgets.panel import Elided
from console.wording import near_time
from console.wording.shell import STORE

LINKS = 140  # pixels at least for the links


class StatusLine(Asking):
    name, title = "status_line", "状态栏"
    watches = frozenset(
        {
            *(Kind.SETTING, Kind.RESPONSE, Kind.OFFICER, Kind.WATCH),
            *(Kind.INCIDENT, Kind.CALL, Kind.PROPOSAL, Kind.TASK, Kind.DUE),
            *(Kind.DISPATCH, Kind.TRANSFER, Kind.DIFFERENCE, Kind.SHORTFALL),
        }
    )
    waiting_changed = Signal(str, int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.services, desk.bus, desk.focus, desk.runner, parent)
        self._desk = desk
        hold(self, height=28)
        frame = QFrame()
        frame.setObjectName("Status")
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        row = QHBoxLayout(frame)
        row.setContentsMargins(px(20), 0, px(20), 0)
        row.setSpacing(px(24))
        self._store, self._links = QLabel(), Elided()
        self._mode, self._officer = QLabel(), QLabel("未登录")
        row.addWidget(self._store)
        row.addWidget(self._links, 1)
        self._row = row
        self._hints = [QLabel(hint) for hint in ("Ctrl+F 搜索", "Ctrl+K 命令", "F1 快捷键")]
        for hint in self._hints:
            row.addWidget(hint)
        row.addWidget(self._mode)
        row.addWidget(self._officer)
        self._fitting = QTimer(self)  # a turn later: an unpolished label measures too short
        self._fitting.setSingleShot(True)
        self._fitting.setInterval(20)
        self._fitting.timeout.connect(self._fit)
        desk.bus.link.connect(self._on_link)
        self.show_glance(StatusGlance())

    @property
    def at_rest(self) -> bool:
        return super().at_rest and not self._fitting.isActive()

    def _fit(self) -> None:
        """Where the room is short the hints go, the last first: how the store is, the links, the
        mode and who is signed in are never cut.
        """
        for hint in self._hints:
            hint.show()
        for hint in reversed(self._hints):
            self._row.invalidate()
            if self._row.sizeHint().width() + px(LINKS) <= self.width():
                break
            hint.hide()
        self._row.activate()  # showing them has squeezed the others

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fitting.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_fitting"):
            self._fitting.start()

    def _on_link(self, _state: object) -> None:
        self.refresh()

    def ask(self, read: Any) -> StatusGlance:
        return self._desk.status(read, self._desk.clock.now())

    def show_glance(self, glance: StatusGlance) -> None:
        words, tone = STORE.get(glance.store, (glance.store, "warn"))
        backup = (
            near_time(glance.backup_at, self._desk.clock.now()) if glance.backup_at else "尚无"
        )
        self._store.setText(f"{glance.store_words or words} · 上次备份 {backup}")
        set_tone(self._store, tone)
        links = " · ".join(glance.links)
        self._links.setText(links)
        self._links.setToolTip(links)
        self._mode.setText(
            " · ".join(p for p in (glance.mode, "演练" if glance.drill else "") if p)
        )
        set_tone(self._mode, "warn" if glance.drill or glance.mode == "战时" else "")

        self._fitting.start()
        for room, count in glance.waiting:
            self.waiting_changed.emit(room, count)

    def on_tick(self, now: datetime) -> None:
        if now.second == 0:
            self.refresh()  # what became overdue meanwhile

    def show_failure(self, sentence: str) -> None:
        self._store.setText(f"本机库 未能读取:{sentence}")
        set_tone(self._store, "bad")

    def set_officer(self, words: str) -> None:
        self._officer.setText(words)

    def texts(self) -> list[str]:
        return [label.text() for label in self.findChildren(QLabel) if label.text()]
