"""The review: four parts, and a report upwards with a time of its own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.refused import Refused
from console.domain.review import Review, ReviewPart, complete, reported

T = datetime(2024, 6, 22, tzinfo=UTC)
WHOLE = Review(
    id="v",
    response_id="r",
    event_id="e",
    impact="无人员伤亡",
    course="持续强降雨",
    lessons="站点中断",
    measures="补建备用站",
    written_at=T,
)


@given(st.sets(st.sampled_from(ReviewPart)))
def test_law_the_refusal_names_exactly_the_missing_parts(blank):
    review = replace(WHOLE, **dict.fromkeys(blank, " "))
    if not blank:
        assert complete(review) == WHOLE
        return
    with pytest.raises(Refused) as no:
        complete(review)
    assert set(no.value.facts["missing"]) == blank


def test_the_report_goes_up_after_it_was_written_and_to_somebody():
    assert (
        reported(WHOLE, to="市应急管理局", at=T + timedelta(days=1)).reported_to == "市应急管理局"
    )
    for to, at in (("", T), ("市", T - timedelta(days=1))):
        with pytest.raises(Refused):
            reported(WHOLE, to=to, at=at)
