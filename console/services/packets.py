"""交换包: carried out by one officer, approved by another, each step in the journal (D39)."""

import os
from collections.abc import Collection, Mapping
from pathlib import Path

from console.domain.changes import Changes, Kind, merge
from console.domain.entry import Entry, Fact
from console.domain.record import dataclass
from console.domain.refused import Refused, Unavailable
from console.services.officers import Officers
from console.services.permission import Permission, permit, permitted
from console.services.world import World
from console.wording.store import PERMISSION
from db.sync import carrying, packet

EVERYTHING = (0, 1, 2, 3)
MOST_FILE = 128 << 20


@dataclass(frozen=True, slots=True)
class Carried:
    """A packet that was written: `left` pending groups did not go with it."""

    path: Path
    id: str
    groups: int
    size: int
    left: int


@dataclass(frozen=True, slots=True)
class ReadIn:
    """`answers` to our groups by state (ok, merged, rejected, quarantined); `came` entries that
    were new here: 0 where it had been read before. `changes` are for the bus.
    """

    id: str
    answers: Mapping[str, int]
    came: int
    changes: Changes


@dataclass(frozen=True)
class Packets:
    world: World

    def export(
        self,
        actor: str,
        approver: str,
        secret: str,
        folder: Path,
        lanes: Collection[int] = EVERYTHING,
    ) -> Carried:
        """`approver` is a login, `secret` that officer's own password or PIN, typed by himself."""
        by = self._approved(actor, approver, secret)
        store = self.world.store
        made = carrying.pending_packet(store, store.ids.next(), self.world.now, lanes=lanes)
        path = folder / f"{made.header.county}-{made.header.id[-12:]}{packet.SUFFIX}"
        _write(path, made.data)
        try:
            with store.write(actor, "packet.export") as w:
                permit(w, actor, Permission.CARRY_PACKET)
                facts: dict[str, Fact] = {
                    "packet": made.header.id[-12:],
                    "count": made.header.count,
                    "approver": by,
                }
                w.log(
                    Entry(
                        kind="packet_exported",
                        subject_kind=Kind.STATION,
                        subject_id=made.header.sender,
                        at=w.now,
                        facts=facts,
                        important=True,
                    )
                )
        except BaseException:
            path.unlink(missing_ok=True)  # what is not in the journal does not leave the house
            raise
        return Carried(path, made.header.id, made.header.count, len(made.data), made.left)

    def read_in(self, actor: str, path: Path) -> ReadIn:
        """A packet that came back; one that was read before changes nothing and says so."""
        with self.world.store.read() as read:
            if not permitted(read, actor, Permission.CARRY_PACKET):
                raise Refused("not_permitted", what=PERMISSION[Permission.CARRY_PACKET])
        done = carrying.taken_in(self.world.store, self.world.clock, read_file(path))
        changes = done.changes
        if done.came:
            with self.world.store.write(actor, "packet.import") as w:
                facts: dict[str, Fact] = {
                    "packet": done.header.id[-12:],
                    "count": done.header.count,
                    "settled": sum(done.answers.values()),
                    "came": done.came,
                }
                w.log(
                    Entry(
                        kind="packet_read",
                        subject_kind=Kind.STATION,
                        subject_id=done.header.receiver,
                        at=w.now,
                        facts=facts,
                        important=True,
                    )
                )
            changes = merge([changes, w.changes])
        return ReadIn(done.header.id, done.answers, done.came, changes)

    def _approved(self, actor: str, approver: str, secret: str) -> str:
        """The approver's id; somebody else than who carries it."""
        if not approver.strip() or not secret:
            raise Refused("packet_approver_missing", field="approver")
        found = Officers(self.world).confirm(approver, secret)
        if found.officer_id == actor:
            raise Refused("packet_same_person", field="approver")
        with self.world.store.read() as read:
            if not permitted(read, found.officer_id, Permission.APPROVE_PACKET):
                raise Refused("packet_approver_lacks", field="approver", name=found.name)
        return found.officer_id


def _write(path: Path, data: bytes) -> None:
    """On the medium, or not at all: it may be pulled out the moment we say it is there."""
    beside = path.with_suffix(".part")
    try:
        with beside.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise Unavailable("packet_unwritable", path=path.name) from error


def read_file(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_FILE:
            raise Refused("packet_unknown", field="path")
        return path.read_bytes()
    except OSError as error:
        raise Unavailable("packet_unreadable", path=path.name) from error
