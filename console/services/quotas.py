"""调拨额度: what a console away from the seat may promise without asking (escrow).

Given at the seat from what is free, lapses by itself, so that a lost device gives its rights back.
Asked before a transfer is approved; goods that have left are never asked about.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from console.domain import quota as rules
from console.domain.changes import Changes, Kind
from console.domain.entry import Entry, Fact
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.domain.station import Quota, Station, Verdict
from console.domain.supply import Depot, Item, still_kept
from console.domain.transfer import Line, State, Transfer
from console.services import stock
from console.services.permission import Permission, permit
from console.services.seat_view import station_name
from console.services.verdicts import holds_seat
from console.services.world import World
from console.wording import date_time
from db.sync.contact import device
from db.work import Read, Work
from resources.seat import seat_rules

_PROMISED = (State.APPROVED, State.ORDERED, State.CLOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What the form says; `hours` None: as the county's rule has it."""

    depot_id: str
    item_id: str
    device_id: str
    quantity: int
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """A quota that still keeps goods for somebody, as a page shows it."""

    quota: Quota
    station: str
    depot: str
    item: str
    unit: str
    used: int
    mine: bool

    @property
    def left(self) -> int:
        return max(self.quota.quantity - self.used, 0)


@dataclass(frozen=True)
class Quotas:
    world: World

    def give(self, actor: str, grant: Grant) -> tuple[str, Changes]:
        """To a workstation; a second time for the same goods makes it greater or longer."""
        with self.world.store.write(actor, "quota.give") as w:
            permit(w, actor, Permission.TRANSFER_APPROVE)
            _at_seat(w)
            depot, item = w.get(Depot, grant.depot_id), w.get(Item, grant.item_id)
            still_kept(depot, [item])
            if w.seek(Station, grant.device_id) is None:
                raise Refused("quota_to_whom", field="station")
            hours = grant.hours
            until = w.now + (seat_rules().quota if hours is None else timedelta(hours=hours))
            free = limit(w, depot.id, item.id, w.now)
            made = _granted(w, grant, until, free)
            w.save(made)
            what = f"{stock.told([(item, made.quantity)])}"
            facts: dict[str, Fact] = {
                "station": station_name(w, made.device_id),
                "depot": depot.name,
                "what": what,
                "until": date_time(made.until),
            }
            w.log(_line("quota_given", made, w.now, facts))
        return made.id, w.changes

    def back(self, actor: str, quota_id: str, reason: str = "") -> Changes:
        """收回 at the seat (kept until it lapses), 退还 by its holder (free at once)."""
        with self.world.store.write(actor, "quota.back") as w:
            permit(w, actor, Permission.TRANSFER_APPROVE)
            quota = w.get(Quota, quota_id)
            mine = quota.device_id == device(w)
            if mine:
                made = rules.given_back(quota, w.now)
            else:
                _at_seat(w)
                made = rules.taken_back(quota, w.now)
            w.save(made)
            facts: dict[str, Fact] = {
                "station": station_name(w, made.device_id),
                "depot": w.get(Depot, made.depot_id).name,
                "item": w.get(Item, made.item_id).title,
                "until": date_time(made.until),
            }
            kind = "quota_given_back" if mine else "quota_taken_back"
            w.log(_line(kind, made, w.now, facts, reason.strip()))
        return w.changes


def rows(read: Read, now: datetime) -> tuple[QuotaRow, ...]:
    """Those that keep goods now, by depot and item."""
    some = [q for q in read.find(Quota, until__gt=now) if rules.kept(q, now)]
    if not some:
        return ()
    spent = used(read, some)
    depots = {d.id: d.name for d in read.find(Depot)}
    items = stock.items_by_id(read, (q.item_id for q in some))
    here = device(read)
    made = [
        QuotaRow(
            q,
            station_name(read, q.device_id),
            depots.get(q.depot_id, ""),
            items[q.item_id].title,
            items[q.item_id].unit,
            spent.get(q.id, 0),
            q.device_id == here,
        )
        for q in some
        if q.item_id in items
    ]
    return tuple(sorted(made, key=lambda r: (r.depot, r.item, r.station)))


def limit(read: Read, depot_id: str, item_id: str, now: datetime) -> int:
    """How much more of an item this console may promise from a depot."""
    return _limits(read, depot_id, [item_id], now)[item_id]


def check(w: Work, depot_id: str, wanted: Mapping[str, int]) -> None:
    """Refused("quota_short" | "quota_held") before a promise that others could make as well."""
    asked = {item: n for item, n in wanted.items() if n > 0}
    at_seat = holds_seat(w)
    available = stock.available(w, depot_id, w.now)
    for item_id, most in _limits(w, depot_id, asked, w.now).items():
        if asked[item_id] <= most or asked[item_id] > available.get(item_id, 0):
            continue  # what isn't there at all is refused in its own words
        item = w.get(Item, item_id)
        facts = {"item": item.title, "left": most, "unit": item.unit, "asked": asked[item_id]}
        raise Refused("quota_held" if at_seat else "quota_short", **facts)


def _limits(read: Read, depot_id: str, items: Iterable[str], now: datetime) -> dict[str, int]:
    available = stock.available(read, depot_id, now)
    found = read.find(Quota, depot_id=depot_id, until__gt=now)
    spent = used(read, found)
    at_seat, here = holds_seat(read), device(read)
    return {
        item: rules.limit(
            available.get(item, 0),
            [q for q in found if q.item_id == item],
            here,
            spent,
            now,
            at_seat=at_seat,
        )
        for item in items
    }


def used(read: Read, quotas: Iterable[Quota]) -> dict[str, int]:
    """By quota, what its holder has promised since it was given, as far as it is known here."""
    found: dict[str, int] = {}
    for quota in quotas:
        said = read.find(
            Verdict,
            subject_kind=Kind.TRANSFER,
            action="approve",
            device_id=quota.device_id,
            made_at__ge=quota.given_at,
        )
        ids = tuple(one.subject_id for one in said)
        if not ids:
            continue
        promised = read.find(
            Transfer, id__in=ids, from_depot_id=quota.depot_id, state__in=_PROMISED
        )
        of = tuple(one.id for one in promised)
        lines = read.find(Line, transfer_id__in=of, item_id=quota.item_id) if of else []
        found[quota.id] = sum(line.approved for line in lines)
    return found


def _granted(w: Work, grant: Grant, until: datetime, free: int) -> Quota:
    same = w.find(Quota, depot_id=grant.depot_id, item_id=grant.item_id, device_id=grant.device_id)
    standing = [q for q in same if rules.usable(q, w.now)]
    if standing:
        return rules.enlarged(standing[0], grant.quantity, until, free, w.now)
    made = Quota(
        id=w.new_id(),
        depot_id=grant.depot_id,
        item_id=grant.item_id,
        device_id=grant.device_id,
        quantity=grant.quantity,
        until=until,
        given_by=w.actor,
        given_at=w.now,
    )
    return rules.given(made, free, w.now)


def _at_seat(read: Read) -> None:
    if not holds_seat(read):
        raise Refused("quota_at_seat")


def _line(kind: str, made: Quota, at: datetime, facts: dict[str, Fact], reason: str = "") -> Entry:
    return Entry(
        kind=kind,
        subject_kind=Kind.QUOTA,
        subject_id=made.id,
        at=at,
        facts=facts,
        reason=reason,
        important=True,
    )
