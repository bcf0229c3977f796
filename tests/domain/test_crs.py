"""GCJ-02 and BD-09 to WGS84 and back: known pairs, the law of the round trip, and no shift abroad."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain import crs
from console.domain.geo import bounds, frame_of
from resources.places import county_map

OUTLINE = county_map().outline
BOX = bounds(OUTLINE)
FRAME = frame_of(OUTLINE)
here = st.tuples(st.floats(BOX.left, BOX.right), st.floats(BOX.bottom, BOX.top))
NEAR = 1e-9

# github.com/wandergis/coordtransform, test/app.js: what its own formulas give. Its ways back take
# a single step and end a metre or two aside, so that only the ways there are held to the digit.
BEIJING = (116.404, 39.915)


def metres(one, other):
    (x1, y1), (x2, y2) = FRAME.km(*one), FRAME.km(*other)
    return ((x1 - x2) ** 2 + (y1 - y2) ** 2) ** 0.5 * 1000


def test_the_known_pairs_of_the_published_formulas():
    assert crs.gcj_of_wgs(BEIJING) == pytest.approx((116.41024449916938, 39.91640428150164))
    assert crs.bd_of_gcj(BEIJING) == pytest.approx((116.41036949371029, 39.92133699351021))


def test_the_ways_back_of_the_same_source_are_a_step_away():
    assert metres(crs.wgs_of_gcj(BEIJING), (116.39775550083061, 39.91359571849836)) < 3
    assert metres(crs.gcj_of_bd(BEIJING), (116.39762729119315, 39.90865673957631)) < 3


def test_in_this_county_the_shift_is_some_hundred_metres():
    for cell in county_map().cells:
        assert 300 < metres(crs.gcj_of_wgs(cell.seat), cell.seat) < 800


@given(here)
def test_there_and_back_is_within_a_metre(point):
    assert metres(crs.wgs_of_gcj(crs.gcj_of_wgs(point)), point) < 1
    assert metres(crs.gcj_of_bd(crs.bd_of_gcj(point)), point) < 1
    assert metres(crs.wgs_of_bd(crs.bd_of_wgs(point)), point) < 1


@given(st.tuples(st.floats(-180, 180), st.floats(-90, 90)).filter(lambda p: not crs.in_china(*p)))
def test_abroad_nothing_is_shifted(point):
    for way in (crs.gcj_of_wgs, crs.wgs_of_gcj, crs.bd_of_gcj, crs.gcj_of_bd, crs.wgs_of_bd):
        assert way(point) == point


def test_what_the_survey_gives_is_kept_to_the_last_digit():
    assert crs.TO_WGS84[crs.Crs.CGCS2000]((118.6, 30.1)) == (118.6, 30.1)
