from datetime import timedelta

import pytest

from console.domain.changes import Kind
from console.domain.entry import Entry
from console.domain.figure import FigureKind
from console.domain.incident import Hazard
from console.domain.roster import Post
from console.services.figures import FigureForm, Scope
from console.services.glance import duty, log
from console.services.glance.roster import When
from tests.support.duty import DUTY, Hall


@pytest.fixture
def hall(tmp_path):
    made = Hall(tmp_path)
    yield made
    made.close()


def page(hall, incident=""):
    with hall.world.store.read() as read:
        return duty.page(read, hall.clock.now(), incident)


def card(hall):
    with hall.world.store.read() as read:
        return duty.card(read, hall.clock.now())


def test_the_month_has_a_column_for_each_day_and_today_is_marked(hall):
    month = page(hall).month
    assert (month.year, month.month, len(month.days)) == (2024, 6, 30)
    assert [d.day.day for d in month.days if d.when is When.TODAY] == [20]
    gap = next(d for d in month.days if d.cells[Post.PRIMARY].missing)
    assert gap.day.day == 23
    assert month.names[month.proposals[0]]


def test_a_line_written_down_later_says_when(hall):
    at = hall.clock.now() - timedelta(minutes=30)
    hall.intake.note(DUTY, "巡查到岗", at)
    line = card(hall).lines[0]
    assert (line.at, line.recorded_at) == (at, hall.clock.now())
    assert line.sentence == "巡查到岗"
    assert line.actor == "葛五五"


def test_doors_stay_out_of_the_duty_log(hall):
    hall.officers.lock(DUTY)
    hall.intake.note(DUTY, "巡查到岗", hall.clock.now())
    assert [line.kind for line in card(hall).lines] == ["note"]
    with hall.world.store.read() as read:
        shown = log.newest(read, log.names(read), doors=True)
    assert any(line.kind == "screen_locked" for line in shown)


def test_a_burst_of_one_kind_is_one_line_on_the_wall(hall):
    for number in range(14):
        hall.intake.note(DUTY, f"第 {number} 条", hall.clock.now())
    lines = card(hall).lines
    assert len(lines) == 1
    assert lines[0].sentence.endswith("等 14 条")
    assert len(page(hall).card.lines) == 14


def test_an_unmoved_figure_is_worked_out_and_unknown_ones_stay_unknown(hall):
    event, _ = hall.incidents.open_event(DUTY, "6·20 洪涝", Hazard.FLOOD, hall.clock.now())
    for kind, value in ((FigureKind.TO_MOVE, 187), (FigureKind.MOVED, 116)):
        form = FigureForm(kind=kind, value=value, as_of=hall.clock.now(), source="乡镇汇总")
        hall.figures.set(DUTY, Scope(event_id=event), form)
    shown = card(hall).figures
    assert shown[FigureKind.NOT_MOVED].value == 71
    assert shown[FigureKind.MISSING].value is None


def test_the_chosen_incident_brings_its_calls_and_its_story(hall):
    taken = hall.take()
    hall.take(into=taken.incident_id)
    trace = page(hall, taken.incident_id).trace
    assert len(trace.calls) == 2
    assert {line.kind for line in trace.lines} >= {"call_taken", "incident_opened", "call_merged"}
    assert page(hall).trace is None


def test_a_watch_that_nobody_relieved_says_how_long_it_is_over(hall):
    hall.clock.wind(hours=6)
    on = card(hall).on
    assert on.late(hall.clock.now()) == timedelta(hours=1)


def test_after_the_key_is_destroyed_the_log_still_has_its_line(hall):
    taken = hall.take()

    with hall.world.store.write("o-17", "purge") as w:
        hall.world.store.destroy_key(taken.call_id, w)
        w.log(
            Entry(
                kind="note", subject_kind=Kind.CALL, subject_id=w.new_id(), at=w.now, reason="期满"
            )
        )
    line = next(t for t in card(hall).lines if t.kind == "call_taken")
    assert "上游山洪" not in line.sentence
    assert "已销毁" in line.sentence
