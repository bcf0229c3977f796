"""Two workstations, one province, one window: what both said is shown, settled, and agreed on."""

from dataclasses import replace

import pytest

from console.domain.changes import Kind
from console.domain.difference import Choice, Difference
from console.domain.force import Team
from console.domain.link import LinkCode
from console.services.exchange.joining import Joining, join
from console.services.exchange.rounds import Rounds
from db.journal import lines
from tests.support import desk as desks
from tests.support.store import line
from tests.support.world import HandClock, world


@pytest.fixture
def desk(tmp_path, qtbot, end):
    made = desks.opened(tmp_path / "live", HandClock())
    made.console.opened.recovery_key = ""
    made.sign_in()
    made.until(lambda: made.console.afterwards is not None, "the wall stands")
    asked = Joining(server=end.url, code=end.invite("一号席"), name="一号席")
    join(made.console.world, "system", asked)
    made.console.services.joined()
    made.until(lambda: made.console.world.store.waiting() == 0, "all has gone up")
    yield made
    made.close()


class Second:
    """二号席, without a window."""

    def __init__(self, folder, end):
        self.world, self.opened = world(folder, HandClock())
        asked = Joining(server=end.url, code=end.invite("二号席"), name="二号席")
        join(self.world, "system", asked)
        self.came = []
        self.rounds = Rounds(
            self.world, LinkCode.COMMAND, heard=self.came.append, hurry=lambda: False
        )

    def sync(self):
        while True:
            done = self.rounds.once()
            assert not done.state.trouble, done
            if not (done.pushed or done.pulled):
                return

    def close(self):
        self.rounds.close()
        self.opened.close()


@pytest.fixture
def second(tmp_path, end):
    made = Second(tmp_path / "second", end)
    yield made
    made.close()


def write(place, team, **changed):
    """One workstation writes a team, by the store itself."""
    with place.store.write("o-06", "register.change_team") as w:
        before = w.seek(Team, team.id)
        w.save(replace(before or team, **changed))
        w.log(line(w, team.id, subject_kind=Kind.TEAM))
    return w.changes


def read(place, record, id_):
    with place.store.read() as one:
        return one.seek(record, id_)


def test_both_values_are_shown_one_key_settles_and_both_stations_agree(desk, second):
    here, there = desk.console.world, second.world
    with here.store.read() as found:
        team = replace(found.find(Team, limit=1)[0], id="team-apart", code="T-99")
    desk.console.bus.changed.emit(write(here, team, headcount=12))
    desk.until(lambda: here.store.waiting() == 0, "the team has gone up")
    second.sync()
    assert read(there, Team, team.id).headcount == 12

    write(there, team, headcount=24)
    desk.console.afterwards.exchanging.stop()
    changes = write(here, team, headcount=31)
    second.sync()
    desk.console.services.joined()
    desk.console.bus.changed.emit(changes)

    desk.press("Ctrl+9")
    page = desk.window.rooms.pane("exchange")
    desk.until(lambda: bool(page.differences.texts()), "the difference has come down")
    desk.settle()
    (said,) = page.differences.texts()
    assert "本机 31" in said
    assert "二号席 24" in said
    assert read(here, Team, team.id).headcount == 24  # what came first stands meanwhile
    desk.run("1")
    desk.until(lambda: not page.differences.texts(), "settled")
    assert read(here, Team, team.id).headcount == 31
    desk.until(lambda: here.store.waiting() == 0, "the settlement has gone up")
    second.sync()
    assert read(there, Team, team.id).headcount == 31
    with there.store.read() as one:
        (settled,) = one.find(Difference)
        assert settled.choice is Choice.LATE
        assert (settled.first, settled.late) == ("24", "31")
        assert any(told.kind == "difference_settled" for told in lines(one, subjects=[team.id]))
