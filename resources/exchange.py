"""The county's rules of the exchange with the province: its links and what each carries."""

import tomllib
from collections.abc import Mapping
from typing import Any

from console.domain.evidence import Mark, Source
from console.domain.link import Lane, LinkCode, Pace, Profile
from resources.sheets import kept, text

COUNTY = "341824"


@kept
def links(county: str = COUNTY) -> Mapping[LinkCode, Profile]:
    """Every link once, in the county's order; ValueError where one is missing or twice."""
    raw = tomllib.loads(text(f"counties/{county}/rules/exchange.toml"))["link"]
    found = {row.code: row for row in map(_profile, raw)}
    if len(found) != len(raw) or set(found) != set(LinkCode):
        raise ValueError("link")
    return found


def _profile(row: Mapping[str, Any]) -> Profile:
    return Profile(
        code=LinkCode(row["code"]),
        name=row["name"],
        carries=frozenset(Lane(each) for each in row["carries"]),
        wait=row["wait"],
        pace=_pace(row),
        source=Source(row["title"], row["clause"], Mark(row["mark"])),
        note=row.get("note", ""),
    )


def _pace(row: Mapping[str, Any]) -> Pace:
    usual = Pace()
    width = row.get("kbit_per_second")
    return Pace(
        connect=float(row.get("connect", usual.connect)),
        stall=float(row.get("stall", usual.stall)),
        aim=float(row.get("aim", usual.aim)),
        first_ops=int(row.get("first_ops", usual.first_ops)),
        most_ops=int(row.get("most_ops", usual.most_ops)),
        most_bytes=int(row.get("most_kib", usual.most_bytes >> 10)) << 10,
        bytes_per_second=None if width is None else int(width) * 1000 // 8,
    )
