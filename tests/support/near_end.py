"""Workstations of one county as they run: a real store, the real engine, the real far end."""

import itertools
from dataclasses import replace

from console.domain.changes import Kind
from console.domain.entry import Entry
from console.domain.link import Pace
from console.domain.task import Task
from db import keys
from db.check import check
from db.opening import open_store
from db.sync import repair, state
from db.sync.engine import Engine
from db.sync.enrolling import connect, enrol
from db.sync.line import HttpLine, Way
from db.sync.pace import Chunk
from tests.support.far_end import now
from tests.support.store import line, task
from tests.support.world import HandClock

WAY = Way(connect=2)
_COUNTY = itertools.count(350000)


def county(end):
    """A county that no other test has."""
    code = str(next(_COUNTY))
    end.shelves.add(code, f"某县{code}")
    return code


class Console:
    """`end` is the far end, `url` what lies before it (a proxy)."""

    def __init__(self, folder, end, code, *, first_ops=200, **more):
        self.folder, self.end, self.code = folder, end, code
        self.clock = HandClock(now())
        self.heard = []
        self.first_ops, self.more = first_ops, more
        self.open()

    def open(self):
        place = keys.KeyPlace(self.folder, use_keyring=False)
        self.opened = open_store(self.folder / "store", place, self.clock)
        self.store = self.opened.store
        with self.store.read() as read:
            joined = state.stand(read.connection).enrolled
        if not joined:
            plain = HttpLine(self.end.url, self.store.head()[0], 1, 1, self.clock)
            enrol(
                self.store,
                plain,
                self.end.url,
                self.end.invite(self.folder.name, county=self.code),
            )
            plain.close()
        self.meet()

    def meet(self):
        """A process that has just started."""
        self.line = connect(self.store, self.clock, 1, WAY)
        self.engine = Engine(
            self.store,
            self.line,
            self.clock,
            Chunk(Pace(first_ops=self.first_ops)),
            heard=self.heard.append,
            **self.more,
        )

    def again(self):
        """Closed and started anew."""
        self.close()
        self.open()

    def round(self):
        return self.engine.round()

    def put(self, id_, **more):
        with self.store.write("officer-1", "task.issue") as w:
            w.save(task(id_, w.now, **more))
            w.log(line(w, id_, kind="task_issued"))

    def change(self, record, id_, **more):
        with self.store.write("officer-1", "test.change") as w:
            w.save(replace(w.get(record, id_), **more))
            w.log(line(w, id_, kind="changed"))

    def history(self, *records):
        """Written as if it had always been there: nothing of it goes up by itself."""
        with self.store.write("system", "seed", history=True) as w:
            for one in records:
                w.lay(one)
            w.log(Entry(kind="seeded", subject_kind=Kind.EVENT, subject_id="e-1", at=w.now))

    def get(self, id_, record=Task):
        with self.store.read() as read:
            return read.seek(record, id_)

    def outbox(self):
        with self.store.read() as read:
            rows = read.connection.exec_driver_sql("SELECT n, state, server_seq FROM outbox")
            return [tuple(row) for row in rows]

    def cursor(self):
        with self.store.read() as read:
            return state.stand(read.connection).cursor

    def root(self):
        with self.store.read() as read:
            return repair.root(repair.sums(read.connection))

    def whole(self):
        """What `check` finds."""
        with self.store.read() as read:
            return [(one.code, one.facts) for one in check(read, self.opened.file).findings]

    def sql(self, text, *given):
        with self.store.read() as read:
            return [tuple(row) for row in read.connection.exec_driver_sql(text, given)]

    def close(self):
        self.line.close()
        self.opened.close()


def quiet(*consoles, most=30):
    """Rounds until nobody has anything to say and all have read everything."""
    for _ in range(most):
        rounds = [one.round() for one in consoles]
        problems = [one.problem for one in rounds if one.problem]
        assert not problems, problems
        if not any(one.pushed or one.pulled or one.waiting for one in rounds):
            return
    raise AssertionError("it never came to rest")


def agree(*consoles):
    """All stand where the far end stands (G8), and every store is whole."""
    one = consoles[0]
    tenant = one.end.shelves.tenant(one.code)
    with one.end.shelves.view(tenant.id) as view:
        told, head = repair.root(view.buckets()), view.glance.head
    for console in consoles:
        assert console.root() == told
        assert console.cursor() == head
        assert console.whole() == []
