"""One segment of a snapshot, from the far end to a file beside the store, however often it breaks.

What has come stays in `….part`; the next try asks for the rest (`Range`, with `If-Range` so that
it is the rest of the same). Nothing is believed of it but the sum that it is named by, and what is
inside is no matter of this module.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from db.sync import wire
from db.sync.reply import CUT, LineDown, Reply

_ALL, _PART, _NOT_THERE = 200, 206, 416


def fetch(call: Callable[..., Any], id_: str, size: int, into: Path) -> Path:
    """The file, whole and true. One that is whole already is not asked for again. Raises what the
    line raises; what had come until then stays.
    """
    path = into / id_
    if path.exists() and _true(path, id_):
        return path
    part = path.with_suffix(".part")
    at = _have(part, size)
    if at < size or not size:
        _ask(call, id_, part, at)
    if not _true(part, id_):
        part.unlink(missing_ok=True)
        raise LineDown(CUT, "segment")
    part.replace(path)
    return path


def _have(part: Path, size: int) -> int:
    """How much of it is there; more than it is long is something else."""
    have = part.stat().st_size if part.exists() else 0
    if have > size:
        part.unlink()
        return 0
    return have


def _ask(call: Callable[..., Any], id_: str, part: Path, at: int) -> None:
    headers = {"Range": f"bytes={at}-", "If-Range": f'"{id_}"'} if at else {}
    try:
        reply = call("GET", f"/v1/sync/segment/{id_}", headers=headers)
    except LineDown as down:
        if down.came is not None and _usable(down.came):
            _keep(part, at, down.came)
        raise
    except wire.Problem as told:
        if told.status != _NOT_THERE:
            raise
        part.unlink(missing_ok=True)  # there is no more of it: what lies here is something else
        raise LineDown(CUT, "segment") from told
    _keep(part, at, reply)


def _keep(part: Path, at: int, came: Reply) -> None:
    """Behind what is there, or in its place where all of it was sent."""
    whole = came.status == _ALL
    told = came.headers.get("Content-Range", "")
    if not whole and not (came.status == _PART and told.startswith(f"bytes {at}-")):
        return
    with part.open("wb" if whole else "ab") as out:
        out.write(came.body)


def _usable(came: Reply) -> bool:
    """Half of what somebody between has packed once more is of no use."""
    return bool(came.headers.get(wire.EPOCH_HEADER)) and not came.headers.get("Content-Encoding")


def _true(path: Path, id_: str) -> bool:
    return path.exists() and wire.sha(path.read_bytes()) == id_
