"""Who is calling: enrolment codes, the challenge to a device's own key, and tokens for 12 hours.

The county comes from the token alone, never from a body. A device proves itself by signing a
challenge that this service made (its own clock, so that a console whose clock is a year off gets
in all the same).
"""

import base64
import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import jwt
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from console.domain.record import dataclass
from db.gateway.shelf import Shelves
from db.sync import wire

TOKEN_HOURS = 12
CODE_HOURS = 24
_CHALLENGE_MINUTES = 5
_ALGORITHM = "ES256"
_GROUPS, _DIGITS = 4, 4


@dataclass(frozen=True, slots=True)
class Caller:
    """`schema` is what its console says that it reads; 0 where it says nothing."""

    tenant: int
    device: str
    schema: int = 0


def new_code() -> str:
    """Four groups of four digits, read out over a telephone: 4827-1936-0583-7741."""
    return "-".join(f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}" for _ in range(_GROUPS))


def code_hash(code: str) -> str:
    """Codes are kept hashed; however it was typed, only its digits count."""
    return hashlib.sha256("".join(c for c in code if c.isdecimal()).encode()).hexdigest()


class Tokens:
    """Made and read with a key that all processes of the service share."""

    def __init__(self, shelves: Shelves, now: Callable[[], datetime]) -> None:
        made = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        kept = shelves.secret("token", made)
        key = serialization.load_pem_private_key(kept, None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        self._key, self._public, self._now = key, key.public_key(), now
        self._read: dict[str, tuple[Caller, float]] = {}

    def challenge(self, device: str) -> str:
        until = self._now() + timedelta(minutes=_CHALLENGE_MINUTES)
        told = {"use": "challenge", "device": device, "exp": until, "jti": secrets.token_hex(8)}
        return jwt.encode(told, self._key, _ALGORITHM)

    def token(self, tenant: int, device: str) -> str:
        until = self._now() + timedelta(hours=TOKEN_HOURS)
        told = {"use": "token", "tenant": tenant, "device": device, "exp": until}
        return jwt.encode(told, self._key, _ALGORITHM)

    def proven(self, nonce: str, device: str, public_key: str, signature: str) -> None:
        """TOKEN_BAD where the signature is not the device's over a challenge of ours."""
        told = self._told(nonce, "challenge")
        if told.get("device") != device:
            raise _bad()
        try:
            key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
            key.verify(base64.b64decode(signature), nonce.encode())
        except (InvalidSignature, ValueError) as error:
            raise _bad() from error

    def caller(self, authorization: str) -> Caller:
        """Whose token this is; TOKEN_EXPIRED or TOKEN_BAD."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise _bad()
        now = self._now().timestamp()
        found = self._read.get(token)
        if found is not None and found[1] > now:
            return found[0]
        told = self._told(token, "token")
        caller = Caller(int(told["tenant"]), str(told["device"]))
        if len(self._read) > 10_000:  # noqa: PLR2004 - a bound, not a rule
            self._read.clear()
        self._read[token] = (caller, float(told["exp"]))
        return caller

    def _told(self, token: str, use: str) -> dict[str, Any]:
        try:
            told = jwt.decode(
                token,
                self._public,
                algorithms=[_ALGORITHM],
                options={"verify_exp": False, "require": ["exp"]},
            )
        except jwt.InvalidTokenError as error:
            raise _bad() from error
        if told.get("use") != use:
            raise _bad()
        if told["exp"] <= self._now().timestamp():
            raise wire.Problem(401, wire.TOKEN_EXPIRED, {})
        return dict(told)


def _bad() -> wire.Problem:
    return wire.Problem(401, wire.TOKEN_BAD, {})
