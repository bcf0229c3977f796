"""The metrics and the county's plan files, as they come with the program.

A plan that the county has entered itself lives in the store; these are the first versions.
"""

import tomllib
from decimal import Decimal
from functools import cache
from importlib.resources import files

from console.domain.metric import Metric, metrics_from


@cache
def metrics() -> dict[str, Metric]:
    text = files("resources").joinpath("national/metrics.toml").read_text(encoding="utf-8")
    return metrics_from(tomllib.loads(text, parse_float=Decimal))


def plan_texts(county: str = "341824") -> tuple[tuple[str, str], ...]:
    """File name and text of each plan of the county, in the order of names."""
    folder = files("resources").joinpath(f"counties/{county}/plans")
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return tuple((file.name, file.read_text(encoding="utf-8")) for file in found)
