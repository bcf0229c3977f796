"""Single moments of the exchange that random histories pass too seldom, each played by hand on the
same real consoles and far end.
"""

from dataclasses import replace

import pytest

from console.domain.changes import Kind
from console.domain.document import DocumentNumber
from console.domain.ledger import Move
from console.domain.unit import Unit
from db.sync import wire
from db.sync.reply import CUT, LineDown
from tests.support.records import sample
from tests.sync.simulator import checks
from tests.sync.simulator.acts import _line as logged
from tests.sync.simulator.acts import take_call
from tests.sync.simulator.far import Faults
from tests.sync.simulator.history import History


@pytest.fixture
def hall(tmp_path):
    """Two consoles of one county on a good line; every page holds all that there is."""
    history = History(0, tmp_path)
    for console in history.everybody:
        console.enrol()
        console.line.weather.faults = Faults()
    history.rng.choice = lambda some: some[-1]
    yield history
    for console in history.everybody:
        console.close()


def card(console, **given):
    def act(w):
        there = w.seek(Unit, "unit-1")
        w.save(replace(there, **given) if there else sample(Unit, id="unit-1", code="1", **given))
        logged(w, Kind.UNIT, "unit-1")

    console.write(act, "unit.edit")


def moved(console, id_, quantity, *, into):
    def act(w):
        sides = ("supplier", "depot:d-1") if into else ("depot:d-1", "issued:village")
        given = {"from_account": sides[0], "to_account": sides[1], "quantity": quantity}
        w.append(sample(Move, id=id_, item_id="i-1", batch_id="b-1", at=w.now, **given))
        logged(w, Kind.MOVE, id_)

    console.write(act, "stock.move")


def shown(console):
    return console.rows("SELECT name, duty, ver FROM unit WHERE id = 'unit-1' AND deleted = 0")


def shortfalls(history):
    county = history.county(history.consoles[0])
    return [key for key in county.items if key[0] == "shortfall"]


def test_a_wish_of_which_nothing_was_taken_gives_way_to_what_stands(hall):
    one, other = hall.consoles[:2]
    card(one, name="甲")
    one.exchange()
    other.exchange()
    card(one, name="乙")
    card(other, name="丙")
    for console in (one, other, one):
        console.exchange()
    assert [row[0] for row in shown(one) + shown(other)] == ["乙", "乙"]
    told = hall.county(one).log[-1].rows
    assert '"id":"unit-1","ver":2' in told
    assert one.rows("SELECT count(*) FROM difference WHERE choice = 'open'") == [(1,)]


def test_own_echo_and_anothers_change_in_one_page_leave_the_newer_version(hall):
    one, other = hall.consoles[:2]
    card(one, name="甲")
    one.exchange()
    other.exchange()
    card(one, name="乙")
    one.line.weather.faults = Faults()
    engine = one.connect()
    engine._push()
    other.exchange()
    card(other, duty="巡堤")
    other.exchange()
    one.exchange()
    assert shown(one) == shown(other) == [("乙", "巡堤", 3)]


def test_a_shortfall_opened_and_filled_in_one_push_opens_anew_when_it_is_short_again(hall):
    one = hall.consoles[0]
    moved(one, "m-1", 5, into=False)
    moved(one, "m-2", 9, into=True)
    one.exchange()
    moved(one, "m-3", 6, into=False)
    one.exchange()
    assert len(shortfalls(hall)) == 2
    checks.ledger(hall.county(one))


def test_a_late_notice_of_the_history_at_hand_sends_nobody_back(hall):
    one = hall.consoles[0]
    card(one, name="甲")
    one.exchange()
    before, called = one.stand(), one.line.call
    card(one, name="乙")

    def late(method, path, **more):
        if path.endswith("push"):
            one.line.call = called
            raise wire.Problem(409, wire.EPOCH_CHANGED, {"epoch": before.epoch})
        return called(method, path, **more)

    one.line.call = late
    pages = []
    heard = one.engine._receiver.page
    one.engine._receiver.page = lambda cursor, *more: pages.append(cursor) or heard(cursor, *more)
    one.exchange()
    one.exchange()
    assert min(pages) >= before.cursor
    assert one.rows("SELECT count(*) FROM outbox WHERE state = 'pending'") == [(0,)]


def test_a_page_of_another_history_is_noticed_by_a_console_that_has_nothing_to_say(hall):
    one, other = hall.consoles[:2]
    for console in (one, other):
        console.exchange()
    saved = hall.far.shelves.saved()
    card(other, name="甲")
    other.exchange()
    one.exchange()
    hall.far.shelves.restore(saved, "0190aaaa-0000-7000-8000-000000000009")
    card(other, duty="巡堤")
    for _ in range(3):
        other.exchange()
    for _ in range(2):
        one.exchange()
    assert one.stand().epoch == hall.far.desk.epoch
    assert shown(one) == shown(other)


def test_a_group_that_the_far_end_refused_is_told_again_after_it_lost_its_tail(hall):
    one, other = hall.consoles[:2]
    saved = hall.far.shelves.saved()
    card(one, name="甲")
    one.exchange()
    other.exchange()
    for console in (one, other):
        console.write(_numbered, "document.number")
    for console in (one, other, one, other):
        console.exchange()
    assert other.rows("SELECT count(*) FROM outbox WHERE state = 'rejected'") == [(1,)]
    hall.far.shelves.restore(saved, "0190aaaa-0000-7000-8000-000000000009")
    other.write(lambda w: logged(w, Kind.DOCUMENT_NUMBER, "x"), "log.note")
    hall.quiet()
    hall.stats["restores"] = 1
    hall.reckon()


def test_a_store_put_back_from_a_copy_reads_the_words_that_it_wrote_since(hall):
    one = hall.consoles[0]
    one.exchange()
    one.keep_copy()
    take_call(one, hall.rng)
    one.exchange()
    one.put_back()
    for console in hall.consoles:
        hall.clock.wind(seconds=5)
        console.exchange()
        assert console.rows("SELECT count(*) FROM call") == [(1,)]
    checks.words(hall.consoles)


def _numbered(w):
    made = sample(DocumentNumber, id=w.new_id(), organ="防指", year=2024, n=1, allotted_at=w.now)
    w.save(made)
    logged(w, Kind.DOCUMENT_NUMBER, made.id)


def test_a_verdict_that_was_heard_is_not_called_back_by_the_entry_before_it(hall):
    """The far end was put back from a copy: a change came there before its row, and its answer was
    lost; asked again, it answers with the verdict, and only then is the feed read.
    """
    one, other = hall.consoles[:2]
    before = hall.far.shelves.saved()
    card(one, name="甲")
    one.exchange()
    other.exchange()
    hall.far.shelves.restore(before, "0190aaaa-0000-7000-8000-000000000002")
    card(other, name="乙")
    heard = other.line.call

    def lost(method, path, **more):
        reply = heard(method, path, **more)
        if path.endswith("/push"):
            raise LineDown(CUT, "nobody heard the answer")
        return reply

    other.line.call = lost
    assert other.exchange() is None
    assert hall.county(one).waiting
    other.line.call = heard
    one.exchange()
    other.exchange()
    assert other.rows("SELECT state FROM outbox") == [("acked",)]
    assert other.rows("SELECT 1 FROM journal WHERE kind = 'sync.quarantined'") == []
    one.exchange()
    assert [row[0] for row in shown(one) + shown(other)] == ["乙", "乙"]
