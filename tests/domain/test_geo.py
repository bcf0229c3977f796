"""A county's geometry: cells share out the outline, and the thinned outline stays the county."""

from math import hypot, isclose

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from console.domain.cells import HalfPlane, cells, cut, nearer, nearest, roomiest
from console.domain.geo import (
    Frame,
    area,
    bounds,
    distance_to_edge,
    frame_of,
    inside,
    inside_any,
    simplify,
)
from resources import map_drawing
from resources.places import county_map

COMB = (
    (0.0, 0.0),
    (10.0, 0.0),
    (10.0, 8.0),
    (8.0, 8.0),
    (8.0, 3.0),
    (5.0, 3.0),
    (5.0, 8.0),
    (0.0, 8.0),
)
spots = st.tuples(st.floats(0.1, 9.9), st.floats(0.1, 7.9))


def test_a_degree_at_jixi_is_as_long_as_the_ellipsoid_says():
    frame = Frame(118.6, 30.1)
    east, north = frame.km(118.7, 30.2)
    assert isclose(east, 9.64, abs_tol=0.02)
    assert isclose(north, 11.086, abs_tol=0.01)


@given(st.floats(118.3, 119.0), st.floats(29.9, 30.4))
def test_degrees_come_back_from_kilometres(lon, lat):
    frame = Frame(118.63, 30.14)
    back = frame.degrees(frame.km(lon, lat))
    assert isclose(back[0], lon, abs_tol=1e-9)
    assert isclose(back[1], lat, abs_tol=1e-9)


def test_a_cut_through_a_hollow_gives_two_pieces_and_no_thread_between():
    pieces = cut(COMB, HalfPlane((0.0, 5.0), (0.0, 1.0)))
    assert sorted(round(area(piece), 6) for piece in pieces) == [6.0, 15.0]


def test_a_cut_beside_the_ring_keeps_all_or_nothing():
    assert cut(COMB, HalfPlane((0.0, -1.0), (0.0, 1.0))) == (COMB,)
    assert cut(COMB, HalfPlane((0.0, 9.0), (0.0, 1.0))) == ()


@given(spots, spots)
def test_the_two_sides_of_a_cut_make_the_whole(here, there):
    assume(hypot(here[0] - there[0], here[1] - there[1]) > 0.01)
    side = nearer(here, there)
    other = nearer(there, here)
    total = sum(area(piece) for piece in (*cut(COMB, side), *cut(COMB, other)))
    assert isclose(total, area(COMB), rel_tol=1e-6)


@given(st.lists(spots, min_size=2, max_size=8, unique=True), spots)
def test_every_point_falls_to_its_nearest_seat(seats, point):
    named = {str(n): seat for n, seat in enumerate(seats)}
    gaps = sorted(hypot(seat[0] - point[0], seat[1] - point[1]) for seat in seats)
    assume(gaps[1] - gaps[0] > 1e-3)
    assume(inside(point, COMB))
    assume(distance_to_edge(point, COMB) > 1e-3)
    shared = cells(COMB, named)
    assert [code for code, rings in shared.items() if inside_any(point, rings)] == [
        nearest(named, point)
    ]
    assert isclose(
        sum(area(r) for rings in shared.values() for r in rings), area(COMB), rel_tol=1e-6
    )


@given(st.floats(0.05, 1.0))
def test_a_thinned_ring_strays_no_farther_than_it_was_told(tolerance):
    ring = frame_of(county_map().outline).ring(county_map().outline)
    thin = simplify(ring, tolerance)
    assert all(distance_to_edge(point, thin) <= tolerance + 1e-9 for point in ring)


def test_a_name_stands_where_there_is_most_room():
    x, y = roomiest(COMB)
    assert inside((x, y), COMB)
    assert distance_to_edge((x, y), COMB) == pytest.approx(2.5, abs=0.15)


def test_the_county_is_drawn_with_eleven_cells_that_fill_its_outline():
    county = county_map()
    frame = frame_of(county.outline)
    outline = frame.ring(county.outline)
    assert county.sketch
    assert 60 <= len(outline) <= 90
    assert area(outline) == pytest.approx(1120, rel=0.01)
    assert len(county.cells) == 11
    filled = sum(area(frame.ring(ring)) for cell in county.cells for ring in cell.rings)
    assert filled == pytest.approx(area(outline), rel=0.002)
    for cell in county.cells:
        assert inside_any(cell.seat, cell.rings)
        assert inside_any(cell.label, cell.rings)


def test_the_shipped_map_is_what_the_seats_and_the_outline_give():
    county = county_map()
    again = map_drawing.draw(county.code, county.outline, map_drawing.seats_of(county.code))
    frame = frame_of(county.outline)
    for cell, drawn in zip(county.cells, again["cells"], strict=True):
        assert cell.code == drawn["code"]
        before = sum(area(frame.ring(ring)) for ring in cell.rings)
        after = sum(area(frame.ring(map(tuple, ring))) for ring in drawn["rings"])
        assert after == pytest.approx(before, abs=0.5)


def test_a_village_belongs_to_the_cell_of_its_town():
    county = county_map()
    assert county.cell("341824202204").name == "家朋乡"
    assert county.cell("341824400498") is None
    assert bounds(county.outline).width == pytest.approx(0.58, abs=0.01)
