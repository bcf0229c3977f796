"""运行维护: copies on the left; how the store is, and where its files lie, on the right."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLabel, QSplitter, QWidget

from console.domain.changes import Kind
from console.domain.refused import Answer
from console.panes.care import columns
from console.panes.care.columns import tr
from console.panes.care.forms import RestoreForm
from console.panes.care.people import People
from console.runtime.bus import Bus
from console.runtime.focus import Focus
from console.runtime.outside import show_folder
from console.runtime.tasks import Runner
from console.services.care import CareView
from console.services.health import Health
from console.services.restoring import Copy
from console.theme import set_role, set_tone
from console.theme.fonts import px
from console.widgets.pane import Pane
from console.widgets.panel import Elided
from console.widgets.record_table import RecordTable
from console.wording import UNKNOWN, full_time, number, refusal

_FACTS = ("check", "store", "lines", "version", "logs", "faults", "folder")


class CarePane(Pane):
    name = "care"
    title = "维护"
    follows_focus = True  # who looks on decides what is listed
    watches = frozenset({Kind.JOURNAL})  # a copy is a line there

    def __init__(
        self,
        services: Any,
        bus: Bus,
        focus: Focus,
        runner: Runner,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(services, bus, focus, runner, parent)
        self._view: CareView | None = None
        self._restore: RestoreForm | None = None
        self._checking = False
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setHandleWidth(px(12))
        across.setChildrenCollapsible(False)
        left = QSplitter(Qt.Orientation.Vertical)
        left.setHandleWidth(px(12))
        left.setChildrenCollapsible(False)
        left.addWidget(self._build_copies())
        left.addWidget(self._build_health())
        left.setStretchFactor(0, 1)
        left.setStretchFactor(1, 0)
        self.people = People(self)
        across.addWidget(left)
        across.addWidget(self.people.frame)
        across.setStretchFactor(0, 5)
        across.setStretchFactor(1, 6)
        across.setSizes([500, 600])
        self.body.addWidget(across, 1)

    def _build_copies(self) -> QWidget:
        self.kept = self.panel(tr("备份"))
        self.kept.add_button(tr("恢复备份"), "care.restore", "Alt+R")
        self.kept.add_button(tr("立即备份"), "care.copy", "Alt+B", main=True)
        self.copies: RecordTable[Copy] = RecordTable(
            columns.copies(),
            key=lambda r: r.name,
            title=tr("备份"),
            empty=tr("尚无备份;Alt+B 立即备份"),
        )
        self.kept.body.addWidget(self.copies, 1)
        return self.kept

    def _build_health(self) -> QWidget:
        panel = self.panel(tr("自检与本机"))
        panel.add_button(tr("复制路径"), "care.copy_path", "Alt+C")
        panel.add_button(tr("故障文件夹"), "care.faults", "Alt+F")
        panel.add_button(tr("再自检"), "care.check", "Alt+J")
        grid = QGridLayout()
        grid.setContentsMargins(px(14), px(12), px(14), px(12))
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(10))
        grid.setColumnStretch(1, 1)
        titles = ("自检", "本机库", "日志", "程序版本", "运行日志", "故障文件", "故障文件夹")
        self.facts: dict[str, QLabel] = {}
        for row, (key, title) in enumerate(zip(_FACTS, titles, strict=True)):
            caption = QLabel(tr(title))
            set_role(caption, "caption")
            self.facts[key] = Elided()
            self.facts[key].setAccessibleName(tr(title))
            grid.addWidget(caption, row, 0)
            grid.addWidget(self.facts[key], row, 1)
        panel.body.addLayout(grid)
        panel.body.addStretch(1)
        return panel

    # Reading --------------------------------------------------------------------------------

    def ask(self, read: Any) -> CareView:
        view: CareView = self.services.care.view(read, self.focus.officer)
        return view

    def show_glance(self, glance: CareView) -> None:
        view = self._view = glance
        self.people.show_view(view)
        self.copies.show_rows(view.copies)
        if self.copies.current() is None and view.copies:
            self.copies.choose(view.copies[0].name)
        rhythm = view.rhythm
        hours = int(rhythm.copy_every.total_seconds()) // 3600
        self.kept.header.set_subtitle(
            tr("每 {h} 小时及交接班后一份;留最近 {n} 份、{d} 天、{w} 周(默认建议)").format(
                h=hours, n=rhythm.copies, d=rhythm.days, w=rhythm.weeks
            )
        )
        self._say("store", f"{view.store} · {columns.size(view.size)}")
        self._say("lines", tr("{n} 条").format(n=number(view.lines)))
        self._say("version", view.version)
        self._say("logs", tr("{n} 天 · 留六个月 · 不含姓名、电话").format(n=number(view.log_days)))
        self._say("faults", self._faults(view))
        self._say("folder", str(view.fault_folder))
        self._show_check()

    @staticmethod
    def _faults(view: CareView) -> str:
        if not view.faults:
            return tr("没有")
        return tr("{n} 份,最近 {name}").format(n=number(len(view.faults)), name=view.faults[0])

    def _say(self, key: str, words: str) -> None:
        self.facts[key].setText(words)
        self.facts[key].setToolTip(words)

    def _show_check(self) -> None:
        label = self.facts["check"]
        checked = self.services.checked
        if self._checking or checked is None:
            self._say("check", tr("自检中…") if self._checking else UNKNOWN)
            set_tone(label, "dim")
            return
        health, at = checked
        words = health.words
        if health.troubles:
            words = tr("{n} 处不符:{first}").format(
                n=number(len(health.troubles)), first=health.troubles[0]
            )
        self._say("check", f"{words} · {full_time(at)}")
        set_tone(label, {"ok": "ok", "damaged": "bad"}.get(health.state, "warn"))

    # Whether --------------------------------------------------------------------------------

    def why_no_write(self) -> str:
        return tr("本机库只读") if self.services.world.store.read_only else ""

    def why_no_restore(self) -> str:
        if self.why_no_write():
            return self.why_no_write()
        return "" if self.copies.current() is not None else tr("请先选一份备份")

    def why_no_faults(self) -> str:
        return "" if self._view is not None and self._view.faults else tr("没有故障文件")

    def why_no_purge(self) -> str:
        return self.why_no_write() or self.people.why_no_purge()

    def why_no_lend(self) -> str:
        return self.why_no_write() or self.people.why_no_lend()

    def why_no_call_back(self) -> str:
        return self.why_no_write() or self.people.why_no_call_back()

    # Doing ----------------------------------------------------------------------------------

    def copy(self) -> None:
        ticket = self.runner.network(self.services.care.copy, self.focus.officer)
        ticket.done.connect(self._on_copied)
        ticket.failed.connect(self._on_refused)

    def _on_copied(self, changes: object) -> None:
        self.bus.changed.emit(changes)
        self.bus.say(tr("已备份,复核通过。"), "ok")

    def restore(self) -> None:
        copy = self.copies.current()
        if copy is None:
            return
        if self._restore is None:
            self._restore = RestoreForm(self)
            self._restore.done.connect(self._on_ordered)
            self._restore.abandoned.connect(self.sheet_closed)
        self.open_sheet(tr("恢复备份"), self._restore, full_time(copy.at))
        self._restore.show_copy(copy)

    def _on_ordered(self, order: object) -> None:
        self.sheet_closed.emit()
        self.services.reopen(order)

    def purge(self) -> None:
        self.people.purge()

    def lend(self) -> None:
        self.people.lend()

    def call_back(self) -> None:
        self.people.call_back()

    def check(self) -> None:
        if self._checking:
            return
        self._checking = True
        self._show_check()
        ticket = self.runner.network(self.services.care.check)
        ticket.done.connect(self._on_checked)
        ticket.failed.connect(self._on_refused)

    def _on_checked(self, health: Health) -> None:
        self._checking = False
        self.services.heard(health)
        self._show_check()

    def _on_refused(self, error: object) -> None:
        self._checking = False
        self._show_check()
        words = refusal(error) if isinstance(error, Answer) else tr("没有办成:程序有误。")
        self.bus.say(words, "bad")

    def open_faults(self) -> None:
        if self._view is not None and not show_folder(self._view.fault_folder):
            self.copy_path()

    def copy_path(self) -> None:
        if self._view is None:
            return
        QGuiApplication.clipboard().setText(str(self._view.fault_folder))
        self.bus.say(tr("已复制:{path}").format(path=self._view.fault_folder), "ok")
