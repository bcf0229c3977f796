"""Files beside the store, each under the SHA-256 of its sealed bytes.

Sealed in pieces of 1 MiB (AES-256-GCM, the piece's number as nonce under a key that no other file
has; the last piece is marked, so that a file cut at a joint does not open). Whatever is written is
written beside and renamed, so that a name always stands for whole and true content.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from console.domain.record import dataclass
from console.domain.refused import Refused, Unavailable

FOLDER = "attachments"
KEY_BYTES = 32
_PIECE = 1 << 20
_TAG = 16

BLOB_DDL = """
CREATE TABLE blob(
  sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL,
  have INTEGER NOT NULL DEFAULT 0, sent INTEGER NOT NULL DEFAULT 0, uploaded_at INTEGER
) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Sealed:
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folder of one store."""

    folder: Path

    def path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def put(self, source: Path, key: bytes, most: int) -> tuple[Sealed, int]:
        """Seals a copy of `source`; also how long it is plain. `most` is watched while reading:
        a file may grow under our hands.
        """
        fresh = self._beside(f"new-{os.urandom(8).hex()}")
        try:
            with source.open("rb") as given, fresh.open("xb") as out:
                digest, size, plain = hashlib.sha256(), 0, 0
                for piece in _sealing(given, key):
                    digest.update(piece)
                    size += out.write(piece)
                    plain += len(piece) - _TAG
                    if plain > most:
                        raise Refused("attachment_too_large", field="path", mib=plain >> 20)
                out.flush()
                os.fsync(out.fileno())
            sealed = Sealed(digest.hexdigest(), size)
            self._settle(fresh, sealed.sha256)
        except OSError as error:
            raise Unavailable("attachment_unreadable", path=source.name) from error
        finally:
            fresh.unlink(missing_ok=True)
        return sealed, plain

    def plain(self, sha256: str, key: bytes, to: Path) -> None:
        """Opens it into `to`; Unavailable where it is not here, was damaged or its key is gone."""
        try:
            with self.path(sha256).open("rb") as given, to.open("wb") as out:
                for piece in _opening(given, key):
                    out.write(piece)
        except FileNotFoundError as error:
            raise Unavailable("attachment_not_here") from error
        except (InvalidTag, ValueError) as error:
            to.unlink(missing_ok=True)
            raise Unavailable("attachment_damaged") from error
        except OSError as error:
            raise Unavailable("attachment_unwritable", path=to.name) from error

    # -- as it comes over a line -------------------------------------------------------------

    def part(self, sha256: str) -> Path:
        return self._beside(f"{sha256}.part")

    def come(self, sha256: str) -> int:
        """How much of it has come so far."""
        with suppress(OSError):
            return self.part(sha256).stat().st_size
        return 0

    def add(self, sha256: str, at: int, piece: bytes) -> int:
        """The piece behind what has come; how much there is now, on disk."""
        path = self.part(sha256)
        with path.open("r+b" if path.exists() else "xb") as out:
            out.truncate(at)
            out.seek(at)
            out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        return at + len(piece)

    def finish(self, sha256: str) -> bool:
        """Whole and true: it gets its name. False: what came was something else, and is dropped."""
        path = self.part(sha256)
        with path.open("rb") as given:
            true = hashlib.file_digest(given, "sha256").hexdigest() == sha256
        if true:
            self._settle(path, sha256)
        else:
            path.unlink()
        return true

    def pieces(self, sha256: str, at: int, size: Callable[[], int]) -> Iterator[tuple[int, bytes]]:
        """From `at` to the end, each as long as `size` says when its turn comes."""
        with self.path(sha256).open("rb") as given:
            given.seek(at)
            while piece := given.read(size()):
                yield at, piece
                at += len(piece)

    def lying(self, before: float) -> list[Path]:
        """All files that were last written before this second of the system's clock."""
        found = []
        for path in self.folder.rglob("*"):
            with suppress(OSError):
                if path.is_file() and path.stat().st_mtime < before:
                    found.append(path)
        return found

    def _beside(self, name: str) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self.folder / name

    def _settle(self, fresh: Path, sha256: str) -> None:
        home = self.path(sha256)
        home.parent.mkdir(exist_ok=True, mode=0o700)
        fresh.replace(home)


def _sealing(given: BinaryIO, key: bytes) -> Iterator[bytes]:
    cipher, number, piece = AESGCM(key), 0, given.read(_PIECE)
    while piece:
        after = given.read(_PIECE)
        yield cipher.encrypt(_nonce(number), piece, b"" if after else b"last")
        number, piece = number + 1, after


def _opening(given: BinaryIO, key: bytes) -> Iterator[bytes]:
    cipher, number, piece = AESGCM(key), 0, given.read(_PIECE + _TAG)
    while piece:
        after = given.read(_PIECE + _TAG)
        yield cipher.decrypt(_nonce(number), piece, b"" if after else b"last")
        number, piece = number + 1, after


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")
