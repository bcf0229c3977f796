"""What is kept in the county's files about stock: transfer rules, norms per person, demo stock.

Rules and norms are read once; the demo stock states expiry as an offset (20d, 25m) from the day
of laying it in, so that the demo county always has something about to expire.
"""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from console.domain.due import Limit
from console.domain.evidence import Mark, Source
from console.domain.place import index_of
from console.domain.supply import Depot, Item, Norm, Purpose, Reserve, Tier

COUNTY = "341824"
_MONTH = 30.4375


@dataclass(frozen=True, slots=True)
class TransferRules:
    """County data: who approves, by when the paper is owed, whose number it bears."""

    approver_roles: tuple[str, ...]
    approver_source: Source
    paper: Limit
    request_paper: Limit
    organ: str
    first_number: int
    detour_percent: int
    km_per_hour: int
    expiry_days: tuple[int, ...]
    readiness: timedelta


@dataclass(frozen=True, slots=True)
class Norms:
    """What a 二级 response is to be supplied for, and the need of each item by name."""

    persons: int
    source: Source
    by_name: Mapping[str, Norm]

    def need(self, item: Item) -> int | None:
        norm = self.by_name.get(item.name)
        return None if norm is None else norm.need(self.persons)


@dataclass(frozen=True, slots=True)
class StockRow:
    """One line of opening stock; codes as in the county's files."""

    depot: str
    item: str
    lot: str
    expires_on: str
    quantity: int
    supplier: str


@cache
def transfer_rules(county: str = COUNTY) -> TransferRules:
    raw = _toml(f"counties/{county}/rules/transfer.toml")
    return TransferRules(
        approver_roles=tuple(raw["approval"]["roles"]),
        approver_source=_source(raw["approval"]),
        paper=_limit(raw["paper"]),
        request_paper=_limit(raw["request_paper"]),
        organ=raw["number"]["organ"],
        first_number=raw["number"]["first"],
        detour_percent=raw["road"]["detour_percent"],
        km_per_hour=raw["road"]["km_per_hour"],
        expiry_days=tuple(raw["freshness"]["expiry_days"]),
        readiness=timedelta(hours=raw["freshness"]["readiness_hours"]),
    )


@cache
def norms() -> Norms:
    raw = _toml("national/norms.toml")
    return Norms(
        persons=raw["level2"]["persons"],
        source=_source(raw["level2"]),
        by_name={
            row["item"]: Norm(
                item=row["item"],
                pieces=row["pieces"],
                per=row["per"],
                mark=Mark(row["mark"]),
                note=row["note"],
            )
            for row in raw["norm"]
        },
    )


def demo_items(county: str = COUNTY) -> tuple[Item, ...]:
    rows = _toml(f"counties/{county}/demo/items.toml")["item"]
    return tuple(
        Item(
            id=f"item-{row['code']}",
            code=row["code"],
            name=row["name"],
            spec=row["spec"],
            unit=row["unit"],
            purpose=Purpose(row["purpose"]),
            aliases=tuple(row["aliases"]),
            index=index_of((row["name"], row["code"], *row["aliases"]), (_syllables(row),)),
            rank=rank,
        )
        for rank, row in enumerate(rows)
    )


def demo_more_items(county: str = COUNTY) -> tuple[tuple[Item, int], ...]:
    """The rest of the demo catalogue, each with the months that a lot keeps (0: for ever)."""
    first = len(_toml(f"counties/{county}/demo/items.toml")["item"])
    rows = _toml(f"counties/{county}/demo/items_more.toml")["items"]
    return tuple(
        (
            Item(
                id=f"item-{row['code']}",
                code=row["code"],
                name=row["name"],
                spec=row["spec"],
                unit=row["unit"],
                purpose=Purpose(row["purpose"]),
                index=index_of((row["name"], row["code"]), (_syllables(row),)),
                rank=rank,
            ),
            row["months"],
        )
        for rank, row in enumerate(rows, first)
    )


def demo_depots(county: str = COUNTY) -> tuple[Depot, ...]:
    rows = _toml(f"counties/{county}/demo/depots.toml")["depot"]
    return tuple(
        Depot(
            id=f"depot-{row['code']}",
            code=row["code"],
            name=row["name"],
            tier=Tier(row["tier"]),
            reserve=Reserve(row["reserve"]),
            owner=row["owner"],
            purposes=tuple(Purpose(p) for p in row["purposes"]),
            place_id=row["place"],
            parent_id=f"depot-{row['parent']}" if row["parent"] else "",
            keeper=row["keeper"],
            phone=row["phone"],
            lon=row.get("lon"),
            lat=row.get("lat"),
            rank=rank,
        )
        for rank, row in enumerate(rows)
    )


def demo_stock(today: date, county: str = COUNTY) -> Iterator[StockRow]:
    """Row by row, so that the size of the file does not matter."""
    path = files("resources").joinpath(f"counties/{county}/demo/stock.csv")
    with path.open("r", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            yield StockRow(
                depot=f"depot-{row['depot']}",
                item=f"item-{row['item']}",
                lot=row["lot"],
                expires_on=expiry(row["expires"], today),
                quantity=int(row["quantity"]),
                supplier=row["supplier"],
            )


def expiry(offset: str, today: date) -> str:
    """20d, 25m or -12d from today as an ISO date; empty stays empty."""
    if not offset:
        return ""
    number, unit = int(offset[:-1]), offset[-1]
    days = number if unit == "d" else round(number * _MONTH)
    return (today + timedelta(days=days)).isoformat()


def _syllables(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(row["reading"].split())


def _source(row: Mapping[str, Any]) -> Source:
    return Source(row["title"], row["clause"], Mark(row["mark"]))


def _limit(row: Mapping[str, Any]) -> Limit:
    return Limit(timedelta(minutes=row["minutes"]), _source(row))


def _toml(path: str) -> Mapping[str, Any]:
    return tomllib.loads(files("resources").joinpath(path).read_text(encoding="utf-8"))
