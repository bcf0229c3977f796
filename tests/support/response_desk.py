"""The 响应 page on a real store with its drawer: commands run as the palette runs them."""

from types import SimpleNamespace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.panes.response.commands import COMMANDS
from console.panes.response.page import ResponsePane as PANE
from console.runtime.bus import Bus
from console.runtime.commands import Registry
from console.runtime.focus import Focus
from console.runtime.tasks import Runner, inline
from console.widgets.drawer import Drawer
from console.widgets.form import fill
from tests.support import response as flood
from tests.support.response import DECIDED, DUTY
from tests.support.typing import type_text
from tests.support.world import HandClock, world

REGISTRY = Registry(COMMANDS)


class Desk:
    """The page with its drawer; commands run as the palette runs them."""

    def __init__(self, qtbot, folder):
        self.clock = HandClock()
        self.world, self.opened = world(folder, self.clock)
        flood.laid(self.world.store)
        self.clock.set(DECIDED)
        self.bus, self.focus, self.runner = Bus(), Focus(), Runner(inline())
        self.focus.sign(DUTY)
        self.runner.committed.connect(self.bus.changed)
        self.qtbot, self.said = qtbot, []
        self.bus.notice.connect(self.said.append)

    def show(self, kind=PANE, size=(1844, 992)):
        services = SimpleNamespace(world=self.world)
        pane = kind(services, self.bus, self.focus, self.runner)
        self.qtbot.addWidget(pane)
        pane.resize(*size)
        self.pane, self.drawer = pane, Drawer(pane)
        pane.sheet_asked.connect(self.drawer.open_sheet)
        pane.sheet_closed.connect(self.drawer.put_away)
        pane.show()
        self.settle(1)
        return pane

    def settle(self, answers):
        self.qtbot.waitUntil(lambda: self.pane.answered >= answers and not self.runner.busy)

    def run(self, command):
        assert self.why_not(command) == "", command
        REGISTRY[f"response.{command}"].run(self.pane)

    def why_not(self, command):
        return REGISTRY[f"response.{command}"].why_not(self.pane)

    @property
    def form(self):
        return self.drawer.sheet.form

    def type(self, key, text):
        fill(self.form.field(key), None)
        type_text(self.form.field(key), text)

    def save(self):
        """Ctrl+Return, and the page has shown what came of it."""
        before = self.pane.answered
        QTest.keyClick(self.form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.settle(before + 1)
        assert self.drawer.sheet is None, self.drawer.sheet.form.refusals()

    def refused(self):
        QTest.keyClick(self.form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.qtbot.waitUntil(lambda: not self.runner.busy and bool(self.form.refusals()))
        return self.form.refusals()

    def find(self, record, **where):
        with self.world.store.read() as read:
            return read.find(record, **where)
