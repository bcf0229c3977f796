"""Towards the province from the window: joining, 立即同步, and packets that are carried by hand."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from console.domain.changes import Changes
from console.domain.link import LinkCode
from console.domain.refused import Answer
from console.panes.exchange.columns import tr
from console.runtime.settings import LINK
from console.services.exchange.joining import Joining, join
from console.services.exchange.log_file import LogFile
from console.services.packets import Carried, Packets, ReadIn
from console.services.registers.names import Names
from console.theme.fonts import px
from console.widgets.form import Form
from console.widgets.pane import Pane
from console.wording import join as joined_words
from console.wording import number, refusal
from console.wording.exchange import LINK_CHOICE
from console.wording.packet import ANSWERED

PACKETS = "*.jhb"


class PathField(QWidget):
    """A path that is typed or pointed at; a folder, or a packet in one."""

    def __init__(self, *, folder: bool) -> None:
        super().__init__()
        self._folder = folder
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self.field = QLineEdit()
        self.setFocusProxy(self.field)
        browse = QPushButton(tr("浏览"))
        browse.setAutoDefault(False)
        browse.clicked.connect(self._on_browse)
        row.addWidget(self.field, 1)
        row.addWidget(browse)
        self.textChanged = self.field.textChanged

    def setAccessibleName(self, name: str) -> None:  # noqa: N802 - Qt's name
        super().setAccessibleName(name)
        self.field.setAccessibleName(name)

    def value(self) -> str:
        return self.field.text().strip().strip('"')

    def _on_browse(self) -> None:
        title = tr("选择介质上的文件夹") if self._folder else tr("选择交换包")
        filter_ = "" if self._folder else tr("交换包 ({pattern})").format(pattern=PACKETS)
        asked = QFileDialog(self, title, self.value() or ".", filter_)
        mode = QFileDialog.FileMode
        asked.setFileMode(mode.Directory if self._folder else mode.ExistingFile)
        asked.fileSelected.connect(self.field.setText)
        asked.open()


class JoinForm(Form):
    """Address, code, name, and on which network this workstation stands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("入网"), parent=parent)
        self.add_field("server", tr("省平台地址"), QLineEdit(), required=True)
        self.add_field("code", tr("入网码"), QLineEdit(), required=True)
        self.add_field("name", tr("本机名称"), QLineEdit())
        links = QComboBox()
        for link in (LinkCode.COMMAND, LinkCode.SATELLITE):
            links.addItem(LINK_CHOICE[link], link.value)
        self.add_field("link", tr("本机所接链路"), links)
        self.add_note(
            tr(
                "入网码由省平台电话告知,一次有效。入网后先整体取回本县数据,可照常工作,断了会接着取。"
            )
        )


class LinkForm(Form):
    """The console is told which link the edge device gives it; it never picks one (D39)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("改接"), parent=parent)
        links = QComboBox()
        for link in (LinkCode.COMMAND, LinkCode.SATELLITE):
            links.addItem(LINK_CHOICE[link], link.value)
        self.add_field("link", tr("本机所接链路"), links)
        self.add_note(tr("卫星只发一、二类;台账、附件留在本机,改回主网后自动补发。"))


class CarryForm(Form):
    """Where to, and who approves: somebody else, with that officer's own word."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("导出"), parent=parent)
        self.add_field("folder", tr("存到(登记过的介质)"), PathField(folder=True), required=True)
        self.add_field("approver", tr("批准人(登录名)"), QLineEdit(), required=True)
        secret = QLineEdit()
        secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.add_field("secret", tr("批准人口令或 PIN"), secret, required=True)
        self.add_note(tr("交换包已签名并加密,只有省平台能打开;导出、批准都记入日志。"))


class BringForm(Form):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("导入"), parent=parent)
        self.add_field("path", tr("交换包文件"), PathField(folder=False), required=True)
        self.add_note(tr("重复导入同一个包不会重复办理。"))


class OutsideDesk(QObject):
    """Opens the forms and hands their answers to the services; what is typed stays."""

    def __init__(self, pane: Pane) -> None:
        super().__init__(pane)
        self._pane = pane
        self._forms: dict[str, Form] = {}

    def sync_now(self) -> None:
        if self._pane.services.sync_now():
            self._pane.bus.say(tr("正在同步…"))

    def join(self) -> None:
        self._open(tr("入网"), JoinForm, self._on_join)

    def choose_link(self) -> None:
        self._open(tr("所接链路"), LinkForm, self._on_link)
        if self._pane.settings is not None:
            self._forms[tr("所接链路")].restore({"link": self._pane.settings.get(LINK)})

    def _on_link(self, values: dict[str, Any]) -> None:
        if self._pane.settings is not None:
            self._pane.settings.set(LINK, str(values["link"]))
        self._pane.sheet_closed.emit()

    def carry_out(self) -> None:
        self._open(tr("导出交换包"), CarryForm, self._on_carry)

    def bring_in(self) -> None:
        self._open(tr("导入交换包"), BringForm, self._on_bring)

    def _open(
        self, title: str, make: Callable[[QWidget], Form], submitted: Callable[[Any], None]
    ) -> None:
        form = self._forms.get(title)
        if form is None:
            form = self._forms[title] = make(self._pane)
            form.submitted.connect(submitted)
            form.abandoned.connect(self._pane.sheet_closed)
        self._pane.open_sheet(title, form)

    # -- joining ---------------------------------------------------------------------------

    def _on_join(self, values: dict[str, Any]) -> None:
        form = self._forms[tr("入网")]
        form.set_busy(True)
        pane = self._pane
        if pane.settings is not None:
            pane.settings.set(LINK, str(values["link"]))
        asked = Joining(server=values["server"], code=values["code"], name=values["name"])
        ticket = pane.runner.network(join, pane.services.world, pane.focus.officer, asked)
        ticket.done.connect(self._on_joined)
        ticket.failed.connect(form.refuse)

    def _on_joined(self, made: Any) -> None:
        form = self._forms[tr("入网")]
        form.set_busy(False)
        form.clear()
        self._pane.sheet_closed.emit()
        self._pane.bus.changed.emit(made[1])
        self._pane.bus.say(tr("本机已入网:{name}").format(name=made[0].name), "ok")
        self._pane.services.joined()

    # -- the log ---------------------------------------------------------------------------

    def save_log(self) -> None:
        pane = self._pane
        act = LogFile(pane.services.world, Names(pane.services.world)).export
        ticket = pane.runner.network(act, pane.focus.officer)
        ticket.done.connect(self._on_log_saved)
        ticket.failed.connect(self._on_log_refused)

    def _on_log_saved(self, made: tuple[Path, Changes]) -> None:
        self._pane.bus.changed.emit(made[1])
        told = tr("已导出:{path}").format(path=made[0])
        self._pane.bus.say(told, "ok", "window.papers")

    def _on_log_refused(self, error: object) -> None:
        if isinstance(error, Answer):
            self._pane.bus.say(refusal(error), "warn")

    # -- packets ---------------------------------------------------------------------------

    def _on_carry(self, values: dict[str, Any]) -> None:
        form = self._forms[tr("导出交换包")]
        form.set_busy(True)
        pane = self._pane
        act = partial(
            Packets(pane.services.world).export,
            pane.focus.officer,
            values["approver"],
            values["secret"],
            Path(values["folder"]),
        )
        ticket = pane.runner.network(_called, act)
        ticket.done.connect(self._on_carried)
        ticket.failed.connect(self._on_not_carried)

    def _on_carried(self, made: Carried) -> None:
        form = self._forms[tr("导出交换包")]
        form.set_busy(False)
        form.clear()
        self._pane.sheet_closed.emit()
        left = tr("另有 {n} 组未带上").format(n=number(made.left)) if made.left else ""
        told = tr("已导出 {name}:{n} 组,{size} KB").format(
            name=made.path.name, n=number(made.groups), size=number(-(-made.size // 1024))
        )
        self._pane.bus.say(joined_words([told, left]), "ok")
        self._pane.refresh()

    def _on_not_carried(self, error: object) -> None:
        """Whoever approves types his word anew."""
        form = self._forms[tr("导出交换包")]
        form.restore({"secret": ""})
        form.refuse(error)

    def _on_bring(self, values: dict[str, Any]) -> None:
        form = self._forms[tr("导入交换包")]
        form.set_busy(True)
        pane = self._pane
        act = partial(
            Packets(pane.services.world).read_in, pane.focus.officer, Path(values["path"])
        )
        ticket = pane.runner.network(_called, act)
        ticket.done.connect(self._on_brought)
        ticket.failed.connect(form.refuse)

    def _on_brought(self, made: ReadIn) -> None:
        form = self._forms[tr("导入交换包")]
        form.set_busy(False)
        form.clear()
        self._pane.sheet_closed.emit()
        self._pane.bus.changed.emit(made.changes)
        if not made.came:
            self._pane.bus.say(tr("这个回执包此前已导入,没有新内容。"))
            return
        answers = (
            tr("{state} {n} 组").format(state=ANSWERED[state], n=number(n))
            for state, n in made.answers.items()
        )
        came = tr("新收 {n} 组").format(n=number(made.came))
        self._pane.bus.say(joined_words([*answers, came]), "ok")


def _called(act: Callable[[], Any]) -> Any:
    """A partial has no name of its own for the runner to say."""
    return act()
