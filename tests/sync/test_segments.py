"""A segment over a line that breaks: on real sockets, from where it broke off, true at the end."""

import random
import secrets

import pytest

from db.gateway import ranges
from db.gateway.shelf import Segment
from db.sync import wire
from db.sync.line import HttpLine, Way
from db.sync.reply import LineDown, Reply
from db.sync.segments import fetch
from tests.support import fault_proxy as faults
from tests.support.far_end import COUNTY, FarEnd, Visitor, now, shelves
from tests.support.fault_proxy import FaultProxy, fields_of
from tests.support.small_server import EPOCH, SmallServer
from tests.support.world import HandClock

DATA = secrets.token_bytes(1 << 20)
ID, SIZE = wire.sha(DATA), len(DATA)


@pytest.fixture(scope="module")
def counties(exchange_server):
    with shelves(exchange_server) as made:
        yield made


@pytest.fixture
def end(counties):
    with FarEnd(counties) as there:
        kept = [(Segment(ID, "rows", 1, SIZE, 0), DATA)]
        counties.keep_segments(counties.tenant(COUNTY).id, kept)
        yield there


@pytest.fixture
def proxy(end):
    with FaultProxy(end.port) as between:
        between.asked, between.sent = [], []
        yield between


@pytest.fixture
def line(end, proxy):
    return Visitor(end, HandClock(now()), f"dev-{secrets.token_hex(4)}", url=proxy.url).line


def noted(proxy, toxic):
    """The toxic, with what was asked for and how much the far end gave."""

    def heard(x):
        proxy.asked.append(fields_of(x.request))
        forward = x.forward

        def forwarded(*given):
            whole = forward(*given)
            proxy.sent.append(len(whole.partition(faults.END)[2]))
            return whole

        x.forward = forwarded
        toxic(x)

    return heard


def test_it_goes_on_where_it_broke_off_until_it_is_whole_and_true(line, proxy, tmp_path):
    proxy.always = noted(proxy, faults.half_a_body)
    had = 0
    for _ in range(3):
        with pytest.raises(LineDown):
            fetch(line.call, ID, SIZE, tmp_path)
        have = (tmp_path / f"{ID}.part").stat().st_size
        assert have > had
        had = have
    proxy.always = noted(proxy, faults.clean)
    assert fetch(line.call, ID, SIZE, tmp_path).read_bytes() == DATA
    assert "range" not in proxy.asked[0]
    assert proxy.asked[-1]["range"] == f"bytes={had}-"
    assert proxy.asked[-1]["if-range"] == f'"{ID}"'
    assert proxy.sent[-1] == SIZE - had
    assert not list(tmp_path.glob("*.part"))
    proxy.asked.clear()
    fetch(line.call, ID, SIZE, tmp_path)
    assert proxy.asked == []


@pytest.mark.parametrize("toxic", [t for t in faults.ALL if t is not faults.byte_by_byte])
def test_whatever_the_line_does_the_end_is_the_same(line, proxy, tmp_path, toxic):
    """Byte by byte takes a megabyte of turns and shows no more than the others."""
    proxy.meets(toxic, toxic, faults.clean, toxic)
    for _ in range(6):
        try:
            found = fetch(line.call, ID, SIZE, tmp_path)
            break
        except LineDown:
            continue
    assert found.read_bytes() == DATA


def test_a_part_that_is_something_else_is_dropped(line, proxy, tmp_path):
    part = tmp_path / f"{ID}.part"
    part.write_bytes(b"another thing")
    with pytest.raises(LineDown):
        fetch(line.call, ID, SIZE, tmp_path)
    assert not part.exists()
    part.write_bytes(bytes(SIZE + 1))
    assert fetch(line.call, ID, SIZE, tmp_path).read_bytes() == DATA


def test_half_a_login_page_is_not_taken_for_half_a_segment(tmp_path):
    def hotel(*_told):
        return 200, {"Content-Type": "text/html", "Content-Length": "5000"}, b"<html>" * 300

    with SmallServer(hotel) as server, FaultProxy(server.port) as between:
        between.always = cut_short
        line = HttpLine(between.url, "dev-1", 1, 1, HandClock(), way=Way(connect=2))
        with pytest.raises(LineDown):
            fetch(line.call, ID, SIZE, tmp_path)
        assert not list(tmp_path.iterdir())


def cut_short(x):
    whole = b"HTTP/1.1 200 OK\r\nContent-Length: 5000" + faults.END + b"<html>" * 300
    x.answer(whole)
    raise faults.Gone


@pytest.mark.parametrize("seed", range(5))
def test_memory_whatever_is_cut_off_where_it_is_whole_and_true_in_the_end(tmp_path, seed):
    """Without sockets: both ends' own rules about stretches, and a line that is cut anywhere."""
    rng, have = random.Random(seed), 0

    def call(_method, path, headers):
        nonlocal have
        name = path.rpartition("/")[2]
        wanted = headers.get("Range", ""), headers.get("If-Range", "")
        first, upto, status = ranges.stretch(*wanted, SIZE, name)
        told = ranges.headers(first, upto, SIZE, status, name) | {wire.EPOCH_HEADER: EPOCH}
        assert first == have, "it goes on where it broke off"
        if rng.random() < 0.7:
            came = Reply(status, told, DATA[first : rng.randint(first, upto)])
            came = rng.choice((came, came, None, Reply(200, {}, b"<html>")))
            have += len(came.body) if came and came.headers else 0
            raise LineDown("cut", came=came)
        if rng.random() < 0.2:
            have = 0
            return Reply(206, {**told, "Content-Range": f"bytes 7-9/{SIZE}"}, b"abc")
        return Reply(status, told, DATA[first:upto])

    for _ in range(100):
        try:
            found = fetch(call, ID, SIZE, tmp_path)
            break
        except LineDown:
            continue
    assert found.read_bytes() == DATA


def test_memory_what_is_not_true_is_not_taken(tmp_path):
    def call(*_given, **_more):
        return Reply(200, {wire.EPOCH_HEADER: EPOCH}, DATA[:-1] + b"x")

    with pytest.raises(LineDown):
        fetch(call, ID, SIZE, tmp_path)
    assert not list(tmp_path.iterdir())


def asked(line, **headers):
    return line.call("GET", f"/v1/sync/segment/{ID}", headers=headers)


def test_what_the_far_end_says_to_a_range(line):
    part = asked(line, Range="bytes=10-19")
    assert (part.status, part.body) == (206, DATA[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{SIZE}"
    assert part.headers["ETag"] == f'"{ID}"'
    assert asked(line, Range=f"bytes={SIZE - 5}-").body == DATA[-5:]
    assert asked(line, Range="bytes=0-0").status == 206
    for nonsense in ("bytes=5-2", "bytes=-7", "lines=1-2", "bytes=1-2,4-5"):
        assert asked(line, Range=nonsense).body == DATA
    other = {"Range": "bytes=10-19", "If-Range": '"of something else"'}
    assert asked(line, **other).body == DATA
    same = {"Range": "bytes=10-19", "If-Range": f'"{ID}"'}
    assert asked(line, **same).body == DATA[10:20]
    with pytest.raises(wire.Problem) as beyond:
        asked(line, Range=f"bytes={SIZE}-")
    assert (beyond.value.status, beyond.value.facts["size"]) == (416, SIZE)
