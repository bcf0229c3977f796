"""A workstation whose disk was put back behind the program's back, and written on before it spoke
to the far end: what both its lives wrote is there, everywhere and once.
"""

import shutil

import pytest

from console.domain.changes import Kind
from console.domain.incident import Call
from console.domain.task import Task
from console.domain.unit import Unit
from db.seal import DESTROYED
from tests.support.near_end import agree, quiet
from tests.support.records import sample
from tests.support.store import call, line


def image(console):
    """The disk as it is now; to be put back with `put_back`."""
    console.close()
    shutil.copytree(console.folder / "store", console.folder / "image")
    console.open()


def put_back(console):
    console.close()
    shutil.rmtree(console.folder / "store")
    shutil.copytree(console.folder / "image", console.folder / "store")
    console.open()


def told(console, device):
    """The log as its people read it: who said it of what, how often."""
    asked = "SELECT subject_id, count(*) FROM journal WHERE device = ? GROUP BY subject_id"
    return dict(console.sql(asked, device))


@pytest.mark.parametrize("more", [1, 3, 6])
def test_what_both_lives_wrote_is_in_the_log_once_and_everywhere(two, more):
    a, b = two
    device = a.store.head()[0]
    a.put("t-1")
    quiet(a, b)
    image(a)
    for n in range(3):
        a.put(f"first-{n}")
    quiet(a, b)
    put_back(a)
    for n in range(more):
        a.put(f"second-{n}")
    quiet(a, b)
    quiet(a, b)
    want = {"t-1": 1} | {f"first-{n}": 1 for n in range(3)}
    want |= {f"second-{n}": 1 for n in range(more)}
    assert told(a, device) == told(b, device) == want
    assert all(a.get(id_) == b.get(id_) is not None for id_ in want)
    a.again()
    a.put("afterwards")
    quiet(a, b)
    agree(a, b)


def test_a_second_life_that_wrote_as_much_in_another_lane_is_found_out(two):
    a, b = two
    device = a.store.head()[0]
    a.put("t-1")
    quiet(a, b)
    image(a)
    a.put("first")
    quiet(a, b)
    put_back(a)
    with a.store.write("o-1", "test") as w:
        w.save(sample(Unit, id="second", code="U2"))
        w.log(line(w, "second"))
    quiet(a, b)
    assert told(a, device) == told(b, device) == {"t-1": 1, "first": 1, "second": 1}
    assert [standing for _, standing, _ in a.outbox()] == ["acked"] * 2
    assert b.get("second", Unit) is not None
    agree(a, b)


def test_words_that_both_lives_destroyed_each_at_its_own_time_leave_the_record_whole(two):
    a, b = two
    with b.store.write("o-1", "call.take") as w:
        w.save(call("c-1", w.now))
        w.log(line(w, "c-1", subject_kind=Kind.CALL))
    quiet(b, a)
    image(a)
    purge(a)
    quiet(a, b)
    put_back(a)
    a.clock.wind(minutes=9)
    purge(a)
    quiet(a, b)
    assert a.get("c-1", Call).reporter == b.get("c-1", Call).reporter == DESTROYED
    agree(a, b)


def purge(console):
    with console.store.write("o-1", "call.purge") as w:
        w.destroy_key("c-1")
        w.log(line(w, "c-1", kind="purged", reason="应对法 第85条"))


def test_the_log_is_proven_at_once_and_its_anchor_goes_on(two):
    """The anchor stood at a line that has moved: that is said, and no alarm; a cut tail is one."""
    a, b = two
    a.put("t-1")
    quiet(a, b)
    image(a)
    a.put("first")
    quiet(a)
    put_back(a)
    a.put("second")
    a.again()  # the anchor stands at the line of "second"
    assert a.opened.file.head_seq == 2
    a.engine._reborn(0)
    assert a.whole() == []
    with a.store.write("o-1", "note") as w:
        w.log(line(w, "e-1", subject_kind=Kind.EVENT))
    assert a.opened.anchor()
    assert a.opened.file.head_incarnation == 2
    assert a.whole() == []
    quiet(a, b)
    agree(a, b)


def test_what_waited_in_the_image_and_was_sent_in_the_first_life_is_known_again(two):
    a, b = two
    device = a.store.head()[0]
    a.put("t-1")
    quiet(a, b)
    a.put("waits")
    image(a)
    a.change(Task, "waits", detail="第一次")
    quiet(a, b)
    put_back(a)
    a.put("second")
    quiet(a, b)
    quiet(a, b)
    assert a.get("waits").detail == b.get("waits").detail == "第一次"
    assert told(a, device)["waits"] == told(b, device)["waits"] == 2
    assert told(a, device)["second"] == told(b, device)["second"] == 1
    assert {standing for _, standing, _ in a.outbox()} == {"acked"}
    agree(a, b)
