"""A county's relay: the same service in the hall, in step with the province when there is a cable.

Up goes what the hall wrote, byte for byte and signed by its workstations, in the order in which
it was taken; down comes what the province has. Both may be repeated at any time. The relay has its
own history (epoch): a workstation that moves from one to the other brings with it what it keeps.
"""

import base64
import logging
import threading
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from console.domain.changes import Kind
from console.domain.clock import Clock
from console.domain.record import dataclass
from db.coding import to_ms
from db.gateway import relay_doors
from db.gateway.adopting import adopt
from db.gateway.feed import key_told
from db.gateway.rebasing import History, rebase
from db.gateway.relay_doors import HELD
from db.gateway.relay_files import RelayFiles
from db.gateway.relay_joining import COUNTY, DEVICE, KEY
from db.gateway.shelf import Device, SubjectKey
from db.gateway.shelf_pg import ShelfPg, entered, transaction
from db.gateway.shelves_pg import ShelvesPg
from db.sync import signing, wire
from db.sync.line import HttpLine, LineDown, Way
from db.sync.pace import Backoff

# After these it signs in once more. A province that stands before where we have read may be in
# another history by now, which its greeting shows.
_ANEW = {wire.TOKEN_EXPIRED, wire.TOKEN_BAD, wire.EPOCH_CHANGED, wire.REPLICA_BEHIND}
_EVERY_SECONDS = 1.0
_HELD_ROUNDS = 60
_STATION = str(Kind.STATION)
_GROUPS, _MOST, _LEAST = 500, 4 << 20, 64 << 10  # of one request up; bytes unpacked
_KEYS = 500
_LOG = logging.getLogger(__name__)


Owed = tuple[int, str, str, bytes]
"""seq, device, signature, bytes"""


@dataclass(slots=True)
class Passed:
    """What one round did; `held` groups could not be taken there yet, `files` became whole there."""

    up: int = 0
    down: int = 0
    held: int = 0
    files: int = 0


class Relay:
    """One county's forwarder; `round` does what there is to do, `run` does so for ever."""

    def __init__(
        self, shelves: ShelvesPg, url: str, clock: Clock, rng: Callable[[], float], way: Way | None
    ) -> None:
        county = shelves.secret_if(COUNTY)
        tenant = shelves.tenant(county.decode())
        assert tenant is not None
        self.tenant = tenant
        self._shelves, self._clock = shelves, clock
        self._device = shelves.secret(DEVICE, b"").decode()
        self._token = ""
        self._line = HttpLine(url, self._device, 1, 1, clock, bearer=lambda: self._token, way=way)
        self._backoff = Backoff(rng)
        self._over = threading.Event()
        self._rounds = 0
        self._history: History | None = None  # another one of the province, while it is read
        self._most = _MOST
        self._files = RelayFiles(shelves, tenant.id, self._line, self._urgent)

    # -- a round ---------------------------------------------------------------------------

    def round(self) -> Passed:
        """Raises LineDown and what the province refuses; what was done stays done."""
        try:
            return self._round()
        except wire.Problem as problem:
            if problem.code not in _ANEW:
                raise
            if problem.code == wire.EPOCH_CHANGED:
                self._other_history(str(problem.facts["epoch"]))
            self._token = ""
        return self._round()

    def _round(self) -> Passed:
        if not self._token:
            self._sign_in()
            self._devices()
        if self._rounds % _HELD_ROUNDS == 0:
            self._retry_held()
        self._rounds += 1
        done = Passed()
        self._up(done)
        self._down(done)
        done.files = self._files.up()
        return done

    def _urgent(self) -> bool:
        """Groups go before files, and nothing goes any more once it is over."""
        return self._over.is_set() or self._owes()

    def _sign_in(self) -> None:
        ask = self._line.call
        body = wire.dumps({"device": self._device})
        nonce = ask("POST", "/v1/challenge", body=body).json()["nonce"]
        if not signing.is_challenge(nonce):
            raise LineDown("not_ours", "a challenge that is something else")
        private = Ed25519PrivateKey.from_private_bytes(self._shelves.secret(KEY, b""))
        told = {
            "device": self._device,
            "nonce": nonce,
            "signature": base64.b64encode(private.sign(nonce.encode())).decode(),
        }
        reply = ask("POST", "/v1/token", body=wire.dumps(told))
        self._token = str(reply.json()["token"])
        epoch, known = reply.headers[wire.EPOCH_HEADER], self._kept("epoch")
        if not known:
            self._keep(epoch=epoch)
        elif known != epoch:
            self._other_history(epoch)

    def _devices(self) -> None:
        """Workstations of the province may come to the hall without being enrolled again."""
        told = self._line.call("GET", "/v1/relay/devices").json()
        for one in told["devices"]:
            if one["id"] != self._device:
                device = relay_doors.read(one)
                self._shelves.join(self.tenant.id, device, to_ms(self._clock.now()))

    # -- up --------------------------------------------------------------------------------

    def _up(self, done: Passed) -> None:
        while True:
            keys, upto = self._keys()
            owed = [] if keys else self._owed()
            if not owed and not keys:
                return
            if not self._sent(owed, keys, upto, done):
                self._most = max(_LEAST, self._most // 2)

    def _sent(self, owed: list[Owed], keys: list[dict[str, Any]], upto: int, done: Passed) -> bool:
        """False where it was too much at once; a single group that is too much is held."""
        try:
            results = self._pushed(owed, keys)
        except wire.Problem as problem:
            if problem.code != wire.TOO_LARGE or not owed:
                raise
            if len(owed) > 1:
                return False
            results = [{"st": HELD, "code": wire.TOO_LARGE}]
        told = zip(owed, results, strict=True)
        self._mark(
            [
                (str(one.get("code", "")) if one["st"] == HELD else "", seq)
                for (seq, *_), one in told
            ]
        )
        self._keep(keys=str(upto))
        held = sum(one["st"] == HELD for one in results)
        done.up, done.held = done.up + len(results) - held, done.held + held
        return True

    def _pushed(self, owed: list[Owed], keys: list[dict[str, Any]]) -> list[dict[str, Any]]:
        head = {
            "epoch": self._kept("epoch"),
            "groups": [[device, sig] for _, device, sig, _ in owed],
            "devices": [relay_doors.told(one) for one in self._ours()],
            "keys": keys,
        }
        body = wire.pack(head, [raw for *_, raw in owed])
        reply = self._line.call("POST", "/v1/relay/push", body=body, type_=wire.LINES_TYPE)
        results: list[dict[str, Any]] = reply.json()["results"]
        return results

    def _owed(self) -> list[Owed]:
        with transaction(self._shelves.engine) as cursor:
            entered(cursor, self.tenant.id)
            cursor.execute(
                "SELECT seq, device, sig, raw FROM carried WHERE tenant = %s"
                " AND state = 'waiting' ORDER BY seq LIMIT %s",
                (self.tenant.id, _GROUPS),
            )
            found: list[Owed] = []
            size = 0
            for seq, device, sig, raw in cursor.fetchall():
                size += len(raw)
                if found and size > self._most:
                    break
                found.append((int(seq), str(device), str(sig), bytes(raw)))
        return found

    def _owes(self) -> bool:
        with transaction(self._shelves.engine) as cursor:
            entered(cursor, self.tenant.id)
            cursor.execute(
                "SELECT 1 FROM carried WHERE tenant = %s AND state = 'waiting' LIMIT 1",
                (self.tenant.id,),
            )
            return cursor.fetchone() is not None

    def _keys(self) -> tuple[list[dict[str, Any]], int]:
        """The next part of them, and up to where in the log: they go alone and before the groups,
        which must not wait because a county has thousands of them.
        """
        after = int(self._kept("keys") or 0)
        with transaction(self._shelves.engine) as cursor:
            entered(cursor, self.tenant.id)
            cursor.execute(
                "SELECT seq, about, by, key, made_at, destroyed_at FROM subject_key"
                " WHERE tenant = %s AND seq > %s ORDER BY seq FETCH FIRST (%s) ROWS WITH TIES",
                (self.tenant.id, after, _KEYS),
            )
            found = cursor.fetchall()
        told = [key_told(SubjectKey(*rest)) for _, *rest in found]
        return told, found[-1][0] if found else after

    def _ours(self) -> list[Device]:
        return [one for one in self._shelves.of(self.tenant.id) if not one.revoked]

    def _mark(self, marks: list[tuple[str, int]]) -> None:
        with transaction(self._shelves.engine) as cursor:
            entered(cursor, self.tenant.id)
            cursor.executemany(
                "UPDATE carried SET state = %s WHERE tenant = %s AND seq = %s",
                [(f"held {code}" if code else "sent", self.tenant.id, seq) for code, seq in marks],
            )

    def _retry_held(self) -> None:
        """What the province could not take may be takeable now: its device may have come by."""
        self._files.retry()
        with transaction(self._shelves.engine) as cursor:
            entered(cursor, self.tenant.id)
            cursor.execute(
                "UPDATE carried SET state = 'waiting' WHERE tenant = %s"
                " AND state <> 'sent' AND state <> 'waiting'",
                (self.tenant.id,),
            )

    # -- down ------------------------------------------------------------------------------

    def _down(self, done: Passed) -> None:
        if self._history is None and self._kept("reread"):
            self._history = History()
            self._keep(cursor="0")
        while True:
            cursor = int(self._kept("cursor") or 0)
            query = {"cursor": str(cursor), "echo": "false"}
            head, lines = self._line.call("GET", "/v1/sync/changes", query=query).groups()
            if head["epoch"] != self._kept("epoch"):
                raise wire.Problem(409, wire.EPOCH_CHANGED, {"epoch": head["epoch"]})
            if head["from"] != cursor:
                raise LineDown("cut", "an answer to another question")
            changes = [wire.loads(line) for line in lines]
            if changes:  # asked every second: no news costs no write
                with self._shelves.open(self.tenant.id) as shelf:
                    assert isinstance(shelf, ShelfPg)
                    adopt(shelf, changes, str(head["epoch"]), to_ms(self._clock.now()))
                    shelf.note("cursor", str(head["cursor"]))
            done.down += len(changes)
            if self._history is not None:
                self._history.heard(changes)
            if any(row["e"] == _STATION for change in changes for row in change["rows"]):
                self._devices()
            if not head["more"]:
                self._rebased(str(head["epoch"]))
                return

    def _rebased(self, epoch: str) -> None:
        """All of another history was read."""
        if self._history is not None:
            with self._shelves.open(self.tenant.id) as shelf:
                assert isinstance(shelf, ShelfPg)
                rebase(shelf, self._history, epoch, to_ms(self._clock.now()))
                shelf.note("reread", "")
            self._history = None

    def _other_history(self, epoch: str) -> None:
        """The province was put back from a copy: everything goes up again, all is read anew."""
        with transaction(self._shelves.engine) as cursor:
            entered(cursor, self.tenant.id)
            cursor.execute(
                "UPDATE carried SET state = 'waiting' WHERE tenant = %s", (self.tenant.id,)
            )
        self._files.forget()
        self._history = None
        self._keep(epoch=epoch, cursor="0", keys="0", reread="1")

    # -- where it stands -------------------------------------------------------------------

    def _kept(self, name: str) -> str:
        with transaction(self._shelves.engine) as cursor:
            entered(cursor, self.tenant.id)
            cursor.execute(
                "SELECT v FROM relay_state WHERE tenant = %s AND k = %s", (self.tenant.id, name)
            )
            found = cursor.fetchone()
        return "" if found is None else str(found[0])

    def _keep(self, **told: str) -> None:
        with self._shelves.open(self.tenant.id) as shelf:
            assert isinstance(shelf, ShelfPg)
            for name, value in told.items():
                shelf.note(name, value)

    # -- for ever --------------------------------------------------------------------------

    def run(self) -> None:
        """Until `stop`; a line that is down is what a relay is there for. What nobody thought of is
        said in the log and tried again: the thread has nobody who would start it anew.
        """
        while not self._over.is_set():
            wait = _EVERY_SECONDS
            try:
                self.round()
                self._backoff.succeeded()
            except (LineDown, wire.Problem) as error:
                wait = self._backoff.failed(self._clock.now(), retry_after=error.retry_after)
            except Exception:  # noqa: BLE001 - whatever it is, the county is not to be cut off for ever
                _LOG.exception("the relay's round")
                wait = self._backoff.failed(self._clock.now())
            self._over.wait(wait)

    def stop(self) -> None:
        self._over.set()
        self._line.close()
