"""A hall with the demo officers, their roster and the county's places, on a real store."""

from console.domain.changes import Kind
from console.domain.due import Due, DueState
from console.domain.entry import Entry
from console.domain.handover import Handover
from console.domain.incident import CallForm
from console.services import demo_duty
from console.services.duty import Duty, current_watch, next_watch
from console.services.figures import Figures
from console.services.handovers import Handovers
from console.services.incidents import Incidents
from console.services.intake import Becomes, Intake
from console.services.officers import Officers
from console.services.permission import SYSTEM
from db import journal
from resources import duty, places
from tests.support.world import HandClock, world

DUTY = "o-06"
WORD = "jixi2024"
PIN = "2468"
FORM = CallForm(
    reporter="尚村书记 程**",
    phone="１００ 0000 6612",
    place_text="家朋乡 尚村 上村组",
    content="上游山洪,2 户进水,正转移 18 人,暂无伤亡。",
)


class Hall:
    def __init__(self, folder):
        self.clock = HandClock()
        self.world, self.opened = world(folder, self.clock)
        demo_duty.seed(self.world, self.clock.now())
        with self.world.store.write(SYSTEM, "seed") as w:
            for place in places.load():
                w.save(place)
            w.log(Entry(kind="seeded", subject_kind=Kind.PLACE, subject_id="341824", at=w.now))
        self.officers = Officers(self.world)
        self.duty = Duty(self.world)
        self.intake = Intake(self.world)
        self.incidents = Incidents(self.world)
        self.figures = Figures(self.world)
        self.handovers = Handovers(self.world)

    def close(self):
        self.opened.close()

    def take(self, form=FORM, **becomes):
        made, _ = self.intake.take(DUTY, form, self.clock.now(), Becomes(**becomes))
        return made

    def get(self, record, id_):
        with self.world.store.read() as read:
            return read.get(record, id_)

    def dues(self, subject_id, state=DueState.RUNNING):
        with self.world.store.read() as read:
            return read.find(Due, subject_id=subject_id, state=state, order="due_at")

    def lines(self):
        with self.world.store.read() as read:
            return journal.lines(read)

    def watches(self):
        """Who stands now, and who comes next."""
        with self.world.store.read() as read:
            now = self.clock.now()
            return current_watch(read, now), next_watch(read, now)

    def card(self, id_):
        return self.get(Handover, id_)

    def keys(self, id_):
        return [item.key for item in self.card(id_).items]

    @staticmethod
    def login(officer_id):
        return next(o["login"] for o in duty.demo_officers() if o["id"] == officer_id)
