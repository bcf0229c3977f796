"""运行维护 at a glance: how the store is, its copies, and where logs and fault files lie."""

from collections.abc import Iterable
from pathlib import Path

from console.domain.changes import Changes
from console.domain.officer import Officer, Role
from console.domain.record import dataclass
from console.services.delegations import Lent, standing
from console.services.health import Health
from console.services.keeping import Keeping, Rhythm, rhythm
from console.services.permission import Permission, permitted
from console.services.restoring import Copy, Restoring
from console.services.retention import DueClass, Retentions
from console.services.selfcheck import self_check
from console.services.world import World
from db.opened import Opened
from db.work import Read

Person = tuple[str, str, str, str]  # an officer's id, name, post and login
FAULTS, LOGS = "faults", "logs"


@dataclass(frozen=True, slots=True)
class CareView:
    """`faults` are the names of fault files, the newest first; `size` is the store's in bytes."""

    copies: tuple[Copy, ...]
    rhythm: Rhythm
    store: Path
    size: int
    lines: int
    version: str
    faults: tuple[str, ...]
    fault_folder: Path
    log_folder: Path
    log_days: int
    due: tuple[DueClass, ...] = ()
    lent: tuple[Lent, ...] = ()
    mine: tuple[Role, ...] = ()
    people: tuple[Person, ...] = ()


@dataclass(frozen=True)
class Care:
    world: World
    opened: Opened

    def view(self, read: Read, actor: str) -> CareView:
        """`mine` are the roles that whoever looks on could lend, `people` to whom."""
        folder, store = self.opened.folder, self.world.store
        faults = sorted(_names(folder / FAULTS, "fault-*.txt"), reverse=True)
        return CareView(
            copies=tuple(Restoring(self.world, self.opened).copies()),
            rhythm=rhythm(),
            store=store.path,
            size=sum(path.stat().st_size for path in _files(store.path)),
            lines=store.head()[2],
            version=self.opened.file.app_version,
            faults=tuple(faults),
            fault_folder=folder / FAULTS,
            log_folder=folder / LOGS,
            log_days=len(list(_names(folder / LOGS, "console.log*"))),
            due=self._due(read, actor),
            lent=standing(read, self.world.now),
            mine=_roles(read, actor),
            people=tuple(
                (one.id, one.name, one.title or one.unit, one.login)
                for one in read.find(Officer, active=True, order="login")
                if one.id != actor
            ),
        )

    def _due(self, read: Read, actor: str) -> tuple[DueClass, ...]:
        """Looked for only before the eyes of whoever may do something about it."""
        if not permitted(read, actor, Permission.PURGE):
            return ()
        return Retentions(self.world, self.opened).due()

    def check(self) -> Health:
        """The proofs once more; a worker's work."""
        return self_check(self.world, self.opened)

    def copy(self, actor: str) -> Changes:
        return Keeping(self.world, self.opened).copy_by(actor)


def _roles(read: Read, actor: str) -> tuple[Role, ...]:
    found = read.pick(Officer, actor, "roles")
    return tuple(found[0]) if found else ()


def _files(path: Path) -> Iterable[Path]:
    """The store and the log that it writes first."""
    return (one for one in (path, Path(f"{path}-wal")) if one.exists())


def _names(folder: Path, pattern: str) -> Iterable[str]:
    return (path.name for path in folder.glob(pattern)) if folder.is_dir() else ()
