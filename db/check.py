"""`check`: proves that nothing in the record was altered or lost, or names what was.

Four proofs: the file's own pages (SQLite's and SQLCipher's checks); every journal chain, link by
link, and its head against the anchor in store.toml; every row and every key against the last
digest that the journal holds of it, both ways; the outbox dense and its groups as written.
`ver` and `shadow` are the province's side of a row: sync compares those.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import Any

from sqlalchemy.exc import DBAPIError

from console.domain.record import dataclass
from db.chain import digest
from db.commit import KEY_MARK, PEER_MARK
from db.entity import DataClass, Entity
from db.registry import ENTITIES
from db.storefile import StoreFile
from db.told import Finding, Told, groups, journal, retold
from db.work import Read

_ENDLESS = frozenset({float("inf"), float("-inf")})
PRUNED = "outbox_pruned"  # state: groups up to this one were acknowledged and dropped


@dataclass(slots=True)
class Report:
    """What was looked at, and what was wrong; empty findings mean that the record is whole."""

    lines: int = 0
    chains: int = 0
    rows: int = 0
    operations: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.findings

    def find(self, code: str, **facts: object) -> None:
        self.findings.append(Finding(code, facts))


def check(read: Read, file: StoreFile | None = None) -> Report:
    """Looks at everything through one snapshot; `file` gives the newest anchor of the journal.

    A page that can't be read is a finding, and what else can be looked at is.
    """
    report = Report()
    state: dict[str, str] = {}
    told = Told()
    parts: tuple[Callable[[], None], ...] = (
        lambda: _known(read, state, told),
        lambda: _journal(read, report, told, file),
        lambda: _state(state, report, file),
        lambda: _rows(read, report, told),
        lambda: _keys(read, report, told),
        lambda: _outbox(read, report, told, int(state.get(PRUNED, 0))),
        lambda: _pages(read, report),  # last: SQLCipher stays in error after a damaged page
    )
    for part in parts:
        try:
            part()
        except DBAPIError as error:
            report.find("check_page", pragma="read", said=str(error.orig))
    return report


def _pages(read: Read, report: Report) -> None:
    for pragma in ("cipher_integrity_check", "integrity_check", "foreign_key_check"):
        for row in read.connection.exec_driver_sql(f"PRAGMA {pragma}"):
            if row[0] != "ok":
                report.find("check_page", pragma=pragma, said=str(row[0]))


def _journal(read: Read, report: Report, told: Told, file: StoreFile | None) -> None:
    anchored = file is None or not file.head_seq or _told_anew(read, file)
    looked_for = None if anchored else file
    for line in journal(read.connection, told, report.findings):
        report.lines += 1
        if looked_for is not None and line.is_anchor(looked_for):
            anchored = True
            if line.hash.hex() != looked_for.head_hash:
                report.find("check_anchor", device=line.device, seq=line.seq)
    if not anchored and file is not None:
        report.find("check_tail_cut", seq=file.head_seq)
    report.chains = len(told.heads)


def _told_anew(read: Read, file: StoreFile) -> bool:
    """The line of the anchor went into another chain: the inward chain says that it was as that."""
    place = (file.head_device, file.head_incarnation, file.head_seq)
    return retold(read.connection, *place) == file.head_hash


def _known(read: Read, state: dict[str, str], told: Told) -> None:
    rows = read.connection.exec_driver_sql("SELECT k, v FROM state")
    state.update({str(k): str(v) for k, v in rows})
    told.device = state.get("device_id", "")
    told.incarnation = int(state.get("incarnation", 0))


def _state(state: Mapping[str, str], report: Report, file: StoreFile | None) -> None:
    if file is None:
        return
    if state.get("store_id") != file.store_id:
        report.find("check_state", what="store_id")
    if file.head_seq and state.get("device_id") != file.head_device:
        report.find("check_state", what="device_id")


def _stored(read: Read, schema: int) -> Iterator[tuple[Entity, str, tuple[Any, ...]]]:
    """A copy of an earlier schema has the columns of that one."""
    for of in ENTITIES:
        if of.data_class is DataClass.LOCAL or of.since > schema:
            continue
        there = of.names_at(schema)
        names = ", ".join(f'"{name}"' for name in there)
        at = there.index("id")
        asked = f'SELECT {names} FROM "{of.kind}" WHERE deleted = 0'  # noqa: S608 - our own names
        for row in read.connection.exec_driver_sql(asked):
            yield of, row[at], tuple(row)


def _as_told(of: Entity, row: tuple[Any, ...], schema: int, was: str) -> bool:
    """A row that nobody has written since a column was added is vouched for without it."""
    if not _ENDLESS.isdisjoint(row):
        return False  # nobody wrote that, and a digest would not tell it from an empty field
    if digest(row) == was:
        return True
    for _, since in of.later:
        before = len(of.names_at(since - 1))
        bare = all(value is None for value in row[before:])
        if since <= schema and bare and digest(row[:before]) == was:
            return True
    return False


def _rows(read: Read, report: Report, told: Told) -> None:
    kinds = {str(of.kind): of.kind for of in ENTITIES}
    seen: set[tuple[str, str]] = set()
    schema = int(read.connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    for of, id_, row in _stored(read, schema):
        kind = of.kind
        report.rows += 1
        seen.add((str(kind), id_))
        was = told.digests.get((str(kind), id_))
        if was is None:
            report.find("check_row_unknown", kind=kind, id=id_)
        elif not _as_told(of, row, schema, was):
            report.find("check_row_changed", kind=kind, id=id_)
    withdrawn = {key for key, value in told.digests.items() if not value}
    for name, id_ in told.digests.keys() - seen - withdrawn:
        if name not in {KEY_MARK, PEER_MARK}:
            report.find("check_row_lost", kind=kinds.get(name, name), id=id_)


_KEYS = {
    KEY_MARK: "SELECT about, about, key, made_at, destroyed_at FROM subject_key",
    PEER_MARK: "SELECT about || '|' || made_by, about, made_by, key, made_at, destroyed_at"
    " FROM peer_key",
}


def _keys(read: Read, report: Report, told: Told) -> None:
    for mark, asked in _KEYS.items():
        rows = read.connection.exec_driver_sql(asked)
        here = {str(name): digest(tuple(row)) for name, *row in rows}
        was = {id_: value for (name, id_), value in told.digests.items() if name == mark and value}
        for about in sorted(here.keys() | was.keys()):
            if here.get(about) != was.get(about):
                report.find("check_key", about=about)


def _outbox(read: Read, report: Report, told: Told, pruned: int) -> None:
    before, seen = pruned, []
    for group in groups(read.connection):
        if group.n != before + 1:
            report.find("check_outbox_gap", after=before, found=group.n)
        before = group.n
        if not told.agrees(group):
            report.find("check_outbox_changed", tx=group.tx)
        seen.append(group.tx)
        report.operations += group.size
    for tx in told.missing(seen):
        report.find("check_outbox_lost", tx=tx)
