"""A GeoJSON file as a layer: what is mended is said, what is wrong is refused, a guess only warns."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain import crs
from console.domain.crs import Crs
from console.domain.geojson import read_geojson
from console.domain.layer_preview import preview
from console.domain.refused import Refused
from console.domain.shape import Form, Shape, pack, unpack
from resources.places import county_map

COUNTY = county_map()
RIVER = [[118.60, 30.07], [118.62, 30.09], [118.65, 30.12]]
RING = [[118.6, 30.0], [118.7, 30.0], [118.7, 30.1], [118.6, 30.0]]
REAL = os.environ.get("CONSOLE_REAL_DATA", "")


def feature(kind, coordinates, **properties):
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def text(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def read(*features):
    return read_geojson(text(*features), 1000)


def refusal(data, most=1000):
    with pytest.raises(Refused) as no:
        read_geojson(data, most)
    return no.value.code


def shown(coordinates, said=Crs.WGS84, kind="LineString", **more):
    return preview(read(feature(kind, coordinates)), said, COUNTY, **more)


def test_points_lines_and_areas_come_with_their_names():
    found = read(
        feature("Point", [118.6, 30.1], name="尚村"),
        feature("LineString", RIVER, 名称="扬之河"),
        feature("MultiPolygon", [[RING], [RING]]),
    )
    forms = [(shape.form, shape.name) for shape in found.shapes]
    assert forms == [
        (Form.POINT, "尚村"),
        (Form.LINE, "扬之河"),
        (Form.AREA, ""),
        (Form.AREA, ""),
    ]
    assert found.notes == ()


def test_a_bare_geometry_and_a_collection_of_them_are_read():
    bare = {"type": "LineString", "coordinates": RIVER}
    assert len(read_geojson(json.dumps(bare).encode(), 100).shapes) == 1
    many = {"type": "GeometryCollection", "geometries": [bare, bare]}
    assert len(read_geojson(json.dumps(many).encode(), 100).shapes) == 2


def test_a_file_with_a_byte_order_mark_is_read():
    assert read_geojson(b"\xef\xbb\xbf" + text(feature("Point", [118.6, 30.1])), 10).shapes


def test_an_open_ring_is_closed_and_said():
    found = read(feature("Polygon", [RING[:-1]]))
    assert found.shapes[0].parts[0][0] == found.shapes[0].parts[0][-1]
    assert found.notes == (("layer_ring_closed", 1),)


def test_heights_and_features_without_a_geometry_are_said():
    bare = {"type": "Feature", "properties": {}, "geometry": None}
    found = read(bare, feature("Point", [118.6, 30.1, 212.0]))
    assert dict(found.notes) == {"layer_no_geometry": 1, "layer_heights": 1}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"not json at all", "layer_not_json"),
        (b'{"type": "FeatureCollection", "features": [', "layer_not_json"),
        (b"[" * 100_000, "layer_not_json"),
        ("名".encode("gbk"), "layer_not_utf8"),
        (b"[1, 2]", "layer_wrong_type"),
        (b'{"type": "FeatureCollection"}', "layer_wrong_type"),
        (b'{"type": "Topology"}', "layer_geometry"),
        (text(), "layer_empty"),
        (text(feature("LineString", [])), "layer_empty"),
        (text(feature("Point", [float("nan"), 30.1])), "layer_nan"),
        (b'{"type": "Point", "coordinates": [1e999, 30.1]}', "layer_nan"),
        (text(feature("Point", ["118.6", "30.1"])), "layer_position"),
        (text(feature("Point", [True, 30.1])), "layer_position"),
        (text(feature("Point", [118.6])), "layer_position"),
        (text(feature("LineString", 5)), "layer_position"),
        (text(feature("Polygon", [RING[:2]])), "layer_ring"),
        (text(feature("Circle", [1, 2])), "layer_geometry"),
        (text("feature"), "layer_geometry"),
        (text(feature("LineString", RIVER * 5)), "layer_many_points"),
    ],
)
def test_what_is_no_layer_is_refused_with_its_reason(data, code):
    assert refusal(data, most=12) == code


def test_swapped_axes_are_told_and_mended_only_when_asked():
    turned = [[lat, lon] for lon, lat in RIVER]
    with pytest.raises(Refused) as no:
        shown(turned)
    assert (no.value.code, no.value.facts["field"]) == ("layer_swapped", "swapped")
    mended = shown(turned, swapped=True)
    assert mended.shapes[0].parts[0] == tuple(map(tuple, RIVER))
    assert mended.swapped
    assert mended.warnings == ()


def test_what_lies_elsewhere_is_taken_with_a_warning():
    assert shown([[116.4, 39.9], [116.5, 39.9]]).warnings == ("layer_elsewhere",)


@pytest.mark.parametrize(
    ("point", "code"),
    [([200.0, 30.0], "layer_range"), ([39_500_000.0, 3_330_000.0], "layer_projected")],
)
def test_what_is_no_degree_is_refused(point, code):
    with pytest.raises(Refused) as no:
        shown(point, kind="Point")
    assert no.value.code == code


def test_gcj_taken_for_wgs_is_only_warned_about():
    told = [list(crs.gcj_of_wgs(point)) for point in COUNTY.outline]
    wrong = shown(told)
    assert wrong.warnings == ("layer_rather_gcj02",)
    assert wrong.shapes[0].parts[0] == tuple(map(tuple, told))  # the guess did not act
    right = shown(told, Crs.GCJ02)
    assert right.warnings == ()
    assert right.shapes[0].parts[0][0] == pytest.approx(COUNTY.outline[0], abs=1e-5)


def test_wgs_taken_for_gcj_is_warned_about_too():
    assert shown([list(p) for p in COUNTY.outline], Crs.GCJ02).warnings == ("layer_rather_wgs84",)


def test_a_river_inside_the_county_gives_no_ground_for_a_guess():
    assert shown([list(crs.gcj_of_wgs(tuple(point))) for point in RIVER]).warnings == ()


@given(
    st.lists(
        st.tuples(st.floats(118, 119), st.floats(29, 31)).map(
            lambda p: (round(p[0], 6), round(p[1], 6))
        ),
        min_size=2,
    )
)
def test_what_was_packed_comes_back(line):
    shapes = (Shape(Form.LINE, (tuple(line),), "河"),)
    assert unpack(pack(shapes)) == shapes


@pytest.mark.real_data
@pytest.mark.skipif(not REAL, reason="CONSOLE_REAL_DATA is not set: no real data to read")
@pytest.mark.parametrize(
    "name",
    [
        "jixi_341824_wgs84.geojson",
        "rail_hanghuang_near_jixi_odbl_wgs84.geojson",
        "xuancheng_counties_and_neighbours_wgs84.geojson",
    ],
)
def test_real_files_are_taken_as_they_say_they_are(name):
    found = read_geojson((Path(REAL) / "map" / name).read_bytes(), 60_000)
    assert preview(found, Crs.WGS84, COUNTY).warnings == ()


@pytest.mark.real_data
@pytest.mark.skipif(not REAL, reason="CONSOLE_REAL_DATA is not set: no real data to read")
@pytest.mark.parametrize(
    "name", ["jixi_341824_wgs84.geojson", "xuancheng_counties_and_neighbours_wgs84.geojson"]
)
def test_the_surveyed_border_shows_a_wrong_system(name):
    found = read_geojson((Path(REAL) / "map" / name).read_bytes(), 60_000)
    assert preview(found, Crs.GCJ02, COUNTY).warnings == ("layer_rather_wgs84",)
