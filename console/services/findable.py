"""What of each kind of record is found by which words, and how it reads in the list of hits.

Telephones are found by any of their digits and are never shown here. The words of a record come
from it alone and from records without personal words: what is told of a person goes with that
person's key.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from console.domain.changes import Kind
from console.domain.document import Document
from console.domain.entry import Line
from console.domain.force import Expert, Team
from console.domain.incident import Call, CallState, Incident, IncidentState
from console.domain.officer import Officer
from console.domain.place import Place
from console.domain.plan import PlanVersion
from console.domain.record import dataclass
from console.domain.refuge import Shelter, Vehicle
from console.domain.risk import Reservoir, Responsible, RiskPoint
from console.domain.supply import Batch, Depot, Item
from console.domain.task import Task, TaskState
from console.domain.unit import Unit
from console.services.glance import log
from console.wording import date_time, full_time, join, said
from console.wording.search import EXPIRES
from db.read import Read
from db.search_feed import Doc, LineDoc

Words = tuple[str, ...]


class Readings(Protocol):
    """Ways of saying a name, each a row of syllables."""

    def __call__(self, text: str, *, person: bool = False) -> tuple[Words, ...]: ...


@dataclass(frozen=True)
class Findable:
    """`Describes` of the catch-up, with the ear of `console.runtime.pinyin`."""

    readings: Readings

    def docs(self, read: Read, kind: Kind, records: Sequence[Any]) -> Iterable[Doc]:
        names = _item_names(read, records) if kind is Kind.BATCH else {}
        for record in records:
            made = _batch(record, names) if kind is Kind.BATCH else _OF[kind](record)
            yield replace(made, readings=self._heard(made, _NAMES[kind](record)))

    def lines(self, read: Read, lines: Sequence[Line]) -> Iterable[LineDoc]:  # noqa: ARG002
        for line in lines:
            if log.housekeeping(line):
                continue
            told = log.told(line, {})
            yield LineDoc(
                n=line.n,
                kind=line.subject_kind,
                id=line.subject_id,
                text=told.sentence,
                subtitle=join((told.tag, full_time(line.at))),
                about=line.about,
            )

    def told_with(self, read: Read, kind: Kind, ids: Sequence[str]) -> Mapping[Kind, list[str]]:
        """A batch goes by the name of its item."""
        if kind is not Kind.ITEM:
            return {}
        return {Kind.BATCH: read.ids(Batch, item_id__in=ids)}

    def _heard(self, doc: Doc, names: Iterable[str]) -> tuple[Words, ...]:
        heard: dict[Words, None] = {}
        for name in names:
            for way in self.readings(name, person=doc.kind in PEOPLE):
                if way:
                    heard[way] = None
        return tuple(heard)


PEOPLE = frozenset({Kind.OFFICER, Kind.EXPERT, Kind.RESPONSIBLE})


def _item_names(read: Read, batches: Sequence[Batch]) -> dict[str, str]:
    wanted = {batch.item_id for batch in batches}
    return {item.id: item.title for item in read.find(Item, id__in=sorted(wanted))}


def _batch(one: Batch, items: Mapping[str, str]) -> Doc:
    named = items.get(one.item_id, "")
    until = EXPIRES.format(day=one.expires_on) if one.expires_on else ""
    under = join((named, until, one.supplier))
    return Doc(Kind.BATCH, one.id, one.lot, under, (named, one.supplier))


def _officer(one: Officer) -> Doc:
    other = (one.title, one.unit, one.login, one.phone, one.phone_spare)
    under = join((one.title, one.unit))
    return Doc(Kind.OFFICER, one.id, one.name, under, other, about=one.id, archived=not one.active)


def _team(one: Team) -> Doc:
    under = join((said(one.kind), one.place_name, one.leader))
    other = (one.code, one.owner, one.place_name, one.leader, one.phone, *one.tags)
    return _kept(Kind.TEAM, one, one.name, under, other, about=one.id)


def _expert(one: Expert) -> Doc:
    under = join(("、".join(one.fields), one.title, one.unit))
    other = (*one.fields, one.title, one.unit, one.phone)
    return _kept(Kind.EXPERT, one, one.name, under, other, about=one.id)


def _responsible(one: Responsible) -> Doc:
    under = join((one.title, one.place_name, one.about_name))
    other = (
        *(one.code, one.title, one.unit, one.place_name, one.about_name, one.phone),
        *(one.second, one.second_phone),
    )
    return _kept(Kind.RESPONSIBLE, one, one.name, under, other, about=one.id)


def _unit(one: Unit) -> Doc:
    other = (one.code, one.duty, one.duty_phone, one.place_name)
    return _kept(Kind.UNIT, one, one.name, one.duty, other)


def _place(one: Place) -> Doc:
    under = join((said(one.kind), one.code, "、".join(a for a in one.aliases if a != one.name)))
    return _kept(Kind.PLACE, one, one.name, under, (one.code, *one.aliases))


def _incident(one: Incident) -> Doc:
    under = join((said(one.state), date_time(one.received_at), one.place_text))
    struck = one.state in {IncidentState.STRUCK, IncidentState.MERGED}
    other = (one.place_text, said(one.hazard))
    return Doc(Kind.INCIDENT, one.id, one.title, under, other, archived=struck)


def _call(one: Call) -> Doc:
    under = join((said(one.state), full_time(one.received_at), one.content))
    other = (one.content, one.reporter, one.phone, one.note)
    struck = one.state is CallState.STRUCK
    title = one.place_text or one.content
    return Doc(Kind.CALL, one.id, title, under, other, about=one.id, archived=struck)


def _shelter(one: Shelter) -> Doc:
    other = (one.code, one.place_name, one.keeper, one.phone, one.note)
    under = join((one.place_name, one.keeper))
    return _kept(Kind.SHELTER, one, one.name, under, other, about=one.id)


def _risk(one: RiskPoint) -> Doc:
    under = join((one.place_name, one.threshold))
    other = (one.code, one.place_name, one.threshold, one.note)
    return _kept(Kind.RISK_POINT, one, one.name, under, other)


def _reservoir(one: Reservoir) -> Doc:
    other = (one.code, one.place_name, one.note)
    return _kept(Kind.RESERVOIR, one, one.name, one.place_name, other)


def _vehicle(one: Vehicle) -> Doc:
    under = join((one.code, one.owner, one.driver))
    other = (one.code, one.owner, one.place_name, one.driver, one.phone, one.note)
    return _kept(Kind.VEHICLE, one, one.name or one.code, under, other, about=one.id)


def _item(one: Item) -> Doc:
    under = join((one.code, one.unit, "、".join(one.aliases)))
    return _kept(Kind.ITEM, one, one.title, under, (one.code, one.gb_code, *one.aliases))


def _depot(one: Depot) -> Doc:
    under = join((said(one.tier), one.owner, one.keeper))
    other = (one.code, one.owner, one.keeper, one.phone)
    return _kept(Kind.DEPOT, one, one.name, under, other, about=one.id)


def _task(one: Task) -> Doc:
    under = join((one.unit, said(one.state), date_time(one.issued_at)))
    other = (one.unit, one.detail, one.source_clause)
    gone = one.state is TaskState.WITHDRAWN
    return Doc(Kind.TASK, one.id, one.title, under, other, archived=gone)


def _document(one: Document) -> Doc:
    under = join((one.number, said(one.kind), date_time(one.decided_at)))
    other = (one.number, one.organ, *(part.text for part in one.paragraphs))
    return Doc(Kind.DOCUMENT, one.id, one.title, under, other, archived=one.voided_at is not None)


def _plan(one: PlanVersion) -> Doc:
    clauses = tuple(line for line in one.text.splitlines() if not line.isascii())
    other = (one.code, one.version, *clauses)
    return Doc(Kind.PLAN, one.id, one.title, one.version, other, archived=not one.active)


def _kept(kind: Kind, one: Any, title: str, under: str, other: Words, about: str = "") -> Doc:
    """Of a register: what left it keeps its row."""
    gone = one.archived_at is not None
    return Doc(kind, one.id, title, under, other, about=about, archived=gone)


_OF: dict[Kind, Callable[[Any], Doc]] = {
    Kind.OFFICER: _officer,
    Kind.TEAM: _team,
    Kind.EXPERT: _expert,
    Kind.RESPONSIBLE: _responsible,
    Kind.UNIT: _unit,
    Kind.PLACE: _place,
    Kind.INCIDENT: _incident,
    Kind.SHELTER: _shelter,
    Kind.RISK_POINT: _risk,
    Kind.RESERVOIR: _reservoir,
    Kind.DEPOT: _depot,
    Kind.ITEM: _item,
    Kind.VEHICLE: _vehicle,
    Kind.CALL: _call,
    Kind.TASK: _task,
    Kind.DOCUMENT: _document,
    Kind.PLAN: _plan,
}

# What is heard of each: its names, and the people in it.
_NAMES: dict[Kind, Callable[[Any], Words]] = {
    **dict.fromkeys(_OF, lambda one: (one.name,)),
    Kind.TEAM: lambda one: (one.name, one.leader),
    Kind.DEPOT: lambda one: (one.name, one.keeper),
    Kind.SHELTER: lambda one: (one.name, one.keeper),
    Kind.VEHICLE: lambda one: (one.name, one.driver, one.code),
    Kind.RESPONSIBLE: lambda one: (one.name, one.second),
    Kind.PLACE: lambda one: (one.name, *one.aliases),
    Kind.ITEM: lambda one: (one.name, one.spec, one.code, *one.aliases),
    **dict.fromkeys(
        (Kind.INCIDENT, Kind.TASK, Kind.DOCUMENT, Kind.PLAN), lambda one: (one.title,)
    ),
    Kind.CALL: lambda one: (one.place_text,),
    Kind.BATCH: lambda one: (one.lot,),
}
