"""入网: a workstation joins its county's exchange with a code that the province has read out.

The same for the window and the command line. What the far end or the line says no with becomes an
answer to the officer, in the officer's words.
"""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from console.domain.changes import Changes, Kind
from console.domain.entry import Entry
from console.domain.incident import plain
from console.domain.record import dataclass
from console.domain.refused import Refused, Unavailable
from console.services.permission import SYSTEM, Permission, permit, permitted
from console.services.world import World
from console.wording.exchange import FAR
from console.wording.store import PERMISSION
from db.schema import SCHEMA_NO
from db.sync import state, wire
from db.sync.enrolling import enrol
from db.sync.line import HttpLine, LineDown, Way

T = TypeVar("T")
_CODES = {wire.CODE_UNKNOWN, wire.NO_SUCH_TENANT, wire.DEVICE_REVOKED, wire.TENANT_MISMATCH}


@dataclass(frozen=True, slots=True)
class Joined:
    """Where this workstation belongs."""

    device: str
    name: str
    county: str
    server: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """What is typed to join."""

    server: str
    code: str
    name: str = ""


def joined(world: World) -> Joined | None:
    """None before it has."""
    with world.store.read() as read:
        me = state.stand(read.connection)
    if not me.enrolled:
        return None
    told = me.told
    return Joined(
        me.device, told.get(state.NAME, ""), told.get(state.COUNTY, ""), told.get(state.SERVER, "")
    )


def join(
    world: World, actor: str, asked: Joining, way: Way | None = None
) -> tuple[Joined, Changes]:
    """By 系统管理员; a code that was used up by a lost answer is asked for anew."""
    if actor != SYSTEM:
        with world.store.read() as read:
            if not permitted(read, actor, Permission.ADMINISTER):
                raise Refused("not_permitted", what=PERMISSION[Permission.ADMINISTER])
    server, code = address(asked.server), plain(asked.code)
    if not code:
        raise Refused("join_code_missing", field="code")
    with world.store.read() as read:
        me = state.stand(read.connection)
    line = HttpLine(server, me.device, me.incarnation, SCHEMA_NO, world.clock, way=way)
    try:
        name, county = plain(asked.name), world.county
        answered(lambda: enrol(world.store, line, server, code, name, county=county))
    finally:
        line.close()
    found = joined(world)
    if found is None:
        raise Unavailable("far_not_ours", field="server")
    with world.store.write(actor, "exchange.join") as w:
        if actor != SYSTEM:
            permit(w, actor, Permission.ADMINISTER)
        w.log(
            Entry(
                kind="station_joined",
                subject_kind=Kind.STATION,
                subject_id=found.device,
                at=w.now,
                facts={"name": found.name, "server": found.server},
                important=True,
            )
        )
    return found, w.changes


def bring_again(world: World) -> None:
    """What was laid into this store after it joined goes up too."""
    with world.store.receive() as arrival:
        state.keep(arrival.connection, offered="")


def address(typed: str) -> str:
    """http(s)://host[:port], no more and no less."""
    server = plain(typed).rstrip("/")
    if server and "://" not in server:
        server = f"https://{server}"
    try:
        parts = urlsplit(server)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise Refused("join_server_shape", field="server")
    return server


def answered(ask: Callable[[], T]) -> T:
    """What `ask` gives; a refusal or a broken line as an answer with a sentence."""
    try:
        return ask()
    except wire.Problem as problem:
        field = "code" if problem.code in _CODES else ""
        raise Refused(_known(problem.code), field=field, said=problem.code) from problem
    except LineDown as down:
        raise Unavailable(_known(down.kind), field="server", said=down.kind) from down


def _known(code: str) -> str:
    return f"far_{code}" if code in FAR else "far_unknown"
