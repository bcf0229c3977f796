"""A device's own signature under a group, so that a relay can pass it on and can't make it up.

The same key answers a far end's challenges: what a challenge may look like is kept apart from
what a group's or a packet's signature is over, or a far end could have anything signed.
"""

import base64
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from db.sync import wire


def _words(raw: bytes) -> bytes:
    """Never mistaken for the answer to a challenge."""
    return b"group:" + wire.sha(raw).encode()


_CHALLENGE = re.compile(r"[A-Za-z0-9_.-]{8,2000}")


def is_challenge(nonce: str) -> bool:
    """Letters, digits, dots and dashes: no colon of a group's words, no blank of a packet's."""
    return _CHALLENGE.fullmatch(nonce) is not None


def signed(private: bytes, raw: bytes) -> str:
    """`private` is the device's raw Ed25519 key."""
    key = Ed25519PrivateKey.from_private_bytes(private)
    return base64.b64encode(key.sign(_words(raw))).decode()


def proven(public_key: str, raw: bytes, sig: str) -> bool:
    """`public_key` as the far end keeps it (base64)."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
        key.verify(base64.b64decode(sig), _words(raw))
    except (InvalidSignature, ValueError):
        return False
    return True
