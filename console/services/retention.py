"""清理到期个人信息 (D18): what is due by class, and the destroying of its keys with the rule named.

Rows, journal and chain stay as they are; the words can never be read again, here, in the copies or
in what was set aside. Only the 安全管理员, by password; each record is asked for itself, so that
nothing of a running response and nobody in office goes by mistake.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from console.domain import retention as rules
from console.domain.changes import Changes, Kind, merge
from console.domain.entry import Entry
from console.domain.officer import Officer
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.domain.retention import Standing
from console.services.keeping import Keeping
from console.services.officers import Officers
from console.services.over import RULES, Living, Rule, old_enough
from console.services.permission import Permission, permit, permitted
from console.services.world import World
from console.wording.store import KIND, PERMISSION
from db import forgotten
from db.opened import Opened
from db.registry import entity
from db.turns import Lane
from db.work import Read, Work
from resources import keeping
from resources.keeping import RetentionRow

SLICE = 50  # records of one transaction: an officer's write waits for no more


@dataclass(frozen=True, slots=True)
class Item:
    kind: Kind
    id: str
    since: datetime
    held: str = ""  # the running response that keeps it


@dataclass(frozen=True, slots=True)
class DueClass:
    """One class of keeping: what may go now, and what only a running response still holds."""

    row: RetentionRow
    items: tuple[Item, ...]
    held: tuple[Item, ...]

    @property
    def oldest(self) -> datetime | None:
        return min((item.since for item in self.items), default=None)


@dataclass(frozen=True)
class Retentions:
    world: World
    opened: Opened

    def due(self) -> tuple[DueClass, ...]:
        """By class, in the order of the county's list; classes with nothing due are in it too."""
        with self.world.store.read() as read:
            living, keyed = Living(read), forgotten.keyed(read)
            found: dict[str, list[Item]] = {name: [] for name in keeping.retention()}
            for rule in RULES:
                name = str(entity(rule.record).retention)
                if name in found:
                    found[name] += _items(read, rule, living, keyed, self.world.now)
        return tuple(_class(row, found[name]) for name, row in keeping.retention().items())

    def purge(
        self, actor: str, wanted: Sequence[tuple[Kind, str]], reason: str, password: str
    ) -> Changes:
        """Destroys the keys of these records, all of them or, where one may not go, none."""
        why = reason.strip()
        with self.world.store.read() as read:
            if not permitted(read, actor, Permission.PURGE):
                raise Refused("not_permitted", what=PERMISSION[Permission.PURGE])
            if not wanted:
                raise Refused("purge_nothing")
            if not why:
                raise Refused("purge_reason_missing", field="reason")
            self._check(read, wanted)
        Officers(self.world).prove(actor, password)
        changes = []
        for some in _slices(wanted):
            with self.world.store.write(actor, "retention.purge", lane=Lane.CLOCK) as w:
                permit(w, actor, Permission.PURGE)
                self._check(w, some)
                for kind, id_ in some:
                    _destroy(w, kind, id_, why)
            changes.append(w.changes)
        Keeping(self.world, self.opened).forget(*(id_ for _, id_ in wanted))
        return merge(changes)

    def _check(self, read: Read, wanted: Iterable[tuple[Kind, str]]) -> None:
        living, gone = Living(read), forgotten.destroyed(read)
        for kind, id_ in wanted:
            rule = _rule(kind)
            record = read.get(rule.record, id_)
            standing = _standing(read, rule, record, living, gone)
            rules.check(standing, _row(rule).years, self.world.now)


def _slices(wanted: Sequence[tuple[Kind, str]]) -> Iterator[Sequence[tuple[Kind, str]]]:
    for start in range(0, len(wanted), SLICE):
        yield wanted[start : start + SLICE]


def _rule(kind: Kind) -> Rule:
    for rule in RULES:
        if entity(rule.record).kind is kind and str(entity(rule.record).retention) in (
            keeping.retention()
        ):
            return rule
    raise Refused("purge_nothing")


def _row(rule: Rule) -> RetentionRow:
    return keeping.retention()[str(entity(rule.record).retention)]


def _standing(
    read: Read, rule: Rule, record: Any, living: Living, gone: frozenset[str]
) -> Standing:
    return Standing(
        kind=KIND[entity(rule.record).kind],
        since=rule.over(read, record),
        running=rule.held(read, record, living),
        active=isinstance(record, Officer) and record.active,
        done=record.id in gone,
    )


def _items(
    read: Read, rule: Rule, living: Living, keyed: frozenset[str], now: datetime
) -> Iterator[Item]:
    years, kind = _row(rule).years, entity(rule.record).kind
    for id_ in old_enough(read, rule, rules.before(now, years)):
        if id_ not in keyed:
            continue  # it never had personal words, or has none any more
        record = read.get(rule.record, id_)
        since = rule.over(read, record)
        if since is not None and rules.due_at(since, years) <= now:
            yield Item(kind, id_, since, rule.held(read, record, living))


def _class(row: RetentionRow, items: Iterable[Item]) -> DueClass:
    found = sorted(items, key=lambda item: (item.since, item.id))
    return DueClass(
        row,
        tuple(item for item in found if not item.held),
        tuple(item for item in found if item.held),
    )


def _destroy(w: Work, kind: Kind, id_: str, why: str) -> None:
    row = _row(_rule(kind))
    w.destroy_key(id_)
    w.log(
        Entry(
            kind="purged",
            subject_kind=kind,
            subject_id=id_,
            at=w.now,
            facts={"rule": f"{row.title}({row.source})", "years": row.years},
            reason=why,
        )
    )
