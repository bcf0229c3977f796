"""The county's map with 200 signs: how long a repaint takes while a hand pans and zooms.

Run as a process of its own; prints one line of JSON. The map is as large as on a 1920 screen, a
layer of rivers lies on it, and every step is painted before the next one comes.
"""

import argparse
import json
import random
import sys
import time
from pathlib import Path

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from console import theme
from console.domain.geo import bounds
from console.domain.shape import Form, Shape
from console.widgets.map_desk import MapDesk
from console.widgets.map_layers import Drape, Fill, Layers, Legend, Mark
from resources.places import county_map
from tests.bench.measure import Figure, answer, python

SIGNS = 200
RIVERS, BENDS = 40, 250
SIZE = (1844, 1000)
STEPS = 200
ZOOMS = 60
LIMIT_MS = 33.0
KINDS = ("incident", "team", "depot", "risk", "reservoir", "shelter", "vehicle", "under_way")


def figures(_folder: Path) -> list[Figure]:
    took = answer(python("-m", "tests.bench.mapping", "--run"))
    return [
        Figure("地图 200 个标记:平移重绘 p99", took["pan_p99"], LIMIT_MS, "ms"),
        Figure("  平移重绘 最长", took["pan_max"], None, "ms"),
        Figure("  停手后重新排布", took["settle"], None, "ms"),
        Figure("  缩放重绘 p99", took["zoom_p99"], None, "ms"),
    ]


def content() -> Layers:
    county, chance = county_map(), random.Random(341824)
    box = bounds(county.outline)

    def somewhere() -> tuple[float, float]:
        return chance.uniform(box.left, box.right), chance.uniform(box.bottom, box.top)

    marks = []
    for number in range(SIGNS):
        kind = KINDS[number % len(KINDS)]
        marks.append(Mark(kind, kind, f"{kind}{number}", somewhere(), f"标记 {number}"))
    rivers = []
    for _ in range(RIVERS):
        line = [somewhere()]
        for _ in range(BENDS):
            x, y = line[-1]
            line.append((x + chance.gauss(0, 0.003), y + chance.gauss(0, 0.003)))
        rivers.append(Shape(Form.LINE, (tuple(line),)))
    return Layers(
        fills=tuple(Fill(cell.code, "123 mm", "rain5") for cell in county.cells),
        marks=tuple(marks),
        legend=Legend((("rain5", "100–250"),), (), "按 24 小时等级着色"),
        drapes=(Drape("r", "河流", "layer_river", tuple(rivers)),),
    )


def _timed(view: MapDesk, target: QPixmap) -> float:
    began = time.perf_counter()
    view.render(target)
    return (time.perf_counter() - began) * 1000


def _p99(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, round(len(times) * 0.99))]


def run() -> dict[str, float]:
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.apply(application, "dark", 1.0)
    view = MapDesk()
    view.set_county(county_map())
    view.set_layers(content())
    view.resize(*SIZE)
    view.show()
    target = QPixmap(view.size())
    for _ in range(3):
        _timed(view, target)
    view.zoom_by(4.0)
    _timed(view, target)
    pans, settles, zooms = [], [], []
    for step in range(STEPS):  # a hand that draws circles over the county
        way = QPointF(*((11, 4), (-4, 11), (-11, -4), (4, -11))[step // 50])
        view.pan_by(way)
        pans.append(_timed(view, target))
    for _ in range(10):
        view.pan_by(QPointF(7, 3))
        began = time.perf_counter()
        view.drawn()  # as when the hand rests
        view.render(target)
        settles.append((time.perf_counter() - began) * 1000)
    for step in range(ZOOMS):
        view.zoom_by(1.25 if step // 6 % 2 == 0 else 0.8, QPointF(900, 500))
        zooms.append(_timed(view, target))
    return {
        "pan_p99": _p99(pans),
        "pan_max": max(pans),
        "settle": max(settles),
        "zoom_p99": _p99(zooms),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", action="store_true", required=True)
    parser.parse_args()
    sys.stdout.write(json.dumps(run()) + "\n")
