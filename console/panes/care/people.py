"""The right half below: what is due to be forgotten, and who stands in for whom."""

from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QSplitter

from console.panes.care import columns
from console.panes.care.columns import tr
from console.panes.care.people_forms import CallBackForm, LendForm, PurgeForm
from console.services.care import CareView
from console.services.delegations import Lent
from console.services.retention import DueClass
from console.theme.fonts import px
from console.widgets.record_table import RecordTable
from console.wording import number


class People(QObject):
    """Owned by the page; two panels with their tables and three forms, made when first asked."""

    def __init__(self, pane: Any) -> None:
        super().__init__(pane)
        self._pane = pane
        self._view: CareView | None = None
        self._purge: PurgeForm | None = None
        self._lend: LendForm | None = None
        self._back: CallBackForm | None = None
        self.frame = QSplitter(Qt.Orientation.Vertical)
        self.frame.setHandleWidth(px(12))
        self.frame.setChildrenCollapsible(False)
        self._build_lent()
        self._build_due()

    def _build_due(self) -> None:
        self.due_panel = self._pane.panel(tr("到期个人信息"))
        self.due_panel.add_button(tr("清理"), "care.purge", "Alt+P")
        self.due: RecordTable[DueClass] = RecordTable(
            columns.due(),
            key=lambda r: r.row.kind,
            title=tr("到期个人信息"),
            empty=tr("由安全管理员登录后核对"),
        )
        self.due_panel.body.addWidget(self.due, 1)
        self.frame.addWidget(self.due_panel)

    def _build_lent(self) -> None:
        self.lent_panel = self._pane.panel(tr("委托代理"))
        self.lent_panel.add_button(tr("收回"), "care.call_back", "Alt+S")
        self.lent_panel.add_button(tr("委托"), "care.lend", "Alt+D")
        self.lent: RecordTable[Lent] = RecordTable(
            columns.lent(), key=lambda r: r.made.id, title=tr("委托代理"), empty=tr("没有委托")
        )
        self.lent_panel.body.addWidget(self.lent, 1)
        self.frame.addWidget(self.lent_panel)

    def show_view(self, view: CareView) -> None:
        self._view = view
        self.due.show_rows(view.due)
        if self.due.current() is None and view.due:
            self.due.choose(view.due[0].row.kind)
        due = sum(len(one.items) for one in view.due)
        self.due_panel.header.set_subtitle(tr("{n} 条").format(n=number(due)) if due else "")
        self.lent.show_rows(view.lent)
        if self.lent.current() is None and view.lent:
            self.lent.choose(view.lent[0].made.id)
        counting = sum(one.counts for one in view.lent)
        words = tr("{n} 项生效中").format(n=number(counting)) if counting else ""
        self.lent_panel.header.set_subtitle(words)

    # Whether --------------------------------------------------------------------------------

    def why_no_purge(self) -> str:
        if self._view is None or not self._view.due:
            return tr("须由安全管理员登录办理")
        return "" if any(one.items for one in self._view.due) else tr("没有到期的个人信息")

    def why_no_lend(self) -> str:
        return "" if self._view is not None and self._view.mine else tr("本人没有可委托的角色")

    def why_no_call_back(self) -> str:
        row = self.lent.current()
        if row is None:
            return tr("请先选一项委托")
        gone = row.over or row.made.revoked_at is not None
        return tr("这项委托已经失效") if gone else ""

    # Doing ----------------------------------------------------------------------------------

    def purge(self) -> None:
        if self._view is None:
            return
        if self._purge is None:
            self._purge = self._made(PurgeForm(self._pane))
            self._purge.done.connect(self._on_purged)
        row = self.due.current()
        self._purge.show_due(self._view.due, row.row.kind if row is not None else "")
        self._pane.open_sheet(tr("清理到期个人信息"), self._purge)

    def _on_purged(self, changes: object) -> None:
        self._pane.bus.changed.emit(changes)
        self._pane.bus.say(tr("已销毁,备份中的也已销毁。"), "ok")

    def lend(self) -> None:
        if self._view is None:
            return
        if self._lend is None:
            self._lend = self._made(LendForm(self._pane))
        self._lend.show_people(self._view.people, self._view.mine)
        self._pane.open_sheet(tr("委托代理"), self._lend, tr("到时自动失效"))

    def call_back(self) -> None:
        row = self.lent.current()
        if row is None:
            return
        if self._back is None:
            self._back = self._made(CallBackForm(self._pane))
        self._back.show_lent(row)
        self._pane.open_sheet(tr("收回委托"), self._back)

    def _made(self, form: Any) -> Any:
        form.done.connect(self._on_done)
        form.abandoned.connect(self._pane.sheet_closed)
        return form

    def _on_done(self, _answer: object) -> None:
        self._pane.sheet_closed.emit()
