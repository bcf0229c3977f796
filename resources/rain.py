"""The rain classes of the country, from `national/rain_classes.toml`."""

import tomllib
from datetime import timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files

from console.domain.evidence import Mark, Source
from console.domain.rain import RainClass, RainScale


@cache
def rain_scales() -> tuple[RainScale, ...]:
    text = files("resources").joinpath("national/rain_classes.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text, parse_float=Decimal)
    return tuple(
        RainScale(
            window=timedelta(hours=scale["window_hours"]),
            classes=tuple(
                RainClass(one["name"], Decimal(one["from"]), one["tone"])
                for one in scale["classes"]
            ),
            source=Source(scale["source"], mark=Mark(scale["mark"])),
        )
        for scale in raw["scale"]
    )
