"""Where the store's key lives, and the recovery key that stands in for it.

The key is 32 random bytes. It lies in the system's keyring where there is a real one, else in a
file that only its owner may read (a bare Linux desktop has no keyring). The recovery key is shown
once, printed and put in a safe: 25 letters and figures that unwrap the key kept in store.toml.
"""

import base64
import hashlib
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import keyring
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from keyring.errors import KeyringError

from console.domain.refused import Refused, Unavailable

KEY_BYTES = 32
_SERVICE = "county-emergency-console"
_RECOVERY_BYTES = 20
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U to misread
_STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_OURS = str.maketrans(_STANDARD, _ALPHABET)
_FROM_OURS = str.maketrans(_ALPHABET + "ILO", _STANDARD + _STANDARD[1] * 2 + _STANDARD[0])


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """`folder` holds key files, readable by their owner only."""

    folder: Path
    use_keyring: bool = True

    def load(self, store_id: str, place: str) -> bytes:
        """The key, or Unavailable("key_missing"): then only the recovery key opens the store."""
        if place == "keyring":
            try:
                kept = keyring.get_password(_SERVICE, store_id)
            except KeyringError as error:
                raise Unavailable("key_missing", store=store_id) from error
            if kept is None:
                raise Unavailable("key_missing", store=store_id)
            return bytes.fromhex(kept)
        path = self._file(store_id)
        try:
            kept = path.read_text("ascii").strip()
            return bytes.fromhex(kept)
        except (OSError, ValueError) as error:
            raise Unavailable("key_missing", store=store_id) from error

    def keep(self, store_id: str, key: bytes) -> str:
        """Puts the key away and says where: keyring or file."""
        if self.use_keyring and self._in_keyring(store_id, key):
            return "keyring"
        self.folder.mkdir(parents=True, exist_ok=True, mode=stat.S_IRWXU)
        path = self._file(store_id)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, stat.S_IRUSR | stat.S_IWUSR)
        with os.fdopen(handle, "w") as out:
            out.write(key.hex())
            out.flush()
            os.fsync(out.fileno())
        return "file"

    def _in_keyring(self, store_id: str, key: bytes) -> bool:
        backend = keyring.get_keyring()
        if backend.priority < 1:  # fail, null and plaintext backends
            return False
        try:
            keyring.set_password(_SERVICE, store_id, key.hex())
            return keyring.get_password(_SERVICE, store_id) == key.hex()
        except KeyringError:
            return False

    def _file(self, store_id: str) -> Path:
        return self.folder / f"{store_id}.key"


def new_recovery_key(entropy: Callable[[int], bytes]) -> str:
    """Eight groups of four, with a check letter pair at the end."""
    raw = entropy(_RECOVERY_BYTES)
    letters = base64.b32encode(raw).decode().translate(_TO_OURS)
    letters += _check(raw)
    return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def _check(raw: bytes) -> str:
    first = hashlib.sha256(raw).digest()
    return "".join(_ALPHABET[b % 32] for b in first[:4])


def read_recovery_key(typed: str) -> bytes:
    """Bytes of a typed recovery key; Refused("recovery_mistyped") where its check fails."""
    letters = "".join(typed.upper().replace("-", " ").split())
    try:
        raw = base64.b32decode(letters[:-4].translate(_FROM_OURS))
    except ValueError as error:
        raise Refused("recovery_mistyped") from error
    if len(raw) != _RECOVERY_BYTES or _check(raw) != letters[-4:].replace("O", "0"):
        raise Refused("recovery_mistyped")
    return raw


def _wrapping(recovery: bytes, store_id: str) -> AESGCM:
    return AESGCM(Scrypt(salt=store_id.encode(), length=32, n=2**14, r=8, p=1).derive(recovery))


def wrap(key: bytes, recovery: bytes, store_id: str, nonce: bytes) -> str:
    return (nonce + _wrapping(recovery, store_id).encrypt(nonce, key, None)).hex()


def unwrap(wrapped: str, recovery: bytes, store_id: str) -> bytes:
    """The store's key; Refused("recovery_wrong") where the recovery key is another store's."""
    sealed = bytes.fromhex(wrapped)
    try:
        return _wrapping(recovery, store_id).decrypt(sealed[:12], sealed[12:], None)
    except InvalidTag as error:
        raise Refused("recovery_wrong") from error
