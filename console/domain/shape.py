"""What an imported layer is made of: points, lines and areas with their names, and how it is kept."""

import json
from collections.abc import Iterable
from enum import StrEnum

from console.domain.geo import Ring
from console.domain.record import dataclass

PLACES = 6


class Form(StrEnum):
    POINT = "point"
    LINE = "line"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Shape:
    """`parts`: points one each, lines, or an area's rings (the first outside, the rest holes)."""

    form: Form
    parts: tuple[Ring, ...]
    name: str = ""


def pack(shapes: Iterable[Shape]) -> str:
    """One compact text; six places of a degree are a tenth of a metre."""
    rows = [
        [
            shape.form.value,
            shape.name,
            [[[round(x, PLACES), round(y, PLACES)] for x, y in part] for part in shape.parts],
        ]
        for shape in shapes
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def unpack(text: str) -> tuple[Shape, ...]:
    return tuple(
        Shape(Form(form), tuple(tuple((x, y) for x, y in part) for part in parts), name)
        for form, name, parts in json.loads(text)
    )
