"""`store.toml`: the small plain file beside the store that says what the store is.

Without the key, a damaged, a foreign and a newer file look the same to SQLite; this file tells
them apart, and says who has the store open. It is signed (HMAC-SHA256 under the store's key), so
that a swapped or edited one shows; the owner lines are outside the signature because another
console must be able to read them with no key. It also holds the key, wrapped under the recovery
key, and the newest anchor: where the journal stood when somebody last looked.
"""

import hashlib
import hmac
import json
import os
import platform
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import datetime
from pathlib import Path

from console.domain.record import dataclass
from console.domain.refused import Unavailable

NAME = "store.toml"
_UNSIGNED = {"signature", "owner_pid", "owner_host", "owner_since", "unknown"}
_HEADING = "# 本机库说明:请勿手工修改(有签名)。"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreFile:
    """`wrapped_key` is the store's key under the recovery key; `head_*` the journal's anchor.

    `salt` is how the encrypted file begins; `unknown` are lines that a newer program wrote.
    """

    store_id: str
    key_id: str
    key_place: str  # file or keyring
    schema: int
    app_version: str
    wrapped_key: str = ""
    salt: str = ""
    head_device: str = ""
    head_incarnation: int = 0
    head_seq: int = 0
    head_hash: str = ""
    owner_pid: int = 0
    owner_host: str = ""
    owner_since: str = ""
    signature: str = ""
    unknown: tuple[tuple[str, str | int], ...] = ()


def key_id(key: bytes) -> str:
    """Names a key without telling it."""
    return hashlib.sha256(b"store key " + key).hexdigest()[:16]


def signature(of: StoreFile, key: bytes) -> str:
    told = asdict(of) | dict(of.unknown)
    body = "\n".join(f"{k}={v}" for k, v in sorted(told.items()) if k not in _UNSIGNED and v)
    signing = hashlib.sha256(b"store.toml " + key).digest()
    return hmac.new(signing, body.encode(), hashlib.sha256).hexdigest()


def signed(of: StoreFile, key: bytes) -> StoreFile:
    return replace(of, signature=signature(of, key))


def true_under(of: StoreFile, key: bytes) -> bool:
    return hmac.compare_digest(of.signature.encode(), signature(of, key).encode())


def owned(of: StoreFile, since: datetime) -> StoreFile:
    """With this process as the one who has the store open."""
    host = platform.node() or "localhost"
    return replace(
        of,
        owner_pid=os.getpid(),
        owner_host=host,
        owner_since=since.isoformat(timespec="seconds"),
    )


def owner(of: StoreFile | None) -> dict[str, object]:
    """Who has the store open, as the facts of a sentence."""
    if of is None or not of.owner_host:
        return {"host": "", "pid": "", "since": ""}
    try:
        since: object = datetime.fromisoformat(of.owner_since)
    except ValueError:
        since = of.owner_since
    return {"host": of.owner_host, "pid": of.owner_pid, "since": since}


def read(folder: Path, name: str = NAME) -> StoreFile | None:
    """None where there is none; Unavailable("store_file_damaged") where it can't be read."""
    path = folder / name
    try:
        told = tomllib.loads(path.read_text("utf-8"))
        return _understood(told)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError) as error:
        raise Unavailable("store_file_damaged", path=path.name) from error


def _understood(told: Mapping[str, object]) -> StoreFile:
    kinds = {one.name: one.type for one in fields(StoreFile) if one.name != "unknown"}
    known: dict[str, object] = {}
    unknown: list[tuple[str, str | int]] = []
    for name, value in told.items():
        if not isinstance(value, str | int) or isinstance(value, bool):
            raise TypeError(name)
        if name not in kinds:
            unknown.append((name, value))
        elif not isinstance(value, kinds[name]):  # type: ignore[arg-type]  # plain str or int
            raise TypeError(name)
        else:
            known[name] = value
    return StoreFile(**known, unknown=tuple(unknown))  # type: ignore[arg-type]


def write(folder: Path, of: StoreFile, name: str = NAME) -> None:
    """Whole or not at all: written beside, made durable, then renamed over."""
    told = asdict(of) | dict(of.unknown)
    del told["unknown"]
    lines = [_HEADING, *(f"{name} = {_toml(value)}" for name, value in told.items())]
    beside = folder / (name + ".new")
    try:
        with beside.open("w", encoding="utf-8") as out:
            out.write("\n".join(lines) + "\n")
            out.flush()
            os.fsync(out.fileno())
        beside.replace(folder / name)
        settle(folder)
    except OSError as error:
        raise Unavailable("store_unwritable", path=folder.name) from error


def _toml(value: str | int) -> str:
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False)


def settle(folder: Path) -> None:
    """Makes a rename durable, where the system lets a folder be flushed (not on Windows)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
