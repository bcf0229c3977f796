"""附件: a file put beside a record, and opened again at any workstation that has it."""

import os
import shutil
from base64 import b64decode, b64encode
from datetime import datetime
from pathlib import Path

from console.domain import attachment as rules
from console.domain.attachment import Attachment
from console.domain.changes import Changes, Kind
from console.domain.entry import Entry
from console.domain.record import dataclass
from console.domain.refused import Unavailable
from console.services.permission import Permission, permit
from console.services.world import World
from db import blobs
from db.blobs import Shelf
from db.coding import from_ms
from db.seal import DESTROYED
from db.sync.attachments import keep
from db.work import Read

VIEWING = "viewing"


def _moment(seconds: float) -> datetime | None:
    """What a disk says; some say what no calendar knows."""
    try:
        return from_ms(int(seconds * 1000))
    except (OverflowError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class Listed:
    """`here`: it can be opened now; else it has not come yet (未到)."""

    attachment: Attachment
    here: bool


@dataclass(frozen=True)
class Attachments:
    world: World

    @property
    def shelf(self) -> Shelf:
        return Shelf(self.world.store.path.parent / blobs.FOLDER)

    def listed(self, read: Read, subject_id: str) -> tuple[Listed, ...]:
        found = read.find(Attachment, subject_id=subject_id, order="-added_at,id")
        return tuple(Listed(one, self.shelf.has(one.sha256)) for one in found)

    def add(self, actor: str, kind: Kind, subject_id: str, path: Path) -> tuple[str, Changes]:
        """Sealed first, then said: a row never stands for a file that is not there."""
        name = rules.sound_name(path.name)
        try:
            found = path.stat()
            rules.sound_size(found.st_size)
        except OSError as error:
            raise Unavailable("attachment_unreadable", path=path.name) from error
        key = os.urandom(blobs.KEY_BYTES)
        sealed, plain = self.shelf.put(path, key, rules.LARGEST)
        row = Attachment(
            id=self.world.store.ids.next(),
            subject_kind=kind,
            subject_id=subject_id,
            name=name,
            key=b64encode(key).decode(),
            media_type=rules.media_type(name),
            size=plain,
            sha256=sealed.sha256,
            sealed_size=sealed.size,
            added_at=self.world.now,
            added_by=actor,
            file_time=_moment(found.st_mtime),
        )
        try:
            changes = self._said(actor, row)
        except BaseException:
            self.shelf.path(row.sha256).unlink(missing_ok=True)  # its key is nowhere
            raise
        keep(self.world.store, sealed.sha256, sealed.size)
        return row.id, changes

    def _said(self, actor: str, row: Attachment) -> Changes:
        with self.world.store.write(actor, "attachment.add") as w:
            permit(w, actor, Permission.TAKE_CALL)
            w.append(row)
            w.log(
                Entry(
                    kind="attachment_added",
                    subject_kind=row.subject_kind,
                    subject_id=row.subject_id,
                    at=w.now,
                    facts={"size": f"{-(-row.size // 1024)} KB"},
                    private={"name": row.name},
                    about=row.subject_id,
                )
            )
        return w.changes

    def open(self, attachment_id: str, folder: Path) -> Path:
        """A plain copy in `folder`, for the program that shows it; the caller removes it."""
        with self.world.store.read() as read:
            one = read.get(Attachment, attachment_id)
        if DESTROYED in {one.key, one.name}:
            raise Unavailable("attachment_damaged")
        to = folder / one.name
        self.shelf.plain(one.sha256, b64decode(one.key), to)
        return to

    def view(self, attachment_id: str) -> Path:
        """The one plain copy there is, until the next one is looked at or the console starts."""
        self.tidy()
        folder = self._viewing
        folder.mkdir(mode=0o700)
        return self.open(attachment_id, folder)

    def tidy(self) -> None:
        """No plain copy outlives its use."""
        shutil.rmtree(self._viewing, ignore_errors=True)

    @property
    def _viewing(self) -> Path:
        return self.world.store.path.parent / VIEWING
