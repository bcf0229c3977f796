"""What a packet holds: at the near end the pending groups, at the far end the answers and the news.

Groups stay pending after they were put into a packet: a medium may be lost. What arrives twice,
by hand and by line, is known again by its transaction.
"""

import base64
from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any

from console.domain.changes import Changes, merge
from console.domain.clock import Clock
from console.domain.record import dataclass
from console.domain.refused import Refused
from db.schema import SCHEMA_NO
from db.store import Store
from db.sync import packet, state, wire
from db.sync.groups import choose, untold
from db.sync.laying import NotMine
from db.sync.packet import PROVINCE, UP, Header
from db.sync.receive import Receiver

MOST_OPS = 200_000
MOST_BYTES = 48 << 20  # unpacked


@dataclass(frozen=True, slots=True)
class Made:
    """A packet as bytes, and how many pending groups it left behind."""

    header: Header
    data: bytes
    left: int


def pending_packet(
    store: Store,
    id_: str,
    now: datetime,
    *,
    lanes: Collection[int],
    ops: int = MOST_OPS,
    most: int = MOST_BYTES,
) -> Made:
    """The oldest pending groups of these lanes, sealed to the province and signed by this device."""
    with store.read() as read:
        stand = state.stand(read.connection)
        if not stand.enrolled:
            raise Refused("packet_not_enrolled")
        county_key = bytes.fromhex(stand.told[state.COUNTY_KEY])
        chosen = choose(read.connection, stand.device, lanes=lanes, ops=ops, most=most)
        keys = untold(read.connection, stand.device, county_key)
    if not chosen.groups:
        raise Refused("packet_nothing")
    head = {
        "epoch": stand.epoch,
        "cursor": stand.cursor,
        "incarnation": stand.incarnation,
        "schema": SCHEMA_NO,
        "keys": keys.told,
    }
    header = Header(
        id=id_,
        way=UP,
        sender=stand.device,
        sender_name=stand.told.get(state.NAME, ""),
        receiver=PROVINCE,
        county=stand.told[state.COUNTY],
        made_at=now,
        count=len(chosen.groups),
        sealed_to=stand.told.get(state.PACKET_KEY, ""),
    )
    data = packet.made(
        header,
        wire.pack(head, [one.raw for one in chosen.groups]),
        signing=bytes.fromhex(stand.told[state.KEY]),
        county_key=county_key,
    )
    return Made(header, data, chosen.left)


@dataclass(frozen=True, slots=True)
class Answered:
    """What a packet back brought: `answers` to our groups by state, `came` entries of the feed that
    were new here.
    """

    header: Header
    answers: dict[str, int]
    came: int
    changes: Changes


def taken_in(store: Store, clock: Clock, data: bytes) -> Answered:
    """The far end's packet, by the same way as a page over a line; Refused says why not.

    What it holds from before our cursor was taken already, by hand or by line.
    """
    came = packet.read(data)
    with store.read() as read:
        stand = state.stand(read.connection)
    if not stand.enrolled:
        raise Refused("packet_not_enrolled")
    here, county = stand.device, stand.told[state.COUNTY]
    packet.suits(came.header, here=here, county=county, now=clock.now())
    if came.header.sender != PROVINCE:
        raise Refused("packet_sender_unknown", field="path")
    packet.proven(came, base64.b64decode(stand.told.get(state.PACKET_SIGN, "")))
    county_key = bytes.fromhex(stand.told[state.COUNTY_KEY])
    try:
        head, lines = wire.unpack(packet.opened(came, county_key=county_key))
        return _received(store, clock, came.header, head, lines, stand)
    except (wire.Malformed, KeyError, TypeError, ValueError) as error:
        raise Refused("packet_altered", field="path") from error


def _received(
    store: Store,
    clock: Clock,
    header: Header,
    head: dict[str, Any],
    lines: list[bytes],
    stand: state.Stand,
) -> Answered:
    if head["epoch"] != stand.epoch:
        raise Refused("packet_other_history", field="path")
    if int(head["from"]) > stand.cursor:
        raise Refused("packet_gap", field="path")
    fresh = [line for line in lines if int(wire.loads(line)["seq"]) > stand.cursor]
    heard: list[Changes] = []
    key = bytes.fromhex(stand.told[state.COUNTY_KEY])
    receiver = Receiver(store, key, monotonic=clock.monotonic, heard=heard.append)
    try:
        receiver.page(stand.cursor, fresh, max(stand.cursor, int(head["cursor"])))
    except NotMine as error:
        raise Refused("packet_other_history", field="path") from error
    states = [str(one["st"]) for one in head["results"]]
    return Answered(header, dict(Counter(states)), len(fresh), merge(heard))
