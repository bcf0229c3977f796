"""Packets at the far end: brought in by hand, taken like any push, answered by a packet back."""

import base64
from datetime import datetime

from console.domain.changes import Kind
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.domain.station import UpperLevel, UpperReceipt
from console.wording.packet import REVOKED_TAKEN
from db.gateway.desk import Desk, Push
from db.gateway.packet_keys import Keys, packet_keys
from db.gateway.shelf import Device, Shelves, Tenant
from db.gateway.tokens import Caller
from db.sync import packet, wire
from db.sync.packet import DOWN, PROVINCE, Header

_REPLY_BYTES = 48 << 20  # of news; what is more comes with the next one
_SAID = {
    wire.EPOCH_CHANGED: "packet_other_history",
    wire.OP_GAP: "packet_gap",
    wire.DEVICE_REVOKED: "packet_sender_revoked",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a packet: groups by their answer, those known before, and the packet back."""

    header: Header
    answers: dict[str, int]
    again: int
    reply: bytes


def take(desk: Desk, data: bytes, id_: str, *, by: str = "") -> Taken:
    """Refused says in words why one is not taken; then nothing of it was. One of a workstation
    that was put out of service is taken only where `by`, a person, has decided so: the county
    reads that afterwards.
    """
    came = packet.read(data)
    tenant, device = _sender(desk.shelves, came.header)
    if device.revoked and not by:
        raise Refused("packet_sender_revoked", field="path", name=device.name or device.id)
    packet.suits(came.header, here=PROVINCE, county=tenant.code, now=desk.now())
    packet.proven(came, base64.b64decode(device.public_key))
    ours = packet_keys(desk.shelves)
    county_key = base64.b64decode(tenant.county_key)
    body = packet.opened(came, county_key=county_key, private=ours.opening)
    try:
        head, raws = wire.unpack(body)
        caller = Caller(tenant.id, device.id, int(head.get("schema", 1)))
        incarnation = int(head.get("incarnation", 0))
        answer = desk.push(caller, Push(head, raws), incarnation, stopped_too=bool(by))
        if device.revoked:
            _note(desk, tenant, device, id_, by)
        back = _news(desk, caller, int(head.get("cursor", 0)), answer)
    except wire.Problem as problem:
        told = {"name": device.name or device.id}
        raise Refused(_SAID.get(problem.code, "packet_altered"), field="path", **told) from problem
    except (wire.Malformed, TypeError, ValueError) as error:
        raise Refused("packet_altered", field="path") from error
    reply = _sealed(id_, came.header, back, len(raws), desk.now(), ours, county_key)
    results = answer["results"]
    answers = {st: sum(one["st"] == st for one in results) for st in _STATES}
    return Taken(came.header, answers, sum("again" in one for one in results), reply)


_STATES = (wire.OK, wire.MERGED, wire.REJECTED, wire.QUARANTINED)


def _note(desk: Desk, tenant: Tenant, device: Device, id_: str, by: str) -> None:
    """Who has decided it, in the county's log for ever."""
    made = UpperReceipt(
        id=id_,
        subject_kind=Kind.STATION,
        subject_id=device.id,
        level=UpperLevel.PROVINCE,
        receiver=by,
        at=desk.now(),
        note=REVOKED_TAKEN.format(name=device.name or device.id),
    )
    desk.publish(tenant.code, [made])


def _sender(shelves: Shelves, header: Header) -> tuple[Tenant, Device]:
    if shelves.tenant(header.county) is None:
        raise Refused("packet_other_county", field="path", county=header.county)
    found = shelves.find_device(header.sender)
    if found is None or found[0].code != header.county:
        raise Refused("packet_sender_unknown", field="path")
    return found


def _news(desk: Desk, caller: Caller, cursor: int, answer: dict[str, object]) -> bytes:
    """The answers and the feed from where the console stood, as one body."""
    lines: list[bytes] = []
    size, at, more = 0, cursor, True
    head: dict[str, object] = {}
    while more and size < _REPLY_BYTES:
        try:
            head, page = desk.changes(caller, at)
        except wire.Problem as problem:
            if problem.code not in {wire.SCHEMA_TOO_OLD, wire.DEVICE_REVOKED}:
                raise
            # What it brought is taken; it is told the answers, and reads on once it is upgraded,
            # or has joined again: nothing of the county's goes to one that was put out.
            head, page = {"epoch": answer["epoch"], "cursor": at, "head": at, "more": False}, []
        lines += page
        size += sum(map(len, page))
        at, more = int(str(head["cursor"])), bool(head["more"])
    told = {**head, "from": cursor, "cursor": at, "more": more, "results": answer["results"]}
    return wire.pack(told, lines)


def _sealed(
    id_: str, asked: Header, body: bytes, count: int, now: datetime, ours: Keys, county_key: bytes
) -> bytes:
    header = Header(
        id=id_,
        way=DOWN,
        sender=PROVINCE,
        sender_name="省平台",
        receiver=asked.sender,
        county=asked.county,
        made_at=now,
        count=count,
    )
    return packet.made(header, body, signing=ours.signing, county_key=county_key)
