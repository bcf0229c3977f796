"""The service behind its doors: every request of the protocol, without a word of HTTP.

What FastAPI's routes call, and what the simulator calls with its own clock and shelves. Refuses
with `wire.Problem`.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from orjson import loads

from console.domain.changes import Kind
from console.domain.record import dataclass
from console.domain.station import Post, Station
from db.coding import from_ms, to_ms
from db.gateway import feed, push, snapshot
from db.gateway.packet_keys import packet_keys
from db.gateway.publishing import publish
from db.gateway.shelf import FAR_END, Device, Segment, Shelves, Tenant
from db.gateway.tokens import CODE_HOURS, TOKEN_HOURS, Caller, Tokens, code_hash, new_code
from db.sync import signing, wire
from db.sync.convert import CONVERTER, Converter

_NOTED_MS = 60_000
_SEGMENT_MINUTES = 60
_STALE_SEGMENTS = 2000  # groups that a newcomer reads from the feed after the snapshot


@dataclass(frozen=True, slots=True)
class Push:
    """A push as it came: unpacked head and the groups' own bytes."""

    head: dict[str, Any]
    raws: list[bytes]


class Desk:
    """One process of the service; any number of them stand before the same shelves."""

    def __init__(
        self,
        shelves: Shelves,
        now: Callable[[], datetime],
        *,
        sign: bool = False,
        converter: Converter = CONVERTER,
    ) -> None:
        self.converter = converter
        self.shelves = shelves
        self.now = now
        self.tokens = Tokens(shelves, now)
        self._noted: dict[str, int] = {}
        self.sign = sign  # a relay wants each group signed by its device

    @property
    def epoch(self) -> str:
        """The history that all answers speak of."""
        return self.shelves.epoch()

    # -- who is there ----------------------------------------------------------------------

    def invite(self, county: str, name: str, post: Post = Post.DESK) -> str:
        """A code for one workstation, good for a day, to be typed there once."""
        tenant = self._county(county)
        code = new_code()
        until = to_ms(self.now() + timedelta(hours=CODE_HOURS))
        self.shelves.invite(tenant.id, code_hash(code), name, str(post), until)
        return code

    def enrol(
        self, code: str, device: str, public_key: str, name: str, *, county: str = ""
    ) -> dict[str, Any]:
        """A workstation joins its county; the code is used up. It is published to the others.

        One that says of which county it is uses up no code of another.
        """
        if not name.isprintable():
            raise wire.Problem(400, wire.MALFORMED, {"pointer": "name"})
        if county and self.shelves.invited(code_hash(code), to_ms(self.now())) not in {
            None,
            county,
        }:
            raise wire.Problem(403, wire.TENANT_MISMATCH, {})
        found = self.shelves.enrol(code_hash(code), device, public_key, name, to_ms(self.now()))
        if found is None:
            raise wire.Problem(403, wire.CODE_UNKNOWN, {})
        tenant, made = found
        station = Station(id=made.id, name=made.name, post=Post(made.post), enrolled_at=self.now())
        with self.shelves.open(tenant.id) as shelf:
            publish(shelf, [station], to_ms(self.now()))
            epoch = shelf.epoch
        return {
            "device": made.id,
            "name": made.name,
            "post": made.post,
            "county": tenant.code,
            "county_name": tenant.name,
            "county_key": tenant.county_key,
            "epoch": epoch,
            **packet_keys(self.shelves).public,
        }

    def challenge(self, device: str) -> dict[str, Any]:
        """Answered for any device: who is enrolled is not for strangers to find out."""
        return {"nonce": self.tokens.challenge(device)}

    def token(self, device: str, nonce: str, signature: str) -> dict[str, Any]:
        found = self.shelves.find_device(device)
        if found is None:
            raise wire.Problem(401, wire.TOKEN_BAD, {})
        tenant, known = found
        self.tokens.proven(nonce, device, known.public_key, signature)
        if known.revoked:
            raise wire.Problem(403, wire.DEVICE_REVOKED, {})
        return {"token": self.tokens.token(tenant.id, device), "expires_in": TOKEN_HOURS * 3600}

    def caller(self, authorization: str, device: str = "") -> Caller:
        """From the token; a header that names another device is a mistake worth hearing about."""
        caller = self.tokens.caller(authorization)
        if device and device != caller.device:
            raise wire.Problem(403, wire.TENANT_MISMATCH, {"device": device})
        return caller

    # -- the exchange ----------------------------------------------------------------------

    def hello(self, caller: Caller, told: dict[str, Any]) -> dict[str, Any]:
        """Where both stand. A lane that is known with another group is a second machine with the
        same device (a cloned disk): 409 with an incarnation that is free.
        """
        incarnation, schema = int(told["incarnation"]), int(told.get("schema", 1))
        with self.shelves.view(caller.tenant) as view:
            device = self._known(view.device(caller.device))
            lanes = view.lanes(caller.device, incarnation)
            glance = view.glance
        self._not_forked(device, lanes, told.get("lanes", {}))
        cursor = int(told.get("cursor", 0))
        actions = []
        if told.get("epoch") == glance.epoch and cursor < glance.min_cursor:
            actions.append("snapshot")
        if glance.head <= self._own_entries(caller.tenant) and told.get("offer"):
            actions.append("offer")
        if schema < self.converter.newest:
            actions.append("upgrade")
        was = told.get("was") or schema
        actions += [f"backfill:{kind}" for kind in self._added(int(was), schema)]
        known = self._known_of(caller.tenant, told["ask"]) if told.get("ask") else {}
        return known | {
            "epoch": glance.epoch,
            "head": glance.head,
            "min_cursor": glance.min_cursor,
            "schema": {"min": self.converter.oldest, "max": self.converter.newest},
            "lanes": {str(lane): list(last) for lane, last in lanes.items()},
            "limits": {
                "ops": wire.BATCH_OPS,
                "bytes": wire.BATCH_BYTES,
                "page": wire.PAGE_BYTES,
            },
            "server_time": to_ms(self.now()),
            "sign": self.sign,
            "actions": actions,
        }

    def _known_of(self, tenant: int, txs: Sequence[str]) -> dict[str, Any]:
        """What was answered to those of these groups that were taken, whoever brought them."""
        with self.shelves.open(tenant) as shelf:
            found = shelf.known([str(tx) for tx in txs])
        return {"known": {tx: one.answer for tx, one in found.items()}}

    def _own_entries(self, tenant: int) -> int:
        """How many entries of the log are the far end's own: a county with no more is empty."""
        with self.shelves.view(tenant) as view:
            count = 0
            for entry in view.entries(0, _OWN_MOST):
                if entry.device != FAR_END:
                    return count
                count += 1
        return count

    def _not_forked(
        self, device: Device, lanes: dict[int, tuple[int, str]], told: dict[str, Any]
    ) -> None:
        for name, (n, tx) in told.items():
            last = lanes.get(int(name))
            if last is not None and last[0] == n and last[1] != tx:
                raise wire.Problem(
                    409, wire.DEVICE_FORKED, {"lane": int(name), "free": device.incarnation + 1}
                )

    def join(self, tenant: int, devices: Sequence[Device]) -> None:
        """Workstations that a relay, or for a relay the province, has enrolled. The county is told of
        those that it has not heard of, which may have joined when it could not be told.
        """
        now = self.now()
        for one in devices:
            self.shelves.join(tenant, one, to_ms(now))
        with self.shelves.view(tenant) as view:
            joined = [one for one in devices if view.device(one.id) is not None]
            untold = [one for one in joined if view.row((str(Kind.STATION), one.id)) is None]
        if untold:
            stations = [
                Station(id=one.id, name=one.name, post=Post(one.post), enrolled_at=now)
                for one in untold
            ]
            with self.shelves.open(tenant) as shelf:
                publish(shelf, stations, to_ms(now))

    def push(
        self, caller: Caller, came: Push, incarnation: int = 0, *, stopped_too: bool = False
    ) -> dict[str, Any]:
        """200 whenever the batch was worked through; each group has its own answer. `stopped_too`:
        somebody has decided that what a workstation wrote before it was put out of service counts.
        """
        told = push.message(came.head, came.raws, caller.device)
        with self.shelves.open(caller.tenant) as shelf:
            device = self._known(shelf.device(caller.device), stopped_too=stopped_too)
            sigs = self._signed(device, came) if self.sign else []
            newest = max([incarnation, *(group.incarnation for group in told.groups)])
            if newest > device.incarnation:
                shelf.reborn(device.id, newest)
            answer = push.take(shelf, device, told, to_ms(self.now()), self.converter)
            if self.sign:
                owed = zip(answer["results"], told.groups, sigs, strict=True)
                shelf.carry(
                    (one["seq"], group.tx, device.id, sig, group.raw)
                    for one, group, sig in owed
                    if "again" not in one
                )
        return answer

    def _signed(self, device: Device, came: Push) -> list[str]:
        """A relay can pass on only what its workstation has signed."""
        sigs = [str(one) for one in came.head.get("sigs", ())]
        if len(sigs) != len(came.raws):
            raise wire.Problem(428, wire.HELLO_REQUIRED, {"sign": True})
        for at, (raw, sig) in enumerate(zip(came.raws, sigs, strict=True)):
            if not signing.proven(device.public_key, raw, sig):
                raise wire.Problem(400, wire.SIGNATURE_BAD, {"pointer": at})
        return sigs

    def changes(
        self, caller: Caller, cursor: int, limit: int = feed.PAGE, *, echo: bool = True
    ) -> tuple[dict[str, Any], list[bytes]]:
        """A page of the feed; without `echo` rows of its own are told too."""
        if cursor < 0:
            raise wire.Problem(400, wire.BAD_CURSOR, {})
        with self.shelves.view(caller.tenant) as view:
            device = self._known(view.device(caller.device))
            schema = self._reads(caller, device)
            asker = device if echo else None
            head, lines = feed.page(view, asker, cursor, limit=max(1, limit))
            if schema:
                lines = [self.converter.change(line, schema) for line in lines]
            if not head["more"] and not (schema and self.converter.hides(schema)):
                head["checksum"] = {"at": head["head"], "root": root(view.buckets())}
        self._seen(caller.device, cursor)
        return head, lines

    def _seen(self, device: str, cursor: int) -> None:
        """Noted once a minute: who asks every 25 seconds must not cost a write each time."""
        now = to_ms(self.now())
        if now - self._noted.get(device, 0) >= _NOTED_MS:
            self._noted[device] = now
            self.shelves.seen(device, now, cursor)

    def buckets(self, caller: Caller, bucket: int | None = None) -> dict[str, Any]:
        """Sums of all buckets, or the rows of one, at the head."""
        with self.shelves.view(caller.tenant) as view:
            self._known(view.device(caller.device))
            told: dict[str, Any] = {"epoch": view.glance.epoch, "at": view.glance.head}
            if bucket is None:
                sums = view.buckets()
                told["buckets"] = [[b, n, f"{s:016x}"] for b, (n, s) in sorted(sums.items())]
            elif 0 <= bucket < wire.BUCKETS:
                told["rows"] = [list(row) for row in view.in_bucket(bucket)]
            else:
                raise wire.Problem(400, wire.MALFORMED, {"pointer": "bucket"})
        return told

    def snapshot(self, caller: Caller, least: int = 0) -> dict[str, Any]:
        """Everything there is, in segments; one that is fresh enough, and no older than what the
        caller has read (`least`), serves all workstations of the same schema.
        """
        with self.shelves.view(caller.tenant) as view:
            schema = self._reads(caller, self._known(view.device(caller.device)))
            glance = view.glance
            fresh = max(0, glance.head - _STALE_SEGMENTS, min(least, glance.head))
            kept = self.shelves.segments(caller.tenant, fresh, schema)
            if not kept:
                body = partial(self._body, schema) if schema else None
                made = (
                    (Segment(wire.sha(data), kind, count, len(data), glance.head, schema), data)
                    for kind, count, data in snapshot.packed(view, body)
                )
                self.shelves.keep_segments(caller.tenant, made)
                kept = self.shelves.segments(caller.tenant, glance.head, schema)
        return {
            "epoch": glance.epoch,
            "cursor": kept[0].cursor if kept else glance.head,
            "segments": [
                {"id": s.id, "sha256": s.id, "kind": s.kind, "rows": s.rows, "bytes": s.bytes}
                for s in kept
            ],
            "expires": to_ms(self.now() + timedelta(minutes=_SEGMENT_MINUTES)),
        }

    def _body(self, schema: int, kind: str, text: str) -> str | None:
        return self.converter.body(kind, text, schema)

    def _reads(self, caller: Caller, device: Device) -> int:
        """In whose words it is told: 0 where as they lie. A relay keeps what it does not know and
        tells each of its own consoles in that one's words.
        """
        schema = caller.schema
        if not schema or schema >= self.converter.newest or device.post == Post.RELAY:
            return 0
        if schema < self.converter.oldest:
            raise wire.Problem(426, wire.SCHEMA_TOO_OLD, {"min": self.converter.oldest})
        return schema

    def _added(self, was: int, now: int) -> list[str]:
        """Kinds of which a console that read by `was` until now has not got everything."""
        return self.converter.since(was) if was < now else []

    def segment(self, caller: Caller, id_: str) -> bytes:
        self.here(caller)
        found = self.shelves.segment(caller.tenant, id_)
        if found is None:
            raise wire.Problem(404, wire.CURSOR_EXPIRED, {})
        return found

    def here(self, caller: Caller) -> None:
        """Refuses where the workstation was put out of service since its token was made."""
        found = self.shelves.find_device(caller.device)
        self._known(found[1] if found and found[0].id == caller.tenant else None)

    # -- from above ------------------------------------------------------------------------

    def revoke(self, device: str) -> Station | None:
        """A workstation is put out of service and the others hear of it; None: there is none."""
        found = self.shelves.find_device(device)
        if found is None or not self.shelves.revoke(device, to_ms(self.now())):
            return None
        tenant, known = found
        with self.shelves.view(tenant.id) as view:
            there = view.row((str(Kind.STATION), device))
        since = self.now() if there is None else from_ms(loads(there.body)["enrolled_at"])
        station = Station(
            id=device,
            name=known.name,
            post=Post(known.post),
            enrolled_at=since,
            revoked_at=self.now(),
        )
        self.publish(tenant.code, [station])
        return station

    def publish(self, county: str, records: list[Any]) -> int:
        """Rows that come from above (上级签收, 工作站); the seq they stand under."""
        with self.shelves.open(self._county(county).id) as shelf:
            return publish(shelf, records, to_ms(self.now()))

    def _county(self, code: str) -> Tenant:
        found = self.shelves.tenant(code)
        if found is None:
            raise wire.Problem(404, wire.NO_SUCH_TENANT, {"county": code})
        return found

    def _known(self, device: Device | None, *, stopped_too: bool = False) -> Device:
        if device is None:
            raise wire.Problem(403, wire.TENANT_MISMATCH, {})
        if device.revoked and not stopped_too:
            raise wire.Problem(403, wire.DEVICE_REVOKED, {})
        return device


_OWN_MOST = 500


def root(buckets: dict[int, tuple[int, int]]) -> str:
    """One short word for all bucket sums; equal on both ends or something is amiss (G8)."""
    told = "|".join(f"{b}:{n}:{s:016x}" for b, (n, s) in sorted(buckets.items()) if n)
    return wire.sha(told.encode())[:16]
