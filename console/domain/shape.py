"""What an imported layer is made of: points, lines and areas with their names."""

from enum import StrEnum

from console.domain.geo import Ring
from console.domain.record import dataclass


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
