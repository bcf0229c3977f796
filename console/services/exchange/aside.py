"""What the far end did not take: taken note of with a reason, or written to a file to be looked at.

A group that was put aside stays in the outbox for ever, and so do its lines in the log; 弃置 is
the officer's word that nothing more will be done about it. To mend it is to write it anew, in the
room where it belongs.
"""

import json
from pathlib import Path

from console.domain.changes import Changes, Kind
from console.domain.entry import Entry
from console.domain.incident import plain
from console.domain.record import dataclass
from console.domain.refused import Refused, Unavailable
from console.services.glance import log
from console.services.permission import Permission, permit
from console.services.world import World
from console.wording import full_time
from console.wording.exchange import ASIDE_FILE, far
from console.wording.store import KIND
from db.sync import listed
from db.sync.discarding import give_back
from db.work import Read


@dataclass(frozen=True)
class Aside:
    world: World

    def discard(self, actor: str, n: int, reason: str) -> Changes:
        """Off the list, with why; it stays in the outbox and in the log. Where its words still
        stand, what the far end has stands again.
        """
        why = plain(reason)
        if not why:
            raise Refused("discard_reason_missing", field="reason")
        with self.world.store.write(actor, "exchange.discard") as w:
            permit(w, actor, Permission.SETTLE_DIFFERENCE)
            one, _ = _put_aside(w, n)
            give_back(w, n)
            w.log(
                Entry(
                    kind=listed.DISCARDED,
                    subject_kind=Kind.SETTING,
                    subject_id=one.tx,
                    at=w.now,
                    facts={"n": n, "why": why},
                    reason=why,
                )
            )
        return w.changes

    def export(self, actor: str, n: int) -> tuple[Path, Changes]:
        """A file for whoever looks into it. Personal words stay sealed in it."""
        folder = self.world.papers
        if folder is None:
            raise Unavailable("export_failed", path="")
        with self.world.store.write(actor, "exchange.export") as w:
            permit(w, actor, Permission.SETTLE_DIFFERENCE)
            one, ops = _put_aside(w, n)
            path = folder / ASIDE_FILE.format(n=n)
            try:
                folder.mkdir(parents=True, exist_ok=True)
                path.write_text(_told(one, ops), "utf-8")
            except OSError as error:
                raise Unavailable("export_failed", path=str(folder)) from error
            w.log(
                Entry(
                    kind="group_exported",
                    subject_kind=Kind.SETTING,
                    subject_id=one.tx,
                    at=w.now,
                    facts={"n": n, "file": path.name},
                )
            )
        return path, w.changes


def _put_aside(read: Read, n: int) -> tuple[listed.Group, str]:
    found = listed.group(read, n)
    if found is None or found[0].state not in {listed.REJECTED, listed.QUARANTINED}:
        raise Refused("group_not_aside", n=n)
    return found


def _told(one: listed.Group, ops: str) -> str:
    """Readable first, exact after that; without the names of persons."""
    told = {
        "n": one.n,
        "tx": one.tx,
        "state": one.state,
        "code": one.error,
        "why": far(one.error) if one.error else "",
        "records": [f"{KIND[kind]} {id_}" for kind, id_ in one.subjects],
        "log": [
            {"kind": line.kind, "at": full_time(line.at), "tag": log.told(line, {}).tag}
            for line in one.lines
        ],
        "operations": json.loads(ops),
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
