"""How a workstation joins its county's exchange, and how it proves itself afterwards.

The code comes from the province by telephone and is used up; the key is made here and never
leaves; tokens are fetched for a challenge of the far end's, so that no clock has to agree.
"""

import base64
import threading
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from console.domain.clock import Clock
from console.domain.record import dataclass
from db.store import Store
from db.sync import signing, state, wire
from db.sync.line import NOT_OURS, HttpLine, Line, LineDown, Way

_EARLY_SECONDS = 600  # a token is renewed so long before it ends


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Where this workstation belongs now."""

    device: str
    name: str
    county: str
    county_name: str


def enrol(
    store: Store, line: Line, server: str, code: str, name: str = "", *, county: str = ""
) -> Enrolled:
    """Joins; Problem(code_unknown) for a code that is wrong, old or used by another workstation,
    Problem(tenant_mismatch) for one of another county than `county`, where that is given.

    The key is kept before the code goes out, so that a lost reply costs nothing: the same code and
    key may come again.
    """
    with store.receive() as arrival:
        me = state.stand(arrival.connection)
        key = me.told.get(state.KEY) or Ed25519PrivateKey.generate().private_bytes_raw().hex()
        state.keep(arrival.connection, key=key)
    told = {"code": code, "device": me.device, "public_key": public_key(key), "name": name}
    if county:  # so that a code of another county is not used up; older far ends don't look
        told["county"] = county
    reply: dict[str, Any] = line.call("POST", "/v1/enrol", body=wire.dumps(told)).json()
    if county and reply["county"] != county:  # nothing of one county goes up into another
        raise wire.Problem(403, wire.TENANT_MISMATCH, {"county": reply["county"]})
    with store.receive() as arrival:
        state.keep(
            arrival.connection,
            server=server,
            name=reply["name"],
            post=reply["post"],
            county=reply["county"],
            county_key=base64.b64decode(reply["county_key"]).hex(),
            epoch=reply["epoch"],
            packet_key=reply["packet_key"],
            packet_sign=reply["packet_sign"],
        )
    return Enrolled(me.device, reply["name"], reply["county"], reply["county_name"])


def public_key(key: str) -> str:
    made = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key)).public_key()
    return base64.b64encode(made.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def signed(key: str, words: bytes) -> str:
    made = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key))
    return base64.b64encode(made.sign(words)).decode()


class Bearer:
    """The token of the moment; `line` is one without a token (it fetches them)."""

    def __init__(self, store: Store, line: Line, clock: Clock) -> None:
        self._store, self._line, self._clock = store, line, clock
        self._token, self._until = "", 0.0
        self._lock = threading.Lock()

    def __call__(self) -> str:
        """Raises what the line raises; DEVICE_REVOKED where the province has put us out."""
        with self._lock:
            if not self._token or self._clock.monotonic() > self._until:
                self._fetch()
            return self._token

    def expired(self) -> None:
        """The far end says so, whatever our clock thinks."""
        with self._lock:
            self._token = ""

    def _fetch(self) -> None:
        with self._store.read() as read:
            me = state.stand(read.connection)
        nonce = self._line.call(
            "POST", "/v1/challenge", body=wire.dumps({"device": me.device})
        ).json()["nonce"]
        if not signing.is_challenge(nonce):
            raise LineDown(NOT_OURS, "a challenge that is something else")
        told = {
            "device": me.device,
            "nonce": nonce,
            "signature": signed(me.told[state.KEY], nonce.encode()),
        }
        reply = self._line.call("POST", "/v1/token", body=wire.dumps(told)).json()
        self._token = str(reply["token"])
        self._until = self._clock.monotonic() + int(reply["expires_in"]) - _EARLY_SECONDS


def connect(store: Store, clock: Clock, schema: int, way: Way | None = None) -> HttpLine:
    """The line of an enrolled workstation, with its token."""
    with store.read() as read:
        me = state.stand(read.connection)
    server = me.told[state.SERVER]
    plain = HttpLine(server, me.device, me.incarnation, schema, clock, way=way)
    return HttpLine(
        server,
        me.device,
        me.incarnation,
        schema,
        clock,
        bearer=Bearer(store, plain, clock),
        way=way,
    )
