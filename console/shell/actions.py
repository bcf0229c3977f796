"""Runs a command: finds its pane, asks whether it can run, shows the room if it wants to be seen.

One shortcut object per key sequence, so that two rooms may use the same local key.
"""

from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from console.runtime.commands import Command, Registry
from console.runtime.focus import Focus
from console.shell.rooms import Rooms

LOCKED = "已锁定,请先解锁。"
SIGNED_OUT = "请先登录。"


class Actions(QObject):
    """`pressed(id)` for a key; `refused(sentence)` when a command can't run; `ran(id)` after."""

    pressed = Signal(str)
    refused = Signal(str)
    ran = Signal(str)

    def __init__(
        self,
        registry: Registry,
        rooms: Rooms,
        focus: Focus,
        window: QWidget,
        allowed: frozenset[str],
    ) -> None:
        super().__init__(window)
        self.registry = registry
        self._rooms = rooms
        self._focus = focus
        self._window = window
        self._allowed = allowed  # what needs no one signed in, or works while locked
        self._shortcuts: dict[str, QShortcut] = {}
        for command in registry:
            if command.keys:
                self._listen(command.keys)

    def why_not(self, command: Command) -> str:
        """Empty when it can run now. Never builds a pane just to ask it."""
        free = command.pane == "" and command.id in self._allowed
        if not free and not self._focus.officer:
            return SIGNED_OUT
        if not free and self._focus.locked:
            return LOCKED
        return command.why_not(self._made(command))

    def run(self, command_id: str) -> bool:
        command = self.registry.get(command_id)
        if command is None:
            self.refused.emit(f"没有命令 {command_id}。")
            return False
        reason = self.why_not(command)
        if reason:
            self.refused.emit(f"{command.title}:{reason}")
            return False
        return self.carry_out(command)

    def carry_out(self, command: Command) -> bool:
        """Without asking who is signed in: after a PIN, F2 takes a call on a locked desk."""
        target = self._target(command)
        reason = command.why_not(target)
        if reason:
            self.refused.emit(f"{command.title}:{reason}")
            return False
        if command.page and command.pane:
            self._rooms.go(command.pane)
        command.run(target)
        self.ran.emit(command.id)
        return True

    def _target(self, command: Command) -> Any:
        return self._rooms.pane(command.pane) if command.pane else self._window

    def _made(self, command: Command) -> Any:
        return self._rooms.made(command.pane) if command.pane else self._window

    def _listen(self, keys: str) -> None:
        if keys.lower() in self._shortcuts:
            return
        shortcut = QShortcut(QKeySequence(keys), self._window)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(self._on_key)
        shortcut.setObjectName(keys.lower())
        self._shortcuts[keys.lower()] = shortcut

    def _on_key(self) -> None:
        keys = self.sender().objectName()
        front = self._rooms.front
        for command in self.registry:
            here = command.scope != "pane" or command.pane == front
            if command.keys.lower() == keys and here:
                self.pressed.emit(command.id)
                return
