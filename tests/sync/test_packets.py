"""交换包 carried from a desk that is cut off to the real far end, and what may go wrong with one."""

import base64

import pytest

from console.domain.changes import Kind
from console.domain.entry import Entry
from console.domain.link import Pace
from console.domain.officer import Officer, Role
from console.domain.refused import Answer, Refused
from console.services.officers import hashed
from console.services.packets import Packets
from console.wording import refusal
from db.gateway import packets
from db.schema import SCHEMA_NO
from db.sync import carrying, packet, state, wire
from db.sync.carrying import pending_packet
from db.sync.engine import Engine
from db.sync.enrolling import connect, enrol
from db.sync.line import HttpLine
from db.sync.pace import Chunk
from tests.support.far_end import COUNTY, now
from tests.support.officers import officer
from tests.support.world import HandClock, world

CARRIER, APPROVER, NOBODY = "o-carrier", "o-leader", "o-village"


def enrolled(end, here):
    """The workstation joins over a line once; then the cable is cut."""
    line = HttpLine(end.url, here.store.head()[0], 1, 1, here.clock)
    enrol(here.store, line, end.url, end.invite("一号席"))
    line.close()


@pytest.fixture
def here(tmp_path, end):
    made, opened = world(tmp_path / "here", HandClock(now()))
    with made.store.write("system", "test") as w:
        for id_, role in (
            (CARRIER, Role.PRIMARY),
            (APPROVER, Role.WATCH_LEADER),
            (NOBODY, Role.VILLAGE),
        ):
            kept = officer(w, id_, role)
            w.save(
                type(kept)(
                    **{n: getattr(kept, n) for n in kept.__slots__}
                    | {"password": hashed("Secret-2024!")}
                )
            )
    enrolled(end, made)
    yield made
    opened.store.close()


def note(here, text="河道巡查"):
    with here.store.write(CARRIER, "test.note") as w:
        w.log(
            Entry(
                kind="note",
                subject_kind=Kind.COUNTY,
                subject_id=COUNTY,
                at=w.now,
                facts={"text": text},
            )
        )


def export(here, folder, approver=APPROVER, secret="Secret-2024!"):
    return Packets(here).export(CARRIER, approver, secret, folder)


def refused(work, *given, **named):
    with pytest.raises(Answer) as said:
        work(*given, **named)
    assert "{" not in refusal(said.value)
    assert not refusal(said.value).startswith("不能办理(")
    return said.value.code


def taken(end, path):
    return packets.take(end.desk, path.read_bytes(), "reply-1")


def good(done):
    """Other tests' officers lie in the same county, so that some are merged."""
    assert done.answers[wire.REJECTED] == done.answers[wire.QUARANTINED] == 0
    return done.answers[wire.OK] + done.answers[wire.MERGED]


def log_of(end, device):
    tenant = end.shelves.tenant(COUNTY).id
    with end.shelves.view(tenant) as view:
        return [entry for entry in view.entries(0, 5000) if entry.device == device]


def test_what_waits_is_carried_over_and_twice_does_nothing_twice(here, end, tmp_path):
    note(here)
    device = here.store.head()[0]
    carried = export(here, tmp_path)
    assert carried.groups == 2
    assert carried.left == 0
    first = taken(end, carried.path)
    assert good(first) == 2
    assert first.again == 0
    stands = [(entry.seq, entry.tx) for entry in log_of(end, device) if entry.n]
    again = taken(end, carried.path)
    assert again.again == 2
    assert [(entry.seq, entry.tx) for entry in log_of(end, device) if entry.n] == stands


def test_the_export_stands_in_the_journal_with_both_names_and_stays_pending(here, tmp_path):
    note(here)
    waiting = here.store.waiting()
    export(here, tmp_path)
    with here.store.read() as read:
        kinds = read.connection.exec_driver_sql(
            "SELECT kind, actor, facts FROM journal ORDER BY n DESC LIMIT 1"
        ).one()
    assert kinds[0] == "packet_exported"
    assert kinds[1] == CARRIER
    assert APPROVER in kinds[2]
    assert here.store.waiting() == waiting + 1  # the export is news too


def test_a_second_packet_says_the_rest(here, end, tmp_path):
    note(here)
    taken(end, export(here, tmp_path).path)
    note(here, "二")
    second = taken(end, export(here, tmp_path).path)
    assert second.again == 2
    assert good(second) == 4


def test_a_packet_whose_earlier_one_is_missing_is_taken_whole_because_it_holds_all(
    here, end, tmp_path
):
    note(here)
    export(here, tmp_path).path.unlink()
    note(here, "二")
    assert good(taken(end, export(here, tmp_path).path)) == 4


def test_the_packet_back_holds_the_answers_and_the_news(here, end, tmp_path):
    note(here)
    reply = taken(end, export(here, tmp_path).path).reply
    came = packet.read(reply)
    with here.store.read() as read:
        told = state.stand(read.connection).told
    packet.suits(came.header, here=here.store.head()[0], county=COUNTY, now=now())
    packet.proven(came, base64.b64decode(told[state.PACKET_SIGN]))
    body = packet.opened(came, county_key=bytes.fromhex(told[state.COUNTY_KEY]))
    head, lines = wire.unpack(body)
    assert len(head["results"]) == 2
    assert head["from"] == 0
    assert head["cursor"] == head["head"] == wire.loads(lines[-1])["seq"]


def test_a_packet_of_a_console_that_is_too_old_to_read_is_taken_and_answered(
    here, end, tmp_path, monkeypatch
):
    """It brings no news back then; what it said stands there all the same (G13)."""
    note(here)
    monkeypatch.setattr(end.desk.converter, "oldest", SCHEMA_NO + 1)
    monkeypatch.setattr(end.desk.converter, "newest", SCHEMA_NO + 1)
    done = taken(end, export(here, tmp_path).path)
    assert good(done) == 2
    with here.store.read() as read:
        told = state.stand(read.connection).told
    back = packet.opened(packet.read(done.reply), county_key=bytes.fromhex(told[state.COUNTY_KEY]))
    head, lines = wire.unpack(back)
    assert (len(head["results"]), lines, head["more"]) == (2, [], False)


def test_who_carries_it_does_not_approve_it(here, tmp_path):
    note(here)
    assert refused(export, here, tmp_path, CARRIER) == "packet_same_person"
    assert refused(export, here, tmp_path, NOBODY) == "packet_approver_lacks"
    assert refused(export, here, tmp_path, "") == "packet_approver_missing"
    assert refused(export, here, tmp_path, APPROVER, "wrong") == "password_wrong"
    assert list(tmp_path.glob("*.jhb")) == []


def test_who_may_not_carry_leaves_no_file_behind(here, tmp_path):
    note(here)
    with pytest.raises(Refused) as said:
        Packets(here).export(NOBODY, APPROVER, "Secret-2024!", tmp_path)
    assert said.value.code == "not_permitted"
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


def test_a_medium_that_was_pulled_out(here, tmp_path):
    note(here)
    assert refused(export, here, tmp_path / "gone") == "packet_unwritable"


def test_a_desk_that_never_joined_makes_no_packet(tmp_path):
    made, opened = world(tmp_path / "alone")
    with pytest.raises(Refused) as said:
        pending_packet(made.store, "p", made.now, lanes=(0,))
    assert said.value.code == "packet_not_enrolled"
    opened.store.close()


# -- bad ones at the far end -----------------------------------------------------------------


def test_half_of_it_and_one_bit_of_it(here, end, tmp_path):
    note(here)
    path = export(here, tmp_path).path
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 2 // 3])
    assert refused(taken, end, path) == "packet_cut"
    spoilt = bytearray(whole)
    spoilt[len(whole) // 2] ^= 1
    path.write_bytes(bytes(spoilt))
    assert refused(taken, end, path) == "packet_altered"
    assert [entry for entry in log_of(end, here.store.head()[0]) if entry.n] == []


def test_a_year_old(here, end, tmp_path):
    note(here)
    path = export(here, tmp_path).path
    end.desk.now = lambda: now().replace(year=now().year + 2)
    assert refused(taken, end, path) == "packet_too_old"


def test_of_a_county_that_is_not_here_and_of_a_desk_of_another_county(here, end, tmp_path):
    note(here)
    with here.store.aside() as connection:
        state.keep(connection, county="341826")
    assert refused(taken, end, export(here, tmp_path).path) == "packet_other_county"
    with here.store.aside() as connection:
        state.keep(connection, county="341825")
    assert refused(taken, end, export(here, tmp_path).path) == "packet_sender_unknown"


def test_of_a_desk_that_was_stopped_only_after_somebody_has_decided_so(here, end, tmp_path):
    """Its outbox stays, and can be carried; the county hears who took it in, and it hears no news."""
    note(here)
    end.desk.revoke(here.store.head()[0])
    path = export(here, tmp_path).path
    assert refused(taken, end, path) == "packet_sender_revoked"
    assert log_of(end, here.store.head()[0]) == []
    done = packets.take(end.desk, path.read_bytes(), "reply-1", by="李处长")
    assert good(done) == 2
    told = told_to_the_county(end)
    assert '"receiver":"李处长"' in told
    assert "决定收下已停用工作站(一号席)的交换包" in told
    reply = tmp_path / "reply.jhb"
    reply.write_bytes(done.reply)
    answered = Packets(here).read_in(CARRIER, reply)
    assert (sum(answered.answers.values()), answered.came) == (2, 0)
    again = packets.take(end.desk, path.read_bytes(), "reply-2", by="李处长")
    assert again.again == 2


def told_to_the_county(end):
    tenant = end.shelves.tenant(COUNTY).id
    with end.shelves.view(tenant) as view:
        return "".join(entry.rows for entry in view.entries(0, 5000))


def test_signed_with_another_key(here, end, tmp_path):
    note(here)
    with here.store.aside() as connection:
        state.keep(connection, key=(b"f" * 32).hex())
    assert refused(taken, end, export(here, tmp_path).path) == "packet_altered"


def test_of_another_history(here, end, tmp_path):
    note(here)
    with here.store.aside() as connection:
        state.keep(connection, epoch="0190aaaa-0000-7000-8000-000000000001")
    assert refused(taken, end, export(here, tmp_path).path) == "packet_other_history"


def test_the_reply_brought_to_the_far_end_is_its_own(here, end, tmp_path):
    note(here)
    path = tmp_path / "reply.jhb"
    path.write_bytes(taken(end, export(here, tmp_path).path).reply)
    assert refused(taken, end, path) == "packet_sender_unknown"


def test_a_photograph_is_not_a_packet(end, tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"\xff\xd8\xff" * 1000)
    assert refused(taken, end, path) == "packet_unknown"


# -- and back --------------------------------------------------------------------------------


def back(end, here, tmp_path):
    path = tmp_path / "回执.jhb"
    path.write_bytes(taken(end, export(here, tmp_path).path).reply)
    return path


def states(here):
    with here.store.read() as read:
        rows = read.connection.exec_driver_sql("SELECT state FROM outbox ORDER BY n")
        return [row[0] for row in rows]


def test_the_packet_back_answers_what_went_and_brings_what_others_wrote(here, end, tmp_path):
    note(here)
    there, opened = world(tmp_path / "there", HandClock(now()))
    enrolled(end, there)
    with there.store.write("system", "test") as w:
        officer(w, "o-of-there", Role.PRIMARY)
    line = connect(there.store, there.clock, 1)
    Engine(there.store, line, there.clock, Chunk(Pace())).round()
    line.close()
    opened.store.close()
    assert states(here) == ["pending", "pending"]
    done = Packets(here).read_in(CARRIER, back(end, here, tmp_path))
    assert sum(done.answers.values()) == 2
    assert done.came
    assert states(here)[:2] == ["acked", "acked"]
    assert set(states(here)[2:]) == {"pending"}  # the entries that tell of the packets
    with here.store.read() as read:
        assert read.seek(Officer, "o-of-there").name == "示例o-of-there"
    assert Kind.OFFICER in done.changes.kinds


def test_read_in_twice_it_changes_nothing_and_says_so(here, end, tmp_path):
    note(here)
    path = back(end, here, tmp_path)
    assert Packets(here).read_in(CARRIER, path).came
    before = here.store.head(), states(here)
    again = Packets(here).read_in(CARRIER, path)
    assert (again.came, bool(again.changes)) == (0, False)
    assert (here.store.head(), states(here)) == before


def test_after_a_packet_the_cable_comes_back_and_nothing_is_doubled(here, end, tmp_path):
    note(here)
    Packets(here).read_in(CARRIER, back(end, here, tmp_path))
    line = connect(here.store, here.clock, 1)
    done = Engine(here.store, line, here.clock, Chunk(Pace())).round()
    line.close()
    assert done.problem == ""
    assert set(states(here)) == {"acked"}
    txs = [entry.tx for entry in log_of(end, here.store.head()[0])]
    assert len(txs) == len(set(txs))
    assert here.store.waiting() == 0


def test_a_packet_that_never_came_back_is_answered_over_the_cable(here, end, tmp_path):
    note(here)
    taken(end, export(here, tmp_path).path)
    line = connect(here.store, here.clock, 1)
    Engine(here.store, line, here.clock, Chunk(Pace())).round()
    line.close()
    assert set(states(here)) == {"acked"}


def test_a_packet_back_for_somebody_else_or_altered_or_from_a_gap(here, end, tmp_path):
    note(here)
    path = back(end, here, tmp_path)
    other, opened = world(tmp_path / "other", HandClock(now()))
    enrolled(end, other)
    with pytest.raises(Refused) as said:
        carrying.taken_in(other.store, other.clock, path.read_bytes())
    assert said.value.code == "packet_not_for_us"
    opened.store.close()
    spoilt = bytearray(path.read_bytes())
    spoilt[-1] ^= 1
    path.with_name("x").write_bytes(bytes(spoilt))
    assert refused(Packets(here).read_in, CARRIER, path.with_name("x")) == "packet_altered"
    own = export(here, tmp_path).path
    assert refused(Packets(here).read_in, CARRIER, own) == "packet_own"
    with here.store.aside() as connection:
        state.keep(connection, epoch="0190aaaa-0000-7000-8000-000000000001")
    assert refused(Packets(here).read_in, CARRIER, path) == "packet_other_history"
    assert refused(Packets(here).read_in, CARRIER, tmp_path / "none") == "packet_unreadable"
    assert refused(Packets(here).read_in, "", path) == "not_permitted"


def test_a_forged_packet_back_with_the_countys_key_is_not_believed(here, end, tmp_path):
    note(here)
    came = packet.read(back(end, here, tmp_path).read_bytes())
    with here.store.read() as read:
        key = bytes.fromhex(state.stand(read.connection).told[state.COUNTY_KEY])
    body = packet.opened(came, county_key=key)
    forged = packet.made(came.header, body, signing=b"f" * 32, county_key=key)
    path = tmp_path / "forged"
    path.write_bytes(forged)
    assert refused(Packets(here).read_in, CARRIER, path) == "packet_altered"
