"""What the two ends said to each other in protocol 1 is kept, byte for byte, by schema: today's
code spells the newest so, and reads all of them. A change of these files is a new schema.
"""

import os
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from console.domain.attachment import Attachment
from console.domain.changes import Kind
from console.domain.ledger import Move, Reason
from console.domain.unit import Unit
from db.coding import to_ms
from db.gateway.desk import Push
from db.gateway.tokens import Caller
from db.schema import SCHEMA_NO
from db.sync import wire
from tests.support.records import sample
from tests.support.world import JUNE_20, HandClock
from tests.sync.simulator.acts import _line as logged
from tests.sync.simulator.console import Console, _form, new_store
from tests.sync.simulator.far import Far, Faults, SimLine, Weather

GOLDEN = Path(__file__).parent / "golden"
NOW, ALL = GOLDEN / str(SCHEMA_NO), [str(n) for n in range(1, SCHEMA_NO + 1)]
REFRESH = os.environ.get("CONSOLE_REFRESH") == "1"
SAID = {
    "/v1/sync/hello": ("hello.json", "hello-reply.json"),
    "/v1/sync/push": ("push.ndjson", "push-reply.json"),
    "/v1/sync/changes": ("", "changes-echo.ndjson"),
}


class Overheard(SimLine):
    """A line that keeps the first of everything that was said over it."""

    said: dict[str, bytes]

    def call(self, method, path, **more):
        reply = super().call(method, path, **more)
        asked, answered = SAID.get(path, ("", ""))
        for name, words in ((asked, more.get("body", b"")), (answered, reply.body)):
            if name:
                self.said.setdefault(name, words)
        return reply


@pytest.fixture
def two(tmp_path, monkeypatch):
    """A console whose every id and every key is the same each time, and the far end."""
    clock, rng = HandClock(JUNE_20), random.Random(341824)
    monkeypatch.setattr(os, "urandom", random.Random(341824).randbytes)
    _form.cache_clear()  # its keys are drawn here too, whatever test came before in this process
    rng.choice = lambda some: some[-1]  # everything in one push and one page
    far = Far(clock.now, rng)
    far.shelves.add("341824", "绩溪县", "aG9tZWhvbWVob21laG9tZWhvbWVob21laG9tZWhvbWU=")
    line = Overheard(far, Weather(Faults()), random.Random(1), clock.now)
    line.said = {}
    console = Console("一号席", "341824", tmp_path / "c", clock, rng, far, line)
    new_store(console.home, rng)
    console.open()
    console.enrol()
    yield console, far, line
    console.close()
    _form.cache_clear()


def _work(console):
    def card(w):
        w.save(sample(Unit, id="unit-1", code="U1", name="县水利局", duty="巡堤"))
        logged(w, Kind.UNIT, "unit-1")

    def amended(w):
        w.save(replace(w.get(Unit, "unit-1"), duty="巡堤查险", rank=3))
        logged(w, Kind.UNIT, "unit-1", important=True)

    def moved(w):
        given = {"quantity": 20, "from_account": "supplier", "to_account": "depot:d-1"}
        more = {"reason": Reason.PURCHASE, "at": w.now, "recorded_at": w.now, "by": "o-1"}
        w.append(sample(Move, id="move-1", item_id="i-1", batch_id="b-1", **given, **more))
        logged(w, Kind.MOVE, "move-1")

    def photographed(w):
        made = sample(Attachment, id="photo-1", subject_kind=Kind.UNIT, subject_id="unit-1")
        w.append(replace(made, added_at=w.now, file_time=w.now - timedelta(hours=2)))
        logged(w, Kind.UNIT, "unit-1")

    for act in (card, amended, moved, photographed):
        console.write(act, "golden.write")


def _said(two):
    console, far, line = two
    _work(console)
    console.connect().round()
    caller = Caller(1, console.stand().device)
    try:
        far.desk.push(caller, Push({"epoch": "another", "cursor": 0, "keys": []}, []))
    except wire.Problem as problem:
        line.said["problem.json"] = wire.dumps({"code": problem.code, **problem.facts})
    line.said["changes.ndjson"] = wire.pack(*far.desk.changes(caller, 0, echo=False))
    return line.said


def test_what_is_said_is_spelled_as_it_always_was(two):
    said = _said(two)
    assert {name for pair in SAID.values() for name in pair if name} < set(said)
    for name, words in said.items():
        if REFRESH:
            NOW.mkdir(parents=True, exist_ok=True)
            (NOW / name).write_bytes(words)
        assert words == (NOW / name).read_bytes(), name


@pytest.mark.parametrize("schema", ALL)
def test_the_far_end_still_takes_what_was_pushed_then(two, schema):
    console, far, _ = two
    head, raws = wire.unpack((GOLDEN / schema / "push.ndjson").read_bytes())
    answer = far.desk.push(Caller(1, console.stand().device), Push(head, raws))
    assert wire.dumps(answer) == (GOLDEN / schema / "push-reply.json").read_bytes()


@pytest.mark.parametrize("schema", ALL)
def test_a_console_of_then_is_told_what_it_was_told_then(two, schema):
    """Of today's far end, which has it in today's words."""
    console, far, _ = two
    me = Caller(1, console.stand().device, int(schema))
    told = wire.loads((GOLDEN / schema / "hello.json").read_bytes())
    console.clock.wind(milliseconds=told["wall"] - to_ms(console.clock.now()))
    assert {"upgrade"} & set(far.desk.hello(me, told)["actions"]) == (
        {"upgrade"} if int(schema) < SCHEMA_NO else set()
    )
    far.desk.push(me, Push(*wire.unpack((GOLDEN / schema / "push.ndjson").read_bytes())))
    head, lines = far.desk.changes(me, 0, echo=False)
    assert wire.pack(head, lines) == (GOLDEN / schema / "changes.ndjson").read_bytes()


@pytest.mark.parametrize("schema", ALL)
def test_a_console_still_reads_what_was_told_then(two, schema):
    console, _, _ = two
    head, lines = wire.unpack((GOLDEN / schema / "changes.ndjson").read_bytes())
    me = console.stand().device.encode()
    foreign = [line.replace(me, b"another1another2") for line in lines]
    assert console.connect()._receiver.page(0, foreign, head["cursor"]) == head["cursor"]
    assert console.rows("SELECT count(*) FROM quarantine_in") == [(0,)]
    assert console.rows("SELECT name, duty, rank FROM unit") == [("县水利局", "巡堤查险", 3)]
    assert console.rows("SELECT quantity FROM stock_move") == [(20,)]
    told = sum(len(wire.loads(line)["lines"]) for line in lines)
    asked = "SELECT count(*) FROM journal WHERE device = 'another1another2'"
    assert console.rows(asked) == [(told,)] != [(0,)]
