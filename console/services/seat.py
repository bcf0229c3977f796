"""The county's decision seat: which workstation holds it, and its word on what was decided apart.

`settle_waiting` runs after news has come in. It replays the decisions that nobody disputes and
weighs each waiting one against them (`console.domain.seat`), so that it can be run any number of
times on any number of consoles and says everything once: only the seat speaks.
"""

from datetime import datetime

from console.domain import seat as rules
from console.domain.changes import Changes, Kind, merge
from console.domain.entry import Entry, Fact
from console.domain.officer import Officer
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.domain.roster import Post
from console.domain.station import SEAT, Seat, Standing, Station, Verdict
from console.services import numbering, settling, verdicts
from console.services.duty import current_watch
from console.services.permission import SYSTEM, Permission, permitted
from console.services.seat_view import SeatView, seat_view, station_name
from console.services.world import World
from console.wording.seat import FIRST_DESK
from console.wording.store import PERMISSION
from db.sync.contact import contact, device
from db.sync.reported import turned_away as refused
from db.work import Read, Work
from resources.seat import seat_rules


@dataclass(frozen=True)
class Seats:
    world: World

    def view(self, read: Read) -> SeatView:
        return seat_view(read, self.world.now)

    def here(self, read: Read) -> Standing:
        """Of a decision made on this console now: 已确认, or 待县确认."""
        return verdicts.authority(read, self.world.now).standing

    def take(self, actor: str, reason: str) -> Changes:
        """The seat comes to this workstation, by 系统管理员 or whoever leads the watch."""
        with self.world.store.write(actor, "seat.take") as w:
            _permit_take(w, actor)
            _take(w, reason)
        return merge([w.changes, self.settle_waiting()])

    def settle_waiting(self) -> Changes:
        """The seat's word on everything that waits for it; nothing is written where nothing does."""
        with self.world.store.read() as read:
            if not (_unseated(read) or _to_do(read) or _to_number(read) or _turned_away(read)):
                return Changes()
        with self.world.store.write(SYSTEM, "seat.settle") as w:
            if _unseated(w):
                _take(w, FIRST_DESK)
            left = _to_do(w)
            while left:
                settling.settle(w, left, w.get(Seat, SEAT))
                left = left[1:]
            for paper in _to_number(w):
                numbering.give(w, paper)
            for verdict in _turned_away(w):
                settling.turned_away(w, verdict)
        return w.changes


def _to_do(read: Read) -> list[Verdict]:
    """What this console has to speak on: nothing unless it is the seat."""
    held = read.seek(Seat, SEAT)
    if held is None or not verdicts.holds_seat(read):
        return []
    some = read.find(Verdict, standing=Standing.WAITING)
    some += read.find(Verdict, standing=Standing.CONFIRMED, made_at__gt=held.since)
    return [one for one in rules.to_settle(some, held) if settling.ready(read, one)]


def _unseated(read: Read) -> bool:
    """The county has workstations and no seat yet, and this is the desk that joined first."""
    if read.seek(Seat, SEAT) is not None:
        return False
    return rules.first_desk(read.find(Station)) == device(read)


def _take(w: Work, reason: str) -> None:
    before = w.seek(Seat, SEAT)
    made = _taken(w, before, device(w), reason)
    w.save(made)
    facts: dict[str, Fact] = {
        "station": station_name(w, made.device_id),
        "before": station_name(w, before.device_id) if before else "",
        "token": made.token,
    }
    w.log(_line("seat_taken", Kind.SEAT, SEAT, w.now, facts, made.reason))


def _to_number(read: Read) -> list[numbering.Paper]:
    """Papers that wait for a number, where this console may give one."""
    if not verdicts.holds_seat(read):
        return []
    return numbering.waiting(read)


def _turned_away(read: Read) -> list[Verdict]:
    """Own decisions whose whole group was refused as overtaken, once their rows are gone again."""
    lost = refused(read, Verdict)
    gone = [one for one in lost if read.seek(Verdict, one.id) is None]
    return [one for one in gone if read.seek(Verdict, settling.again(one)) is None]


def _taken(w: Work, before: Seat | None, here: str, reason: str) -> Seat:
    reached = rules.in_touch(contact(w), w.now, seat_rules().contact)
    return rules.taken(before, here, by=w.actor, at=w.now, reason=reason, reached=reached)


def _permit_take(w: Work, actor: str) -> None:
    if not actor:
        raise Refused("signed_out")
    if permitted(w, actor, Permission.ADMINISTER):
        return
    watch = current_watch(w, w.now)
    leading = watch is not None and actor in watch.on(Post.LEADER)
    officer = w.seek(Officer, actor)
    if not leading or officer is None or not officer.active:
        raise Refused("not_permitted", what=PERMISSION[Permission.ADMINISTER])


def _line(
    kind: str, of: Kind, id_: str, at: datetime, facts: dict[str, Fact], reason: str = ""
) -> Entry:
    return Entry(
        kind=kind,
        subject_kind=of,
        subject_id=id_,
        at=at,
        facts=facts,
        reason=reason,
        important=True,
    )
