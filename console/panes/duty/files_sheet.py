"""附件 of an incident: what is there, what is still on its way, and one more put beside it."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton

from console.domain.attachment import harmless
from console.domain.changes import Kind
from console.panes.duty.forms import Call
from console.panes.duty.incident_sheets import IncidentSheet
from console.runtime.outside import show_file
from console.services.attachments import Listed
from console.widgets.pane import Asking
from console.widgets.path_field import PathField
from console.wording import date_time, full_time, join, number

_KB = 1024


class FilesSheet(IncidentSheet):
    """A file is added by its path; the list says of each whether it can be opened here."""

    def __init__(self, pane: Asking) -> None:
        super().__init__(pane, pane.tr("添加"))
        self.list = QListWidget()
        self.list.setAccessibleName(pane.tr("本事件的附件"))
        self.list.itemActivated.connect(self._on_open)
        self.list.currentItemChanged.connect(self._on_chosen)
        self.add_widget(self.list)
        self.path = PathField(pane.tr("选择附件"))
        self.add_field("path", pane.tr("照片、录音或文件"), self.path, required=True)
        self.add_note(
            pane.tr("加密存放在本机,最大 100 MB。险情和指令先发,附件最后发;卫星链路不发附件。")
        )
        self.open_button = QPushButton(pane.tr("打开"))
        self.open_button.setAutoDefault(False)
        self.open_button.setEnabled(False)
        self.open_button.clicked.connect(lambda: self._on_open(self.list.currentItem()))
        self.foot.addWidget(self.open_button)

    def show_listed(self, listed: tuple[Listed, ...]) -> None:
        self.list.clear()
        for one in listed:
            row = one.attachment
            state = "" if one.here else self._pane.tr("未到")
            size = f"{number(-(-row.size // _KB))} KB"
            written = ""
            if row.file_time is not None:
                written = self._pane.tr("文件时间 {at}").format(at=full_time(row.file_time))
            added = self._pane.tr("{at} 添加").format(at=date_time(row.added_at))
            words = join((row.name, size, written, added, state))
            item = QListWidgetItem(words, self.list)
            item.setData(Qt.ItemDataRole.UserRole, row.id if one.here else "")
        if not listed:
            item = QListWidgetItem(self._pane.tr("还没有附件"), self.list)
            item.setFlags(Qt.ItemFlag.NoItemFlags)

    def _call_of(self, values: dict[str, Any]) -> Call:
        officer, incident = self._ids()
        add = self._pane.services.attachments.add
        return add, officer, Kind.INCIDENT, incident, Path(values["path"])

    def _on_chosen(self, item: QListWidgetItem | None, _before: object) -> None:
        self.open_button.setEnabled(bool(item and item.data(Qt.ItemDataRole.UserRole)))

    def _on_open(self, item: QListWidgetItem | None) -> None:
        id_ = item.data(Qt.ItemDataRole.UserRole) if item is not None else ""
        if id_:
            ticket = self._pane.runner.network(self._pane.services.attachments.view, id_)
            ticket.done.connect(self._on_copy)
            ticket.failed.connect(self.refuse)

    def _on_copy(self, path: Path) -> None:
        show_file(path, harmless=harmless(path.name))

    def clear(self) -> None:
        super().clear()
        self.path.field.clear()
