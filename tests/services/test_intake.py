import json
from datetime import timedelta

import pytest

from console.domain.due import Due, DueState
from console.domain.evidence import Mark
from console.domain.figure import FigureKind
from console.domain.incident import (
    BadFields,
    Call,
    CallForm,
    CallState,
    Grade,
    Hazard,
    Incident,
    IncidentState,
)
from console.domain.refused import Refused
from console.services.figures import FigureForm, Scope
from console.services.reporting import Said
from tests.support.duty import DUTY, FORM, Hall


@pytest.fixture
def hall(tmp_path):
    made = Hall(tmp_path)
    yield made
    made.close()


def test_four_fields_become_an_incident_on_the_map_with_its_clocks(hall):
    taken = hall.take()
    incident = hall.get(Incident, taken.incident_id)
    assert incident.title.startswith("家朋乡尚村")
    assert incident.state is IncidentState.REPORTED
    assert incident.lon is not None
    assert [d.unit for d in hall.dues(incident.id)] == [
        "县委县政府主要领导",
        "市应急局",
        "市应急局",
        "市应急局",
    ]
    call = hall.get(Call, taken.call_id)
    assert (call.state, call.phone) == (CallState.INCIDENT, "10000006612")
    assert hall.lines()[1].private["content"] == FORM.content


def test_verification_by_a_second_source_stops_no_clock(hall):
    taken = hall.take()
    before = hall.dues(taken.incident_id)
    hall.clock.wind(minutes=20)
    hall.incidents.verify(DUTY, taken.incident_id, "乡应急办 示例乙", hall.clock.now())
    assert hall.dues(taken.incident_id) == before
    assert hall.lines()[0].kind == "incident_verified"


def test_a_report_by_phone_meets_its_clock_and_a_late_one_says_why(hall):
    taken = hall.take()
    leaders, city, *_ = hall.dues(taken.incident_id)
    hall.clock.wind(minutes=6)
    hall.intake.reported(DUTY, leaders.id, Said(receiver="总值班室", at=hall.clock.now()))
    assert hall.get(Due, leaders.id).state is DueState.MET
    hall.clock.wind(minutes=40)
    said = Said(receiver="市局值班员", at=hall.clock.now())
    with pytest.raises(Refused) as no:
        hall.intake.reported(DUTY, city.id, said)
    assert no.value.code == "late_reason_missing"
    late = Said(receiver="市局值班员", at=hall.clock.now(), late_reason="线路中断")
    hall.intake.reported(DUTY, city.id, late)
    assert hall.get(Due, city.id).state is DueState.LATE


def test_after_the_written_first_report_the_clock_of_the_next_one_runs(hall):
    taken = hall.take()
    paper = next(d for d in hall.dues(taken.incident_id) if d.kind == "report.N-city-paper")
    hall.clock.wind(minutes=30)
    hall.intake.reported(DUTY, paper.id, Said(receiver="市局", at=hall.clock.now()))
    one = next(d for d in hall.dues(taken.incident_id) if d.kind == "report.N-progress")
    assert "续报一" in one.title
    assert one.due_at == hall.clock.now() + timedelta(hours=2)
    hall.clock.wind(minutes=90)
    hall.intake.reported(DUTY, one.id, Said(receiver="市局", at=hall.clock.now()))
    assert any("续报二" in d.title for d in hall.dues(taken.incident_id))


def test_a_false_report_is_struck_with_its_calls_and_its_clocks_stop(hall):
    taken = hall.take()
    hall.incidents.strike(DUTY, taken.incident_id, "水已退,误听")
    assert hall.get(Incident, taken.incident_id).state is IncidentState.STRUCK
    assert hall.get(Call, taken.call_id).state is CallState.STRUCK
    assert hall.dues(taken.incident_id) == []
    assert all(d.late_reason for d in hall.dues(taken.incident_id, DueState.CANCELLED))


def test_a_second_call_goes_to_the_known_incident_and_starts_no_new_clocks(hall):
    first = hall.take()
    second = hall.take(into=first.incident_id)
    assert second.incident_id == first.incident_id
    assert hall.get(Call, second.call_id).state is CallState.MERGED
    assert len(hall.dues(first.incident_id)) == 4


def test_two_incidents_become_one_and_keep_the_earlier_time_of_receipt(hall):
    first = hall.take()
    at = hall.clock.now()
    hall.clock.wind(minutes=5)
    second = hall.take()
    hall.incidents.merge(DUTY, first.incident_id, second.incident_id)
    assert hall.get(Incident, second.incident_id).received_at == at
    assert hall.get(Call, first.call_id).incident_id == second.incident_id
    assert hall.dues(first.incident_id) == []


def test_a_call_that_is_no_incident_is_only_noted(hall):
    taken = hall.take(only_noted=True)
    assert taken.incident_id == ""
    assert hall.get(Call, taken.call_id).state is CallState.NOTED


def test_the_time_of_the_event_learnt_later_moves_the_clock_that_counts_from_it(hall):
    taken = hall.take()
    hall.clock.wind(minutes=10)
    occurred = hall.clock.now() - timedelta(minutes=50)
    hall.incidents.happened(DUTY, taken.incident_id, occurred)
    moved = next(d for d in hall.dues(taken.incident_id) if d.kind == "report.S-disaster-first")
    assert moved.due_at == occurred + timedelta(hours=2)
    phone = next(d for d in hall.dues(taken.incident_id) if d.kind == "report.N-city-phone")
    assert phone.starts_at == hall.clock.now() - timedelta(minutes=10)


def test_a_grave_grade_starts_the_clock_to_the_province_once(hall):
    taken = hall.take()
    hall.incidents.grade(DUTY, taken.incident_id, Grade.LARGE)
    hall.incidents.grade(DUTY, taken.incident_id, Grade.MAJOR)
    assert [d.unit for d in hall.dues(taken.incident_id)].count("省政府") == 1


def test_bad_fields_write_nothing(hall):
    before = len(hall.lines())
    with pytest.raises(BadFields):
        hall.take(CallForm(reporter="甲", phone="不详", content="雨" * 10_001))
    assert len(hall.lines()) == before


def test_an_unknown_natural_village_is_kept_as_typed_without_a_point(hall):
    form = CallForm(reporter="甲", phone="110", place_text="无名岭下", content="小塌方")
    incident = hall.get(Incident, hall.take(form).incident_id)
    assert (incident.place_text, incident.lon) == ("无名岭下", None)
    assert incident.hazard is Hazard.GEOLOGY


def test_several_drafts_live_side_by_side_and_survive(hall):
    hall.intake.keep_draft(DUTY, "1", json.dumps({"content": "山洪"}))
    hall.intake.keep_draft(DUTY, "2", json.dumps({"content": "塌方"}))
    assert set(hall.intake.drafts()) == {"1", "2"}
    hall.intake.drop_draft("1")
    assert set(hall.intake.drafts()) == {"2"}


def test_a_note_of_ten_thousand_characters_is_kept_whole(hall):
    text = "雨" * 9_998 + "𠮷喆"
    hall.intake.note(DUTY, text, hall.clock.now())
    assert hall.lines()[0].private["text"] == text
    with pytest.raises(Refused) as no:
        hall.intake.note(DUTY, text + "。", hall.clock.now())
    assert no.value.code == "text_long"
    with pytest.raises(Refused):
        hall.intake.note(DUTY, "  ", hall.clock.now())


def test_whoever_may_not_take_calls_is_refused(hall):
    with pytest.raises(Refused) as no:
        hall.intake.take("o-14", FORM, hall.clock.now())
    assert no.value.code == "not_permitted"


def test_one_current_figure_and_its_correction(hall):
    event, _ = hall.incidents.open_event(DUTY, "6·20 洪涝", Hazard.FLOOD, hall.clock.now())
    scope = Scope(event_id=event)
    form = {"kind": FigureKind.MOVED, "as_of": hall.clock.now(), "source": "家朋乡"}
    form["mark"] = Mark.PENDING
    hall.figures.set(DUTY, scope, FigureForm(value=18, **form))
    with pytest.raises(Refused) as no:
        hall.figures.set(DUTY, scope, FigureForm(value=8, correcting=True, **form))
    assert no.value.code == "figure_reason_missing"
    corrected = FigureForm(value=8, correcting=True, reason="误听 8 为 18", **form)
    figure, _ = hall.figures.set(DUTY, scope, corrected)
    assert hall.lines()[0].kind == "figure_corrected"
    hall.figures.tell(DUTY, figure, "市防办值班员", hall.clock.now())
    assert hall.lines()[0].private == {"to": "市防办值班员"}


def test_a_saved_call_takes_its_draft_with_it_in_one_transaction(hall):
    intake = hall.intake
    intake.keep_draft(DUTY, "one", "半句话")
    intake.take(DUTY, FORM, hall.clock.now(), None, "one")
    assert intake.drafts() == {}
    intake.keep_draft(DUTY, "two", "另半句")
    with pytest.raises(Refused):
        intake.take(DUTY, CallForm(), hall.clock.now(), None, "two")
    assert intake.drafts() == {"two": "另半句"}
