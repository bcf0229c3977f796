"""How large an imported layer may be, from `national/map_layers.toml`."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class LayerLimits(NamedTuple):
    """Bytes of a file before it is read, positions in it while it is."""

    most_bytes: int
    most_points: int


@cache
def layer_limits() -> LayerLimits:
    text = files("resources").joinpath("national/map_layers.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    return LayerLimits(raw["most_bytes"], raw["most_points"])
