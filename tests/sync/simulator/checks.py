"""The promises of the exchange (sync protocol 2), each looked for by its number.

Told again from the far end's log alone and in a few lines: what a console should show is the log
up to its cursor with its own unanswered operations on top; what the log should hold follows from
the operations as they were committed. None of the code under test is asked.
"""

import json
from collections import Counter, defaultdict
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from console.domain.changes import Kind
from db.entity import DataClass
from db.registry import BY_KIND, ENTITIES
from db.sync import wire
from tests.support.shelf_memory import County
from tests.sync.simulator.console import Console

Key = tuple[str, str]
Body = dict[str, Any]
_NAMES = {str(of.kind): of for of in ENTITIES}
_LIVING = {"active", "paused"}
FILE_TIME = 2  # the schema that brought an attachment's file_time


class Broken(AssertionError):  # noqa: N818 - a promise is
    """A promise that was not kept; `promise` is its number."""

    def __init__(self, promise: str, told: str) -> None:
        super().__init__(f"{promise}: {told}")
        self.promise = promise


def sure(promise: str, held: bool, told: Any = "") -> None:
    if not held:
        raise Broken(promise, str(told)[:1500])


# -- the far end's log, told again -------------------------------------------------------------


def standing(county: County, upto: int) -> dict[Key, tuple[int, Body]]:
    """(entity, id) → ver, columns, as the log leaves them after `upto`."""
    found: dict[Key, tuple[int, Body]] = {}
    for entry in county.log:
        if entry.seq > upto:
            break
        if entry.state in {wire.OK, wire.MERGED, "published"} or not entry.code:
            for row in json.loads(entry.rows):
                if row["row"] is not None:
                    found[row["e"], row["id"]] = (row["ver"], row["row"])
    return found


def shown(console: Console, kind: str) -> dict[str, tuple[int, int, Body]]:
    """id → deleted, ver, columns as they lie, spelled as they travel; empty columns left out."""
    of = _NAMES[kind]
    names = ", ".join(f'"{name}"' for name in of.names)
    found = {}
    for row in console.rows(f'SELECT deleted, ver, {names} FROM "{kind}"'):
        found[str(row[2 + of.names.index("id")])] = (row[0], row[1], _spelled(of, row[2:]))
    return found


def _spelled(of: Any, values: Any) -> Body:
    return {
        name: wire.spelled(value)
        for name, value in zip(of.names, values, strict=True)
        if value is not None and name not in of.stays
    }


def own_over(console: Console, cursor: int) -> dict[Key, Body]:
    """What the console has said and has not yet heard back, by row, the newest on top."""
    found: dict[Key, Body] = {}
    for tx, state, seq, ops in console.rows(
        "SELECT tx_id, state, server_seq, ops FROM outbox ORDER BY n"
    ):
        waits = state in {"pending", "quarantined"} or (seq is not None and seq > cursor)
        if waits:
            for op in _in_full(console, tx, json.loads(ops)):
                found.setdefault((op["entity"], op["of"]), {}).update(op["set"])
    return found


def _in_full(console: Console, tx: str, ops: list[Body]) -> list[Body]:
    """Rows of a ledger are only named in the outbox: their words as they were committed, where
    that was seen, else (history that was offered) as they lie.
    """
    if not any("rows" in op for op in ops):
        return ops
    return console.committed.get(tx) or console.in_full(tx, json.dumps(ops))


def prefix(console: Console, county: County) -> None:
    """G5, G6, G7: at any moment, idle or not, after any kill."""
    me = console.stand()
    if me.epoch != console.far.desk.epoch:
        return  # it does not know yet that the far end's history is another one
    sure("G6", me.cursor <= county.head, f"{console.name}: ahead of the far end")
    log = standing(county, me.cursor)
    over = own_over(console, me.cursor)
    for kind in _kinds(log, over):
        here = shown(console, kind)
        _rows(console, kind, log, over, here)


def _kinds(log: dict[Key, Any], over: dict[Key, Any]) -> list[str]:
    return sorted({entity for entity, _ in log} | {entity for entity, _ in over})


def _rows(
    console: Console,
    kind: str,
    log: dict[Key, tuple[int, Body]],
    over: dict[Key, Body],
    here: dict[str, tuple[int, int, Body]],
) -> None:
    of = _NAMES[kind]
    ids = {id_ for entity, id_ in log.keys() | over.keys() if entity == kind}
    for id_ in ids | set(here):
        ver, body = log.get((kind, id_), (0, None))
        mine = over.get((kind, id_))
        there = here.get(id_)
        where = f"{console.name} {kind} {id_}"
        if there is not None and there[0] == 2 and mine is not None and of.unique:
            continue  # it made room for the far end's until it is answered
        if body is None and mine is None:
            sure("G6", there is None or there[0] == 1, f"{where}: the far end has no such row")
            continue
        sure("G6", there is not None and there[0] == 0, f"{where}: is not shown {there}")
        want = {k: v for k, v in {**(body or {}), **(mine or {})}.items() if v is not None}
        if console.reads < FILE_TIME:  # it has not read anew yet what its older build left out
            for side in (want, there[2]):
                side.pop("file_time", None)
        got = {k: v for k, v in there[2].items() if k in want or not _empty(of, k, v)}
        sure("G6", got == want, f"{where}: shows {_apart(got, want)}")
        if body is not None:
            sure("G6", there[1] == ver, f"{where}: ver {there[1]} for {ver}")


def _empty(of: Any, name: str, value: Any) -> bool:
    """What a column that was never told takes by itself."""
    return value in ("", 0, 0.0, "[]", "{}") or name not in of.names


def _apart(got: Body, want: Body) -> str:
    return str(
        {
            k: (got.get(k), want.get(k))
            for k in got.keys() | want.keys()
            if got.get(k) != want.get(k)
        }
    )


# -- the log ------------------------------------------------------------------------------------


def log_itself(county: County, twins: set[str]) -> None:
    """G3, G4: each group once, each lane in order without a hole, seq dense."""
    txs = Counter(entry.tx for entry in county.log)
    sure("G3", all(n == 1 for n in txs.values()), [tx for tx, n in txs.items() if n > 1])
    last: dict[tuple[str, int, int], int] = defaultdict(int)
    numbers = set()
    for at, entry in enumerate(county.log, 1):
        sure("G6", entry.seq == at, f"seq {entry.seq} in place {at}")
        if not entry.n or entry.device in twins:
            continue
        place = (entry.device, entry.incarnation, entry.n)
        sure("G3", place not in numbers, f"{place} twice")
        numbers.add(place)
        lane = (entry.device, entry.incarnation, entry.lane)
        sure("G4", entry.n > last[lane], f"{lane}: {entry.n} after {last[lane]}")
        last[lane] = entry.n
    items = {key: (row.ver, json.loads(row.body)) for key, row in county.items.items()}
    sure("G6", items == standing(county, county.head), "the rows are not what the log says")


def meetings(county: County, ops: dict[str, list[Body]]) -> None:
    """G9, by the log: a patch changes what it set and nothing else, and takes nobody's word away
    without opening a difference.
    """
    rows: dict[Key, Body] = {}
    differences = _differences(county)
    for entry in county.log:
        told = {(r["e"], r["id"]): r["row"] for r in json.loads(entry.rows) if r["row"]}
        group = ops.get(entry.re or entry.tx)
        if entry.code:
            for key, row in told.items():
                sure("G9", rows.get(key) == row, f"{entry.tx} was refused and changed {key}")
            continue
        if group is not None:
            _met(entry, group, rows, told, differences)
        rows.update(told)


def newest(county: County) -> dict[str, Any]:
    """The last entry that says what became of a transaction."""
    return {entry.re or entry.tx: entry for entry in county.log}


def awaited(county: County, ops: dict[str, list[Body]]) -> None:
    """G2: what was put aside for want of a row is judged again when the row is there."""
    for tx, entry in newest(county).items():
        if entry.code == wire.MISSING_ROW and tx in ops and entry.raw:
            made: set[Key] = set()
            missing = []
            for op in ops[tx]:
                key = (op["entity"], op["of"])
                if op["base"] is None:
                    made.add(key)
                elif key not in made and key not in county.items:
                    missing.append(key)
            sure("G2", bool(missing), f"{tx} of {entry.device} waits for a row that is there")


def _differences(county: County) -> dict[str, Body]:
    return {
        id_: {**json.loads(row.body), "ver": row.ver}
        for (entity, id_), row in county.items.items()
        if entity == str(Kind.DIFFERENCE)
    }


def _met(
    entry: Any, group: list[Body], rows: dict[Key, Body], told: dict[Key, Body], apart: Any
) -> None:
    named: dict[Key, set[str]] = defaultdict(set)
    for op in group:
        named[op["entity"], op["of"]].update(op["set"])
    now = {key: dict(rows[key]) for key in named if key in rows}
    for at, op in enumerate(group):
        key = (op["entity"], op["of"])
        if key not in now:
            now[key] = dict(op["set"])
            continue
        if key[0] == "difference" and op["base"] is None:
            continue  # told again where it was found again: what was found stands
        stood = dict(now[key])
        for name, mine in op["set"].items():
            now[key][name] = _field(op, at, name, mine, stood, told.get(key, stood), apart)
    for key, row in told.items():
        before = rows.get(key)
        of = BY_KIND[Kind(key[0])]
        found_again = key[0] == "difference" and key[1].startswith(entry.re or entry.tx)
        far_end = key[0] in {"response", "shortfall", "figure"} or before is None or found_again
        if before is None or of.data_class is DataClass.REFERENCE:
            continue
        for name in row.keys() | before.keys():
            if row.get(name) != before.get(name) and name not in named.get(key, set()):
                sure("G9", far_end, f"{entry.tx} changed {key}.{name} without setting it")


def _field(
    op: Body, at: int, name: str, mine: Any, now: Body, after: Body, apart: dict[str, Body]
) -> Any:
    """What the field should hold after this operation."""
    was, base = now.get(name), (op["base"] or {}).get(name)
    if was == mine or name == "id":
        return was
    kind = op["entity"]
    inseparable = _NAMES[kind].inseparable
    friends = next((g & op["set"].keys() for g in inseparable if name in g), {name})
    stood = all(now.get(f) == (op["base"] or {}).get(f) for f in friends)
    where = f"{kind} {op['of']}.{name}: was {was!r}, base {base!r}, mine {mine!r}"
    if stood and kind != "response":
        if kind != "figure":
            sure("G9", after.get(name) == mine or _later(op, at), f"{where} was not taken")
        return mine
    if kind == "response":
        if name == "level" and after.get(name) != mine:
            sure("G11", after[name] <= mine, f"{where}: the milder level holds")
        return after.get(name)
    found = apart.get(f"{op['id']}.{name}")
    sure("G9", found is not None, f"{where}: overwritten or dropped without a difference")
    sure("G9", json.loads(found.get("late") or "null") == mine, f"{where}: {found}")
    told_settled = found["ver"] == 1 and found["choice"] != "open"  # in a history that was lost
    first = json.loads(found.get("first") or "null")
    sure("G9", told_settled or first == was, f"{where}: {found}")
    sure("G9", after.get(name) == was or _later(op, at), f"{where}: silently overwritten")
    return was


def _later(op: Body, at: int) -> bool:
    """A later operation of the same group may have set it once more."""
    return bool(op.get("again"))


def ledger(county: County) -> None:
    """G10: balances are the sums of the movements, none was turned away, what is short is open."""
    sums: dict[Key, int] = defaultdict(int)
    for (entity, _), row in county.items.items():
        if entity == str(Kind.MOVE):
            move = json.loads(row.body)
            sums[move["from_account"], move["batch_id"]] -= move["quantity"]
            sums[move["to_account"], move["batch_id"]] += move["quantity"]
    kept = {key: value for key, value in county.balances.items() if value}
    sure("G10", kept == {k: v for k, v in sums.items() if v}, f"{kept} for {dict(sums)}")
    short = {key for key, value in sums.items() if value < 0 and key[0].startswith("depot:")}
    opened = {
        (body["account"], body["batch_id"])
        for (entity, _), row in county.items.items()
        if entity == str(Kind.SHORTFALL) and not (body := json.loads(row.body)).get("settled_at")
    }
    sure("G10", short == opened, f"short {short}, open {opened}")


def alone(county: County) -> None:
    """G11: one living response for an event and plan; a number once."""
    living: Counter[Any] = Counter()
    for (entity, _), row in county.items.items():
        body = json.loads(row.body)
        if entity == "response" and body["state"] in _LIVING:
            living["response", body["event_id"], body["plan_code"]] += 1
        if entity == "document_number":
            living["number", body["organ"], body["year"], body["n"]] += 1
        if entity == "figure" and body.get("current"):
            living["figure", body.get("event_id"), body.get("place_id"), body["kind"]] += 1
    sure("G11", all(n == 1 for n in living.values()), living)


def sound(county: County, twins: set[str], *, poisoned: bool) -> None:
    """G2, G13: what a console of this build wrote is never unreadable to the far end; what stays
    on a machine was never told.
    """
    for entry in county.log:
        for row in json.loads(entry.rows):
            of, body = _NAMES[row["e"]], row["row"] or {}
            sure("G12", not of.stays & body.keys(), f"{entry.tx} told {of.stays & body.keys()}")
        if entry.code and entry.device not in twins and not poisoned:
            sure("G2", entry.code in _FAIR, f"{entry.tx} of {entry.device}: {entry.code}")


_FAIR = {wire.SUPERSEDED, wire.NUMBER_TAKEN, wire.MISSING_ROW}


def one_hand(county: County) -> None:
    """G4: what one console wrote, one after the other, is never at odds with itself."""
    for body in _differences(county).values():
        if body["field"] not in {"lon", "lat", "value"}:
            sure("G4", body["first_device"] != body["late_device"], body)


# -- the end --------------------------------------------------------------------------------------


def kept(console: Console) -> None:
    """G1: what was committed is there."""
    missing = set(console.committed) - console.lost
    missing -= {row[0] for row in console.rows("SELECT tx_id FROM outbox")}
    sure("G1", not missing, f"{console.name} lost {missing}")


def answered(console: Console, county: County, *, restored: bool = False) -> None:
    """G1, G2, G10: what was committed is there, went up, and was answered."""
    kept(console)
    waits = {
        tx: (s, seq) for tx, s, seq in console.rows("SELECT tx_id, state, server_seq FROM outbox")
    }
    log = newest(county)
    for tx, (state, seq) in waits.items():
        sure(
            "G2",
            state != "pending",
            f"{console.name} {tx} waits for ever: {console.problems[-5:]}",
        )
        sure("G2", tx in log, f"{console.name} {tx} is {state} and not in the log")
        entry = log[tx]
        want = {wire.OK: "acked", wire.MERGED: "acked"}.get(entry.state, entry.state)
        if restored and {state, want} <= {"rejected", "quarantined"}:
            want = state  # told anew as an empty group that only keeps its place
        sure("G2", state == want, f"{console.name} {tx} is {state}, answered {entry.state}")
        sure("G2", seq == entry.seq, f"{console.name} {tx}: seq {seq} for {entry.seq}")
        if any(op["entity"] == "stock_move" for op in console.committed.get(tx, ())):
            sure("G10", state == "acked", f"{tx}: a fact was turned away: {entry.code}")


def converged(console: Console, county: County) -> None:
    """G8: rows and sums equal the far end's."""
    me = console.stand()
    sure("G8", me.cursor == county.head, f"{console.name} stopped at {me.cursor} of {county.head}")
    prefix(console, county)
    aside = console.rows("SELECT count(*) FROM quarantine_in")[0][0]
    sure("G8", aside == 0, f"{console.name} put {aside} of the feed aside")
    sums: dict[int, tuple[int, int]] = {}
    for kind in _NAMES:
        for id_, (deleted, ver, _) in shown(console, kind).items():
            if deleted == 0 and ver:
                bucket = wire.bucket_of(kind, id_)
                n, total = sums.get(bucket, (0, 0))
                told = total + wire.row_sum(kind, id_, ver, deleted=False)
                sums[bucket] = (n + 1, told % (1 << 64))
    there = {b: s for b, s in county.buckets.items() if s[0]}
    sure("G8", sums == there, f"{console.name}: other sums than the far end")


def whole(console: Console, twins: set[str]) -> None:
    """G1: the record proves itself, whatever happened to it. Of a device that two machines wrote
    as, the chain can't hold together: that is what `check` is there to say.
    """
    found = [
        one
        for one in console.findings()
        if one.code != "check_chain_broken" or one.facts["device"] not in twins
    ]
    sure("G1", not found, f"{console.name}: {found[:5]}")


def journals(consoles: list[Console], county: County, told_apart: set[str]) -> None:
    """D19: every line that went up lies at every console, as it was written. Of the devices
    `told_apart` two machines told a line each under one number, in histories of which one is lost:
    a console that heard the other one keeps that.
    """
    want: dict[tuple[str, int, int], str] = {}
    for entry in county.log:
        if entry.device not in told_apart:
            for line in json.loads(entry.lines):
                want[line[0], line[1], line[2]] = line[-1]
    for console in consoles:
        got = {
            (d, i, s): bytes(h).hex()
            for d, i, s, h in console.rows("SELECT device, incarnation, seq, hash FROM journal")
        }
        missing = [key for key, value in want.items() if got.get(key) != value]
        sure("G2", not missing, f"{console.name} has not these lines: {missing[:4]}")
        me = console.stand()
        here = (me.device, me.incarnation)
        mine = {k for k in got if k[:2] == here and k[0] not in told_apart}
        sure("G2", mine <= set(want), f"{console.name}: lines that nobody has: {mine - set(want)}")


def words(consoles: list[Console]) -> None:
    """D18: personal words open everywhere, and nowhere once destroyed at one place."""
    gone: set[str] = set()
    for console in consoles:
        gone |= {
            row[0]
            for row in console.rows(
                "SELECT about FROM subject_key WHERE destroyed_at IS NOT NULL"
                " UNION SELECT about FROM peer_key WHERE destroyed_at IS NOT NULL"
            )
        }
    for console in consoles:
        kept = console.rows(
            "SELECT about FROM subject_key WHERE key IS NOT NULL"
            " UNION SELECT about FROM peer_key WHERE key IS NOT NULL"
        )
        left = {row[0] for row in kept} & gone
        sure("G8", not left, f"{console.name} still has the keys of {left}")
        sealed = console.rows("SELECT id, reporter FROM call WHERE deleted = 0")
        for id_, blob in sealed:
            if id_ in gone or blob is None:
                continue
            keys = console.rows(
                "SELECT key FROM subject_key WHERE about = ? AND key IS NOT NULL"
                " UNION SELECT key FROM peer_key WHERE about = ? AND key IS NOT NULL",
                id_,
                id_,
            )
            sure("G8", _opens(id_, blob, [k for (k,) in keys]), f"{console.name} can't read {id_}")


def _opens(about: str, sealed: bytes, keys: list[bytes]) -> bool:
    for key in keys:
        try:
            AESGCM(key).decrypt(sealed[:12], sealed[12:], about.encode())
        except InvalidTag:
            continue
        return True
    return False


def apart(mine: list[Console], others: list[Console]) -> None:
    """G12: nothing of one county is at a console of another."""
    theirs = {tx for console in others for tx in console.committed}
    for console in mine:
        here = {row[0] for row in console.rows("SELECT tx FROM journal")}
        sure("G12", not here & theirs, f"{console.name} has lines of another county")
