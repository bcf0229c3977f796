"""The recovery key of a store that was just made, put before whoever has signed in.

Loaded only on that one day: no other start pays for it.
"""

from pathlib import Path

from PySide6.QtCore import QObject

from console.domain.changes import Changes
from console.paper.desk import export_recovery
from console.paper.print_job import Exported
from console.services.papers import Papers
from console.shell.recovery import RecoveryPanel
from console.shell.window import Window
from db.opened import Opened


class Recovery(QObject):
    """Shows the key until it is kept; then this program forgets it too."""

    def __init__(self, window: Window, papers: Papers, opened: Opened) -> None:
        super().__init__(window)
        self._papers, self._opened = papers, opened
        self.panel = RecoveryPanel(opened.recovery_key, window.desk, self._export)
        self.panel.kept.connect(self._on_kept)
        self.panel.stand_in(window.stage)
        window.drawer.raise_()  # what is being read or typed stays in front

    def _export(self, actor: str, key: str, folder: Path | None) -> tuple[Exported, Changes]:
        return export_recovery(self._papers, actor, key, self._opened.file.store_id, folder)

    def _on_kept(self) -> None:
        self._opened.recovery_key = ""
