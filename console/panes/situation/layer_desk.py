"""Importing and managing layers over the page: a file is looked at on a reader thread, lies on
the map while its form is open, and is kept through the service.
"""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject

from console.domain.layer_preview import Preview
from console.panes.situation.import_form import ImportForm
from console.panes.situation.keeper import Keeper
from console.panes.situation.layer_sheet import LayerSheet
from console.panes.situation.map_panel import MapPanel
from console.panes.situation.signs import preview_drape
from console.runtime.tasks import Ticket
from console.services.glance.atlas import Draped
from console.services.map_layers import LayerDraft, LayerFile
from console.widgets.pane import Pane


class LayerDesk(QObject):
    """`bring()` opens the import, `manage()` the list; `know(drapes)` after every reading."""

    def __init__(self, pane: Pane, panel: MapPanel, keeper: Keeper) -> None:
        super().__init__(pane)
        self._pane = pane
        self._panel = panel
        self._keeper = keeper
        self.form: ImportForm | None = None
        self.sheet: LayerSheet | None = None
        self._drapes: Sequence[Draped] = ()
        self._looking: tuple[Ticket, LayerFile] | None = None
        self._said = ""

    def know(self, drapes: Sequence[Draped]) -> None:
        self._drapes = drapes
        if self.sheet is not None:
            self.sheet.show_layers(drapes)

    def bring(self) -> None:
        if self.form is None:
            self.form = ImportForm(self._pane)
            self.form.look_asked.connect(self._on_look)
            self.form.taken.connect(self._on_taken)
            self.form.seen_changed.connect(self._on_seen)
            self.form.abandoned.connect(self._on_abandoned)
            self._keeper.watch("layer", self.form)
        self._pane.open_sheet(self.tr("导入图层"), self.form, self.tr("GeoJSON,先看预览再保存"))
        self._on_seen()

    def manage(self) -> None:
        if self.sheet is None:
            self.sheet = LayerSheet(self._pane)
            self.sheet.renamed.connect(self._on_renamed)
            self.sheet.removed.connect(self._on_removed)
            self.sheet.abandoned.connect(self._pane.sheet_closed)
        self.sheet.show_layers(self._drapes)
        self._pane.open_sheet(self.tr("图层管理"), self.sheet, self.tr("显示与隐藏在地图旁的开关"))

    # Looking --------------------------------------------------------------------------------

    def _on_look(self, asked: LayerFile) -> None:
        ticket = self._pane.runner.read(self._pane.services.map_layers.look, asked)
        self._looking = (ticket, asked)
        ticket.done.connect(self._on_looked)
        ticket.failed.connect(self._on_refused)

    def _on_looked(self, seen: Preview) -> None:
        if self.form is not None and self._looking and self.sender() is self._looking[0]:
            self.form.show_seen(self._looking[1], seen)

    def _on_refused(self, error: object) -> None:
        """An older file's refusal says nothing of the one that is asked for now."""
        if self.form is not None and self._looking and self.sender() is self._looking[0]:
            self.form.show_refused(error)

    def _on_seen(self) -> None:
        form = self.form
        if form is None or form.seen is None:
            self._panel.preview(None)
        else:
            name = self.tr("预览(未保存)")
            self._panel.preview(preview_drape(form.seen, form.chosen_kind(), name))

    def _on_abandoned(self) -> None:
        self._panel.preview(None)
        self._pane.sheet_closed.emit()

    # Keeping --------------------------------------------------------------------------------

    def _on_taken(self, draft: LayerDraft, seen: Preview) -> None:
        if self.form is not None:
            layers = self._pane.services.map_layers
            actor = self._pane.focus.officer
            done, failed = self._on_saved, self.form.refuse
            self._pane.write(layers.take, actor, draft, seen, done=done, failed=failed)

    def _on_saved(self, answer: Any) -> None:
        if self.form is not None:
            self.form.accept(answer)
            self._keeper.drop(self.form)
            self._pane.bus.say(self.tr("图层已存本机"), "ok")
            self._pane.sheet_closed.emit()

    def _on_renamed(self, layer_id: str, name: str) -> None:
        self._change(self._pane.services.map_layers.rename, layer_id, name, self.tr("图层已改名"))

    def _on_removed(self, layer_id: str, reason: str) -> None:
        self._change(
            self._pane.services.map_layers.remove, layer_id, reason, self.tr("图层已移除")
        )

    def _change(self, fn: Callable[..., Any], layer_id: str, words: str, said: str) -> None:
        if self.sheet is not None:
            self._said = said
            actor = self._pane.focus.officer
            failed = self.sheet.refuse
            self._pane.write(fn, actor, layer_id, words, done=self._on_changed, failed=failed)

    def _on_changed(self, answer: Any) -> None:
        if self.sheet is not None:
            self.sheet.accept(answer)
            self._pane.bus.say(self._said, "ok")
