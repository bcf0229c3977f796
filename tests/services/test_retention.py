"""What is due to be forgotten is listed, and goes only when it may; then nobody reads it again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain import retention as rules
from console.domain.changes import Kind
from console.domain.incident import Call, CallState, Hazard, Incident, IncidentState
from console.domain.officer import Officer, Role
from console.domain.refused import Refused
from console.domain.roster import Watch
from console.domain.transfer import State, Transfer
from console.services.officers import hashed
from console.services.responses import Responses
from console.services.retention import Retentions
from console.wording import refusal
from db import backup, forgotten, journal
from db.check import check
from db.opening import open_store
from db.seal import DESTROYED
from tests.support import response as flood
from tests.support.officers import officer
from tests.support.response import DECIDED, DUTY, EVENT
from tests.support.store import call, line
from tests.support.world import HandClock, key_place, world

WORD = "jixi2024"


class County:
    def __init__(self, folder):
        self.clock = HandClock()
        self.world, self.opened = world(folder, self.clock)
        flood.laid(self.world.store)
        with self.world.store.write("system", "test.lay") as w:
            guard = officer(w, "sec", Role.SECURITY_ADMIN)
            w.save(replace(guard, password=hashed(WORD)))
        self.clock.set(DECIDED)
        self.retentions = Retentions(self.world, self.opened)

    def put(self, *records):
        with self.world.store.write(DUTY, "test.put") as w:
            for record in records:
                w.save(record)
            w.log(line(w))

    def due(self):
        return {one.row.kind: [item.id for item in one.items] for one in self.retentions.due()}

    def purge(self, *wanted, actor="sec", reason="到期清理", password=WORD):
        return self.retentions.purge(actor, wanted, reason, password)

    def get(self, record, id_):
        with self.world.store.read() as read:
            return read.get(record, id_)


@pytest.fixture
def county(tmp_path):
    made = County(tmp_path)
    yield made
    made.opened.close()


def refused(county, *wanted, **more):
    with pytest.raises(Refused) as no:
        county.purge(*wanted, **more)
    assert "不能办理(" not in refusal(no.value)
    return no.value.code, refusal(no.value)


def old_call(county, id_="c-1", incident=""):
    state = CallState.INCIDENT if incident else CallState.NOTED
    county.put(replace(call(id_, DECIDED), incident_id=incident, state=state))
    return (Kind.CALL, id_)


def incident(**more):
    plain = {"id": "i-1", "title": "上村 山洪", "hazard": Hazard.FLOOD, "received_at": DECIDED}
    return Incident(**{**plain, **more})


def test_nothing_is_due_before_its_years_are_over(county):
    wanted = old_call(county)
    county.clock.wind(days=3 * 365 - 1)
    assert county.due()["personal"] == []
    code, sentence = refused(county, wanted)
    assert code == "purge_young"
    assert "3 年" in sentence
    county.clock.wind(days=1)
    assert county.due()["personal"] == ["c-1"]


def test_a_purge_names_its_rule_and_the_words_are_gone_everywhere(county, tmp_path):
    wanted = old_call(county)
    county.clock.wind(days=4 * 366)
    made = backup.take(
        county.world.store.path, county.opened.key, county.opened.file, county.clock.now(), keep=3
    )
    county.purge(wanted)
    assert county.get(Call, "c-1").reporter == DESTROYED
    with county.world.store.read() as read:
        (said,) = journal.lines(read, kinds=["purged"])
        assert check(read).whole
    assert "突发事件应对法 第85条" in said.facts["rule"]
    assert (said.actor, said.reason, said.subject_id) == ("sec", "到期清理", "c-1")
    assert county.due()["personal"] == []
    assert forgotten.read(county.opened.folder, county.opened.key) == {"c-1"}
    assert "院墙" not in copied_words(county, made, tmp_path)
    assert refused(county, wanted)[0] == "purge_done"


def copied_words(county, made, tmp_path):
    """What somebody with the key reads out of the copy."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "console.db").write_bytes(made.path.read_bytes())
    (elsewhere / "store.toml").write_bytes(made.path.with_suffix(".toml").read_bytes())
    book = open_store(elsewhere, key_place(tmp_path), county.clock)
    with book.store.read() as read:
        words = read.get(Call, "c-1").content
    book.close()
    return words


def test_what_belongs_to_a_running_response_stays_and_says_to_which(county):
    Responses(county.world).decide(DUTY, flood.start(), flood.ruling())
    closed = {"state": IncidentState.CLOSED, "closed_at": DECIDED}
    county.put(incident(event_id=EVENT, verified_from="村书记", **closed))
    wanted = old_call(county, incident="i-1")
    county.clock.wind(days=6 * 366)
    code, sentence = refused(county, wanted)
    assert code == "purge_running"
    assert "梅雨强降水四级响应" in sentence
    assert refused(county, (Kind.INCIDENT, "i-1"))[0] == "purge_running"
    (personal, *_) = county.retentions.due()
    assert personal.items == ()
    assert [item.held for item in personal.held] == ["梅雨强降水四级响应"]


def test_an_approver_of_a_running_response_stays_though_he_left(county):
    Responses(county.world).decide(DUTY, flood.start(), flood.ruling())
    leave(county, flood.HEAD)
    county.clock.wind(days=3 * 366)
    assert refused(county, (Kind.OFFICER, flood.HEAD))[0] == "purge_running"


def leave(county, id_):
    with county.world.store.write("system", "test.leave") as w:
        w.save(replace(w.get(Officer, id_), active=False))
        w.log(line(w, id_, kind="officer_saved", subject_kind=Kind.OFFICER))


def test_nobody_in_office_goes_and_a_leaver_after_his_years(county):
    wanted = (Kind.OFFICER, flood.LEADER)
    county.clock.wind(days=9 * 366)
    assert refused(county, wanted)[0] == "purge_active"
    leave(county, flood.LEADER)
    assert refused(county, wanted)[0] == "purge_young"
    county.clock.wind(days=2 * 366)
    assert flood.LEADER in county.due()["staff"]
    county.purge(wanted)
    assert county.get(Officer, flood.LEADER).name == DESTROYED


def test_what_is_still_open_or_registered_stays(county):
    county.put(
        Transfer(
            id="tr",
            reason="",
            state=State.ORDERED,
            to_depot_id="d",
            requested_by="临溪镇",
            requested_at=DECIDED,
            driver="驾驶员甲",
        )
    )
    county.clock.wind(days=20 * 366)
    county.put(call("c-open", DECIDED), incident(verified_from="村书记"))
    wanted = old_call(county, incident="i-1")
    county.clock.wind(days=4 * 366)
    for one in ((Kind.TRANSFER, "tr"), (Kind.CALL, "c-open"), (Kind.INCIDENT, "i-1"), wanted):
        assert refused(county, one)[0] == "purge_open"
    assert not any(county.due().values())


def test_a_false_alarm_counts_from_when_it_was_struck(county):
    county.put(incident(verified_from="村书记"))
    county.clock.wind(days=300)
    with county.world.store.write(DUTY, "test.strike") as w:
        w.save(incident(state=IncidentState.STRUCK, struck_reason="演练喊话"))
        w.log(line(w, "i-1", kind="struck", subject_kind=Kind.INCIDENT))
    county.clock.wind(days=5 * 365)
    assert county.due()["response"] == []
    county.clock.wind(days=2)
    assert county.due()["response"] == ["i-1"]


def test_names_in_the_lines_about_a_watch_or_a_figure_go_with_their_years(county):
    watch = Watch(id="w-1", starts=DECIDED, ends=DECIDED + timedelta(hours=8))
    plain = Watch(id="w-2", starts=DECIDED, ends=DECIDED + timedelta(hours=8))
    with county.world.store.write(DUTY, "test.swap") as w:
        w.save(watch)
        w.save(plain)
        w.log(line(w, "w-1", kind="watch_swapped", private={"leaving": "汪一一"}, about="w-1"))
    county.clock.wind(days=6 * 366)
    assert county.due()["duty"] == ["w-1"]  # the other has nobody's words
    county.purge((Kind.WATCH, "w-1"))
    with county.world.store.read() as read:
        (said,) = journal.lines(read, kinds=["watch_swapped"])
    assert said.private == {"sealed": DESTROYED}
    assert county.due()["duty"] == []


def test_one_that_may_not_go_keeps_all(county):
    wanted = old_call(county)
    county.clock.wind(days=4 * 366)
    old_young = (Kind.OFFICER, flood.LEADER)
    assert refused(county, wanted, old_young)[0] == "purge_active"
    assert county.get(Call, "c-1").reporter == "汪一一"


def test_only_the_security_administrator_with_password_and_reason(county):
    wanted = old_call(county)
    county.clock.wind(days=4 * 366)
    assert refused(county, wanted, actor=DUTY)[0] == "not_permitted"
    assert refused(county, wanted, reason="  ")[0] == "purge_reason_missing"
    assert refused(county)[0] == "purge_nothing"
    assert refused(county, wanted, password="wrong word")[0] == "password_wrong"
    assert refused(county, (Kind.PLACE, "x"))[0] == "purge_nothing"
    assert county.get(Call, "c-1").reporter == "汪一一"


def test_many_go_in_slices_each_with_its_line(county):
    wanted = [old_call(county, f"c-{n:03d}") for n in range(120)]
    county.clock.wind(days=4 * 366)
    before = county.world.store.commits
    county.purge(*wanted)
    assert county.world.store.commits - before == 3
    with county.world.store.read() as read:
        assert len(journal.lines(read, kinds=["purged"])) == 120


@given(st.datetimes(timezones=st.just(DECIDED.tzinfo)).filter(lambda at: 100 < at.year < 9000))
def test_the_years_are_calendar_years(at):
    for years in (1, 4, 10):
        on = rules.due_at(at, years)
        assert years * 365 <= (on - at).days <= years * 366 + 1
