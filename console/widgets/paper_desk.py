"""One key and the paper is there: made on a worker, put into the house's folder, said in a line.

Nothing is asked where nothing has to be: only when the folder refuses a paper does a sheet open,
with the sentence and another folder to be filled in. Shared by every room that has papers.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit

from console.domain.changes import Changes
from console.domain.refused import Answer
from console.paper.print_job import Exported
from console.services.papers import Papers
from console.widgets.form import Form
from console.widgets.pane import Pane
from console.wording import refusal
from console.wording.paper import EXPORTED, LIST, NO_FONT, WHERE

Make = Callable[[Papers, str, str, Path | None], tuple[Exported, Changes]]
OF_PAPER = "paper_"  # the refusals that another folder may mend


class FolderForm(Form):
    """Where else the paper is to go."""

    def __init__(self, title: str, folder: str) -> None:
        super().__init__(self.tr("导出"), columns=1)
        self.add_note(title)
        self.add_field("folder", self.tr("文件夹"), QLineEdit(folder), required=True)
        self.setFocusProxy(self.field("folder"))

    def refuse(self, error: object) -> None:
        if isinstance(error, Answer) and error.code.startswith(OF_PAPER):
            error.facts.setdefault("field", "folder")
        super().refuse(error)


class PaperDesk(QObject):
    """`export(make, id, title)`; `make` is one of console.paper.desk's functions."""

    def __init__(self, pane: Pane) -> None:
        super().__init__(pane)
        self._pane = pane
        self._papers = Papers(pane.services.world)
        self._wanted: tuple[Make, str, str] | None = None
        self._form: FolderForm | None = None
        self.busy = False

    def export(self, make: Make, subject: str, title: str) -> None:
        """A second press while the first is under way is the same paper."""
        if not self.busy:
            self._wanted = (make, subject, title)
            self._form = None
            self._send(None)

    def _send(self, folder: Path | None) -> None:
        if self._wanted is None:
            return
        make, subject, _title = self._wanted
        self.busy = True
        officer = self._pane.focus.officer
        ticket = self._pane.runner.network(make, self._papers, officer, subject, folder)
        ticket.done.connect(self._on_done)
        ticket.failed.connect(self._on_failed)

    def _on_done(self, answer: tuple[Exported, Changes]) -> None:
        made, changes = answer
        self.busy = False
        self._pane.bus.changed.emit(changes)
        self._pane.bus.say(f"{export_words(made)}。{self._where(made)}", "ok", "window.papers")
        if self._form is not None:
            self._form = None
            self._pane.sheet_closed.emit()

    def _where(self, made: Exported) -> str:
        """A key opens the console's own folder; another one is named."""
        own = made.pdf.parent == self._papers.folder
        return WHERE if own else str(made.pdf.parent)

    def _on_failed(self, error: object) -> None:
        self.busy = False
        if not isinstance(error, Answer):
            return  # a fault of the program has its own file and its own line
        if not error.code.startswith(OF_PAPER) or self._wanted is None:
            self._pane.bus.say(refusal(error), "bad")
            return
        if self._form is None:
            self._form = self._ask(self._wanted[2])
        self._form.refuse(error)

    def _ask(self, title: str) -> FolderForm:
        form = FolderForm(title, str(self._papers.folder or ""))
        form.submitted.connect(self._on_folder)
        form.abandoned.connect(self._pane.sheet_closed)
        self._pane.open_sheet(self.tr("文书导出"), form)
        return form

    def _on_folder(self, values: Mapping[str, Any]) -> None:
        if self._form is not None and not self.busy:
            self._form.set_busy(True)
            self._send(Path(str(values["folder"]).strip()).expanduser())


def export_words(made: Exported) -> str:
    """已导出 …;本机无小标宋,以 … 代替."""
    parts = [EXPORTED.format(name=made.names, pages=made.pages)]
    return ";".join([*parts, *_substitutes(made.substitutes)])


def _substitutes(pairs: tuple[str, ...]) -> list[str]:
    """One clause for each font that stands in, however many it stands in for."""
    wanted: dict[str, list[str]] = {}
    for pair in pairs:
        missing, _, used = pair.partition("→")
        wanted.setdefault(used, []).append(missing)
    return [NO_FONT.format(wanted=LIST.join(all_), used=used) for used, all_ in wanted.items()]
