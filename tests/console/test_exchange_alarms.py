"""After a time apart no old alarm rings; what begins now rings as ever, wherever it was written."""

from dataclasses import replace
from datetime import timedelta

import pytest

from console.domain.changes import Changes, Kind, Origin
from console.domain.due import Due
from tests.support import desk as desks
from tests.support.store import line
from tests.support.world import HandClock


@pytest.fixture
def desk(tmp_path, qtbot):
    made = desks.opened(tmp_path / "live", HandClock())
    made.console.opened.recovery_key = ""
    made.sign_in()
    made.until(lambda: made.console.afterwards is not None, "the wall stands")
    made.settle()
    made.rung = []
    made.console.afterwards.alarms.ring = lambda: made.rung.append(1)
    yield made
    made.close()


def due(desk, minutes_ago, origin):
    """A clock that ran out so long ago, written here or come from elsewhere."""
    world = desk.console.world
    with world.store.write("system", "exchange.apply", history=True) as w:
        over = w.now - timedelta(minutes=minutes_ago)
        made = Due(
            id=w.new_id(),
            kind="paper",
            subject_kind=Kind.TASK,
            subject_id="t-1",
            event_id=None,
            title="书面补报",
            unit="",
            starts_at=over - timedelta(hours=1),
            due_at=over,
        )
        w.save(made)
        w.log(line(w, made.id, subject_kind=Kind.DUE))
    desk.console.bus.changed.emit(Changes({Kind.DUE: frozenset({made.id})}, origin))
    ask(desk)
    ask(desk)
    return made


def ask(desk):
    desk.console.afterwards.alarms.ask()
    desk.settle()


def test_an_old_alarm_of_another_workstation_stands_and_does_not_ring(desk):
    due(desk, 45, Origin.PEER)
    assert "书面补报" in desk.window.alarms.text
    assert desk.rung == []
    ask(desk)
    assert desk.rung == []


def test_a_fresh_alarm_of_another_workstation_rings(desk):
    due(desk, 1, Origin.PEER)
    assert desk.rung == [1]


def test_our_own_rings_even_if_the_machine_slept_over_it(desk):
    due(desk, 45, Origin.HERE)
    assert desk.rung == [1]
    ask(desk)
    assert desk.rung == [1]


def test_what_came_while_still_running_rings_when_its_time_is_over(desk):
    made = due(desk, -5, Origin.PEER)
    assert desk.rung == []
    desk.clock.wind(minutes=6)
    ask(desk)
    assert desk.rung == [1]
    assert replace(made, title="") != made
