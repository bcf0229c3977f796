"""The feed: the county's log from a cursor on, one line for each group, stored text passed on.

Read without a lock: the head is what was committed, and commit order is the order of `seq`, so a
reader that has seen 42 never finds a 41 later.
"""

from typing import Any

import orjson

from db.gateway.shelf import Device, Entry, SubjectKey, View
from db.sync import wire

PAGE = 2000  # groups
_FETCH = 500


def page(
    view: View,
    device: Device | None,
    cursor: int,
    *,
    limit: int = PAGE,
    most: int = wire.PAGE_BYTES,
) -> tuple[dict[str, Any], list[bytes]]:
    """The head and the changes after `cursor`; the same county log for everybody but the echo.

    `device` None: every row is told, for a console that can't be sure of its own past.
    """
    glance = view.glance
    if cursor < glance.min_cursor:
        raise wire.Problem(410, wire.CURSOR_EXPIRED, {"min_cursor": glance.min_cursor})
    if cursor > glance.head:
        raise wire.Problem(503, wire.REPLICA_BEHIND, {"head": glance.head}, retry_after=2)
    told, last = _lines(view, device, cursor, min(limit, PAGE), most)
    head = {
        "epoch": glance.epoch,
        "from": cursor,
        "cursor": last,
        "head": glance.head,
        "more": last < glance.head,
    }
    return head, told


def _lines(
    view: View, device: Device | None, cursor: int, limit: int, most: int
) -> tuple[list[bytes], int]:
    told: list[bytes] = []
    size, last = 0, cursor
    while len(told) < limit and size < most:
        entries = list(view.entries(last, min(_FETCH, limit - len(told))))
        if not entries:
            break
        keys = _by_seq(view.keys(last, entries[-1].seq))
        for entry in entries:
            line = spelled(entry, device, keys.get(entry.seq, []))
            told.append(line)
            size, last = size + len(line), entry.seq
            if size >= most:
                break
    return told, last


def _by_seq(keys: list[tuple[int, SubjectKey]]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for seq, key in keys:
        found.setdefault(seq, []).append(key_told(key))
    return found


def key_told(key: SubjectKey) -> dict[str, Any]:
    return {
        "about": key.about,
        "by": key.by,
        "key": key.key,
        "made_at": key.made_at,
        "destroyed_at": key.destroyed_at,
    }


def spelled(entry: Entry, device: Device | None, keys: list[dict[str, Any]]) -> bytes:
    """One change as it goes down; its own device gets the echo where it has the rows already."""
    told: dict[str, Any] = {
        "seq": entry.seq,
        "tx": entry.tx,
        "dev": entry.device,
        "inc": entry.incarnation,
        "n": entry.n,
        "lane": entry.lane,
        "actor": entry.actor,
        "hlc": entry.hlc,
        "at": entry.at,
        "st": entry.state,
        "code": entry.code,
        "keys": keys,
    }
    if entry.re:
        told["re"] = entry.re
    head = orjson.dumps(told).decode()
    rows = entry.rows
    if entry.echo is not None and _own(entry, device):
        rows = entry.echo
    return f'{head[:-1]},"lines":{entry.lines},"rows":{rows}}}'.encode()


def _own(entry: Entry, device: Device | None) -> bool:
    """Written by this very machine: one restored from a backup has not got what it wrote since."""
    return (
        device is not None
        and entry.device == device.id
        and entry.incarnation == device.incarnation
    )
