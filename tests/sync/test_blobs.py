"""Attachments at the real far end: durable piece by piece, whole or not there, each county's own."""

import secrets
import socket
import threading
import time
from contextlib import contextmanager

import pytest

from console.domain.attachment import Attachment
from console.domain.changes import Kind
from console.domain.link import LinkCode
from console.services.attachments import Attachments
from console.services.exchange.rounds import Rounds
from db.gateway.blobs import Blobs
from db.gateway.desk import Push
from db.gateway.shelf_pg import entered, transaction
from db.gateway.tokens import Caller
from db.schema import SCHEMA_NO
from db.sync import attachments as sync
from db.sync import wire
from db.sync.enrolling import enrol
from db.sync.line import HttpLine
from resources.exchange import links
from tests.support.far_end import COUNTY, Visitor, now
from tests.support.province import Pen, append
from tests.support.world import HandClock, world
from tests.sync.test_attachments import clerk, received

WIRED = links()[LinkCode.COMMAND]
BYTES = secrets.token_bytes(64) * 8000
SHA, TOTAL = wire.sha(BYTES), len(BYTES)


@pytest.fixture
def one(end):
    made = Visitor(end, HandClock(now()), f"dev-{secrets.token_hex(4)}")
    made.device = made.line._device
    return made


def send(one, offset, piece, total=TOTAL, sha=SHA):
    reply = one.line.call(
        "POST",
        f"/v1/blob/{sha}",
        body=piece,
        type_="application/octet-stream",
        query={"offset": str(offset), "total": str(total)},
    )
    return reply.json()["offset"]


def said(code, work, *given, **named):
    with pytest.raises(wire.Problem) as refused:
        work(*given, **named)
    assert refused.value.code == code
    return refused.value


def get(one, sha=SHA, **headers):
    return one.line.call("GET", f"/v1/blob/{sha}", headers=headers)


def test_piece_by_piece_and_again_and_then_it_is_there(one):
    said(wire.NO_SUCH_BLOB, get, one)
    assert send(one, 0, BYTES[:100_000]) == 100_000
    assert said(wire.OFFSET_MISMATCH, send, one, 0, BYTES[:100_000]).facts["offset"] == 100_000
    assert said(wire.OFFSET_MISMATCH, send, one, 300_000, b"x").facts["offset"] == 100_000
    said(wire.NO_SUCH_BLOB, get, one)
    head = one.line.call("HEAD", f"/v1/blob/{SHA}").headers
    assert (head["Upload-Offset"], head["Upload-Length"]) == ("100000", str(len(BYTES)))
    assert send(one, 100_000, BYTES[100_000:]) == len(BYTES)
    assert send(one, 100_000, BYTES[100_000:]) == len(BYTES)
    assert get(one).body == BYTES
    part = get(one, Range="bytes=99990-100010")
    assert (part.status, part.body) == (206, BYTES[99_990:100_011])
    assert part.headers["Content-Range"] == f"bytes 99990-100010/{len(BYTES)}"
    assert get(one, Range="bytes=511000-").body == BYTES[511_000:]
    said(wire.MALFORMED, get, one, Range="bytes=512000-")


def test_another_county_does_not_even_learn_that_it_exists(end, one):
    theirs = Visitor(end, HandClock(now()), "dev-jingde", county="341825")
    data = b"of the other county" * 50
    send(theirs, 0, data, len(data), wire.sha(data))
    said(wire.NO_SUCH_BLOB, get, one, wire.sha(data))
    assert send(one, 0, data[:10], len(data), wire.sha(data)) == 10
    assert get(theirs, wire.sha(data)).body == data


def test_without_a_token_every_door_is_shut(one):
    one.token = ""
    said(wire.TOKEN_BAD, get, one)
    said(wire.TOKEN_BAD, send, one, 0, b"x")


def test_what_has_not_the_sum_it_is_named_by_is_dropped(one):
    sha = wire.sha(b"something else")
    said(wire.MALFORMED, send, one, 0, b"this", 4, sha)
    assert send(one, 0, b"", 4, sha) == 0
    said(wire.NO_SUCH_BLOB, get, one, sha)


def test_two_hundred_megabytes_are_refused_before_a_byte_is_taken(one):
    refused = said(wire.TOO_LARGE, send, one, 0, b"x", 200 << 20, wire.sha(b"big"))
    assert refused.facts["max_bytes"] == wire.BLOB_BYTES
    said(wire.NO_SUCH_BLOB, get, one, wire.sha(b"big"))


def test_a_file_that_is_too_large_is_refused_before_its_bytes_are_read(end, one):
    """Only the head of the request ever goes out: who waited for its body would wait for ever."""
    with socket.create_connection(("127.0.0.1", end.port), timeout=20) as line:
        line.sendall(
            f"POST /v1/blob/{SHA}?offset=0&total={200 << 20} HTTP/1.1\r\nHost: x\r\n"
            f"Authorization: Bearer {one.token}\r\nContent-Length: 1000000\r\n\r\n".encode()
        )
        answer = line.recv(65536)
    assert answer.startswith(b"HTTP/1.1 413")


def test_more_than_a_piece_may_have_is_refused_by_its_length(end, one):
    with socket.create_connection(("127.0.0.1", end.port), timeout=20) as line:
        line.sendall(
            f"POST /v1/blob/{SHA}?offset=0&total={TOTAL} HTTP/1.1\r\nHost: x\r\n"
            f"Authorization: Bearer {one.token}\r\nContent-Length: {200 << 20}\r\n\r\n".encode()
        )
        answer = line.recv(65536)
    assert answer.startswith(b"HTTP/1.1 413")


# -- what belongs to nothing ---------------------------------------------------------------------


def put(end, one, data):
    sha = wire.sha(data)
    assert send(one, 0, data, len(data), sha) == len(data)
    return sha


def aged(end, days, *shas):
    with owner(end) as run:
        run.execute(
            "UPDATE blob SET touched_at = clock_timestamp() - %s * interval '1 day'"
            " WHERE sha256 = ANY(%s)",
            (days, list(shas)),
        )


@contextmanager
def owner(end):
    with transaction(end.shelves.engine) as run:
        entered(run, end.shelves.tenant(COUNTY).id)
        yield run


def there(end, *shas):
    with owner(end) as run:
        run.execute("SELECT DISTINCT sha256 FROM blob_part WHERE sha256 = ANY(%s)", (list(shas),))
        return {sha for (sha,) in run.fetchall()}


def pushed(end, one, op, **over):
    pen = Pen(one.device)
    caller = Caller(end.shelves.tenant(COUNTY).id, one.device)
    head = {"epoch": end.desk.epoch, "cursor": 0, "keys": []}
    return end.desk.push(caller, Push(head, [pen.group(op, **over)]))["results"][0]["st"]


def test_bytes_that_nothing_names_go_after_a_month_and_no_others(end, one):
    named, waits, old, young = (put(end, one, secrets.token_bytes(900)) for _ in range(4))
    sealed = {"sealed": "AAAA"}
    photo = append("attachment", f"a-{named[:8]}", name=sealed, key=sealed, sha256=named)
    assert pushed(end, one, photo) == wire.OK
    other = Visitor(end, HandClock(now()), f"dev-{secrets.token_hex(4)}")
    other.device = other.line._device
    later = append("attachment", f"a-{waits[:8]}", name=sealed, key=sealed, sha256=waits)
    assert pushed(end, other, later, schema=SCHEMA_NO + 1) == wire.QUARANTINED
    aged(end, 31, named, waits, old)
    aged(end, 29, young)
    end.blobs._swept.clear()
    put(end, one, secrets.token_bytes(900))
    assert there(end, named, waits, old, young) == {named, waits, young}
    said(wire.NO_SUCH_BLOB, get, one, old)
    assert get(one, named).status == 200


def test_room_is_made_before_a_county_is_told_that_it_has_none(end, one):
    old = put(end, one, secrets.token_bytes(5000))
    aged(end, 31, old)
    tenant = end.shelves.tenant(COUNTY).id
    with owner(end) as run:
        run.execute("SELECT sum(size) FROM blob")
        full = int(run.fetchone()[0])
    small = Blobs(end.shelves.engine, county_bytes=full)
    small._swept[tenant] = time.monotonic()  # not its day
    assert small.add(tenant, wire.sha(b"new"), 0, 3, b"new") == 3
    assert there(end, old) == set()
    bound = Blobs(end.shelves.engine, county_bytes=1)
    said(wire.QUOTA, bound.add, tenant, wire.sha(b"newer"), 0, 5, b"newer")


def test_a_county_has_a_bound(end):
    small = Blobs(end.shelves.engine, county_bytes=1)
    tenant = end.shelves.tenant("341825").id
    assert said(wire.QUOTA, small.add, tenant, wire.sha(b"q"), 0, 5, b"").status == 507


@pytest.mark.parametrize("path", ["x", "Z" * 64, "a" * 63, "../sync/hello"])
def test_a_name_that_is_no_sum_is_no_file(one, path):
    with pytest.raises((wire.Problem, Exception)):
        one.line.call("GET", f"/v1/blob/{path}")


def test_two_consoles_that_send_the_same_file_at_once_lose_nothing(end):
    data = bytes(7) + BYTES
    sha, done = wire.sha(data), []

    def sends(device):
        who, at = Visitor(end, HandClock(now()), device), 0
        while at < len(data):
            try:
                at = send(who, at, data[at : at + 50_000], len(data), sha)
            except wire.Problem as told:
                at = told.facts["offset"]
        done.append(get(who, sha).body == data)

    both = [threading.Thread(target=sends, args=(f"dev-same-{n}",)) for n in (1, 2)]
    for each in both:
        each.start()
    for each in both:
        each.join(120)
    assert done == [True, True]


def test_a_photograph_goes_from_one_desk_to_another(end, one, tmp_path):
    photo = tmp_path / "决口.jpg"
    photo.write_bytes(BYTES * 3)
    here, opened = world(tmp_path / "a")
    who = clerk(here)
    id_, _ = Attachments(here).add(who, Kind.INCIDENT, "i-1", photo)
    with here.store.read() as read:
        ((row, _),) = [(x.attachment, x.here) for x in Attachments(here).listed(read, "i-1")]
    assert row.id == id_
    assert (
        sync.Attachments(here.store, Attachments(here).shelf, one.line, WIRED).exchange(now()) == 1
    )
    there, opened_there = world(tmp_path / "b")
    received(there, row)
    shelf = Attachments(there).shelf
    assert sync.Attachments(there.store, shelf, one.line, WIRED).exchange(now()) == 1
    assert Attachments(there).open(id_, tmp_path).read_bytes() == BYTES * 3
    opened.store.close()
    opened_there.store.close()


def test_a_province_that_was_put_back_from_a_copy_gets_its_files_again(end, tmp_path):
    here, opened, mine = joined(tmp_path / "here", end)
    photo = tmp_path / "决口.jpg"
    photo.write_bytes(BYTES)
    id_, _ = Attachments(here).add(clerk(here), Kind.INCIDENT, "i-back", photo)
    assert mine.once().state.trouble == ""
    with here.store.read() as read:
        sha = read.get(Attachment, id_).sha256
    assert there(end, sha) == {sha}
    with owner(end) as run:
        run.execute("DELETE FROM blob_part WHERE sha256 = %s", (sha,))
        run.execute("DELETE FROM blob WHERE sha256 = %s", (sha,))
    end.shelves.rotate()
    for _ in range(3):
        mine.once()
    assert there(end, sha) == {sha}
    mine.close()
    opened.store.close()


def joined(folder, end):
    made, opened = world(folder, HandClock(now()))
    plain = HttpLine(end.url, made.store.head()[0], 1, 1, made.clock)
    enrol(made.store, plain, end.url, end.invite(folder.name))
    plain.close()
    rounds = Rounds(made, LinkCode.COMMAND, heard=lambda _: None, hurry=lambda: False)
    return made, opened, rounds


def test_a_running_console_takes_files_along_when_all_else_is_said(end, tmp_path):
    here, opened, mine = joined(tmp_path / "here", end)
    there, opened_there, theirs = joined(tmp_path / "there", end)
    photo = tmp_path / "决口.jpg"
    photo.write_bytes(BYTES)
    who = clerk(here)
    id_, _ = Attachments(here).add(who, Kind.INCIDENT, "i-running", photo)
    assert mine.once().state.trouble == theirs.once().state.trouble == ""
    with there.store.read() as read:
        (listed,) = Attachments(there).listed(read, "i-running")
    assert listed.here
    assert listed.attachment.name == "决口.jpg"
    assert Attachments(there).open(id_, tmp_path).read_bytes() == BYTES
    for rounds, one in ((mine, opened), (theirs, opened_there)):
        rounds.close()
        one.store.close()


def test_a_province_put_back_from_a_copy_without_the_photograph_is_brought_it_again(end, tmp_path):
    here, opened, mine = joined(tmp_path / "here", end)
    photo = tmp_path / "决口.jpg"
    photo.write_bytes(BYTES)
    Attachments(here).add(clerk(here), Kind.INCIDENT, "i-lost", photo)
    assert mine.once().state.trouble == ""
    with here.store.read() as read:
        (listed,) = Attachments(here).listed(read, "i-lost")
    sha = listed.attachment.sha256
    tenant = end.shelves.tenant("341824").id
    assert end.blobs.whole(tenant, sha)
    with transaction(end.shelves.engine) as cursor:
        entered(cursor, tenant)
        for table in ("blob_part", "blob"):
            cursor.execute(f"DELETE FROM {table} WHERE tenant = %s AND sha256 = %s", (tenant, sha))
    end.shelves.rotate()
    for _ in range(3):
        mine.once()
    assert end.blobs.whole(tenant, sha) == listed.attachment.sealed_size
    mine.close()
    opened.store.close()
