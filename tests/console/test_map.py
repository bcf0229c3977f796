"""The map: names that never overlap, unknown that reads —, signs picked by hand and by key."""

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtTest import QTest

from console.domain.geo import inside_any
from console.theme import apply
from console.theme.tokens import color
from console.widgets.map_layers import Fill, Layers, Legend, Link, Mark
from console.widgets.map_view import MapView
from resources.places import county_map
from tests.support.typing import press

COUNTY = county_map()
SEATS = {cell.name: cell.seat for cell in COUNTY.cells}
FIGURES = {
    "上庄镇": ("98 mm", "rain4"),
    "长安镇": ("121 mm", "rain5"),
    "板桥头乡": ("104 mm", "rain5"),
    "扬溪镇": ("139 mm", "rain5"),
    "金沙镇": ("131 mm", "rain5"),
    "伏岭镇": ("203 mm", "rain5"),
    "家朋乡": ("212 mm", "rain5"),
    "荆州乡": ("—", ""),
    "瀛洲镇": ("176 mm", "rain5"),
    "华阳镇": ("148 mm", "rain5"),
    "临溪镇": ("298.7 mm", "rain6"),
}
LAYERS = Layers(
    fills=tuple(Fill(c.code, *FIGURES[c.name]) for c in COUNTY.cells),
    marks=(
        Mark("depot", "depot", "d1", SEATS["华阳镇"], "县物资库"),
        Mark("team", "team", "t1", SEATS["华阳镇"], "县抢险队"),
        Mark("team", "team", "t2", SEATS["伏岭镇"], "伏岭镇应急队"),
        Mark("incident", "incident", "i1", (118.80, 30.20), "尚村山洪"),
    ),
    links=(Link(SEATS["伏岭镇"], (118.80, 30.20), "伏岭镇应急队 12 人 → 尚村"),),
    legend=Legend((("rain5", "100–250"), ("", "未知")), (("team", "队伍"),), "按 24 小时等级着色"),
)


@pytest.fixture
def view(qtbot, themed):
    made = MapView()
    qtbot.addWidget(made)
    made.set_county(COUNTY)
    made.set_layers(LAYERS)
    made.resize(916, 476)
    made.show()
    return made


def test_every_township_has_its_name_and_its_figure(view):
    texts = view.drawn().texts
    assert len(texts) == 11
    assert "临溪镇 298.7 mm" in texts
    assert "荆州乡 —" in texts


@pytest.mark.parametrize("size", [(1240, 640), (916, 476), (620, 330), (560, 300)])
def test_names_overlap_neither_each_other_nor_the_edge(view, size):
    view.resize(*size)
    boxes = list(view.drawn().labels.values())
    assert len(boxes) == 11
    assert not [1 for a, b in combinations(boxes, 2) if a.intersects(b)]
    room = QRectF(view.rect())
    assert all(room.contains(box) for box in boxes)


def test_signs_at_one_seat_stand_side_by_side(view):
    depot, team = (spot for mark, spot in view.drawn().marks if mark.id in {"d1", "t1"})
    assert (depot - team).manhattanLength() >= 12


def test_a_click_on_a_sign_picks_it_and_on_land_its_township(view, qtbot):
    spot = next(s for m, s in view.drawn().marks if m.id == "i1")
    with qtbot.waitSignal(view.picked) as picked:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=spot.toPoint())
    assert picked.args == ["incident", "i1"]
    name = view.drawn().labels["341824103"].center()
    with qtbot.waitSignal(view.picked) as picked:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=name.toPoint())
    assert picked.args == ["place", "341824103"]


def test_the_arrows_walk_from_west_to_east_and_enter_opens(view, qtbot):
    walked = []
    for _ in range(4):
        press(view, Qt.Key.Key_Right)
        walked.append(view.chosen().id)
    xs = {m.id: s.x() for m, s in view.drawn().marks}
    assert [xs[one] for one in walked] == sorted(xs.values())
    with qtbot.waitSignal(view.picked) as picked:
        press(view, Qt.Key.Key_Return)
    assert picked.args[1] == walked[-1]
    assert view.accessibleDescription()
    press(view, Qt.Key.Key_Escape)
    assert view.chosen() is None


def test_plus_comes_nearer_and_zero_shows_the_whole_county(view):
    press(view, Qt.Key.Key_Plus)
    press(view, Qt.Key.Key_Plus)
    assert view.zoom > 1.5
    press(view, Qt.Key.Key_0)
    assert view.zoom == 1.0
    press(view, Qt.Key.Key_Minus)
    assert view.zoom == 1.0


def test_the_point_under_the_pointer_stays_when_zooming(view):
    pointer = QPointF(300, 200)
    before = view.area_at(pointer)
    view.zoom_by(2.0, pointer)
    assert view.area_at(pointer) == before


def test_a_drag_moves_a_near_map_and_picks_nothing(view, qtbot):
    view.zoom_by(3.0)
    before = view.drawn().marks[0][1]
    with qtbot.assertNotEmitted(view.picked):
        QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(400, 200))
        QTest.mouseMove(view, QPoint(440, 230))
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(440, 230))
    assert view.drawn().marks[0][1] != before


def test_a_choice_that_is_gone_is_forgotten(view):
    press(view, Qt.Key.Key_Right)
    view.set_layers(Layers(LAYERS.fills))
    assert view.chosen() is None


def test_a_position_lies_in_the_area_that_the_map_paints(view):
    for cell in COUNTY.cells:
        assert inside_any(cell.seat, cell.rings)
        spot = view._arranged().view.at(cell.seat)
        assert view.area_at(spot) == cell.code


def test_the_sketch_says_so_and_names_its_scale(view):
    words = view._arranged().legend.texts
    assert "按 24 小时等级着色 · 示意图" in words
    assert "未知" in words


def test_unknown_is_hatched_and_a_theme_switch_paints_anew(view, themed):
    dark = view.grab().toImage()
    apply(themed, "light")
    light = view.grab().toImage()
    apply(themed, "dark")
    assert dark != light
    assert view.grab().toImage() == dark


def test_around_the_county_is_the_panels_own_colour_in_every_theme(view, themed):
    for name in ("dark", "light", "contrast"):
        apply(themed, name)
        view.set_layers(LAYERS)
        edge = view.grab().toImage().pixelColor(4, view.height() // 2)
        assert edge == color("surface")
    apply(themed, "dark")
