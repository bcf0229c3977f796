"""Two consoles of one county without the line between them: what one wrote is laid at the other.

`tell` carries rows as the province would bring them back: as history, so that nothing of it goes
up a second time. It is the plain case, in which nothing collides; collisions are the far end's.
"""

from console.domain.changes import Kind
from console.domain.entry import Entry
from console.domain.station import SEAT, Seat, Station
from db.coding import to_ms
from db.registry import entity
from db.sync.contact import CONTACT, device


def name_of(world):
    with world.store.read() as read:
        return device(read)


def tell(here, there, *records):
    """All rows of these kinds as they lie here, laid over what lies there."""
    with here.store.read() as read:
        rows = [row for record in records for row in read.find(record)]
    with there.store.write("system", "test.tell", history=True) as w:
        for row in rows:
            if w.seek(type(row), row.id) is None and entity(type(row)).data_class == "ledger":
                w.append(row)
            elif entity(type(row)).data_class != "ledger":
                w.save(row)
        line = Entry(kind="seeded", subject_kind=Kind.EVENT, subject_id="told", at=w.now)
        w.log(line)


def seated(*worlds, seat):
    """Enrolled stations, the seat at one of them; said to each as the province would."""
    holder = name_of(seat)
    for world in worlds:
        with world.store.write("system", "test.seat", history=True) as w:
            for number, other in enumerate(worlds):
                name = f"示例席位{number + 1}"
                w.save(Station(id=name_of(other), name=name, enrolled_at=w.now))
            w.save(Seat(id=SEAT, device_id=holder, token=1, since=w.now, by="system"))
            w.log(Entry(kind="seeded", subject_kind=Kind.SEAT, subject_id=SEAT, at=w.now))


def touched(world, at):
    """As the engine writes after a round."""
    with world.store._aside() as connection:
        connection.exec_driver_sql(
            "INSERT INTO state(k, v) VALUES (?, ?) ON CONFLICT(k) DO UPDATE SET v = excluded.v",
            (CONTACT, str(to_ms(at))),
        )
