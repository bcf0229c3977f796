"""The 态势 page with its drawer, on a real store, at 15:00 on the day of the flood."""

from types import SimpleNamespace

from console.domain.reading import Reading
from console.panes.situation.commands import COMMANDS
from console.runtime.bus import Bus
from console.runtime.focus import Focus
from console.runtime.tasks import Runner, inline
from console.services.map_layers import MapLayers
from console.services.readings import Readings
from console.widgets.drawer import Drawer
from tests.support.duty import DUTY, Hall


class Desk:
    """A page with its drawer, on a real store, at 15:00 on the day of the flood."""

    def __init__(self, qtbot, folder):
        self.hall = Hall(folder)
        self.readings = Readings(self.hall.world)
        services = SimpleNamespace(
            world=self.hall.world,
            readings=self.readings,
            map_layers=MapLayers(self.hall.world),
        )
        self.bus, self.focus, self.runner = Bus(), Focus(), Runner(inline())
        self.focus.sign(DUTY)
        self.runner.committed.connect(self.bus.changed)
        self.context = (services, self.bus, self.focus, self.runner)
        self.qtbot = qtbot
        self.said, self.shown = [], []
        self.bus.notice.connect(self.said.append)

    def show(self, kind, size=(1400, 900)):
        pane = kind(*self.context)
        self.qtbot.addWidget(pane)
        pane.resize(*size)
        self.drawer = Drawer(pane)
        pane.sheet_asked.connect(self.drawer.open_sheet)
        pane.sheet_closed.connect(self.drawer.put_away)
        pane.show()
        self.shown.append(pane)
        self.settle(pane, 1)
        return pane

    def settle(self, pane, answers):
        self.qtbot.waitUntil(lambda: pane.answered >= answers and not self.runner.busy)

    def take(self, *drafts):
        self.readings.take(DUTY, drafts)

    def run(self, pane, command):
        next(c for c in COMMANDS if c.id == command).run(pane)

    def on_record(self):
        with self.hall.world.store.read() as read:
            return read.find(Reading)
