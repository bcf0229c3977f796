"""What a snapshot goes past: answers that were lost, refusals that were heard in an answer only."""

from dataclasses import replace

import pytest

from console.domain.changes import Kind
from console.domain.document import DocumentNumber
from console.domain.task import Task
from db.sync.reply import LineDown
from tests.support.near_end import agree, quiet
from tests.support.records import sample
from tests.support.store import line


def test_an_answer_that_was_lost_before_a_snapshot_lifts_its_words_from_the_rows(two):
    """The group stands in the snapshot already; a peer's later word on its row is seen here too."""
    a, b = two
    a.put("t-1")
    quiet(a, b)
    a.change(Task, "t-1", title="甲的")
    a.put("t-2")
    real = a.line.call

    def lost(method, path, *given, **more):
        reply = real(method, path, *given, **more)
        if path.endswith("/push"):
            raise LineDown("cut")
        return reply

    a.line.call = lost
    with pytest.raises(LineDown):
        a.round()
    a.line.call = real
    quiet(b)
    b.change(Task, "t-1", title="乙后改的")
    quiet(b)
    a.engine._bootstrap()
    assert a.get("t-1").title == "甲的"
    a.heard.clear()
    quiet(a, b)
    assert a.get("t-1") == b.get("t-1")
    assert a.get("t-1").title == "乙后改的"
    assert any("t-1" in one.ids.get(Kind.TASK, ()) for one in a.heard)
    assert a.sql("SELECT count(*) FROM task WHERE shadow IS NOT NULL") == [(0,)]
    agree(a, b)


def number(console, id_):
    with console.store.write("o-1", "document.number") as w:
        made = sample(DocumentNumber, id=id_, organ="防指", year=2024, n=1)
        w.save(replace(made, allotted_at=w.now))
        w.log(line(w, id_))


def test_what_was_refused_before_a_snapshot_leaves_the_screen_and_is_said_once(two):
    a, b = two
    quiet(a, b)
    number(a, "first")
    quiet(a)
    number(b, "second")
    pull = b.engine._pull
    b.engine._pull = lambda wait: None  # the answer is heard, the feed is not read yet
    b.round()
    b.engine._pull = pull
    assert [standing for _, standing, _ in b.outbox()] == ["rejected"]
    b.engine._bootstrap()
    assert b.sql("SELECT id FROM document_number WHERE deleted = 0") == [("first",)]
    assert b.sql("SELECT id FROM document_number WHERE deleted = 2") == []
    assert b.sql("SELECT count(*) FROM journal WHERE kind = 'sync.rejected'") == [(1,)]
    quiet(a, b)
    assert b.sql("SELECT count(*) FROM journal WHERE kind = 'sync.rejected'") == [(1,)]
    agree(a, b)
