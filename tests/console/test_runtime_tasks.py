"""Work leaves the GUI thread and always comes back with an answer."""

import sys
import threading

import pytest

from console.domain.changes import Changes, Kind
from console.domain.refused import Refused
from console.runtime.tasks import Runner, inline, threads


@pytest.fixture(params=["inline", "threads"])
def runner(request, qapp):
    made = Runner(inline() if request.param == "inline" else threads())
    yield made
    assert made.close() == []


def test_an_answer_comes_to_whoever_connects_after_asking(qtbot, runner):
    ticket = runner.read(lambda: 42)
    with qtbot.waitSignal(ticket.done) as got:
        pass
    assert got.args == [42]
    qtbot.waitUntil(lambda: runner.busy == 0)


def test_a_refusal_reaches_the_asker_and_nobody_else(qtbot, runner):
    def refuse():
        raise Refused("stale")

    ticket = runner.write(refuse)
    heard = []
    runner.unheard.connect(heard.append)
    with qtbot.waitSignal(ticket.failed) as got:
        pass
    assert got.args[0].code == "stale"
    assert heard == []


def test_a_refusal_that_nobody_waits_for_is_still_said(qtbot, runner):
    def refuse():
        raise Refused("stale")

    with qtbot.waitSignal(runner.unheard) as got:
        runner.write(refuse)
    assert got.args[0].code == "stale"


def test_a_fault_of_the_program_reaches_the_crash_hook(qtbot, runner, monkeypatch):
    seen = []
    monkeypatch.setattr(sys, "excepthook", lambda *what: seen.append(what[0]))
    ticket = runner.read(lambda: 1 / 0)
    with qtbot.waitSignal(ticket.failed):
        pass
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [ZeroDivisionError]


def test_a_write_publishes_what_it_changed(qtbot, runner):
    changes = Changes({Kind.TASK: frozenset({"1"})})
    with qtbot.waitSignal(runner.committed) as got:
        runner.write(lambda: ("id", changes))
    assert got.args == [changes]


def test_writes_keep_their_order(qtbot):
    runner = Runner()
    order = []
    for number in range(20):
        last = runner.write(order.append, number)
    with qtbot.waitSignal(last.done):
        pass
    assert order == list(range(20))
    assert runner.close() == []


def test_closing_drains_the_writer_and_names_what_does_not_end(qapp):
    runner = Runner()
    hold = threading.Event()

    def slow():
        hold.wait(120)

    runner.write(slow)
    left = runner.close(deadline=0.05)
    assert len(left) == 1
    assert "slow" in left[0]
    hold.set()
    with pytest.raises(RuntimeError):
        runner.read(slow)
