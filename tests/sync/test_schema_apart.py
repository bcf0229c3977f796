"""Real stores and the real engine where the two ends are not of one schema: nobody stands still."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from console.domain.attachment import Attachment
from console.domain.changes import Kind
from console.domain.unit import Unit
from console.wording.exchange import FAR
from db.gateway.desk import Desk
from db.schema import SCHEMA_NO
from db.sync import engine as engines
from db.sync import state, wire
from db.sync.convert import CONVERTER, STEPS_BACK, Converter, Step
from db.sync.reply import LineDown
from tests.support.records import sample
from tests.support.world import JUNE_20, HandClock
from tests.sync.simulator import checks
from tests.sync.simulator.acts import _line as logged
from tests.sync.simulator.console import Console, new_store
from tests.sync.simulator.far import Far, Faults, SimLine, Weather

COUNTY = "341824"
OLD = Converter(())  # a far end of schema 1


@pytest.fixture
def county(tmp_path):
    clock, rng = HandClock(JUNE_20), random.Random(1)
    far, made = Far(clock.now, rng), []
    far.shelves.add(COUNTY, "绩溪县", "aG9tZWhvbWVob21laG9tZWhvbWVob21laG9tZWhvbWU=")

    def console(name, schema=SCHEMA_NO):
        line = SimLine(far, Weather(Faults()), rng, clock.now)
        one = Console(name, COUNTY, tmp_path / name, clock, rng, far, line, schema=schema)
        new_store(one.home, rng)
        one.open()
        one.enrol()
        made.append(one)
        return one

    console.far = far
    yield console
    for one in made:
        one.close()


def serves(county, converter):
    county.far.desk = Desk(county.far.shelves, county.far.now, converter=converter)


def put(console, id_):
    def act(w):
        w.save(sample(Unit, id=id_, code=id_, name=f"{id_} 的名字"))
        logged(w, Kind.UNIT, id_)

    console.write(act, "unit.edit")


def rename(console, id_, name):
    def act(w):
        w.save(replace(w.get(Unit, id_), name=name))
        logged(w, Kind.UNIT, id_)

    console.write(act, "unit.edit")


def photograph(console, id_, hours=2):
    def act(w):
        given = {"subject_kind": Kind.UNIT, "subject_id": "u-1", "added_at": w.now}
        written = w.now - timedelta(hours=hours) if console.schema >= 2 else None
        w.append(sample(Attachment, id=id_, file_time=written, **given))
        logged(w, Kind.UNIT, "u-1")

    console.write(act, "attachment.add")


def rounds(*consoles):
    for _ in range(3):
        for one in consoles:
            one.clock.wind(minutes=6)
            found = one.exchange()
    return found


def file_times(console):
    return dict(console.rows("SELECT id, file_time IS NOT NULL FROM attachment"))


def test_an_old_console_is_upgraded_with_groups_pending_and_reads_what_it_had_left_out(county):
    old, new = county("old", schema=1), county("new")
    put(new, "u-1")
    photograph(new, "p-new")
    photograph(old, "p-old")
    rounds(old, new)
    assert file_times(old) == {"p-new": 0, "p-old": 0}
    photograph(old, "p-pending")
    old.upgrade()
    rounds(old, new)
    for one in (old, new):
        assert file_times(one) == {"p-new": 1, "p-old": 0, "p-pending": 0}
        checks.converged(one, county.far.shelves.state.counties[1])
        assert one.findings() == []
    before = county.far.requests
    rounds(old)
    assert county.far.requests - before <= 6, "read anew once, not at every greeting"


def test_an_upgrade_that_breaks_off_in_the_middle_is_not_forgotten(county):
    old, new = county("old", schema=1), county("new")
    photograph(new, "p-1")
    rounds(new, old)
    old.upgrade()
    real, old.line.call = old.line.call, None

    def breaks(method, path, **more):
        if "snapshot" in path:
            raise LineDown("cut")
        return real(method, path, **more)

    old.line.call = breaks
    assert old.exchange() is None
    assert state.BACKFILL in old.stand().told
    old.line.call = real
    rounds(old)
    assert file_times(old) == {"p-1": 1}
    assert state.BACKFILL not in old.stand().told


def test_a_newcomer_that_is_upgraded_while_it_fetches_begins_in_its_new_words(county, monkeypatch):
    monkeypatch.setattr(engines, "_FAR", 0)
    new = county("new")
    photograph(new, "p-1")
    rounds(new)
    old = county("old", schema=1)
    real = old.line.call

    def breaks(method, path, **more):
        if "segment" in path and len(list((old.home / "store" / "incoming").iterdir())) > 1:
            raise LineDown("cut")
        return real(method, path, **more)

    old.line.call = breaks
    assert old.exchange() is None
    assert state.BOOTSTRAP in old.stand().told
    old.line.call = real
    old.upgrade()
    rounds(old)
    assert file_times(old) == {"p-1": 1}
    assert not list((old.home / "store" / "incoming").iterdir())


def test_an_older_far_end_takes_all_that_says_nothing_new_and_keeps_the_rest(county):
    serves(county, OLD)
    new, other = county("new"), county("other", schema=1)
    put(new, "u-1")
    photograph(new, "p-1")
    rename(new, "u-1", "换了名字")
    found = rounds(new, other)
    assert found.problem == ""
    states = dict(new.rows("SELECT last_error, state FROM outbox WHERE state <> 'acked'"))
    assert states == {wire.SCHEMA_AHEAD: "quarantined"}
    assert "版本" in FAR[wire.SCHEMA_AHEAD]
    assert other.rows("SELECT name FROM unit") == [("换了名字",)]
    assert file_times(new) == {"p-1": 1}, "here it is as it was written"
    kept = [e for e in county.far.shelves.state.counties[1].log if e.code == wire.SCHEMA_AHEAD]
    assert [wire.loads(e.raw)["ops"][0]["of"] for e in kept] == ["p-1"]
    assert new.findings() == []


def test_what_an_older_far_end_kept_is_taken_by_the_first_push_after_its_upgrade(county):
    serves(county, OLD)
    new, other = county("new"), county("other", schema=1)
    photograph(new, "p-1")
    rounds(new, other)
    there = county.far.shelves.state.counties[1]
    assert [one.misses for one in there.waiting.values()] == [("schema", "2")]
    serves(county, CONVERTER)
    rounds(new)
    assert states_of(new) == {"quarantined"}, "nobody has pushed yet"
    put(other, "u-1")
    rounds(other, new, other)
    assert states_of(new) == {"acked"}
    told = [(e.re != "", e.state) for e in there.log if e.re or e.code]
    assert told == [(False, "quarantined"), (True, "ok")]
    assert there.waiting == {}
    assert new.rows("SELECT count(*) FROM journal WHERE kind = 'sync.taken'") == [(1,)]
    other.upgrade()
    rounds(other, new)
    assert file_times(other) == file_times(new) == {"p-1": 1}
    for one in (new, other):
        checks.converged(one, there)
        assert one.findings() == []


def test_what_waits_for_an_upgrade_goes_up_whole_to_another_history_too(county):
    serves(county, OLD)
    new = county("new")
    photograph(new, "p-1")
    saved = county.far.shelves.saved()
    rounds(new)
    county.far.shelves.restore(saved, "0190aaaa-0000-7000-8000-000000000002")
    rounds(new)
    assert states_of(new) == {"quarantined"}
    serves(county, CONVERTER)
    put(new, "u-1")
    rounds(new)
    assert states_of(new) == {"acked"}
    checks.converged(new, county.far.shelves.state.counties[1])


def test_what_is_newer_than_the_upgrade_as_well_goes_on_waiting(county):
    serves(county, OLD)
    new, other = county("new"), county("other", schema=1)
    photograph(new, "p-1")
    rounds(new)
    there = county.far.shelves.state.counties[1]
    (one,) = there.waiting.values()
    there.waiting[one.tx] = replace(one, misses=("schema", "3"))
    serves(county, CONVERTER)
    put(other, "u-1")
    rounds(other, new)
    assert states_of(new) == {"quarantined"}


def states_of(console):
    return {state for (state,) in console.rows("SELECT state FROM outbox")}


def _same(_kind, words):
    return words


def test_a_console_that_is_too_old_goes_on_working_and_pushing_and_is_told_why(
    county, monkeypatch
):
    steps = [Step(SCHEMA_NO + n, _same, _same, {}) for n in range(1, STEPS_BACK + 1)]
    serves(county, Converter((*CONVERTER._steps, *steps)))
    monkeypatch.setattr(engines, "_FAR", 0)
    young = county("young")
    put(young, "u-1")
    rounds(young)
    old = county("old", schema=1)
    put(old, "u-2")
    found = rounds(old)
    assert found.problem == wire.SCHEMA_TOO_OLD
    assert "升级" in FAR[found.problem]
    assert old.rows("SELECT state FROM outbox") == [("acked",)]
    assert old.rows("SELECT id FROM unit") == [("u-2",)]
    rounds(young)
    assert young.rows("SELECT id FROM unit ORDER BY id") == [("u-1",), ("u-2",)]
    old.upgrade()
    rounds(old, young)
    checks.converged(old, county.far.shelves.state.counties[1])
