"""How far up a decision is known, asked of a real outbox."""

import pytest

from console.domain.document import Document
from console.domain.reported import Stage
from console.domain.response import Approval
from console.services.reported import marks, words
from console.services.responses import Responses
from db.coding import to_ms
from tests.support import response as flood
from tests.support.response import DECIDED, DUTY, EVENT
from tests.support.world import HandClock, world


@pytest.fixture
def here(tmp_path):
    clock = HandClock()
    made, opened = world(tmp_path, clock)
    flood.laid(made.store)
    clock.set(DECIDED)
    yield made
    opened.close()


def answer(world, state):
    with world.store._aside() as connection:  # as the engine marks what was answered
        connection.exec_driver_sql(
            "UPDATE outbox SET state = ?, acked_at = ?", (state, to_ms(DECIDED))
        )


def told(world, *ids):
    with world.store.read() as read:
        return marks(read, ids)


def test_a_decision_its_approval_and_its_paper_are_owed_until_the_far_end_has_answered(here):
    id_, _ = Responses(here).decide(DUTY, flood.start(), flood.ruling())
    with here.store.read() as read:
        (approval,) = read.find(Approval)
        (paper,) = read.find(Document)
    ids = (id_, approval.id, paper.id, EVENT)
    assert {m.stage for m in told(here, *ids).values()} == {Stage.OWED}
    answer(here, "acked")
    assert {(m.stage, m.at) for m in told(here, *ids).values()} == {(Stage.TOLD, DECIDED)}
    answer(here, "rejected")
    assert told(here, id_)[id_].stage is Stage.TURNED_AWAY


def test_a_later_change_is_owed_again_and_what_nobody_spoke_of_has_no_mark(here):
    id_, _ = Responses(here).decide(DUTY, flood.start(), flood.ruling())
    answer(here, "acked")
    pause = flood.plain(flood.Action.PAUSE, id_)
    Responses(here).decide(DUTY, pause, flood.ruling())
    assert told(here, id_, "nobody") == {id_: told(here, id_)[id_]}
    assert words(told(here, id_)[id_]) == "待报备"


def test_history_and_the_news_of_other_consoles_are_known_above(here):
    with here.store.write("system", "test.history", history=True) as w:
        w.log(flood.Entry(kind="seeded", subject_kind="event", subject_id="old", at=w.now))
    assert told(here, "old")["old"].stage is Stage.TOLD


def test_the_mark_is_found_by_index_and_never_unpacks_a_group(here):
    with here.store.read() as read:
        plans = [
            " ".join(
                str(row[-1])
                for row in read.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", ("x",))
            )
            for sql in (
                "SELECT tx FROM journal WHERE subject_id = ? ORDER BY n DESC LIMIT 1",
                "SELECT state FROM outbox WHERE tx_id = ?",
            )
        ]
    assert "journal_subject" in plans[0]
    assert "outbox_tx" in plans[1]
