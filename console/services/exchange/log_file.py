"""交换日志 as a file that Excel opens: what went up, what became of it, and when."""

from pathlib import Path

from console.domain.changes import Changes, Kind
from console.domain.entry import Entry
from console.domain.record import dataclass
from console.domain.refused import Refused, Unavailable
from console.services import tables
from console.services.exchange.view import log_rows
from console.services.permission import Permission, permit, permitted
from console.services.registers.names import Names
from console.services.world import World
from console.wording import full_time, local
from console.wording.exchange import LANE_NUMBER, LOG_FILE, LOG_HEAD
from console.wording.store import PERMISSION
from db.sync import listed


@dataclass(frozen=True)
class LogFile:
    world: World
    names: Names

    def export(self, actor: str) -> tuple[Path, Changes]:
        """Into the folder of papers; the journal says who took how much out."""
        folder, now = self.world.papers, self.world.now
        if folder is None:
            raise Unavailable("export_failed", path="")
        with self.world.store.read() as read:
            if not permitted(read, actor, Permission.SETTLE_DIFFERENCE):
                what = PERMISSION[Permission.SETTLE_DIFFERENCE]
                raise Refused("not_permitted", what=what)
            made = tables.Table(
                LOG_HEAD,
                [
                    (
                        one.n,
                        full_time(row.at) if row.at else "",
                        LANE_NUMBER[one.lane] if one.lane < len(LANE_NUMBER) else "",
                        row.kind,
                        row.content,
                        row.by,
                        row.state,
                        "" if one.seq is None else one.seq,
                        full_time(one.answered_at) if one.answered_at else "",
                    )
                    for one, row in log_rows(read, self.names)
                ],
            )
        path = folder / LOG_FILE.format(at=f"{local(now):%Y%m%d-%H%M%S}")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable("export_failed", path=str(folder)) from error
        tables.write_csv(path, made)
        try:
            with self.world.store.write(actor, "exchange.export_log") as w:
                permit(w, actor, Permission.SETTLE_DIFFERENCE)
                w.log(
                    Entry(
                        kind="exchange_log_exported",
                        subject_kind=Kind.SETTING,
                        subject_id=listed.device(w),
                        at=w.now,
                        facts={"count": len(made.rows), "file": path.name},
                    )
                )
        except BaseException:
            path.unlink(missing_ok=True)  # what is not in the journal does not leave the house
            raise
        return path, w.changes
