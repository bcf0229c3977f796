"""An officer who was put out of office, and what he wrote at a desk that had not heard (1.15)."""

from datetime import timedelta

import pytest

from console.domain.officer import Officer
from db.sync import listed, wire
from tests.support.far_end import FarEnd, shelves
from tests.support.near_end import Console, agree, county, quiet
from tests.support.province import make, move, patch
from tests.support.records import sample
from tests.support.store import line

HOUR = timedelta(hours=1)


def hlc(clock, ago=timedelta(0)):
    return f"{int((clock.now() - ago).timestamp() * 1000):013d}-0000-test"


@pytest.fixture
def left(far_end):
    """`o-9` was put out of office an hour ago; the other desk, where he sits, had no line."""
    office, away, clock = far_end.seat(), far_end.seat(), far_end.clock
    office.push(office.pen.group(make("officer", "o-9", login="wang", active=1)))
    office.push(office.pen.group(make("unit", "u-1", phone="1")))
    gone = patch("officer", "o-9", {"active": 1}, {"active": 0})
    office.push(office.pen.group(gone, hlc=hlc(clock, HOUR)))
    return far_end, away, clock


def phone(value, base="1"):
    return patch("unit", "u-1", {"phone": base}, {"phone": value})


def test_what_he_wrote_after_he_left_is_rejected_in_words_and_everybody_reads_that_he_tried(left):
    end, away, clock = left
    late = away.pen.group(phone("2"), actor="o-9", hlc=hlc(clock, HOUR / 2))
    after = away.pen.group(phone("3"), actor="o-1")
    said, next_ = away.push(late, after)
    assert (said["st"], said["code"]) == (wire.REJECTED, wire.FORBIDDEN_OP)
    assert next_["st"] == wire.OK, "his desk goes on"
    (told,) = [change for change in end.seat().pull() if change["code"]]
    assert (told["code"], bool(told["lines"])) == (wire.FORBIDDEN_OP, True)
    assert told["rows"][0]["row"]["phone"] == "1"


def test_what_he_wrote_while_he_was_in_office_holds_however_late_it_comes(left):
    _, away, clock = left
    [said] = away.push(away.pen.group(phone("2"), actor="o-9", hlc=hlc(clock, 2 * HOUR)))
    assert said["st"] == wire.OK


def test_goods_that_he_handed_out_have_left_whoever_he_was(left):
    _, away, _ = left
    handed = move("m-1", 3, "depot:d-1", "issued:village")
    [said] = away.push(away.pen.group(handed, lane=1, actor="o-9"))
    assert said["st"] == wire.OK
    assert wire.OUT_OF_OFFICE in said["flags"]


def test_by_a_clock_that_is_a_year_ahead_he_still_wrote_when_he_wrote(left):
    _, away, clock = left
    year = timedelta(days=365)
    told = [
        away.pen.group(phone("2"), actor="o-9", hlc=hlc(clock, 2 * HOUR - year)),
        away.pen.group(phone("3", "2"), actor="o-9", hlc=hlc(clock, HOUR / 2 - year)),
    ]
    wall = int((clock.now() + year).timestamp() * 1000)
    answers = away.push(*told, wall=wall)
    assert [one["st"] for one in answers] == [wire.OK, wire.REJECTED]


def test_what_waited_for_its_row_is_weighed_by_the_clock_of_the_desk_that_wrote_it(left):
    """An hour and a half ahead; the row is brought by another desk, whose clock is right."""
    end, away, clock = left
    ahead = 1.5 * HOUR
    early = patch("unit", "u-2", {"phone": "1"}, {"phone": "2"})
    wall = int((clock.now() + ahead).timestamp() * 1000)
    told = away.pen.group(early, actor="o-9", hlc=hlc(clock, 2 * HOUR - ahead), tx="early")
    [said] = away.push(told, wall=wall)
    assert said["code"] == wire.MISSING_ROW
    other = end.seat()
    other.push(other.pen.group(make("unit", "u-2", phone="1")))
    (verdict,) = [change for change in other.pull() if "re" in change]
    assert (verdict["re"], verdict["st"]) == ("early", wire.OK)


def test_a_clock_that_nobody_can_set_right_turns_nothing_away(left):
    _, away, clock = left
    ahead = hlc(clock, timedelta(days=-365))
    [said] = away.push(away.pen.group(phone("2"), actor="o-9", hlc=ahead))
    assert said["st"] == wire.OK


def test_who_is_in_office_again_may_write_again(left):
    end, away, _ = left
    office = end.seat()
    back = patch("officer", "o-9", {"active": 0}, {"active": 1})
    office.push(office.pen.group(back))
    [said] = away.push(away.pen.group(phone("2"), actor="o-9"))
    assert said["st"] == wire.OK


def test_a_line_of_the_duty_log_is_a_fact_too(left):
    _, away, _ = left
    [said] = away.push(away.pen.group(actor="o-9"))
    assert said["st"] == wire.OK


# -- at his desk -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def counties(exchange_server):
    with shelves(exchange_server) as made:
        yield made


def test_at_his_desk_it_stands_under_what_was_not_taken_with_the_reason(counties, tmp_path):
    with FarEnd(counties) as end:
        code = county(end)
        office, away = (Console(tmp_path / name, end, code) for name in ("office", "away"))
        try:
            office.clock.jump(hours=-3)
            with office.store.write("system", "test.officer") as w:
                w.save(sample(Officer, id="officer-1", login="wang", active=True))
                w.log(line(w, "officer-1"))
            quiet(office, away)
            office.change(Officer, "officer-1", active=False)
            quiet(office)
            away.put("t-late")
            quiet(away, office)
            with away.store.read() as read:
                (group,) = listed.groups(read, listed.REJECTED)
            assert group.error == wire.FORBIDDEN_OP
            assert away.get("t-late") is office.get("t-late") is None
            assert away.sql("SELECT count(*) FROM journal WHERE kind = 'sync.rejected'") == [(1,)]
            agree(office, away)
        finally:
            office.close()
            away.close()


def test_a_desk_says_what_its_clock_shows_where_that_is_far_from_the_provinces(counties, tmp_path):
    with FarEnd(counties) as end:
        desk = Console(tmp_path / "desk", end, county(end))
        try:
            quiet(desk)
            assert "wall" not in desk.engine._pushing.head(desk.engine._stand(), [], [])
            desk.clock.jump(days=365)
            desk.again()
            quiet(desk)
            assert "wall" in desk.engine._pushing.head(desk.engine._stand(), [], [])
        finally:
            desk.close()
