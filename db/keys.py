"""Where the store's key lives, and the recovery key that stands in for it.

The key is 32 random bytes. It lies in the system's keyring where there is a real one, else in a
file that only its owner may read (a bare Linux desktop has no keyring). The recovery key is shown
once, printed and put in a safe: 36 letters and figures that unwrap the key kept in store.toml.
"""

import base64
import hashlib
import os
import stat
import unicodedata
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from console.domain.record import dataclass
from console.domain.refused import Refused, Unavailable

KEY_BYTES = 32
_SERVICE = "county-emergency-console"
_RECOVERY_BYTES = 20
_WORK = 2**14  # of scrypt, for each guess at a recovery key
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U to misread
_STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_OURS = str.maketrans(_STANDARD, _ALPHABET)
_FROM_OURS = str.maketrans(_ALPHABET, _STANDARD)
_MISREAD = str.maketrans("ILO", "110")


def _keyring() -> Any:
    """Loaded only when asked: a store whose key is in a file starts without it (25 ms and a bus)."""
    return import_module("keyring")


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """`folder` holds key files, readable by their owner only."""

    folder: Path
    use_keyring: bool = True

    def load(self, store_id: str, place: str) -> bytes:
        """The key, or Unavailable("key_missing"): then only the recovery key opens the store."""
        kept = self._from_keyring(store_id) if place == "keyring" else self._from_file(store_id)
        try:
            key = bytes.fromhex(kept)
        except ValueError as error:
            raise Unavailable("key_missing", store=store_id) from error
        if len(key) != KEY_BYTES:
            raise Unavailable("key_missing", store=store_id)
        return key

    def keep(self, store_id: str, key: bytes) -> str:
        """Puts the key away and says where: keyring or file."""
        if self.use_keyring and self._in_keyring(store_id, key):
            return "keyring"
        path = self._file(store_id)
        beside = path.with_suffix(".new")
        only_me = stat.S_IRUSR | stat.S_IWUSR
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=stat.S_IRWXU)
            beside.unlink(missing_ok=True)
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, only_me)
            with os.fdopen(handle, "w") as out:
                out.write(key.hex())
                out.flush()
                os.fsync(out.fileno())
            beside.replace(path)
        except OSError as error:
            raise Unavailable("key_unkept", path=self.folder.name) from error
        return "file"

    def _from_file(self, store_id: str) -> str:
        try:
            return self._file(store_id).read_text("ascii").strip()
        except (OSError, ValueError) as error:
            raise Unavailable("key_missing", store=store_id) from error

    def _from_keyring(self, store_id: str) -> str:
        try:
            kept = _keyring().get_password(_SERVICE, store_id)
        except Exception as error:  # a backend of the desktop raises what it likes
            raise Unavailable("key_missing", store=store_id) from error
        return str(kept or "")

    def _in_keyring(self, store_id: str, key: bytes) -> bool:
        try:
            ring = _keyring()
            if ring.get_keyring().priority < 1:  # fail, null and plaintext backends
                return False
            ring.set_password(_SERVICE, store_id, key.hex())
            return bool(ring.get_password(_SERVICE, store_id) == key.hex())
        except Exception:  # noqa: BLE001 - a backend of the desktop raises what it likes
            return False

    def _file(self, store_id: str) -> Path:
        return self.folder / f"{store_id}.key"


def new_recovery_key(entropy: Callable[[int], bytes]) -> str:
    """Nine groups of four, the last one a check."""
    raw = entropy(_RECOVERY_BYTES)
    letters = base64.b32encode(raw).decode().translate(_TO_OURS)
    letters += _check(raw)
    return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def _check(raw: bytes) -> str:
    first = hashlib.sha256(raw).digest()
    return "".join(_ALPHABET[b % 32] for b in first[:4])


def read_recovery_key(typed: str) -> bytes:
    """Bytes of a typed recovery key; Refused("recovery_mistyped") where its check fails.

    Full-width letters, any dashes and spaces, small letters and I, L, O for 1 and 0 are all right.
    """
    plain = unicodedata.normalize("NFKC", typed).upper()
    letters = "".join(c for c in plain if c.isalnum()).translate(_MISREAD)
    try:
        raw = base64.b32decode(letters[:-4].translate(_FROM_OURS))
    except ValueError as error:
        raise Refused("recovery_mistyped") from error
    if len(raw) != _RECOVERY_BYTES or _check(raw) != letters[-4:]:
        raise Refused("recovery_mistyped")
    return raw


def _wrapping(recovery: bytes, store_id: str) -> AESGCM:
    return AESGCM(Scrypt(salt=store_id.encode(), length=32, n=_WORK, r=8, p=1).derive(recovery))


def wrap(key: bytes, recovery: bytes, store_id: str, nonce: bytes) -> str:
    return (nonce + _wrapping(recovery, store_id).encrypt(nonce, key, None)).hex()


def unwrap(wrapped: str, recovery: bytes, store_id: str) -> bytes:
    """The store's key; Refused("recovery_wrong") where the recovery key is another store's."""
    try:
        sealed = bytes.fromhex(wrapped)
        return _wrapping(recovery, store_id).decrypt(sealed[:12], sealed[12:], None)
    except (InvalidTag, ValueError) as error:
        raise Refused("recovery_wrong") from error
