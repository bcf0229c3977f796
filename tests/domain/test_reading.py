"""What a reading must satisfy before it goes on record."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.reading import Reading, ReadingDraft, check, check_beside
from console.domain.refused import Refused
from console.wording import refusal
from resources.plans import metrics
from tests.support.world import JUNE_20

HOUR = timedelta(hours=1)


def draft(value, hours=24, metric="rain_station", **more):
    given = {
        "metric": metric,
        "value": Decimal(value),
        "window_start": JUNE_20 - hours * HOUR if hours else None,
        "window_end": JUNE_20,
        "station": "临溪",
    }
    return ReadingDraft(**given | more)


def taken(made, id_="r"):
    values = {name: getattr(made, name) for name in ReadingDraft.__slots__}
    return Reading(**values, id=id_, recorded_by="值班员甲", recorded_at=JUNE_20)


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (draft("-1"), "reading_negative"),
        (draft("3000"), "reading_too_great"),
        (draft("3", metric="moon"), "reading_metric"),
        (draft("1.5", 0, "reservoirs_over_limit"), "reading_not_whole"),
        (draft("5", station=""), "reading_no_station"),
        (draft("5", window_end=JUNE_20 + HOUR), "reading_future"),
        (draft("5", 0), "reading_no_window"),
        (draft("5", window_start=JUNE_20), "reading_window_backwards"),
        (draft("5", 3, span_minutes=240), "reading_span"),
    ],
)
def test_a_reading_that_can_not_be_is_refused_in_words(made, code):
    with pytest.raises(Refused) as no:
        check(made, metrics(), JUNE_20)
    assert no.value.code == code
    assert refusal(no.value).endswith("。")


def test_a_stage_below_its_warning_mark_is_negative_and_right():
    check(draft("-0.4", 0, "river_over_warning", station="扬之河"), metrics(), JUNE_20)


@given(
    st.integers(0, 600), st.integers(0, 600), st.sampled_from([(1, 3), (3, 6), (6, 24), (1, 24)])
)
def test_a_shorter_window_never_holds_more_than_the_longer_around_it(short, long, hours):
    inner, outer = draft(short, hours[0]), draft(long, hours[1])
    for new, old in ((inner, outer), (outer, inner)):
        if short <= long:
            check_beside(new, [taken(old)], metrics())
        else:
            with pytest.raises(Refused, match="reading_longer_less"):
                check_beside(new, [taken(old)], metrics())


def test_the_greatest_hour_can_not_exceed_the_total_but_is_no_bound_for_it():
    total = draft("60", 24)
    hour = draft("40", 24, span_minutes=60)
    check_beside(hour, [taken(total)], metrics())
    check_beside(total, [taken(hour)], metrics())
    with pytest.raises(Refused, match="reading_longer_less"):
        check_beside(draft("61", 24, span_minutes=60), [taken(total)], metrics())


def test_one_window_holds_one_figure():
    with pytest.raises(Refused, match="reading_twice"):
        check_beside(draft("60"), [taken(draft("60"))], metrics())
    with pytest.raises(Refused, match="reading_conflict"):
        check_beside(draft("61"), [taken(draft("60"))], metrics())
    check_beside(draft("61", station="扬溪"), [taken(draft("60"))], metrics())
