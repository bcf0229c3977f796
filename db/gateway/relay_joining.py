"""How a county machine becomes the county's relay: a code of the province's for a relay, once."""

import base64
import secrets
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from console.domain.refused import Refused
from db.gateway.shelf import Tenant
from db.gateway.shelves_pg import ShelvesPg
from db.sync import wire
from db.sync.line import Line

DEVICE, KEY, COUNTY = "relay.device", "relay.key", "relay.county"


def enrolled(shelves: ShelvesPg) -> bool:
    return bool(shelves.secret_if(COUNTY))


def enrol(shelves: ShelvesPg, line: Callable[[str], Line], code: str, name: str) -> Tenant:
    """Joins the province with a code for a relay; the county is then known here too."""
    device = shelves.secret(DEVICE, f"relay-{secrets.token_hex(8)}".encode()).decode()
    private = shelves.secret(KEY, Ed25519PrivateKey.generate().private_bytes_raw())
    public = Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    told = {
        "code": code,
        "device": device,
        "public_key": base64.b64encode(public).decode(),
        "name": name,
    }
    reply = line(device).call("POST", "/v1/enrol", body=wire.dumps(told)).json()
    if reply["post"] != "relay":
        raise Refused("relay_code_for_desk")
    made = shelves.add(reply["county"], reply["county_name"], reply["county_key"])
    shelves.secret(COUNTY, str(reply["county"]).encode())
    return made
