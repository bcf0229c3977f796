"""`check`: proves that nothing in the record was altered or lost, or names what was.

Four proofs: the file's own pages (SQLite's and SQLCipher's checks); every journal chain, link by
link, and its head against the anchor in store.toml; every row against the last digest that the
journal holds of it, both ways; the outbox dense and its groups whole.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from console.domain.changes import Kind
from db.chain import GENESIS, digest, link
from db.entity import DataClass
from db.registry import ENTITIES
from db.schema import JOURNAL_COLUMNS
from db.storefile import StoreFile
from db.work import Read


@dataclass(frozen=True, slots=True)
class Finding:
    """A code with its facts; `console.wording` says it in Chinese."""

    code: str
    facts: dict[str, object]


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
    """Looks at everything through one snapshot; `file` gives the anchor of the last closing."""
    report = Report()
    _pages(read, report)
    digests = _chains(read, report, file)
    _rows(read, report, digests)
    _outbox(read, report)
    return report


def _pages(read: Read, report: Report) -> None:
    for pragma in ("cipher_integrity_check", "integrity_check", "foreign_key_check"):
        for row in read.connection.exec_driver_sql(f"PRAGMA {pragma}"):
            if row[0] != "ok":
                report.find("check_page", pragma=pragma, said=str(row[0]))


def _chains(read: Read, report: Report, file: StoreFile | None) -> dict[tuple[str, str], str]:
    digests: dict[tuple[str, str], str] = {}
    heads: dict[tuple[str, int], tuple[int, bytes]] = {}
    anchored = file is None or not file.head_seq
    columns = ", ".join(JOURNAL_COLUMNS)
    rows = read.connection.exec_driver_sql(
        f"SELECT {columns}, hash, n FROM journal ORDER BY n"  # noqa: S608 - our own names
    )
    for row in rows:
        values, hash_, n = tuple(row[:-2]), row[-2], row[-1]
        device, incarnation, seq = values[0], values[1], values[2]
        before_seq, before = heads.get((device, incarnation), (0, GENESIS))
        if seq != before_seq + 1:
            report.find("check_chain_gap", device=device, after=before_seq, found=seq)
        if link(before, values) != hash_:
            report.find("check_chain_broken", device=device, seq=seq, n=n)
        heads[device, incarnation] = (seq, hash_)
        if file is not None and _is_anchor(file, device, incarnation, seq):
            anchored = True
            if hash_.hex() != file.head_hash:
                report.find("check_anchor", device=device, seq=seq)
        for kind, id_, value in json.loads(values[16]):
            digests[kind, id_] = value
        report.lines += 1
    if not anchored and file is not None:
        report.find("check_tail_cut", seq=file.head_seq)
    report.chains = len(heads)
    return digests


def _is_anchor(file: StoreFile, device: str, incarnation: int, seq: int) -> bool:
    return (device, incarnation, seq) == (file.head_device, file.head_incarnation, file.head_seq)


def _stored(read: Read) -> Iterator[tuple[Kind, str, tuple[Any, ...]]]:
    for of in ENTITIES:
        if of.data_class is DataClass.LOCAL:
            continue
        names = ", ".join(f'"{name}"' for name in of.names)
        at = of.names.index("id")
        for row in read.connection.exec_driver_sql(f'SELECT {names} FROM "{of.kind}"'):  # noqa: S608
            yield of.kind, row[at], tuple(row)


def _rows(read: Read, report: Report, digests: dict[tuple[str, str], str]) -> None:
    seen: set[tuple[str, str]] = set()
    for kind, id_, row in _stored(read):
        report.rows += 1
        seen.add((str(kind), id_))
        told = digests.get((str(kind), id_))
        if told is None:
            report.find("check_row_unknown", kind=str(kind), id=id_)
        elif digest(row).hex() != told:
            report.find("check_row_changed", kind=str(kind), id=id_)
    for kind_name, id_ in digests.keys() - seen:
        report.find("check_row_lost", kind=kind_name, id=id_)


def _outbox(read: Read, report: Report) -> None:
    expected: int | None = None
    open_tx: str | None = None
    for n, tx, last in read.connection.exec_driver_sql(
        "SELECT n, tx_id, tx_last FROM outbox ORDER BY n"
    ):
        if expected is not None and n != expected:
            report.find("check_outbox_gap", after=expected - 1, found=n)
        expected = n + 1
        if open_tx is not None and tx != open_tx:
            report.find("check_outbox_split", tx=open_tx)
        open_tx = None if last else tx
        report.operations += 1
    if open_tx is not None:
        report.find("check_outbox_split", tx=open_tx)
