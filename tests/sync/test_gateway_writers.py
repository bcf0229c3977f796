"""Many writers at once on PostgreSQL: the feed skips nothing, and a plain sequence would have."""

import random
import threading
from contextlib import contextmanager

import psycopg
import pytest

from db.gateway.desk import Desk
from db.gateway.shelves_pg import ShelvesPg, engine
from db.sync import wire
from tests.support.province import Seat, make, move

WRITERS, PUSHES = 8, 12


def hold(most=0.004):
    """Some time passes before COMMIT."""
    threading.Event().wait(random.uniform(0, most))


class Slow(ShelvesPg):
    """Every push is held for a while with its rows written and not committed."""

    @contextmanager
    def open(self, tenant):
        with super().open(tenant) as shelf:
            yield shelf
            hold()


@pytest.fixture
def slow(province_desk):
    made = engine(province_desk.shelves.engine.url, pool=WRITERS + 2)
    try:
        yield Desk(Slow(made), province_desk.clock.now)
    finally:
        made.dispose()


def together(*works):
    """All at once; the first failure is the test's."""
    failures = []

    def run(work):
        try:
            work()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    if failures:
        raise failures[0]


def unit(id_):
    return make("unit", id_, name="临溪镇")


def follow(desk, reader, done):
    """Reads the feed as fast as it can until the writers have ended; every seq in its order."""
    seen = []
    while True:
        ended = done.is_set()
        head, lines = desk.changes(reader.caller, reader.cursor)
        assert head["from"] == reader.cursor
        seen += [wire.loads(line)["seq"] for line in lines]
        reader.cursor = head["cursor"]
        if ended and not lines:
            return seen


def test_g6_eight_writers_at_once_and_a_reader_who_never_rests_misses_nothing(slow, province_desk):
    home, clock = province_desk.home, province_desk.clock
    seats = [Seat(slow, home, clock, f"{n} 号席") for n in range(WRITERS)]
    reader, done, seen = Seat(slow, home, clock, "看"), threading.Event(), []
    left = [WRITERS]
    counting = threading.Lock()

    def write(seat, who):
        for n in range(PUSHES):
            seat.push(*(seat.pen.group(unit(f"{who}-{n}-{g}")) for g in range(3)))
        with counting:
            left[0] -= 1
            if not left[0]:
                done.set()

    works = [lambda s=seat, w=who: write(s, w) for who, seat in enumerate(seats)]
    together(*works, lambda: seen.extend(follow(slow, reader, done)))
    assert seen == list(range(1, WRITERS + 1 + WRITERS * PUSHES * 3 + 1))


def test_a_plain_sequence_as_cursor_loses_rows_on_the_same_load(province_desk):
    """Why there is a counter under a lock at all: numbers are taken at INSERT, seen at COMMIT."""
    seen, done, left = set(), threading.Event(), [WRITERS]
    counting = threading.Lock()
    first_written, others_committed = threading.Event(), threading.Event()
    with psycopg.connect(province_desk.owner, autocommit=True) as owner:
        owner.execute("DROP TABLE IF EXISTS naive")
        owner.execute("CREATE TABLE naive(id bigserial PRIMARY KEY, body text)")
        try:

            def write(who):
                with psycopg.connect(province_desk.owner) as connection:
                    for n in range(PUSHES):
                        connection.execute("INSERT INTO naive(body) VALUES ('x'), ('y'), ('z')")
                        if who == 0 and n == 0:
                            # At least once it surely happens: written first, committed last.
                            first_written.set()
                            assert others_committed.wait(120)
                        else:
                            assert first_written.wait(120)
                            hold()
                        connection.commit()
                with counting:
                    left[0] -= 1
                    if not left[0]:
                        done.set()

            def read():
                cursor = 0
                with psycopg.connect(province_desk.owner, autocommit=True) as connection:
                    while True:
                        ended = done.is_set()
                        rows = connection.execute(
                            "SELECT id FROM naive WHERE id > %s ORDER BY id", (cursor,)
                        ).fetchall()
                        seen.update(id_ for (id_,) in rows)
                        cursor = max([cursor, *(id_ for (id_,) in rows)])
                        if rows:
                            others_committed.set()
                        if ended and not rows:
                            return

            together(*(lambda w=who: write(w) for who in range(WRITERS)), read)
            written = {id_ for (id_,) in owner.execute("SELECT id FROM naive")}
        finally:
            owner.execute("DROP TABLE naive")
    assert len(written) == WRITERS * PUSHES * 3
    assert written - seen, "the naive cursor is expected to fail here"


def test_g10_the_totals_are_right_after_eight_writers_on_one_depot(slow, province_desk):
    seats = [Seat(slow, province_desk.home, province_desk.clock) for _ in range(WRITERS)]

    def write(seat, who):
        for n in range(PUSHES):
            seat.push(seat.pen.group(move(f"m-{who}-{n}", who + n + 1, "supplier", "depot:d")))

    together(*(lambda s=seat, w=who: write(s, w) for who, seat in enumerate(seats)))
    total = sum(who + n + 1 for who in range(WRITERS) for n in range(PUSHES))
    with slow.shelves.open(province_desk.home.id) as shelf:
        assert shelf.balances([("depot:d", "b-1")]) == {("depot:d", "b-1"): total}


def test_g11_eight_workstations_that_start_the_same_response_at_once_make_one(slow, province_desk):
    seats = [Seat(slow, province_desk.home, province_desk.clock) for _ in range(WRITERS)]

    def start(seat, who):
        row = make(
            "response",
            f"r-{who}",
            event_id="e-1",
            plan_code="flood",
            level=1 + who % 4,
            state="active",
        )
        seat.push(seat.pen.group(row))

    together(*(lambda s=seat, w=who: start(s, w) for who, seat in enumerate(seats)))
    with slow.shelves.open(province_desk.home.id) as shelf:
        rows = [wire.loads(row.body) for row in shelf.of_kind("response").values()]
    [standing] = [row for row in rows if row["state"] == "active"]
    assert standing["level"] == 1, "the gravest of all that were given"


def test_g3_the_same_push_sent_by_eight_threads_at_once_counts_once(slow, province_desk):
    seat = Seat(slow, province_desk.home, province_desk.clock)
    groups = [seat.pen.group(unit(f"u-{n}")) for n in range(5)]
    answers = []
    together(*([lambda: answers.append(seat.push(*groups))] * WRITERS))
    assert len({tuple(one["seq"] for one in answer) for answer in answers}) == 1
    assert sum("again" not in one for answer in answers for one in answer) == len(groups)
    assert len([c for c in seat.pull() if c["n"]]) == len(groups)


def test_g5_a_push_cut_off_in_the_middle_leaves_nothing_and_can_be_said_again(province_desk):
    class Cut(ShelvesPg):
        @contextmanager
        def open(self, tenant):
            with super().open(tenant) as shelf:
                yield shelf
                with psycopg.connect(province_desk.owner, autocommit=True) as owner:
                    pid = shelf._cursor.connection.info.backend_pid
                    owner.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))

    seat = province_desk.seat()
    group = seat.pen.group(unit("u-1"))
    whole, seat.desk = seat.desk, Desk(Cut(province_desk.shelves.engine), province_desk.clock.now)
    with pytest.raises(wire.Problem) as said:
        seat.push(group)
    assert (said.value.status, said.value.code) == (503, wire.MAINTENANCE)
    seat.desk = whole
    assert [c["n"] for c in seat.pull()] == [0]
    [said] = seat.push(group)
    assert (said["st"], "again" in said) == (wire.OK, False)


def test_counties_do_not_wait_for_each_other(slow, province_desk):
    here = province_desk.seat()
    there = province_desk.seat(province_desk.county("邻县"))
    with province_desk.shelves.open(here.tenant.id):
        [said] = there.push(there.pen.group(unit("u-1")))
    assert said["st"] == wire.OK
