"""What two workstations make of each other: real records, written as the exchange brings them."""

from dataclasses import replace
from datetime import timedelta

from console.domain.changes import Kind
from console.domain.difference import Difference, Shortfall
from console.domain.entry import Entry
from console.domain.force import Team
from console.domain.ledger import Move, Reason, Side, account
from console.domain.refuge import Shelter
from console.domain.station import Station
from console.domain.supply import Batch, Depot
from console.services import stock
from console.services.world import World
from db.chain import GENESIS, link
from db.coding import canonical, to_ms
from db.registry import BY_KIND
from db.schema import JOURNAL_COLUMNS
from db.sync import values as columns

SECOND = "0198c0de-0000-7000-8000-000000000002"
HERE_OFFICER, THERE_OFFICER = "o-06", "o-07"


def device(world: World) -> str:
    return world.store.head()[0]


def station(world: World) -> None:
    """二号席, as the province has enrolled it."""
    with world.store.write("system", "exchange.station", history=True) as w:
        w.save(Station(id=SECOND, name="二号席", enrolled_at=w.now))
        w.log(_line(w, Kind.STATION, SECOND))


def disagree(world: World, kind: Kind, record_id: str, field: str, mine, theirs) -> str:
    """Both changed one field while apart: theirs was first at the province, ours came late and
    stands beside it in a difference. What is sealed is sealed by the store itself.
    """
    record = _record(world, kind, record_id)
    about = record_id
    told = {}
    for name, value in (("base", getattr(record, field)), ("late", mine), ("first", theirs)):
        with world.store.write("system", "exchange.apply", history=True) as w:
            w.save(replace(record, **{field: value}))
            w.log(_line(w, kind, record_id))
            told[name] = columns.spelled(w, kind, record_id, field)
    with world.store.write("system", "exchange.apply", history=True) as w:
        made = Difference(
            id=w.new_id() + "." + field,
            entity=kind,
            entity_id=record_id,
            field=field,
            about=about,
            base=told["base"],
            first=told["first"],
            first_by=THERE_OFFICER,
            first_device=SECOND,
            first_at=w.now - timedelta(minutes=12),
            late=told["late"],
            late_by=HERE_OFFICER,
            late_device=w.connection.exec_driver_sql(
                "SELECT v FROM state WHERE k = 'device_id'"
            ).scalar_one(),
            late_at=w.now - timedelta(minutes=40),
            found_at=w.now,
        )
        w.save(made)
        w.log(_line(w, Kind.DIFFERENCE, made.id))
    return made.id


def two_differences(world: World) -> tuple[str, str]:
    """A depot's telephone and a shelter's room, as in the picture."""
    station(world)
    with world.store.read() as read:
        depot = read.find(Depot, order="code", limit=1)[0]
        shelters = read.find(Shelter, limit=1)
    one = disagree(world, Kind.DEPOT, depot.id, "phone", "138 0000 5566", "137 0000 9012")
    if shelters:
        two = disagree(world, Kind.SHELTER, shelters[0].id, "capacity", 210, 240)
    else:
        team = _first(world, Team)
        two = disagree(world, Kind.TEAM, team.id, "headcount", 31, 24)
    return one, two


def _first(world: World, record):
    with world.store.read() as read:
        return read.find(record, limit=1)[0]


def _record(world: World, kind: Kind, id_: str):
    with world.store.read() as read:
        return read.get(BY_KIND[kind].record, id_)


def _line(w, kind, id_):
    return Entry(kind="note", subject_kind=kind, subject_id=id_, at=w.now)


def overdraw(world: World) -> tuple[str, str, str]:
    """Two workstations gave out the same goods: the books of one lot stand five below zero."""
    with world.store.read() as read:
        held = [(depot, stock.depot_sums(read, depot.id)) for depot in read.find(Depot)]
        depot, books = next((one, some) for one, some in held if some)
        batch, have = next(iter(books.items()))
        item_id = read.get(Batch, batch).item_id
    here = account(Side.DEPOT, depot.id)
    with world.store.write("system", "exchange.apply", history=True) as w:
        moved = Move(
            id=w.new_id(),
            item_id=item_id,
            batch_id=batch,
            quantity=have + 5,
            from_account=here,
            to_account=account(Side.ISSUED, "家朋乡"),
            reason=Reason.HANDED_OUT,
            at=w.now,
            recorded_at=w.now,
            by=THERE_OFFICER,
        )
        w.append(moved)
        short = Shortfall(
            id=w.new_id(),
            account=here,
            batch_id=batch,
            item_id=item_id,
            balance=-5,
            found_at=w.now,
        )
        w.save(short)
        w.log(_line(w, Kind.SHORTFALL, short.id))
    return short.id, depot.id, batch


def foreign_line(world: World, at, words: str) -> None:
    """A line of the other workstation's own chain, as it comes in."""
    values = (SECOND, 1, 1, "tx-2", to_ms(at), to_ms(at), THERE_OFFICER, "duty.note", "note")
    rest = ("incident", "i-2", canonical({"text": words}), None, "", 1, "", "[]")
    with world.store.write("system", "exchange.apply", history=True) as w:
        hash_ = link(GENESIS, (*values, *rest))
        w.connection.exec_driver_sql(
            f"INSERT INTO journal({', '.join(JOURNAL_COLUMNS)}, hash)"
            f" VALUES ({', '.join('?' * 18)})",
            (*values, *rest, hash_),
        )
        w.log(_line(w, Kind.STATION, SECOND))
