"""Draws a county's generalised map from an outline and its seats, and writes `maps/county.json`.

Run by hand when a seat moves or a better outline is at hand:

    python -m resources.map_drawing 341824 outline.geojson

The outline is thinned to about half a kilometre, cells are cut around the seats, and the point
where each name reads best is found, all of which would be waste to repeat at every start.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from console.domain.cells import cells, main_piece, roomiest
from console.domain.geo import Frame, Point, Ring, area, frame_of, simplify
from console.domain.place import PlaceKind
from resources.places import load, neighbours

TOLERANCE_KM = 0.5
CRUMB_KM2 = 0.05  # pieces smaller than this are the cut's own noise
NAME_STRETCH = 1.6  # a name with its figure is wider than it is high
PLACES = 4  # a ten-thousandth of a degree is eleven metres: more would pretend to a survey


def draw(
    county: str, outline: Sequence[Point], seats: Mapping[str, tuple[str, Point]]
) -> dict[str, Any]:
    """The file's content for an outline in degrees and seats by code: (name, degrees)."""
    frame = frame_of(outline)
    ring = simplify(frame.ring(outline), TOLERANCE_KM)
    if area(ring) < 0:
        ring = ring[::-1]
    at = {code: frame.km(*seat) for code, (_, seat) in seats.items()}
    cut = cells(ring, at)
    return {
        "code": county,
        "sketch": True,
        "outline": _degrees(frame, ring),
        "cells": [
            {
                "code": code,
                "name": seats[code][0],
                "seat": _rounded(seats[code][1]),
                "label": _rounded(
                    frame.degrees(roomiest(main_piece(pieces, at[code]), NAME_STRETCH))
                ),
                "rings": [_degrees(frame, one) for one in pieces if abs(area(one)) > CRUMB_KM2],
            }
            for code, pieces in cut.items()
        ],
    }


def seats_of(county: str) -> dict[str, tuple[str, Point]]:
    return {
        place.code: (place.name, (place.lon, place.lat))
        for place in load(county)
        if place.kind is PlaceKind.TOWNSHIP and place.lon is not None and place.lat is not None
    }


def _degrees(frame: Frame, ring: Ring) -> list[list[float]]:
    return [_rounded(frame.degrees(point)) for point in ring]


def _rounded(point: Point) -> list[float]:
    return [round(point[0], PLACES), round(point[1], PLACES)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("county")
    parser.add_argument("outline", type=Path, help="GeoJSON, WGS84, one polygon")
    wanted = parser.parse_args()
    shape = json.loads(wanted.outline.read_text(encoding="utf-8"))["geometry"]["coordinates"]
    ring = shape[0][0] if isinstance(shape[0][0][0], list) else shape[0]
    drawn = draw(wanted.county, [(x, y) for x, y in ring[:-1]], seats_of(wanted.county))
    drawn["neighbours"] = [
        [place.name, [place.lon, place.lat]]
        for place in neighbours(wanted.county)
        if place.lon is not None
    ]
    target = Path(__file__).parent / "counties" / wanted.county / "maps" / "county.json"
    target.write_text(json.dumps(drawn, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
