from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.incident import (
    BadFields,
    Call,
    CallForm,
    CallState,
    Grade,
    Hazard,
    Incident,
    IncidentState,
    close,
    give_to,
    guess_hazard,
    happened,
    merge,
    note_call,
    plain,
    plain_phone,
    sound,
    strike,
    verify,
)
from console.domain.place import Place, PlaceKind, located, search
from console.domain.refused import Refused
from console.domain.report import Turn, Way, clock_start, first_reports
from resources import duty, places

NOW = datetime(2024, 6, 20, 8, 29, tzinfo=UTC)
FORM = CallForm(
    reporter="尚村书记 程**", phone="100 0000 6612", place_text="家朋乡 尚村", content="上游山洪"
)
COUNTY = places.load()


def incident(**more):
    known = {"id": "i", "title": "家朋山洪", "hazard": Hazard.FLOOD, "received_at": NOW}
    return Incident(**(known | more))


def test_four_fields_are_enough_and_the_time_of_the_event_may_be_unknown():
    kept = sound(FORM, NOW)
    assert kept.phone == "10000006612"
    assert kept.occurred_at is None


def test_every_missing_field_has_its_own_sentence():
    with pytest.raises(BadFields) as no:
        sound(CallForm(), NOW)
    assert {f: r.code for f, r in no.value.fields.items()} == {
        "reporter": "reporter_missing",
        "phone": "phone_missing",
        "place_text": "place_text_missing",
        "content": "content_missing",
    }


def test_full_width_digits_become_a_number_that_can_be_dialled():
    assert plain_phone("０５６３－０００ ０００１ 转８") == "0563-0000001转8"
    for wrong in ("不详", "12", "电话一二三", ""):
        with pytest.raises(Refused):
            plain_phone(wrong)


def test_ten_thousand_characters_are_kept_and_one_more_is_refused_with_its_count():
    long = "雨" * 10_000
    assert sound(replace(FORM, content=long), NOW).content == long
    with pytest.raises(BadFields) as no:
        sound(replace(FORM, content=long + "雨"), NOW)
    assert no.value.fields["content"].facts == {"limit": 10_000, "length": 10_001}


def test_rare_characters_of_a_name_stay_as_typed():
    assert plain("  𠮷喆\x00﨑 ") == "𠮷喆﨑"


@given(st.text(max_size=200))
def test_cleaning_twice_is_cleaning_once(text):
    assert plain(plain(text)) == plain(text)


@given(st.text(alphabet="0123456789０１２３４５６７８９ -－—+()（）转,", max_size=30))
def test_a_number_that_was_accepted_is_accepted_again_unchanged(text):
    try:
        kept = plain_phone(text)
    except Refused:
        return
    assert plain_phone(kept) == kept
    assert kept.isascii() or "转" in kept


def test_an_event_can_not_come_after_the_call():
    with pytest.raises(BadFields) as no:
        sound(replace(FORM, occurred_at=NOW + timedelta(minutes=1)), NOW)
    assert set(no.value.fields) == {"occurred_at"}
    with pytest.raises(Refused):
        happened(incident(), NOW + timedelta(hours=1), NOW)


def test_a_second_source_verifies_and_moves_no_clock():
    rules = duty.report_rules()
    before = incident()
    after = verify(before, "乡应急办", NOW + timedelta(hours=1))
    assert after.state is IncidentState.VERIFIED
    for rule in first_reports(rules, before):
        assert clock_start(rule, before) == clock_start(rule, after) == NOW


def test_without_a_second_source_nothing_is_verified():
    with pytest.raises(Refused) as no:
        verify(incident(), "  ", NOW)
    assert no.value.code == "second_source_missing"


def test_a_false_report_is_struck_with_its_reason_and_can_not_come_back():
    with pytest.raises(Refused):
        strike(incident(), "")
    struck = strike(incident(), "误听为山洪")
    assert (struck.state, struck.struck_reason) == (IncidentState.STRUCK, "误听为山洪")
    for move in (lambda: verify(struck, "乡里", NOW), lambda: close(struck, NOW)):
        with pytest.raises(Refused):
            move()


def test_one_incident_gives_way_to_another_but_not_to_itself():
    a, b = incident(), incident(id="j")
    assert merge(a, b).merged_into == "j"
    with pytest.raises(Refused):
        merge(a, a)
    with pytest.raises(Refused):
        merge(a, strike(b, "误报"))


def test_only_a_verified_incident_is_closed():
    with pytest.raises(Refused) as no:
        close(incident(), NOW)
    assert no.value.code == "close_unverified"


def test_a_call_is_decided_once():
    call = Call(
        id="c", reporter="甲", phone="110", place_text="县城", content="问路", received_at=NOW
    )
    noted = note_call(call, "已答复")
    assert noted.state is CallState.NOTED
    with pytest.raises(Refused):
        note_call(noted, "再答复")
    assert give_to(call, incident(), own=False).state is CallState.MERGED


def test_the_words_of_the_caller_suggest_the_kind():
    assert guess_hazard("上游山洪,2 户进水") is Hazard.FLOOD
    assert guess_hazard("公路边坡滑坡") is Hazard.GEOLOGY
    assert guess_hazard("问一下天气") is Hazard.OTHER


def test_a_flood_starts_the_leaders_clock_first_then_the_city_by_phone_then_paper():
    found = first_reports(duty.report_rules(), incident())
    assert [(r.id, r.minutes) for r in found] == [
        ("N-leaders", 10),
        ("N-city-phone", 30),
        ("N-city-paper", 60),
        ("S-disaster-first", 120),
    ]
    assert [r.way for r in found[:2]] == [Way.PHONE, Way.PHONE]


def test_the_province_is_told_directly_only_from_the_third_grade_up():
    rules = duty.report_rules()

    def told(grade):
        return "省政府" in {r.to for r in first_reports(rules, incident(grade=grade))}

    assert not told(None)
    assert not told(Grade.ORDINARY)
    assert told(Grade.LARGE)
    assert told(Grade.EXTREME)


def test_a_rule_that_counts_from_the_event_does_so_once_its_time_is_known():
    rule = next(r for r in duty.report_rules() if r.id == "S-disaster-first")
    known = happened(incident(), NOW - timedelta(minutes=40), NOW)
    assert clock_start(rule, incident()) == NOW
    assert clock_start(rule, known) == NOW - timedelta(minutes=40)


def test_every_following_rule_exists_and_is_a_progress_report():
    rules = {r.id: r for r in duty.report_rules()}
    for rule in rules.values():
        if rule.then:
            assert rules[rule.then].turn is Turn.PROGRESS


def test_a_place_is_found_by_characters_pinyin_initials_and_alias():
    for typed in ("家朋", "jiapeng", "jp", "家朋乡"):
        assert search(COUNTY, typed)[0].name == "家朋乡", typed
    assert search(COUNTY, "家朋乡 尚村")[0].township_id == "341824202"
    assert search(COUNTY, "  ") == ()


def test_a_natural_village_is_put_where_its_town_or_village_is_known():
    assert located(COUNTY, "家朋乡 尚村 上村组").name.startswith("尚村")
    assert located(COUNTY, "伏岭镇 某自然村").name == "伏岭镇"
    assert located(COUNTY, "高速某处") is None


def test_an_ambiguous_village_is_never_guessed():
    twice = [
        Place(id="1", name="甲镇", kind=PlaceKind.TOWNSHIP),
        Place(id="2", name="乙镇", kind=PlaceKind.TOWNSHIP),
        Place(id="3", name="新村", kind=PlaceKind.VILLAGE, township_id="1"),
        Place(id="4", name="新村", kind=PlaceKind.VILLAGE, township_id="2"),
    ]
    assert located(twice, "新村") is None
    assert located(twice, "乙镇新村").id == "4"
