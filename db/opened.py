"""A store in use: its lock, its description, and where its journal stood when last looked at."""

import os
import threading
from contextlib import suppress
from dataclasses import field, replace
from pathlib import Path

from filelock import FileLock

from console.domain.record import dataclass
from console.domain.refused import Unavailable
from db import keys, storefile
from db.commit import hash_at
from db.store import Store
from db.storefile import StoreFile
from db.told import retold


@dataclass(slots=True)
class Opened:
    """A store with the lock on its folder. `recovery_key` is there once, when it was made."""

    store: Store
    folder: Path
    lock: FileLock | None
    file: StoreFile
    key: bytes = field(repr=False)  # a log or a crash report must not carry it
    recovery_key: str = field(default="", repr=False)
    copying: threading.Lock = field(default_factory=threading.Lock)  # one copy or purge at a time
    _writing: threading.Lock = field(default_factory=threading.Lock)
    _closed: bool = False

    def anchor(self) -> bool:
        """Writes the journal's head into store.toml; False where it stands there already.

        A tail of the journal cut off behind this point shows in `check`; what was written since
        and then cut off doesn't, therefore services/keeping does this every few minutes. An
        anchor that the journal no longer bears out stays where it is: it is the evidence.
        """
        if self.store.read_only or self._closed:
            return False
        device, incarnation, seq, hash_ = self.store.head()
        with self._writing:
            if self.file.head_hash == hash_ or not seq or not self._borne_out():
                return False
            anchored = replace(
                self.file,
                head_device=device,
                head_incarnation=incarnation,
                head_seq=seq,
                head_hash=hash_,
            )
            self._put(storefile.signed(anchored, self.key))
        return True

    def _borne_out(self) -> bool:
        file = self.file
        with self.store.read() as read:
            place = (file.head_device, file.head_incarnation, file.head_seq)
            here = hash_at(read.connection, *place)
            if here is not None and here.hex() == file.head_hash:
                return True
            return not file.head_seq or retold(read.connection, *place) == file.head_hash

    def new_recovery_key(self) -> str:
        """A fresh recovery key to print; the old one opens nothing from now on."""
        made = keys.new_recovery_key(os.urandom)
        raw = keys.read_recovery_key(made)
        with self._writing:
            wrapped = keys.wrap(self.key, raw, self.file.store_id, os.urandom(12))
            self._put(storefile.signed(replace(self.file, wrapped_key=wrapped), self.key))
        return made

    def close(self) -> None:
        """Anchors, folds and lets go; a second time does nothing.

        A disk that fails now costs the newest anchor and a stale owner's line, no entry: the
        lock is let go all the same.
        """
        if self._closed:
            return
        with suppress(Unavailable):
            self.anchor()
        self._closed = True
        self.store.close()
        if self.lock is not None:
            with suppress(Unavailable), self._writing:
                self._put(replace(self.file, owner_pid=0, owner_host="", owner_since=""))
            self.lock.release()

    def _put(self, file: StoreFile) -> None:
        storefile.write(self.folder, file)
        self.file = file
