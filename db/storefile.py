"""`store.toml`: the small plain file beside the store that says what the store is.

Without the key, a damaged, a foreign and a newer file look the same to SQLite; this file tells
them apart, and says who has the store open. It is signed (HMAC-SHA256 under the store's key), so
that a swapped or edited one shows; the owner lines are outside the signature because another
console must be able to read them with no key. It also holds the key, wrapped under the recovery
key, and the head of the journal when the store was last closed.
"""

import hashlib
import hmac
import os
import tomllib
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from console.domain.refused import Unavailable

NAME = "store.toml"
_UNSIGNED = {"signature", "owner_pid", "owner_host", "owner_since"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreFile:
    """`wrapped_key` is the store's key under the recovery key; `head_*` the journal's last anchor."""

    store_id: str
    key_id: str
    key_place: str  # file or keyring
    schema: int
    app_version: str
    wrapped_key: str = ""
    head_device: str = ""
    head_incarnation: int = 0
    head_seq: int = 0
    head_hash: str = ""
    owner_pid: int = 0
    owner_host: str = ""
    owner_since: str = ""
    signature: str = ""


def key_id(key: bytes) -> str:
    """Names a key without telling it."""
    return hashlib.sha256(b"store key " + key).hexdigest()[:16]


def signature(of: StoreFile, key: bytes) -> str:
    body = "\n".join(f"{k}={v}" for k, v in sorted(asdict(of).items()) if k not in _UNSIGNED)
    signing = hashlib.sha256(b"store.toml " + key).digest()
    return hmac.new(signing, body.encode(), hashlib.sha256).hexdigest()


def signed(of: StoreFile, key: bytes) -> StoreFile:
    return replace(of, signature=signature(of, key))


def true_under(of: StoreFile, key: bytes) -> bool:
    return hmac.compare_digest(of.signature, signature(of, key))


def read(folder: Path) -> StoreFile | None:
    """None where there is none; Unavailable("store_file_damaged") where it can't be read."""
    path = folder / NAME
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Unavailable("store_file_damaged", path=path.name) from error
    try:
        return StoreFile(**told)
    except TypeError as error:
        raise Unavailable("store_file_damaged", path=path.name) from error


def write(folder: Path, of: StoreFile) -> None:
    """Whole or not at all: written beside, then renamed over."""
    lines = ["# 本机库说明:请勿手工修改(有签名)。"]
    for name, value in asdict(of).items():
        lines.append(f"{name} = {value}" if isinstance(value, int) else f'{name} = "{value}"')
    beside = folder / (NAME + ".new")
    try:
        with beside.open("w", encoding="utf-8") as out:
            out.write("\n".join(lines) + "\n")
            out.flush()
            os.fsync(out.fileno())
        beside.replace(folder / NAME)
    except OSError as error:
        raise Unavailable("store_unwritable", path=folder.name) from error
