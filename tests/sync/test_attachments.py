"""Files beside the record: sealed, refused before they are read, sent on from where it broke off."""

import os
import threading
from dataclasses import replace

import pytest

from console.domain.attachment import LARGEST, Attachment, sound_name
from console.domain.changes import Kind
from console.domain.entry import Entry
from console.domain.link import LinkCode
from console.domain.officer import Officer, Role
from console.domain.refused import Refused, Unavailable
from console.services.attachments import Attachments
from console.services.exchange.files import Files
from console.wording import refusal
from console.wording.exchange import far
from db import blobs
from db.blobs import Shelf
from db.sync import attachments as sync
from db.sync import state, wire
from db.sync.line import HttpLine, LineDown, Way
from resources.exchange import links
from tests.support import fault_proxy as faults
from tests.support.fault_proxy import FaultProxy
from tests.support.officers import officer
from tests.support.small_server import EPOCH, SmallServer, ours
from tests.support.world import world

WIRED, SATELLITE = links()[LinkCode.COMMAND], links()[LinkCode.SATELLITE]


@pytest.fixture
def here(tmp_path):
    made, opened = world(tmp_path / "a")
    yield made
    opened.store.close()


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "堰坝 决口.jpg"
    path.write_bytes(bytes(range(256)) * 10_000)
    return path


def clerk(here):
    with here.store.write("system", "test") as w:
        if w.seek(Officer, "o-1") is None:
            officer(w, "o-1", Role.PRIMARY)
    return "o-1"


def received(there, row):
    with there.store.write("system", "test", history=True) as w:
        w.append(row)
        w.log(
            Entry(kind="attachment_added", subject_kind=Kind.INCIDENT, subject_id="i-1", at=w.now)
        )


def added(here, photo):
    who = clerk(here)
    id_, _ = Attachments(here).add(who, Kind.INCIDENT, "i-1", photo)
    with here.store.read() as read:
        return who, read.get(Attachment, id_)


def test_what_was_attached_opens_again(here, photo, tmp_path):
    _, row = added(here, photo)
    assert (row.name, row.media_type, row.size) == (photo.name, "image/jpeg", 2_560_000)
    out = tmp_path / "out"
    out.mkdir()
    assert Attachments(here).open(row.id, out).read_bytes() == photo.read_bytes()


def test_at_rest_it_is_noise_under_its_own_sum(here, photo):
    _, row = added(here, photo)
    lying = Attachments(here).shelf.path(row.sha256).read_bytes()
    assert bytes(range(256)) not in lying
    assert wire.sha(lying) == row.sha256
    assert len(lying) == row.sealed_size


def test_once_its_subject_is_forgotten_the_file_does_not_open(here, photo, tmp_path):
    _, row = added(here, photo)
    with here.store.write("system", "test") as w:
        w.destroy_key("i-1")
    with pytest.raises(Unavailable) as said:
        Attachments(here).open(row.id, tmp_path)
    assert said.value.code == "attachment_damaged"


@pytest.mark.parametrize(
    "spoil", [lambda b: b[:-1], lambda b: b[: 1 << 20], lambda b: b"x" + b[1:]]
)
def test_a_damaged_file_does_not_open_and_leaves_nothing_behind(here, photo, tmp_path, spoil):
    _, row = added(here, photo)
    path = Attachments(here).shelf.path(row.sha256)
    path.write_bytes(spoil(path.read_bytes()))
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(Unavailable):
        Attachments(here).open(row.id, out)
    assert list(out.iterdir()) == []


def test_two_hundred_megabytes_are_refused_before_they_are_read(here, tmp_path):
    big = tmp_path / "big.mp4"
    with big.open("wb") as out:
        out.truncate(200 << 20)
    with pytest.raises(Refused) as said:
        Attachments(here).add(clerk(here), Kind.INCIDENT, "i-1", big)
    assert (
        refusal(said.value) == "文件 200 MB,超过附件上限 100 MB,没有读入。请压缩或截取后再添加。"
    )
    assert not Attachments(here).shelf.folder.exists()


def test_a_file_that_grows_while_it_is_read_is_stopped_at_the_limit(tmp_path):
    path = tmp_path / "grows"
    path.write_bytes(b"x" * 5000)
    shelf = Shelf(tmp_path / "shelf")
    with pytest.raises(Refused):
        shelf.put(path, b"k" * 32, 4000)
    assert list(shelf.folder.iterdir()) == []


def test_the_largest_file_that_is_taken_here_is_taken_there():
    """Sealed it is longer: a seal for each MiB."""
    pieces = LARGEST // blobs._PIECE
    assert pieces * blobs._PIECE == LARGEST
    assert LARGEST + pieces * blobs._TAG == wire.BLOB_BYTES


def test_a_name_keeps_its_last_part_and_its_ending():
    assert sound_name("C:\\photos\\..\\a.jpg") == "a.jpg"
    assert sound_name("/etc/passwd") == "passwd"
    assert sound_name("长" * 300 + ".pdf").endswith("长.pdf")
    for bad in ("", "..", "/", "\n"):
        with pytest.raises(Refused):
            sound_name(bad)


def test_nobody_signed_in_attaches_nothing(here, photo):
    with pytest.raises(Refused) as said:
        Attachments(here).add("", Kind.INCIDENT, "i-1", photo)
    assert said.value.code == "signed_out"
    assert not [path for path in Attachments(here).shelf.folder.rglob("*") if path.is_file()]


# -- over a line -----------------------------------------------------------------------------


class Depot:
    """The far end's part of the contract: durable offsets by content."""

    def __init__(self):
        self.kept = {}
        self.posts = 0
        self.full = False
        self.lock = threading.Lock()

    def __call__(self, method, path, headers, body):
        sha, _, query = path.removeprefix("/v1/blob/").partition("?")
        with self.lock:
            if method == "GET":
                return self.get(sha, headers)
            if self.full:
                return ours({"code": wire.QUOTA}, 507)
            asked = dict(part.split("=") for part in query.split("&"))
            have = self.kept.get(sha, b"")
            self.posts += 1
            body = wire.inflate(body, headers.get("Content-Encoding", ""))
            if int(asked["offset"]) != len(have):
                return ours({"code": wire.OFFSET_MISMATCH, "offset": len(have)}, 409)
            self.kept[sha] = have + body
            return ours({"offset": len(have) + len(body)})

    def get(self, sha, headers):
        if sha not in self.kept:
            return ours({"code": wire.NO_SUCH_BLOB}, 404)
        first, last = headers["Range"].removeprefix("bytes=").split("-")
        if int(first) >= len(self.kept[sha]):
            return ours({"code": wire.MALFORMED, "pointer": "range"}, 416)
        return 206, {wire.EPOCH_HEADER: EPOCH}, self.kept[sha][int(first) : int(last) + 1]


@pytest.fixture
def depot():
    return Depot()


@pytest.fixture
def proxy(depot):
    with SmallServer(depot) as server, FaultProxy(server.port) as between:
        yield between


@pytest.fixture
def line(proxy, here):
    one = HttpLine(proxy.url, "dev-1", 1, 1, here.clock, way=Way(connect=2))
    yield one
    one.close()


def exchange(here, line, profile=WIRED):
    shelf = Attachments(here).shelf
    return sync.Attachments(here.store, shelf, line, profile).exchange(here.now)


def until_done(here, line):
    for _ in range(50):
        try:
            return exchange(here, line)
        except LineDown:
            pass
    raise AssertionError("never")


def test_a_file_goes_up_in_pieces_and_then_is_owed_no_more(here, photo, depot, line):
    _, row = added(here, photo)
    assert exchange(here, line) == 1
    assert wire.sha(depot.kept[row.sha256]) == row.sha256
    assert depot.posts > 2
    posts = depot.posts
    assert exchange(here, line) == 0
    assert depot.posts == posts


def test_on_a_satellite_a_file_waits(here, photo, depot, line):
    added(here, photo)
    assert exchange(here, line, SATELLITE) == 0
    assert depot.posts == 0


def test_after_a_break_it_goes_on_from_what_the_far_end_has(here, photo, depot, proxy, line):
    _, row = added(here, photo)
    proxy.meets(faults.clean, faults.clean, faults.reply_lost, faults.reply_lost)
    with pytest.raises(LineDown):
        exchange(here, line)
    had = len(depot.kept[row.sha256])
    assert had > 0
    sent = line.traffic.sent
    assert exchange(here, line) == 1
    repeated = line.traffic.sent - sent - (row.sealed_size - had)
    assert repeated <= 256 << 10  # one piece: the one whose answer was lost


@pytest.mark.parametrize("toxic", faults.ALL, ids=lambda one: one.__name__)
def test_whatever_the_line_does_the_file_comes_whole_to_both_ends(
    here, photo, depot, proxy, line, tmp_path, toxic
):
    _, row = added(here, photo)
    proxy.meets(faults.clean, toxic, faults.clean, toxic)
    until_done(here, line)
    assert wire.sha(depot.kept[row.sha256]) == row.sha256
    there, opened = world(tmp_path / "b")
    received(there, row)
    proxy.meets(faults.clean, toxic, faults.clean, toxic)
    assert until_done(there, line) == 1
    assert Attachments(there).shelf.has(row.sha256)
    assert until_done(there, line) == 0
    opened.store.close()


def test_a_file_that_has_not_gone_up_yet_is_simply_not_here_yet(here, photo, line, tmp_path):
    _, row = added(here, photo)
    there, opened = world(tmp_path / "b")
    received(there, row)
    assert exchange(there, line) == 0
    with there.store.read() as read:
        (listed,) = Attachments(there).listed(read, "i-1")
    assert not listed.here
    with pytest.raises(Unavailable) as said:
        Attachments(there).open(row.id, tmp_path)
    assert said.value.code == "attachment_not_here"
    opened.store.close()


@pytest.mark.parametrize(
    "spoilt",
    [
        {"sha256": ""},
        {"sha256": "../../store.toml"},
        {"sha256": "A" * 64},
        {"sha256": "0" * 64, "sealed_size": 0},
    ],
)
def test_a_row_that_names_no_file_is_passed_over_and_the_others_come(
    here, photo, line, tmp_path, spoilt
):
    _, row = added(here, photo)
    until_done(here, line)
    there, opened = world(tmp_path / "b")
    received(there, row)
    received(there, replace(row, id="a-spoilt", **spoilt))
    until_done(there, line)
    shelf = Attachments(there).shelf
    assert shelf.has(row.sha256)
    assert [path.name for path in shelf.folder.rglob("*") if path.is_file()] == [row.sha256]
    opened.store.close()


def test_a_row_that_says_more_than_its_file_is_long_holds_up_neither_it_nor_the_others(
    here, photo, line, tmp_path
):
    other = tmp_path / "other.pdf"
    other.write_bytes(b"%PDF" * 900)
    (_, row), (_, second) = added(here, photo), added(here, other)
    until_done(here, line)
    there, opened = world(tmp_path / "b")
    received(there, replace(row, sealed_size=row.sealed_size + 5))
    received(there, second)
    assert exchange(there, line) == 2
    shelf = Attachments(there).shelf
    assert shelf.has(row.sha256)
    assert shelf.has(second.sha256)
    opened.store.close()


def test_a_far_end_that_takes_nothing_of_a_file_is_not_asked_for_ever(
    here, photo, depot, line, monkeypatch
):
    added(here, photo)
    said = []

    def nothing(*told):
        said.append(told)
        return ours({"offset": 0}) if len(said) < 9 else ours({"code": wire.QUOTA}, 507)

    monkeypatch.setattr(Depot, "__call__", nothing)
    with pytest.raises(LineDown):
        exchange(here, line)
    assert len(said) == 1


def test_a_disk_that_takes_no_more_of_a_file_is_said_and_no_fault(here, photo, line, tmp_path):
    _, row = added(here, photo)
    until_done(here, line)
    there, opened = world(tmp_path / "b")
    received(there, row)
    shelf = Attachments(there).shelf
    shelf.part(row.sha256).symlink_to("/dev/full")
    with pytest.raises(Unavailable) as said:
        Files(there, WIRED, lambda: False).exchange(line)
    assert said.value.code in {"disk_full", "disk_error"}
    opened.store.close()


def test_what_came_as_something_else_is_dropped(here, photo, depot, line, tmp_path):
    _, row = added(here, photo)
    depot.kept[row.sha256] = b"z" * row.sealed_size
    there, opened = world(tmp_path / "b")
    received(there, row)
    assert exchange(there, line) == 0
    assert not Attachments(there).shelf.has(row.sha256)
    opened.store.close()


def test_while_there_is_something_to_say_a_file_stops_between_two_pieces(here, photo, depot, line):
    _, row = added(here, photo)
    asked = iter([False, False, False] + [True] * 9)
    files = sync.Attachments(here.store, Attachments(here).shelf, line, WIRED, lambda: next(asked))
    assert files.exchange(here.now) == 0
    had = len(depot.kept[row.sha256])
    assert 0 < had < row.sealed_size
    assert exchange(here, line) == 1


def test_where_there_is_no_room_files_stay_and_what_is_there_still_comes(
    here, photo, depot, proxy, line, tmp_path
):
    """507 stops what goes up and nothing else; the exchange page says why."""
    _, row = added(here, photo)
    theirs = tmp_path / "theirs.pdf"
    theirs.write_bytes(b"%PDF" * 900)
    other, opened = world(tmp_path / "b")
    _, wanted = added(other, theirs)
    assert exchange(other, line) == 1
    received(here, wanted)
    depot.full = True
    assert exchange(here, line) == 1
    assert Attachments(here).shelf.has(wanted.sha256)
    assert row.sha256 not in depot.kept
    with here.store.read() as read:
        assert state.stand(read.connection).told[state.FILES] == wire.QUOTA
    assert "附件" in far(wire.QUOTA)
    depot.full = False
    assert exchange(here, line) == 1
    with here.store.read() as read:
        assert state.stand(read.connection).told[state.FILES] == ""
    opened.store.close()


def month_old(path):
    os.utime(path, (0, 0))


def test_what_nothing_names_goes_after_a_month(here, photo, tmp_path):
    _, row = added(here, photo)
    shelf = Attachments(here).shelf
    other = tmp_path / "other.pdf"
    other.write_bytes(b"%PDF" * 900)
    _, withdrawn = added(here, other)
    with here.store.receive() as arrival:  # the province never took it
        arrival.connection.exec_driver_sql(
            "UPDATE attachment SET deleted = 1 WHERE id = ?", (withdrawn.id,)
        )
    part, young = shelf.part("ab" * 32), shelf.part("cd" * 32)
    for path in (part, young):
        path.write_bytes(b"half")
    for path in (shelf.path(row.sha256), shelf.path(withdrawn.sha256), part):
        month_old(path)
    assert sync.sweep(here.store, shelf) == 1, "the half of something"
    assert shelf.has(withdrawn.sha256), "its group still waits, and may yet be given back"
    with here.store.receive() as arrival:
        arrival.connection.exec_driver_sql("UPDATE outbox SET state = 'acked'")
    assert sync.sweep(here.store, shelf) == 1
    assert (shelf.has(row.sha256), shelf.has(withdrawn.sha256)) == (True, False)
    assert (young.exists(), part.exists()) == (True, False)
    assert [one.sha256 for one in sync.Attachments(here.store, shelf, None, WIRED).to_send()] == [
        row.sha256
    ]


def test_a_file_that_was_spoilt_here_does_not_hold_up_the_others(
    here, photo, depot, line, tmp_path
):
    _, row = added(here, photo)
    Attachments(here).shelf.path(row.sha256).unlink()
    other = tmp_path / "other.pdf"
    other.write_bytes(b"%PDF" * 1000)
    _, second = added(here, other)
    assert exchange(here, line) == 1
    assert set(depot.kept) == {second.sha256}
