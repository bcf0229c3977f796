"""The province's own keys for packets: one opens what was sealed to it, one signs what it sends."""

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from console.domain.record import dataclass
from db.gateway.shelf import Shelves


@dataclass(frozen=True, slots=True)
class Keys:
    opening: bytes
    signing: bytes

    @property
    def public(self) -> dict[str, str]:
        """As a workstation hears them when it is enrolled."""
        opening = X25519PrivateKey.from_private_bytes(self.opening).public_key()
        signing = Ed25519PrivateKey.from_private_bytes(self.signing).public_key()
        return {
            "packet_key": base64.b64encode(opening.public_bytes_raw()).decode(),
            "packet_sign": base64.b64encode(signing.public_bytes_raw()).decode(),
        }


def packet_keys(shelves: Shelves) -> Keys:
    """Made at the first need; all processes have the same."""
    opening = X25519PrivateKey.generate().private_bytes_raw()
    signing = Ed25519PrivateKey.generate().private_bytes_raw()
    return Keys(shelves.secret("packet", opening), shelves.secret("packet.sign", signing))
