"""Our places and our sketch of the county, held against data that nobody on this project made."""

import csv
import json
import os
from pathlib import Path

import pytest

from console.domain.geo import inside
from console.domain.place import PlaceKind
from resources import places

FOLDER = os.environ.get("CONSOLE_REAL_DATA", "")
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not FOLDER, reason="CONSOLE_REAL_DATA is not set: no real data to read"),
]


def rows(name):
    with (Path(FOLDER) / "map" / name).open(encoding="utf-8-sig") as source:
        return list(csv.DictReader(source))


def test_every_township_and_village_of_the_statistics_bureau_is_known_by_its_code():
    ours = {place.code: place for place in places.load()}
    for row in rows("jixi_townships.csv"):
        assert ours[row["code"]].kind is PlaceKind.TOWNSHIP
    for row in rows("jixi_villages_12digit.csv"):
        assert ours[row["code"]].township_id == row["streetCode"]
    assert sum(place.kind is PlaceKind.VILLAGE for place in ours.values()) == 82


def test_the_sketch_covers_what_the_surveyed_outline_covers():
    told = json.loads((Path(FOLDER) / "map" / "jixi_341824_wgs84.geojson").read_text("utf-8"))
    ring = [tuple(point) for point in told["geometry"]["coordinates"][0][0]]
    outline = places.county_map().outline
    lons, lats = [p[0] for p in ring], [p[1] for p in ring]
    grid = [
        (
            min(lons) + (max(lons) - min(lons)) * i / 30,
            min(lats) + (max(lats) - min(lats)) * j / 30,
        )
        for i in range(31)
        for j in range(31)
    ]
    agree = sum(inside(point, ring) == inside(point, outline) for point in grid)
    assert agree / len(grid) > 0.97
