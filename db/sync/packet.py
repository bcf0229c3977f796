"""交换包: what would go over a line, as a file that is carried by hand.

Whoever finds the medium learns from whom, for which county, when and how many, and nothing else.
The header is readable so that a clerk sees what he holds; it names the SHA-256 of what is sealed,
and the device's signature is over the header. The content is sealed either to one receiver
(X25519, so that not even the sender can open it again) or with the county's key. Inside is the
same body that a push or a page of changes is: it goes the same way as over a line, so that a
packet read twice does nothing twice.
"""

import base64
import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import zstandard
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from console.domain.record import dataclass
from console.domain.refused import Refused
from db.coding import from_ms, to_ms
from db.sync import wire

MAGIC = b"CECC-PACKET 1"
_FAMILY = b"CECC-PACKET "
SUFFIX = ".jhb"
PROVINCE = "province"
UP, DOWN = "up", "down"
OLDEST = timedelta(days=365)  # the far end knows a group again for 400 days
_HEAD_BYTES = 4096
_NUMBERS = ("made_at", "count", "size")
_PACKED_BYTES = 64 << 20
_SALT, _NONCE = 16, 12

Entropy = Callable[[int], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What anybody may read. `sender` and `receiver` are a device, or the province."""

    id: str
    way: str
    sender: str
    sender_name: str = ""
    receiver: str
    county: str
    made_at: datetime
    count: int
    sealed_to: str = ""  # X25519 public key of the receiver; empty: the county's key
    sha256: str = ""
    size: int = 0

    def told(self) -> bytes:
        return wire.dumps(
            {
                "id": self.id,
                "way": self.way,
                "sender": self.sender,
                "sender_name": self.sender_name,
                "receiver": self.receiver,
                "county": self.county,
                "made_at": to_ms(self.made_at),
                "count": self.count,
                "sealed_to": self.sealed_to,
                "sha256": self.sha256,
                "size": self.size,
            }
        )


@dataclass(frozen=True, slots=True)
class Packet:
    """A file that was read and is whole and as its header says; not opened yet."""

    header: Header
    head: bytes
    signature: bytes
    sealed: bytes


def made(
    header: Header,
    body: bytes,
    *,
    signing: bytes,
    county_key: bytes,
    entropy: Entropy = os.urandom,
) -> bytes:
    """The file. `signing` is the sender's raw Ed25519 key; `county_key` is used where the header
    names no receiver's key.
    """
    packed = zstandard.ZstdCompressor(level=19).compress(body)
    salt, nonce = entropy(_SALT), entropy(_NONCE)
    if header.sealed_to:
        passing = X25519PrivateKey.from_private_bytes(entropy(32))
        secret = passing.exchange(X25519PublicKey.from_public_bytes(_raw(header.sealed_to)))
        opened_with = passing.public_key().public_bytes_raw()
    else:
        secret, opened_with = county_key, b""
    key = _derived(secret, salt, _purpose(header))
    sealed = salt + nonce + opened_with + AESGCM(key).encrypt(nonce, packed, None)
    told = _with(header, sealed).told()
    signature = Ed25519PrivateKey.from_private_bytes(signing).sign(MAGIC + told)
    return b"\n".join((MAGIC, told, base64.b64encode(signature), sealed))


def _with(header: Header, sealed: bytes) -> Header:
    return replace(header, sha256=wire.sha(sealed), size=len(sealed))


def read(data: bytes) -> Packet:
    """The packet, whole; Refused says what it is instead."""
    magic, _, rest = data.partition(b"\n")
    if magic != MAGIC:
        told = magic[len(_FAMILY) :] if magic.startswith(_FAMILY) else b""
        known = told.isdigit() and told != b"0"
        raise Refused("packet_newer" if known else "packet_unknown", field="path")
    told, one, rest = rest.partition(b"\n")
    signed, two, sealed = rest.partition(b"\n")
    if not one or not two:
        raise Refused("packet_cut", field="path")
    header = _header(told)
    if len(sealed) < header.size:
        raise Refused("packet_cut", field="path", have=len(sealed), of=header.size)
    if len(sealed) != header.size or wire.sha(sealed) != header.sha256:
        raise Refused("packet_altered", field="path")
    try:
        return Packet(header, told, base64.b64decode(signed, validate=True), sealed)
    except ValueError as error:
        raise Refused("packet_altered", field="path") from error


def _header(told: bytes) -> Header:
    try:
        raw = wire.loads(told[:_HEAD_BYTES])
        if any(type(raw[name]) is not int for name in _NUMBERS):
            raise Refused("packet_altered", field="path")
        if any(type(value) is not str for name, value in raw.items() if name not in _NUMBERS):
            raise Refused("packet_altered", field="path")
        return Header(**raw | {"made_at": from_ms(raw["made_at"])})
    except (
        wire.Malformed,
        TypeError,
        KeyError,
        ValueError,
        OverflowError,
        AttributeError,
    ) as error:
        raise Refused("packet_altered", field="path") from error


def proven(packet: Packet, public: bytes) -> None:
    """That the sender's device made it and nobody changed a bit of the header."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(packet.signature, MAGIC + packet.head)
    except (InvalidSignature, ValueError) as error:
        raise Refused("packet_altered", field="path") from error


def suits(header: Header, *, here: str, county: str, now: datetime) -> None:
    """That it is for us, of our county, and no older than the far end can know again."""
    if header.county != county:
        raise Refused("packet_other_county", field="path", county=header.county)
    if header.sender == here:
        raise Refused("packet_own", field="path")
    if header.receiver != here:
        raise Refused("packet_not_for_us", field="path", receiver=header.receiver)
    if now - header.made_at > OLDEST:
        raise Refused("packet_too_old", field="path", made_at=header.made_at.date())


def opened(packet: Packet, *, county_key: bytes, private: bytes = b"") -> bytes:
    """The body; Refused where our key does not open it."""
    salt, rest = packet.sealed[:_SALT], packet.sealed[_SALT:]
    nonce, rest = rest[:_NONCE], rest[_NONCE:]
    try:
        if packet.header.sealed_to:
            mine = X25519PrivateKey.from_private_bytes(private)
            secret = mine.exchange(X25519PublicKey.from_public_bytes(rest[:32]))
            rest = rest[32:]
        else:
            secret = county_key
        packed = AESGCM(_derived(secret, salt, _purpose(packet.header))).decrypt(nonce, rest, None)
        return wire.inflate(packed, "zstd", _PACKED_BYTES)
    except (InvalidTag, ValueError) as error:
        raise Refused(
            "packet_not_for_us", field="path", receiver=packet.header.receiver
        ) from error
    except (wire.Malformed, wire.TooLarge) as error:
        raise Refused("packet_altered", field="path") from error


def _purpose(header: Header) -> bytes:
    """Who to whom: a key made for one packet opens no other."""
    told = (header.id, header.way, header.sender, header.receiver, header.county)
    return hashlib.sha256(MAGIC + wire.dumps(told)).digest()


def _derived(secret: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=purpose).derive(secret)


def _raw(told: str) -> bytes:
    return base64.b64decode(told, validate=True)
