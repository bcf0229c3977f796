"""What a packet holds: at the near end the pending groups, at the far end the answers and the news.

Groups stay pending after they were put into a packet: a medium may be lost. What arrives twice,
by hand and by line, is known again by its transaction.
"""

import base64
from collections.abc import Collection
from datetime import datetime

from console.domain.record import dataclass
from console.domain.refused import Refused
from db.store import Store
from db.sync import packet, state, wire
from db.sync.groups import choose, untold
from db.sync.packet import PROVINCE, UP, Header

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
        county_key = base64.b64decode(stand.told[state.COUNTY_KEY])
        chosen = choose(read.connection, stand.device, lanes=lanes, ops=ops, most=most)
        keys = untold(read.connection, stand.device, county_key)
    if not chosen.groups:
        raise Refused("packet_nothing")
    head = {
        "epoch": stand.epoch,
        "cursor": stand.cursor,
        "incarnation": stand.incarnation,
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
        signing=base64.b64decode(stand.told[state.KEY]),
        county_key=county_key,
    )
    return Made(header, data, chosen.left)
