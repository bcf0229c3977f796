"""A workstation without a window: its store, its line, and rounds when the test says so."""

from console.domain.changes import Kind
from console.domain.entry import Entry
from console.domain.link import Pace
from db.sync import state
from db.sync.engine import Engine
from db.sync.enrolling import connect, enrol
from db.sync.line import HttpLine, LineDown, Way
from db.sync.pace import Chunk
from tests.support.far_end import COUNTY, now
from tests.support.world import HandClock, world


class Workstation:
    """A workstation behind a line of its own."""

    def __init__(self, folder, end, url=""):
        self.world, self._opened = world(folder, HandClock(now()))
        self.store = self.world.store
        plain = HttpLine(end.url, self.store.head()[0], 1, 1, self.world.clock)
        enrol(self.store, plain, url or end.url, end.invite(folder.name))
        plain.close()
        self.line = connect(self.store, self.world.clock, 1, Way(connect=2))
        self.engine = Engine(self.store, self.line, self.world.clock, Chunk(Pace(first_ops=4)))

    def write(self, text):
        with self.store.write("system", "test.note") as w:
            w.log(
                Entry(
                    kind="note",
                    subject_kind=Kind.COUNTY,
                    subject_id=COUNTY,
                    at=w.now,
                    facts={"text": text},
                )
            )

    def round(self):
        """How the round ended: "" well, a code of the far end, or how the line was down."""
        try:
            return self.engine.round().problem
        except LineDown as down:
            return down.kind

    def until_quiet(self):
        for _ in range(200):
            if self.round() == "" and not self.store.waiting():
                return
        raise AssertionError("it never came to rest")

    def outbox(self):
        with self.store.read() as read:
            rows = read.connection.exec_driver_sql("SELECT tx_id, state, server_seq FROM outbox")
            return [tuple(row) for row in rows]

    def notes(self):
        with self.store.read() as read:
            rows = read.connection.exec_driver_sql(
                "SELECT facts FROM journal WHERE kind = 'note' AND subject_id = ?", (COUNTY,)
            )
            return sorted(row[0] for row in rows)

    def close(self):
        self.line.close()
        self._opened.store.close()

    def moves_to(self, url):
        """Its cable is put into another network: configuration says so, nothing else changes."""
        self.line.close()
        with self.store.aside() as connection:
            state.keep(connection, server=url)
        self.line = connect(self.store, self.world.clock, 1, Way(connect=2))
        self.engine = Engine(self.store, self.line, self.world.clock, Chunk(Pace(first_ops=4)))

    def get(self, record, id_):
        with self.store.read() as read:
            return read.seek(record, id_)

    def find(self, record, **where):
        with self.store.read() as read:
            return read.find(record, **where)
