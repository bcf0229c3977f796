"""附件: a file put beside a record, and opened again at any workstation that has it."""

import os
from base64 import b64decode, b64encode
from pathlib import Path

from console.domain import attachment as rules
from console.domain.attachment import Attachment
from console.domain.changes import Changes, Kind
from console.domain.entry import Entry
from console.domain.record import dataclass
from console.domain.refused import Unavailable
from console.services.permission import Permission, permit, permitted
from console.services.world import World
from db import blobs
from db.blobs import Shelf
from db.seal import DESTROYED
from db.sync.attachments import keep
from db.work import Read


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
        with self.world.store.read() as read:
            if not permitted(read, actor, Permission.TAKE_CALL):
                self._refuse(actor)
        try:
            rules.sound_size(path.stat().st_size)
        except OSError as error:
            raise Unavailable("attachment_unreadable", path=path.name) from error
        key = os.urandom(blobs.KEY_BYTES)
        sealed, plain = self.shelf.put(path, key, rules.LARGEST)
        with self.world.store.write(actor, "attachment.add") as w:
            permit(w, actor, Permission.TAKE_CALL)
            row = Attachment(
                id=w.new_id(),
                subject_kind=kind,
                subject_id=subject_id,
                name=name,
                key=b64encode(key).decode(),
                media_type=rules.media_type(name),
                size=plain,
                sha256=sealed.sha256,
                sealed_size=sealed.size,
                added_at=w.now,
                added_by=actor,
            )
            w.append(row)
            w.log(
                Entry(
                    kind="attachment_added",
                    subject_kind=kind,
                    subject_id=subject_id,
                    at=w.now,
                    facts={"size": f"{-(-plain // 1024)} KB"},
                    private={"name": name},
                    about=subject_id,
                )
            )
        keep(self.world.store, sealed.sha256, sealed.size)
        return row.id, w.changes

    def _refuse(self, actor: str) -> None:
        """The same refusal as inside the transaction, before a large file was read for nothing."""
        with self.world.store.write(actor, "attachment.add") as w:
            permit(w, actor, Permission.TAKE_CALL)

    def open(self, attachment_id: str, folder: Path) -> Path:
        """A plain copy in `folder`, for the program that shows it; the caller removes it."""
        with self.world.store.read() as read:
            one = read.get(Attachment, attachment_id)
        if DESTROYED in {one.key, one.name}:
            raise Unavailable("attachment_damaged")
        to = folder / one.name
        self.shelf.plain(one.sha256, b64decode(one.key), to)
        return to
