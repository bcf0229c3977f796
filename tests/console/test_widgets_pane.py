"""A pane asks once for many changes, off the GUI thread, and never shows an older answer."""

import pytest

from console.domain.changes import Changes, Kind
from console.domain.refused import Unavailable
from console.runtime.bus import Bus
from console.runtime.focus import Focus
from console.runtime.tasks import Runner, inline
from console.widgets.pane import Card, Pane
from tests.support.panes import FakeServices


class Tasks(Pane):
    name, title, watches = "tasks", "任务", frozenset({Kind.TASK})
    follows_focus = True

    def ask(self, read):
        return read.rows()

    def show_glance(self, glance):
        self.shown = glance


class TasksCard(Card):
    name, title, watches = "tasks", "任务", frozenset({Kind.TASK})
    ask = Tasks.ask
    show_glance = Tasks.show_glance


@pytest.fixture
def world(qtbot, themed):
    services, bus, focus, runner = FakeServices(), Bus(), Focus(), Runner(inline())
    yield services, bus, focus, runner
    runner.close()


def changed(kind=Kind.TASK):
    return Changes({kind: frozenset({"1"})})


def test_a_pane_asks_when_it_is_first_seen(qtbot, world):
    pane = Tasks(*world)
    qtbot.addWidget(pane)
    world[0].rows = ["甲"]
    assert world[0].reads == 0
    pane.show()
    qtbot.waitUntil(lambda: pane.answered == 1)
    assert pane.shown == ["甲"]


def test_many_changes_make_one_question_and_the_last_state_is_shown(qtbot, world):
    pane = Tasks(*world)
    qtbot.addWidget(pane)
    pane.show()
    qtbot.waitUntil(lambda: pane.answered == 1)
    for number in range(500):
        world[0].rows = [number]
        world[1].changed.emit(changed())
    qtbot.waitUntil(lambda: getattr(pane, "shown", None) == [499])
    assert world[0].reads <= 3


def test_a_hidden_pane_waits_until_it_is_seen(qtbot, world):
    pane = Tasks(*world)
    qtbot.addWidget(pane)
    pane.show()
    qtbot.waitUntil(lambda: pane.answered == 1)
    pane.hide()
    world[1].changed.emit(changed())
    assert world[0].reads == 1
    pane.show()
    qtbot.waitUntil(lambda: pane.answered == 2)


def test_what_a_pane_does_not_watch_leaves_it_alone(qtbot, world):
    pane = Tasks(*world)
    qtbot.addWidget(pane)
    pane.show()
    qtbot.waitUntil(lambda: pane.answered == 1)
    world[1].changed.emit(changed(Kind.OFFICER))
    assert not pane._hush.isActive()


def test_an_answer_to_an_older_question_is_dropped(qtbot, world):
    pane = Tasks(*world)
    qtbot.addWidget(pane)
    pane.show()
    qtbot.waitUntil(lambda: pane.answered == 1)
    pane._on_answer((pane._generation - 1, ["旧"]))
    assert pane.shown == []
    world[2].move(response="r1")
    qtbot.waitUntil(lambda: pane.answered == 2)


def test_a_question_that_fails_says_so_and_asks_again_on_the_next_change(qtbot, world):
    services, bus, _, _ = world
    services.error = Unavailable("read_only", why="磁盘已满。")
    pane = Tasks(*world)
    qtbot.addWidget(pane)
    with qtbot.waitSignal(bus.notice) as got:
        pane.show()
    assert "未能读取" in got.args[0].text
    services.error = None
    bus.changed.emit(changed())
    qtbot.waitUntil(lambda: pane.answered == 1)


def test_a_card_opens_its_page_on_enter(qtbot, world):
    from PySide6.QtCore import Qt

    card = TasksCard(*world)
    qtbot.addWidget(card)
    card.show()
    qtbot.waitUntil(lambda: card.answered == 1)
    with qtbot.waitSignal(card.page_asked) as got:
        qtbot.keyClick(card, Qt.Key.Key_Return)
    assert got.args == ["tasks"]
