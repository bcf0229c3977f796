"""What was typed into a register's form, read into values that may be kept.

A place that no register knows is still a place (D15), but a code of another county is a slip of
the keyboard wherever it is typed, and a field that holds nothing but an id needs a known place.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from console.domain.changes import Kind
from console.domain.incident import plain
from console.domain.ledger import Move
from console.domain.place import Place, PlaceKind, index_of, located
from console.domain.refuge import Shelter
from console.domain.refused import Refused
from console.domain.risk import Reservoir, Responsible, RiskPoint
from console.domain.supply import Depot, Item, checked_item
from console.services import rules, stock
from console.services.registers.shape import Field, Register, Shape, parsed
from db.work import Work
from resources.readings import readings

_DIGITS = 6
_LENGTHS = {PlaceKind.COUNTY: (6, 12), PlaceKind.TOWNSHIP: (9, 12), PlaceKind.VILLAGE: (12,)}


def read(w: Work, county: str, field: Field, typed: Any) -> Any:
    """The value of one field, in the shape of `shape.value`."""
    text = plain(str(typed or ""))
    if field.shape is Shape.PLACE:
        return _place(w, county, field, text)
    if field.shape is Shape.REFERENCE:
        return _reference(w, field, text)
    if field.key == "about_name":
        return _about(w, text), text
    return parsed(field, typed)


def _place(w: Work, county: str, field: Field, text: str) -> Any:
    if not text:
        if field.required:
            raise Refused("register_field_missing", field=field.key, label=field.label)
        return ("", "") if len(field.held) > 1 else ""
    if re.fullmatch(rf"\d{{{_DIGITS},}}", text) and not text.startswith(county):
        raise Refused("register_code_outside", field=field.key, text=text, county=county)
    places = w.find(Place, archived_at=None)
    coded = [one for one in places if text in {one.code, one.id}]
    known = coded[0] if coded else _called(places, text)
    if len(field.held) > 1:
        said = known.name if coded and known else text
        return (known.id if known else ""), said
    if known is None:
        raise Refused("register_place_unknown", field=field.key, text=text)
    return known.id


def _called(places: list[Place], text: str) -> Place | None:
    """The whole text must be the name: 尚村小学 is a place of its own, not 尚村."""
    found = located(places, text)
    squeezed = "".join(text.split())
    if found is None:
        return None
    ends = [one for one in (found.name, *found.aliases) if squeezed.endswith(one)]
    return found if ends else None


def _reference(w: Work, field: Field, text: str) -> str:
    if not text:
        return ""
    found = [one for one in w.find(Shelter, archived_at=None) if text in {one.name, one.code}]
    if len(found) != 1:
        choices = field.label
        raise Refused("register_no_choice", field=field.key, text=text, choices=choices)
    return found[0].id


def _about(w: Work, text: str) -> str:
    """The reservoir, the risk point or the place of this name, if there is exactly one."""
    if not text:
        return ""
    for record in (Reservoir, RiskPoint, Place):
        found = w.ids(record, name=text, archived_at=None)
        if len(found) == 1:
            return found[0]
    return ""


# -- what must hold of the whole record -------------------------------------------------------------


def checked(w: Work, register: Register, record: Any, county: str) -> Any:
    """The record as it may be kept."""
    _located(record)
    _code_free(w, register, record)
    special = _CHECKS.get(register.kind)
    return special(w, record, county) if special else record


def _located(record: Any) -> None:
    if hasattr(record, "lon") and (record.lon is None) != (record.lat is None):
        raise Refused("register_degree_half", field="lon" if record.lon is None else "lat")


def _code_free(w: Work, register: Register, record: Any) -> None:
    code = getattr(record, "code", "")
    if not code or "code" not in {one.key for one in register.fields}:
        return
    for other in w.find(register.record, code=code):
        if other.id != record.id and not register.archived(other):
            name = register.names(other)
            raise Refused("register_code_taken", field="code", text=code, name=name)


def _check_place(w: Work, place: Place, county: str) -> Place:
    needed = place.kind in _LENGTHS
    if not place.code and needed:
        raise Refused("register_code_needed", field="code")
    if place.code and not place.code.startswith(county):
        raise Refused("register_code_outside", field="code", text=place.code, county=county)
    lengths = _LENGTHS.get(place.kind, tuple(range(_DIGITS, 16)))
    if place.code and not (place.code.isdigit() and len(place.code) in lengths):
        raise Refused("register_code_shape", field="code", text=place.code)
    parent = w.seek(Place, place.parent_id) if place.parent_id else None
    if parent is None and place.kind is not PlaceKind.COUNTY:
        raise Refused("register_parent_needed", field="parent_id")
    names = (place.name, *place.aliases)
    return replace(
        place,
        id=place.id or (place.code if needed else "") or w.new_id(),
        township_id=_town(w, place, parent),
        index=index_of(names, tuple(way for name in names for way in readings(name))),
    )


def _town(w: Work, place: Place, parent: Place | None) -> str:
    """The town above, found by going up; nobody is his own ancestor."""
    above, town = parent, ""
    while above is not None:
        if above.id == place.id:
            raise Refused("register_parent_self", field="parent_id")
        if above.kind is PlaceKind.TOWNSHIP and not town:
            town = above.id
        above = w.seek(Place, above.parent_id) if above.parent_id else None
    return town if place.kind not in {PlaceKind.COUNTY, PlaceKind.TOWNSHIP} else ""


def _check_item(w: Work, item: Item, _county: str) -> Item:
    """What was counted in 顶 stays counted in 顶: quantities on the books have no unit of their own."""
    old = w.seek(Item, item.id) if item.id else None
    if old is not None and old.unit != item.unit and w.ids(Move, item_id=item.id, limit=1):
        raise Refused("register_unit_counted", field="unit", unit=old.unit)
    names = (item.name, *item.aliases)
    index = index_of(names, tuple(way for name in names for way in readings(name)))
    try:
        return checked_item(replace(item, index=index))
    except Refused as no:
        field = "gb_code" if no.code == "gb_code_shape" else "name"
        raise Refused(no.code, **{**no.facts, "field": field}) from None


def _check_team(_w: Work, team: Any, _county: str) -> Any:
    if team.available > team.headcount:
        told = {"available": team.available, "headcount": team.headcount}
        raise Refused("available_out_of_range", field="headcount", **told)
    return team


def _check_depot(w: Work, depot: Depot, _county: str) -> Depot:
    """实物 that is counted piece by piece does not become a promise while it lies there."""
    old = w.seek(Depot, depot.id) if depot.id else None
    if old is not None and old.reserve is not depot.reserve and stock.depot_sums(w, depot.id):
        raise Refused("register_reserve_counted", field="reserve", name=depot.name)
    return depot


def _check_holiday(w: Work, day: Any, _county: str) -> Any:
    for other in w.find(type(day), day=day.day, archived_at=None):
        if other.id != day.id:
            raise Refused("register_day_taken", field="day", text=day.day, name=other.name)
    return day


def _check_responsible(w: Work, one: Responsible, _county: str) -> Responsible:
    """`about_kind` follows from what the id is of."""
    kinds = {Kind.RESERVOIR: Reservoir, Kind.RISK_POINT: RiskPoint, Kind.PLACE: Place}
    kind = next((str(k) for k, r in kinds.items() if one.about_id and w.seek(r, one.about_id)), "")
    return replace(one, about_kind=kind)


_CHECKS: Mapping[Kind, Callable[[Work, Any, str], Any]] = {
    Kind.PLACE: _check_place,
    Kind.ITEM: _check_item,
    Kind.TEAM: _check_team,
    Kind.DEPOT: _check_depot,
    Kind.HOLIDAY: _check_holiday,
    Kind.RESPONSIBLE: _check_responsible,
    Kind.RULE: rules.checked,
}
