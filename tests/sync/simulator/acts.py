"""What officers do in the simulation: the same few records at every console, so that they meet.

Each act takes a console and the history's randomness and makes one transaction, or none where
there is nothing to do it to. Values are small on purpose: collisions are what is wanted.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from console.domain.attachment import Attachment
from console.domain.changes import Kind
from console.domain.difference import Choice, Difference
from console.domain.document import DocumentNumber
from console.domain.entry import Entry
from console.domain.evidence import Mark
from console.domain.figure import Figure, FigureKind
from console.domain.incident import Call
from console.domain.ledger import Move, Reason, Side, account
from console.domain.level import Level
from console.domain.officer import Officer
from console.domain.response import Response, ResponseState
from console.domain.supply import Depot
from console.domain.task import Task
from console.domain.unit import Unit
from db.work import Work
from tests.support.records import sample
from tests.sync.simulator.checks import FILE_TIME
from tests.sync.simulator.console import Console

Act = Callable[[Console, random.Random], bool]
UNITS, DEPOTS, EVENTS, PLANS = 3, 2, 2, 2


def _line(w: Work, kind: Kind, id_: str, **more: Any) -> None:
    w.log(Entry(kind="note", subject_kind=kind, subject_id=id_, at=w.now, **more))


def _withdrawn(console: Console, kind: Kind, id_: str) -> bool:
    """The far end never took it; an id of one's own choice is not used again."""
    return bool(console.rows(f'SELECT 1 FROM "{kind}" WHERE id = ? AND deleted <> 0', id_))


def _word(rng: random.Random) -> str:
    return rng.choice("甲乙丙丁戊己庚辛")


def edit_unit(console: Console, rng: random.Random) -> bool:
    """A register with THEIRS; the same few ids everywhere, made by whoever comes first."""
    id_ = f"{console.county}-unit-{rng.randrange(UNITS)}"
    if _withdrawn(console, Kind.UNIT, id_):
        return False

    def act(w: Work) -> None:
        there = w.seek(Unit, id_)
        names = rng.sample(["name", "duty", "duty_phone", "place_name"], rng.randint(1, 2))
        given = {name: _word(rng) for name in names}
        if rng.random() < 0.3:
            given["rank"] = rng.randrange(4)
        w.save(replace(there, **given) if there else sample(Unit, id=id_, code=id_, **given))
        _line(w, Kind.UNIT, id_)

    return console.write(act, "unit.edit")


def edit_depot(console: Console, rng: random.Random) -> bool:
    """HUMAN, a place that is two fields in one, and personal words."""
    id_ = f"{console.county}-depot-{rng.randrange(DEPOTS)}"
    if _withdrawn(console, Kind.DEPOT, id_):
        return False

    def act(w: Work) -> None:
        there = w.seek(Depot, id_)
        given: dict[str, Any] = {"name": _word(rng)}
        if rng.random() < 0.5:
            given = {"lon": 118.0 + rng.randrange(3), "lat": 30.0 + rng.randrange(3)}
        if rng.random() < 0.3:
            given["phone"] = f"100 0000 000{rng.randrange(5)}"
        if _destroyed(console, id_):
            given.pop("phone", None)
        w.save(replace(there, **given) if there else sample(Depot, id=id_, code=id_, **given))
        _line(w, Kind.DEPOT, id_)

    return console.write(act, "depot.edit")


def issue_tasks(console: Console, rng: random.Random) -> bool:
    """One transaction of many rows."""
    count = rng.choice((1, 1, 2, 12, 60))

    def act(w: Work) -> None:
        for _ in range(count):
            made = sample(Task, id=w.new_id(), event_id="e-0", title=_word(rng), issued_at=w.now)
            w.save(made)
            if rng.random() < 0.3:
                w.save(replace(made, feedback=_word(rng)))
        _line(w, Kind.TASK, made.id)

    return console.write(act, "task.issue")


def report_task(console: Console, rng: random.Random) -> bool:
    """Somebody's task, his own or a peer's."""
    found = console.rows("SELECT id FROM task WHERE deleted = 0 ORDER BY id DESC LIMIT 6")
    if not found:
        return False
    id_ = rng.choice(found)[0]

    def act(w: Work) -> None:
        task = w.get(Task, id_)
        w.save(replace(task, feedback=_word(rng), progress=rng.randrange(5)))
        _line(w, Kind.TASK, id_)

    return console.write(act, "task.report")


def take_call(console: Console, rng: random.Random) -> bool:
    """Personal words in a row and in the journal."""

    def act(w: Work) -> None:
        made = sample(
            Call,
            id=w.new_id(),
            reporter=f"汪{_word(rng)}",
            phone="100 0000 0001",
            content=_word(rng),
            received_at=w.now,
        )
        w.save(made)
        _line(w, Kind.CALL, made.id, private={"who": made.reporter})

    return console.write(act, "call.take")


def amend_call(console: Console, rng: random.Random) -> bool:
    found = console.rows("SELECT id FROM call WHERE deleted = 0 ORDER BY id DESC LIMIT 4")
    if not found:
        return False
    id_ = rng.choice(found)[0]
    if _destroyed(console, id_):
        return False

    def act(w: Work) -> None:
        w.save(replace(w.get(Call, id_), content=_word(rng) * 2))
        _line(w, Kind.CALL, id_, private={"who": _word(rng)})

    return console.write(act, "call.amend")


def destroy_words(console: Console, rng: random.Random) -> bool:
    found = console.rows("SELECT id FROM call WHERE deleted = 0 ORDER BY id LIMIT 6")
    if not found:
        return False
    id_ = rng.choice(found)[0]

    def act(w: Work) -> None:
        w.destroy_key(id_)
        _line(w, Kind.CALL, id_)

    return console.write(act, "call.purge")


def _destroyed(console: Console, about: str) -> bool:
    sql = (
        "SELECT 1 FROM subject_key WHERE about = ? AND destroyed_at IS NOT NULL"
        " UNION SELECT 1 FROM peer_key WHERE about = ? AND destroyed_at IS NOT NULL"
    )
    return bool(console.rows(sql, about, about))


def move_stock(console: Console, rng: random.Random) -> bool:
    """Facts: more goes out than there is, now and then."""
    depot = f"{console.county}-depot-{rng.randrange(DEPOTS)}"
    batch = f"{console.county}-batch-{rng.randrange(2)}"
    into = rng.random() < 0.45

    def act(w: Work) -> None:
        for _ in range(rng.choice((1, 1, 3))):
            outer = account(Side.SUPPLIER) if into else account(Side.ISSUED, "village")
            inner = account(Side.DEPOT, depot)
            id_ = w.new_id()
            w.append(
                sample(
                    Move,
                    id=id_,
                    item_id="item",
                    batch_id=batch,
                    quantity=rng.randint(1, 9),
                    from_account=outer if into else inner,
                    to_account=inner if into else outer,
                    reason=Reason.PURCHASE if into else Reason.HANDED_OUT,
                    at=w.now,
                    recorded_at=w.now,
                )
            )
        _line(w, Kind.MOVE, id_)

    return console.write(act, "stock.move")


def decide(console: Console, rng: random.Random) -> bool:
    """Start, adjust or end the response of one event and plan."""
    event = f"{console.county}-event-{rng.randrange(EVENTS)}"
    plan = f"plan-{rng.randrange(PLANS)}"
    found = console.rows(
        "SELECT id FROM response WHERE event_id = ? AND plan_code = ? AND deleted = 0"
        " AND state IN ('active', 'paused')",
        event,
        plan,
    )

    def act(w: Work) -> None:
        level = rng.choice(list(Level))
        if not found:
            made = sample(
                Response,
                id=w.new_id(),
                event_id=event,
                plan_code=plan,
                level=level,
                state=ResponseState.ACTIVE,
                started_at=w.now,
                level_at=w.now,
            )
        else:
            made = w.get(Response, found[0][0])
            if rng.random() < 0.25:
                made = replace(made, state=ResponseState.ENDED, ended_at=w.now)
            else:
                made = replace(made, level=level, level_at=w.now, matter=_word(rng))
        w.save(made)
        _line(w, Kind.RESPONSE, made.id)

    return console.write(act, "response.decide")


def number_document(console: Console, rng: random.Random) -> bool:
    """The next number as this console knows it: two that are apart take the same."""

    def act(w: Work) -> None:
        last = w.connection.exec_driver_sql(
            "SELECT coalesce(max(n), 0) FROM document_number WHERE deleted = 0"
        ).scalar()
        made = sample(
            DocumentNumber,
            id=w.new_id(),
            organ="防指",
            year=2024,
            n=last + 1,
            document_id=_word(rng),
            title=_word(rng),
            allotted_at=w.now,
        )
        w.save(made)
        _line(w, Kind.DOCUMENT_NUMBER, made.id)

    return console.write(act, "document.number")


def tell_figure(console: Console, rng: random.Random) -> bool:
    """当前口径: the old one is struck, the new one stands."""
    event = f"{console.county}-event-0"
    old = console.rows(
        "SELECT id FROM figure WHERE event_id = ? AND current = 1 AND deleted = 0", event
    )

    def act(w: Work) -> None:
        for (id_,) in old:
            w.save(replace(w.get(Figure, id_), current=False))
        made = sample(
            Figure,
            id=w.new_id(),
            kind=FigureKind.MOVED,
            value=rng.randrange(100),
            as_of=w.now,
            event_id=event,
            mark=Mark.PENDING,
            current=True,
        )
        w.save(made)
        _line(w, Kind.FIGURE, made.id)

    return console.write(act, "figure.tell")


def settle_difference(console: Console, rng: random.Random) -> bool:
    """A person chooses at the conflict desk; the row gets what he chose."""
    found = console.rows("SELECT id FROM difference WHERE choice = 'open' AND deleted = 0 LIMIT 5")
    if not found:
        return False
    id_ = rng.choice(found)[0]

    def act(w: Work) -> None:
        one = w.get(Difference, id_)
        late = rng.random() < 0.5
        kept = one.late if late else one.first
        chosen = Choice.LATE if late else Choice.FIRST
        w.save(replace(one, choice=chosen, kept=kept, settled_by="o-1", settled_at=w.now))
        _line(w, Kind.DIFFERENCE, id_)

    return console.write(act, "difference.settle")


def edit_officer(console: Console, rng: random.Random) -> bool:
    """What stays on the machine changes together with what goes up."""
    id_ = f"{console.county}-officer"

    def act(w: Work) -> None:
        there = w.seek(Officer, id_)
        given = {"title": _word(rng), "password": f"$argon2$local{rng.randrange(99)}"}
        w.save(replace(there, **given) if there else sample(Officer, id=id_, login=id_, **given))
        _line(w, Kind.OFFICER, id_)

    return console.write(act, "officer.edit")


def order_unit(console: Console, rng: random.Random) -> bool:
    """Two kinds in one transaction: it goes in the more urgent lane, past the register's own."""
    id_ = f"{console.county}-unit-{rng.randrange(UNITS)}"
    if _withdrawn(console, Kind.UNIT, id_):
        return False

    def act(w: Work) -> None:
        there = w.seek(Unit, id_)
        given = {"name": _word(rng), "duty": _word(rng)}
        w.save(replace(there, **given) if there else sample(Unit, id=id_, code=id_, **given))
        made = sample(Task, id=w.new_id(), event_id="e-0", title=_word(rng), issued_at=w.now)
        w.save(made)
        _line(w, Kind.TASK, made.id)

    return console.write(act, "unit.order")


def poison(console: Console, rng: random.Random) -> bool:
    """A group that the far end can't read: a name that is too long by a fault of this build."""
    return console.write(lambda w: _line(w, Kind.EVENT, "e-0"), "log.note", actor="o" * 100)


def photograph(console: Console, rng: random.Random) -> bool:
    """A build of schema 1 does not ask when the file was written."""
    subject = f"{console.county}-event-0"

    def act(w: Work) -> None:
        asked = console.schema >= FILE_TIME and rng.random() < 0.8
        made = sample(
            Attachment,
            id=w.new_id(),
            subject_kind=Kind.EVENT,
            subject_id=subject,
            sha256=rng.randbytes(32).hex(),
            added_at=w.now,
            file_time=w.now - timedelta(minutes=rng.randrange(300)) if asked else None,
        )
        w.append(made)
        _line(w, Kind.EVENT, subject)

    return console.write(act, "attachment.add")


def note(console: Console, rng: random.Random) -> bool:
    """A line of the duty log alone."""
    return console.write(lambda w: _line(w, Kind.EVENT, "e-0"), "log.note")


ACTS: tuple[tuple[Act, int], ...] = (
    (edit_unit, 5),
    (edit_depot, 4),
    (issue_tasks, 3),
    (report_task, 4),
    (take_call, 2),
    (amend_call, 2),
    (destroy_words, 1),
    (move_stock, 4),
    (decide, 4),
    (number_document, 2),
    (tell_figure, 2),
    (settle_difference, 2),
    (note, 1),
    (edit_officer, 1),
    (order_unit, 3),
)
