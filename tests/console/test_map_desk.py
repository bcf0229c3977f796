"""The page's map: a true scale, the position under the pointer, cards, crowds, and measuring."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from console.domain.geo import Frame
from console.domain.measure import enclosed, legs, round_length
from console.domain.shape import Form, Shape
from console.theme import apply
from console.widgets.map_cluster import gathered
from console.widgets.map_desk import MapDesk
from console.widgets.map_layers import Drape, Fill, Layers, Legend, Mark
from console.widgets.map_marks import SIZES, pixmap
from console.widgets.map_view import MapView
from resources.places import county_map
from tests.support.typing import press

COUNTY = county_map()
SEATS = {cell.name: cell.seat for cell in COUNTY.cells}
NAMES = tuple(SEATS)
near = st.floats(-20, 20)


def mark(kind, id_, at, **more):
    return Mark(kind, kind, id_, at, f"{kind} {id_}", lines=("类别 · 地点", "最近一次"), **more)


def spread_out(count):
    """So many shelters around a seat, a hundred metres from one to the next."""
    x, y = SEATS["华阳镇"]
    return tuple(mark("shelter", str(n), (x + 0.001 * n, y)) for n in range(count))


LAYERS = Layers(
    fills=tuple(Fill(c.code, "98 mm", "rain4") for c in COUNTY.cells),
    marks=(
        mark("risk", "r1", SEATS["家朋乡"]),
        mark("reservoir", "w1", SEATS["上庄镇"]),
        *spread_out(12),
    ),
    legend=Legend((("rain4", "50–100"),)),
)


@pytest.fixture
def view(qtbot, themed):
    made = MapDesk()
    qtbot.addWidget(made)
    made.set_county(COUNTY)
    made.set_layers(LAYERS)
    made.resize(916, 476)
    made.show()
    made.setFocus()
    return made


def click(view, x, y):
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(x, y))


def spot(view, id_):
    return next(s for m, s in view.drawn().marks if m.id == id_)


# Signs ---------------------------------------------------------------------------------------


def test_signs_of_one_kind_gather_under_their_number_and_part_when_near(view):
    crowds = [m for m, _ in view.drawn().marks if m.shape == "shelter"]
    assert [m.count for m in crowds] == [12]
    assert crowds[0].label.endswith("等 12 处")
    for _ in range(12):
        view.zoom_in()
    assert sum(m.shape == "shelter" for m, _ in view.drawn().marks) > 1
    assert sum(m.count for m, _ in view.drawn().marks if m.shape == "shelter") == 12


def test_a_few_incidents_at_one_place_stay_apart_and_many_gather():
    def incidents(count):
        return [(mark("incident", str(n), (0, 0)), QPointF(50, 50)) for n in range(count)]

    assert len(gathered(incidents(4), 34)) == 4
    assert [m.count for m, _ in gathered(incidents(200), 34)] == [200]


@given(
    st.lists(st.tuples(st.sampled_from(sorted(SIZES)), near, near), max_size=60), st.floats(0, 90)
)
def test_no_sign_is_lost_in_a_crowd_and_no_kind_hides_another(points, reach):
    placed = [
        (mark(kind, str(n), (0, 0)), QPointF(10 * x, 10 * y))
        for n, (kind, x, y) in enumerate(points)
    ]
    found = gathered(placed, reach)
    assert sum(m.count for m, _ in found) == len(points)
    assert {one.shape for m, _ in found for one in m.members or (m,)} == {k for k, _, _ in points}
    assert all(len({one.shape for one in m.members}) <= 1 for m, _ in found)


def test_every_kind_has_a_shape_of_its_own_in_every_theme(themed):
    for theme in ("dark", "light", "contrast"):
        apply(themed, theme)
        drawn = [pixmap(kind, "ink", 1.0, 1.0).toImage() for kind in SIZES]
        assert all(a != b for n, a in enumerate(drawn) for b in drawn[:n])
    apply(themed, "dark")


# Cards ---------------------------------------------------------------------------------------


def test_a_click_opens_the_card_with_kind_place_and_last_word(view):
    at = spot(view, "r1").toPoint()
    click(view, at.x(), at.y())
    assert view.card.isVisible()
    assert view.card.accessibleName() == "risk r1\n类别 · 地点\n最近一次"
    press(view, Qt.Key.Key_Escape)
    assert not view.card.isVisible()
    assert view.chosen() is not None


def test_arrows_and_enter_open_a_card_without_a_mouse(view):
    press(view, Qt.Key.Key_Right)
    press(view, Qt.Key.Key_Return)
    assert view.card.text().startswith("reservoir w1")
    press(view, Qt.Key.Key_Right)
    assert not view.card.isVisible()


def test_the_card_of_a_crowd_names_its_members(view):
    at = spot(view, "0").toPoint()
    click(view, at.x(), at.y())
    assert view.card.text().startswith("共 12 处\nshelter 0")
    assert view.card.text().endswith("另有 4 处,放大后分开")


def test_a_card_goes_when_its_sign_goes(view):
    press(view, Qt.Key.Key_Right)
    press(view, Qt.Key.Key_Return)
    view.set_layers(replace(LAYERS, marks=()))
    assert not view.card.isVisible()


def test_walking_to_a_sign_out_of_sight_brings_it_into_view(view):
    view.zoom_by(6.0, QPointF(100, 240))
    for _ in range(len(view.drawn().marks)):
        press(view, Qt.Key.Key_Right)
        assert view._arranged().room.contains(spot(view, view.chosen().id))


# Position, scale, closeness ----------------------------------------------------------------------


def test_the_position_under_the_pointer_is_read_out(view):
    at = view.view().at(SEATS["华阳镇"])
    QTest.mouseMove(view, at.toPoint())
    lon, lat = SEATS["华阳镇"]
    assert view.position() == pytest.approx((lon, lat), abs=0.002)
    assert view.readout().endswith("WGS84")


def test_a_double_click_comes_nearer_and_home_shows_the_whole(view):
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    assert view.zoom == 2.0
    press(view, Qt.Key.Key_Home)
    assert view.zoom == 1.0


def test_a_pan_moves_every_sign_by_the_same_way(view):
    view.zoom_by(3.0)
    before = spot(view, "r1")
    press(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert spot(view, "r1") - before == QPointF(60, 0)
    assert view.view().at(SEATS["家朋乡"]) == spot(view, "r1")


def test_what_was_panned_looks_as_if_painted_anew(view):
    view.zoom_by(3.0)
    view.grab()
    view.pan_by(QPointF(40, 25))
    view.drawn()
    settled = view.grab().toImage()
    view.set_layers(Layers())
    view.set_layers(LAYERS)
    assert view.grab().toImage() == settled


def test_ground_that_came_into_sight_piece_by_piece_has_no_seams(view):
    """Unknown is hatched: a seam would show. Dashes begin anew at a piece until the hand rests."""
    river = Drape("l1", "河", "layer_river", (Shape(Form.LINE, (COUNTY.outline,)),))
    unknown = tuple(Fill(cell.code, "—") for cell in COUNTY.cells)
    view.set_layers(replace(LAYERS, fills=unknown, drapes=(river,)))
    view.zoom_by(4.0)
    view.grab()
    for step in range(40):
        view.pan_by(QPointF(13, -5 if step % 2 else 9))
        pieced = view.grab().toImage()
    view._ground = None
    whole = view.grab().toImage()
    apart = max(abs(a - b) for a, b in zip(bytes(pieced.bits()), bytes(whole.bits()), strict=True))
    assert apart <= 8  # of 255: letters and edges rounded otherwise


def test_the_tile_on_the_wall_has_no_tools(qtbot, themed):
    tile = MapView()
    qtbot.addWidget(tile)
    tile.set_county(COUNTY)
    tile.show()
    press(tile, Qt.Key.Key_M)
    assert not hasattr(tile, "measure")
    assert not tile.hasMouseTracking()


# Measuring ----------------------------------------------------------------------------------


def test_clicks_measure_each_leg_and_the_whole(view):
    press(view, Qt.Key.Key_M)
    for x, y in ((300, 200), (400, 200), (400, 300)):
        click(view, x, y)
    km = 100 / view.view().scale
    assert view.measure.text(view.view().frame) == f"量距 2 段 · 共 {2 * km:.1f} km"
    assert view.accessibleDescription() == f"量距 2 段 · 共 {2 * km:.1f} km"
    press(view, Qt.Key.Key_C)
    assert "面积" in view.accessibleDescription()
    press(view, Qt.Key.Key_Escape)
    assert view.measure is None


def test_a_click_on_the_first_point_closes_the_line(view):
    press(view, Qt.Key.Key_M)
    for x, y in ((300, 200), (400, 200), (400, 300), (302, 203)):
        click(view, x, y)
    assert view.measure.closed
    click(view, 500, 200)
    assert len(view.measure.points) == 1


def test_arrows_and_space_measure_without_a_mouse(view):
    press(view, Qt.Key.Key_M)
    press(view, Qt.Key.Key_Space)
    for _ in range(10):
        press(view, Qt.Key.Key_Right)
    press(view, Qt.Key.Key_Space)
    assert (
        view.measure.text(view.view().frame) == f"量距 1 段 · 共 {80 / view.view().scale:.1f} km"
    )
    press(view, Qt.Key.Key_Backspace)
    assert len(view.measure.points) == 1


def test_measured_points_stay_where_they_are_on_the_ground(view):
    press(view, Qt.Key.Key_M)
    click(view, 300, 200)
    at = view.measure.points[0]
    view.zoom_by(2.0, QPointF(300, 200))
    assert view.view().at(at).toPoint() == QPoint(300, 200)


def test_measuring_picks_nothing(view, qtbot):
    press(view, Qt.Key.Key_M)
    at = spot(view, "r1").toPoint()
    with qtbot.assertNotEmitted(view.picked):
        click(view, at.x(), at.y())


@given(st.lists(st.tuples(near, near), min_size=2, max_size=12))
def test_no_way_is_shorter_than_the_straight_one(km):
    frame = Frame(118.6, 30.1)
    points = [frame.degrees(point) for point in km]
    straight = legs(frame, (points[0], points[-1]))[0]
    assert sum(legs(frame, points)) >= straight - 1e-6


@given(st.floats(0.1, 20), st.floats(0.1, 20))
def test_a_rectangle_holds_its_sides_multiplied(wide, high):
    frame = Frame(118.6, 30.1)
    corners = [(0, 0), (wide, 0), (wide, high), (0, high)]
    assert enclosed(frame, [frame.degrees(c) for c in corners]) == pytest.approx(wide * high)


@given(st.floats(0.001, 10_000))
def test_a_scale_bar_is_round_and_never_too_long(most):
    length = round_length(most)
    assert length <= most * (1 + 1e-6)
    assert length > most * 0.399
    assert f"{length:e}"[0] in "125"


# Imported shapes -----------------------------------------------------------------------------


def test_an_imported_river_is_painted_and_named_in_the_legend(view):
    bare = view.grab().toImage()
    line = tuple(COUNTY.outline[:20])
    river = Drape("l1", "扬之河", "layer_river", (Shape(Form.LINE, (line,)),))
    legend = replace(LAYERS.legend, lines=(("layer_river", "扬之河"),))
    view.set_layers(replace(LAYERS, drapes=(river,), legend=legend))
    assert view.grab().toImage() != bare
    assert "扬之河" in view._arranged().legend.texts
