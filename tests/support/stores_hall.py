"""A pane on a real store with the demo stock and teams, its drawer beside it, an inline runner."""

from types import SimpleNamespace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from console.domain.changes import Kind
from console.domain.entry import Entry
from console.domain.officer import Role
from console.runtime.bus import Bus
from console.runtime.focus import Focus
from console.runtime.tasks import Runner, inline
from console.services import demo_force, demo_supply
from console.widgets.drawer import Drawer
from resources import places
from tests.support.officers import officer
from tests.support.world import HandClock, world


class Hall:
    """`open(PaneType)` shows it; `commands` are run as the shell would run them."""

    def __init__(self, folder, qtbot):
        self.qtbot = qtbot
        self.clock = HandClock()
        self.world, self.opened = world(folder, self.clock)
        with self.world.store.write("system", "test.lay_in", history=True) as w:
            officer(w, "duty", Role.PRIMARY)
            officer(w, "leader", Role.DEPUTY_COMMANDER)
            officer(w, "keeper", Role.STORE_KEEPER)
            for place in places.load():
                w.save(place)
            w.log(Entry(kind="note", subject_kind=Kind.PLACE, subject_id="x", at=w.now))
        demo_supply.seed(self.world)
        demo_force.seed(self.world)
        self.bus, self.focus, self.runner = Bus(), Focus(), Runner(inline())
        self.runner.committed.connect(self.bus.changed)
        self.focus.sign("duty")
        self.host = None
        self.notices = []
        self.bus.notice.connect(self.notices.append)

    def open(self, pane_type):
        self.host = QWidget()
        self.host.resize(1600, 900)
        self.qtbot.addWidget(self.host)
        services = SimpleNamespace(world=self.world)
        self.pane = pane_type(services, self.bus, self.focus, self.runner, self.host)
        self.pane.setGeometry(self.host.rect())
        self.drawer = Drawer(self.host)
        self.pane.sheet_asked.connect(self.drawer.open_sheet)
        self.pane.sheet_closed.connect(self.drawer.put_away)
        self.host.show()
        self.settle(1)
        return self.pane

    def settle(self, more=1):
        """Until the pane has answered `more` further questions."""
        wanted = self.pane.answered + more
        self.qtbot.waitUntil(lambda: self.pane.answered >= wanted)

    @property
    def form(self):
        self.qtbot.waitUntil(lambda: self.drawer.sheet is not None)
        return self.drawer.sheet.form

    def save(self):
        """Ctrl+Return in the form, then the pane's next answer."""
        before, form = self.pane.answered, self.form
        QTest.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.qtbot.waitUntil(lambda: self.pane.answered > before and self.drawer.sheet is None)

    def refuse(self):
        """Ctrl+Return in the form, which is expected to stay open; gives what it says."""
        form = self.form
        QTest.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.qtbot.waitUntil(lambda: bool(sentences(form)))
        return sentences(form)

    def pick(self, field, typed):
        """Types initials or a code and takes the first of the list with Enter."""
        field.setFocus()
        QTest.keyClicks(field, typed)
        assert field.offered(), typed
        QTest.keyClick(QApplication.activePopupWidget() or field, Qt.Key.Key_Return)

    def close(self):
        if self.host is not None:
            self.host.close()
        self.runner.close()
        self.opened.close()


def sentences(form):
    from console.widgets.notice import Refusal

    return [r.text() for r in form.findChildren(Refusal) if r.isVisible() and r.text()]
