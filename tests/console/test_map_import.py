"""A layer brought in through the window: looked at first, kept with its source, never by a guess."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.domain import crs
from console.domain.changes import Kind
from console.domain.crs import Crs
from console.domain.entry import Entry
from console.domain.map_layer import LayerKind, MapLayer
from console.domain.refuge import Shelter, ShelterKind
from console.domain.refused import Refused
from console.domain.risk import RiskKind, RiskPoint
from console.domain.shape import unpack
from console.panes.situation.commands import COMMANDS
from console.panes.situation.page import SituationPane as PANE
from console.runtime.commands import Registry
from console.services.map_layers import LayerDraft, LayerFile
from console.services.permission import SYSTEM
from console.wording.map_site import Sort
from resources.map_layers import layer_limits
from resources.places import county_map
from tests.support.situation import Desk
from tests.support.typing import press, type_text

REAL = os.environ.get("CONSOLE_REAL_DATA", "")
KEEPER = "o-05"  # may edit registers
COUNTY = county_map()
SEAT = COUNTY.cells[0].seat
RIVER = [[118.60, 30.07], [118.62, 30.09], [118.65, 30.12]]


@pytest.fixture
def desk(qtbot, themed, tmp_path):
    made = Desk(qtbot, tmp_path / "store")
    made.focus.sign(KEEPER)
    yield made
    for pane in made.shown:
        pane.close()
    qtbot.waitUntil(lambda: not made.runner.busy)
    made.runner.close()
    made.hall.close()


@pytest.fixture
def river(tmp_path):
    return written(tmp_path / "扬之河.geojson", "LineString", RIVER)


def written(path, kind, coordinates):
    geometry = {"type": kind, "coordinates": coordinates}
    path.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": geometry}))
    return path


def layers(desk):
    with desk.hall.world.store.read() as read:
        return read.find(MapLayer, order="imported_at")


def said(desk):
    """Oldest first."""
    return [one for one in reversed(desk.hall.lines()) if one.kind.startswith("layer.")]


def bring(desk, pane, path, system=Crs.WGS84):
    """The form filled as a hand does; waits for the look."""
    desk.run(pane, "situation.import_layer")
    form = pane.layer_desk.form
    form.path.field.setFocus()
    form.path.field.clear()
    type_text(form.path.field, str(path))
    form.crs.setCurrentIndex(form.crs.findData(str(system)))
    desk.qtbot.waitUntil(lambda: form.seen is not None or bool(form.refusals()))
    return form


def previewed(pane):
    return [drape.id for drape in pane.county.map.layers.drapes]


def save(desk, form, source="县水利局"):
    type_text(form.field("source"), source)
    press(form.field("source"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_the_commands_are_found_by_their_initials():
    registry = Registry(COMMANDS)
    assert [c.id for c in registry.found("drtc")] == ["situation.import_layer"]
    assert registry["situation.measure"].keys == "Alt+M"


def test_a_river_lies_on_the_map_before_it_is_kept(desk, river):
    pane = desk.show(PANE)
    form = bring(desk, pane, river)
    assert previewed(pane) == ["preview"]
    assert "预览(未保存)" in pane.county.map._arranged().legend.texts
    assert form.found.text() == "1 个要素,3 个点"
    assert form.name.text() == "扬之河"
    assert layers(desk) == []
    save(desk, form)
    desk.qtbot.waitUntil(lambda: previewed(pane) not in ([], ["preview"]))
    (kept,) = layers(desk)
    assert (kept.name, kept.kind, kept.crs) == ("扬之河", LayerKind.RIVER, Crs.WGS84)
    assert (kept.source, kept.file_name, kept.imported_by) == ("县水利局", river.name, KEEPER)
    assert unpack(kept.shapes)[0].parts[0] == tuple(map(tuple, RIVER))
    assert previewed(pane) == [kept.id]
    assert pane.county.strip.switches[kept.id].text() == "扬之河"
    assert [line.kind for line in said(desk)] == ["layer.import"]
    assert desk.said[-1].text == "图层已存本机"


def test_what_is_said_to_be_gcj_is_converted(desk, tmp_path):
    shifted = [list(crs.gcj_of_wgs(tuple(point))) for point in RIVER]
    pane = desk.show(PANE)
    form = bring(desk, pane, written(tmp_path / "河.json", "LineString", shifted), Crs.GCJ02)
    save(desk, form)
    desk.qtbot.waitUntil(lambda: len(layers(desk)) == 1)
    first = unpack(layers(desk)[0].shapes)[0].parts[0][0]
    assert first == pytest.approx(RIVER[0], abs=2e-6)


def test_gcj_taken_for_wgs_is_warned_about_and_kept_as_said(desk, tmp_path):
    told = [list(crs.gcj_of_wgs(point)) for point in COUNTY.outline]
    pane = desk.show(PANE)
    form = bring(desk, pane, written(tmp_path / "界.json", "LineString", told))
    assert "按 GCJ-02 更吻合。只是提示" in form.hint.text()
    save(desk, form)
    desk.qtbot.waitUntil(lambda: len(layers(desk)) == 1)
    (kept,) = layers(desk)
    assert kept.crs is Crs.WGS84
    assert unpack(kept.shapes)[0].parts[0][0] == pytest.approx(told[0], abs=1e-6)


def test_swapped_axes_are_offered_and_taken_when_ticked(desk, tmp_path):
    turned = [[lat, lon] for lon, lat in RIVER]
    pane = desk.show(PANE)
    form = bring(desk, pane, written(tmp_path / "河.json", "LineString", turned))
    assert "像是纬度写在了前面" in form.refusals()[0]
    assert previewed(pane) == []
    press(form.swapped, Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: form.seen is not None)
    assert form.refusals() == []
    save(desk, form)
    desk.qtbot.waitUntil(lambda: len(layers(desk)) == 1)
    assert layers(desk)[0].swapped


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("不是 JSON", "文件不是 JSON,第 1 行读不下去。"),
        ('{"type": "FeatureCollection", "features": []}', "文件里没有可画的要素。"),
        ('{"type": "Point", "coordinates": [NaN, 30]}', "坐标里有“NaN”,不是数。"),
        ('{"type": "Point", "coordinates": [39500000, 3330000]}', "像是投影坐标(米)"),
        ('{"type": "Polygon", "coordinates": [[[118, 30], [118, 31]]]}', "围不成面"),
    ],
)
def test_a_file_that_is_no_layer_says_why_and_the_form_keeps_all(desk, tmp_path, text, sentence):
    path = tmp_path / "坏.geojson"
    path.write_text(text)
    pane = desk.show(PANE)
    form = bring(desk, pane, path)
    assert sentence in form.refusals()[0]
    assert form.path.value() == str(path)
    save(desk, form)
    desk.qtbot.waitUntil(lambda: bool(form.refusals()) and not desk.runner.busy)
    assert layers(desk) == []
    assert form.field("source").text() == "县水利局"


def test_an_open_ring_is_closed_and_said(desk, tmp_path):
    ring = [[118.6, 30.0], [118.7, 30.0], [118.7, 30.1]]
    form = bring(desk, desk.show(PANE), written(tmp_path / "面.json", "Polygon", [ring]))
    assert form.found.text() == "1 个要素,4 个点\n1 个未闭合的环已闭合。"


def test_a_hundred_megabytes_are_refused_before_a_byte_is_read(desk, tmp_path):
    path = tmp_path / "大.geojson"
    with path.open("wb") as out:
        out.truncate(100_000_000)
    form = bring(desk, desk.show(PANE), path)
    assert form.refusals() == ["文件 100 MB,上限 20 MB,没有读取。请先在制图软件里简化或裁到本县。"]
    assert layer_limits().most_bytes < 100_000_000


def test_esc_takes_the_preview_away_and_keeps_the_form(desk, river):
    pane = desk.show(PANE)
    form = bring(desk, pane, river)
    press(form.name, Qt.Key.Key_Escape)
    assert desk.drawer.sheet is None
    assert previewed(pane) == []
    desk.run(pane, "situation.import_layer")
    assert form.path.value() == str(river)
    assert previewed(pane) == ["preview"]


@pytest.mark.real_data
@pytest.mark.skipif(not REAL, reason="CONSOLE_REAL_DATA is not set: no real data to read")
def test_a_real_railway_and_the_surveyed_border_come_through_the_window(desk):
    pane = desk.show(PANE)
    folder = Path(REAL) / "map"
    for name in ("rail_hanghuang_near_jixi_odbl_wgs84.geojson", "jixi_341824_wgs84.geojson"):
        before = len(layers(desk))
        form = bring(desk, pane, folder / name)
        assert (form.refusals(), form.hint.text()) == ([], "")
        save(desk, form)
        desk.qtbot.waitUntil(lambda count=before: len(layers(desk)) == count + 1)
        desk.qtbot.waitUntil(lambda: desk.drawer.sheet is None)
    assert [one.features for one in layers(desk)] == [1, 1]


# Managing -------------------------------------------------------------------------------------


def taken(desk, river, name="扬之河"):
    service = desk.context[0].map_layers
    seen = service.look(LayerFile(str(river), Crs.WGS84))
    return service.take(KEEPER, LayerDraft(name, LayerKind.RIVER, "县水利局"), seen)[0]


def test_a_layer_is_renamed_and_removed_with_a_reason(desk, river):
    id_ = taken(desk, river)
    pane = desk.show(PANE)
    desk.run(pane, "situation.manage_layers")
    sheet = pane.layer_desk.sheet
    sheet.table.choose(id_)
    sheet.name.clear()
    type_text(sheet.name, "登源河")
    sheet.submit()
    desk.qtbot.waitUntil(lambda: layers(desk)[0].name == "登源河")
    desk.settle(pane, 2)
    QTest.mouseClick(sheet.remove_button, Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: sheet.refusals() == ["移除要写明原因。"])
    type_text(sheet.reason, "数据过时")
    QTest.mouseClick(sheet.remove_button, Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: layers(desk)[0].archived_at is not None)
    desk.qtbot.waitUntil(lambda: previewed(pane) == [])
    assert layers(desk)[0].archived_why == "数据过时"
    assert [line.kind for line in said(desk)] == ["layer.import", "layer.rename", "layer.remove"]
    assert id_ not in pane.county.strip.switches


def test_two_layers_never_share_a_name(desk, river):
    taken(desk, river)
    with pytest.raises(Refused) as no:
        taken(desk, river)
    assert no.value.code == "layer_name_taken"


def test_who_keeps_no_registers_is_told_so_on_the_greyed_command(desk, river):
    desk.focus.sign("o-06")
    pane = desk.show(PANE)
    command = next(c for c in COMMANDS if c.id == "situation.import_layer")
    assert "权限" in command.when(pane)
    assert not any(button.isEnabled() for button in pane.county.strip._registers)
    service = desk.context[0].map_layers
    seen = service.look(LayerFile(str(river), Crs.WGS84))
    with pytest.raises(Refused):
        service.take("o-06", LayerDraft("河", LayerKind.RIVER, "电话"), seen)


def test_the_measure_command_begins_and_ends_it(desk):
    pane = desk.show(PANE)
    desk.run(pane, "situation.measure")
    assert pane.county.map.measure is not None
    desk.run(pane, "situation.measure")
    assert pane.county.map.measure is None


# Switches ---------------------------------------------------------------------------------------


def registers(desk):
    gone = datetime(2024, 6, 1, tzinfo=UTC)
    with desk.hall.world.store.write(SYSTEM, "seed") as w:
        w.log(Entry(kind="seeded", subject_kind=Kind.SHELTER, subject_id="s0", at=w.now))
        for n, archived in enumerate((None, None, gone)):
            lon, lat = SEAT[0] + 0.01 * n, SEAT[1]
            w.save(
                RiskPoint(
                    id=f"r{n}", code=f"R{n}", name=f"隐患点{n}", kind=RiskKind.GEOLOGICAL,
                    lon=lon, lat=lat, households=3, people=11, archived_at=archived,
                )
            )  # fmt: skip
            w.save(
                Shelter(
                    id=f"s{n}", code=f"S{n}", name=f"安置点{n}", kind=ShelterKind.INDOOR,
                    place_id=COUNTY.cells[0].code, capacity=80, archived_at=archived,
                )
            )  # fmt: skip


def shown(pane, sort):
    return sum(m.count for m, _ in pane.county.map.drawn().marks if m.shape == sort)


def test_a_figure_key_switches_a_layer_and_what_left_the_register_is_not_shown(desk):
    registers(desk)
    pane = desk.show(PANE)
    assert shown(pane, Sort.RISK) == 0
    row = pane.county.strip.switches[Sort.RISK]
    assert row.accessibleName() == "图层 风险点 2 处 5"
    press(pane.county.map, Qt.Key.Key_5)
    assert row.isChecked()
    assert shown(pane, Sort.RISK) == 2
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert shown(pane, Sort.RISK) == 0


def test_the_switches_stay_as_each_officer_left_them(desk):
    registers(desk)
    pane = desk.show(PANE)
    press(pane.county.map, Qt.Key.Key_7)
    assert shown(pane, Sort.SHELTER) == 2
    desk.qtbot.waitUntil(lambda: not desk.runner.busy)
    desk.focus.sign("o-06")
    desk.qtbot.waitUntil(lambda: shown(pane, Sort.SHELTER) == 0)
    desk.focus.sign(KEEPER)
    desk.qtbot.waitUntil(lambda: shown(pane, Sort.SHELTER) == 2)


def test_what_stands_at_its_townships_seat_says_so(desk):
    registers(desk)
    pane = desk.show(PANE)
    press(pane.county.map, Qt.Key.Key_7)
    (site, _) = (s for s in pane.facts.sites if s.sort == Sort.SHELTER)
    assert site.lines[-1] == "位置为所在乡镇"
    assert "可容 80 人" in site.lines[1]


def test_a_hidden_layer_stays_in_the_list_and_leaves_the_map(desk, river):
    id_ = taken(desk, river)
    pane = desk.show(PANE)
    assert previewed(pane) == [id_]
    QTest.mouseClick(pane.county.strip.switches[id_], Qt.MouseButton.LeftButton)
    assert previewed(pane) == []
    assert not pane.county.strip.switches[id_].isChecked()
