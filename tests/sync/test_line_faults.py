"""Every way in which a line is bad, on real sockets: each request is answered, refused, or unknown.

The far end here is a ledger that counts by key, as the real one does: whatever the line did, what
is sent until it is answered stands there exactly once.
"""

import random
import threading

import pytest

from db.sync import line as lines
from db.sync import wire
from db.sync.line import HttpLine, LineDown, Way
from tests.support import fault_proxy as faults
from tests.support.fault_proxy import FaultProxy
from tests.support.small_server import EPOCH, SmallServer, ours
from tests.support.world import HandClock

SHORT, LONG = 0.3, 20.0  # seconds without a byte: where nothing comes, and where all does


class Ledger:
    """Keeps each group once and answers a repeat as it answered the first."""

    def __init__(self):
        self.kept = {}
        self.arrivals = 0
        self.lock = threading.Lock()

    def __call__(self, _method, _path, headers, body):
        packing = headers.get("Content-Encoding", "")
        with self.lock:
            self.arrivals += 1
            if not body:
                return ours({"epoch": EPOCH, "head": len(self.kept)})
            _head, groups = wire.unpack(wire.inflate(body, packing))
            results = []
            for group in groups:
                key = wire.loads(group)["tx"]
                self.kept.setdefault(key, len(self.kept) + 1)
                results.append({"tx": key, "seq": self.kept[key]})
        packed = wire.compress(wire.dumps({"epoch": EPOCH, "results": results, "pad": "x" * 300}))
        status, told, _ = ours({})
        return status, {**told, "Content-Encoding": "zstd"}, packed


@pytest.fixture
def ledger():
    return Ledger()


@pytest.fixture
def proxy(ledger):
    with SmallServer(ledger) as server, FaultProxy(server.port) as between:
        yield between


@pytest.fixture
def line(proxy):
    one = HttpLine(proxy.url, "dev-1", 1, 1, HandClock(), way=Way(connect=2))
    yield one
    one.close()


def body(*keys):
    return wire.pack({"epoch": EPOCH}, [wire.dumps({"tx": key, "pad": "y" * 100}) for key in keys])


def push(line, *keys, stall=LONG):
    reply = line.call(
        "POST", "/v1/sync/push", body=body(*keys), type_=wire.LINES_TYPE, stall=stall
    )
    return reply.json()["results"]


def met(line, *keys, stall=LONG):
    """How the line was down, or the results."""
    try:
        return push(line, *keys, stall=stall)
    except LineDown as error:
        return error.kind


def until_answered(line, *keys):
    for _ in range(30):
        found = met(line, *keys)
        if not isinstance(found, str):
            return found
    raise AssertionError("never answered")


DOWN = {
    faults.request_lost: lines.CUT,
    faults.reset_before: lines.CUT,
    faults.reply_lost: lines.CUT,
    faults.reset_after: lines.CUT,
    faults.half_a_reply: lines.CUT,
    faults.half_a_body: lines.CUT,
    faults.truncated: lines.CUT,
    faults.told_too_long: lines.CUT,
    faults.told_too_short: lines.CUT,
    faults.silent: lines.SILENT,
    faults.black_hole: lines.SILENT,
    faults.log_in_page: lines.NOT_OURS,
    faults.log_in_page_as_json: lines.NOT_OURS,
    faults.sent_in_a_circle: lines.NOT_OURS,
    faults.proxys_own_page: lines.BROKEN,
}


@pytest.mark.parametrize(
    ("toxic", "kind"), DOWN.items(), ids=lambda one: getattr(one, "__name__", one)
)
def test_a_bad_line_is_known_for_what_it_is_and_the_next_try_gets_through(
    ledger, proxy, line, toxic, kind
):
    proxy.meets(toxic)
    assert met(line, "a", "b", stall=SHORT if kind == lines.SILENT else LONG) == kind
    assert [one["seq"] for one in until_answered(line, "a", "b")] == [1, 2]
    assert ledger.kept == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    "toxic",
    [
        faults.byte_by_byte,
        faults.slow_close,
        faults.sent_twice,
        faults.answered_late,
        faults.slow(0.02, 20_000),
    ],
    ids=lambda one: one.__name__,
)
def test_a_line_that_is_merely_odd_gets_through_at_once(ledger, proxy, line, toxic):
    proxy.meets(toxic)
    assert [one["seq"] for one in push(line, "a", "b")] == [1, 2]
    assert ledger.kept == {"a": 1, "b": 2}


def cut_in_its_head(x):
    """What is left of the head is whole lines, and says no length."""
    head = x.forward().partition(b"\r\nContent-Length")[0]
    x.answer(head + b"\r\n")
    raise faults.Gone


def test_a_head_that_was_cut_is_not_taken_for_a_whole_one(ledger, proxy, line):
    proxy.meets(cut_in_its_head)
    assert met(line, "a") == lines.CUT
    assert until_answered(line, "a") == [{"tx": "a", "seq": 1}]


def sent_on_in_letters_of_its_own(x):
    """A hotel's log-in page whose address is spelled in GBK."""
    page = "http://10.0.0.1/登录".encode("gbk")
    x.answer(b"HTTP/1.1 302 Found\r\nLocation: %b\r\nContent-Length: 0\r\n\r\n" % page)


def a_piece_below_nought(x):
    x.forward()
    x.answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nabc\r\n0\r\n\r\n")
    raise faults.Gone


@pytest.mark.parametrize("toxic", [sent_on_in_letters_of_its_own, a_piece_below_nought])
def test_what_no_far_end_of_ours_would_say_is_somebody_else(ledger, proxy, line, toxic):
    proxy.meets(toxic)
    assert met(line, "a") == lines.NOT_OURS
    assert [one["seq"] for one in until_answered(line, "a")] == [1]


def test_a_kept_connection_that_was_closed_costs_nothing(ledger, proxy, line):
    proxy.always = faults.stale
    for n in range(5):
        assert push(line, f"k{n}")
    assert line.traffic.again == 4
    assert len(ledger.kept) == 5


def test_a_kept_connection_gets_one_free_try_and_not_two(ledger, proxy, line):
    push(line, "first")
    proxy.meets(faults.request_lost, faults.request_lost)
    assert met(line, "a") == lines.CUT
    assert line.traffic.again == 1
    assert proxy.untried == 0


def test_a_fresh_connection_that_breaks_is_not_tried_again_for_nothing(proxy, line):
    proxy.meets(faults.request_lost)
    assert met(line, "a") == lines.CUT
    assert line.traffic.again == 0


def test_what_was_left_over_from_a_short_length_is_not_taken_for_the_next_answer(proxy, line):
    proxy.meets(faults.told_too_short)
    met(line, "a")
    assert until_answered(line, "b") == [{"tx": "b", "seq": 2}]
    assert until_answered(line, "a") == [{"tx": "a", "seq": 1}]


def test_a_large_body_goes_up_a_slow_line_that_takes_longer_than_connecting_may(ledger):
    """What the sockets between hold is full, and nothing is taken for longer than that."""
    noise = random.Random(7).randbytes(7 << 20).hex()
    told = wire.pack({"epoch": EPOCH}, [wire.dumps({"tx": "big", "pad": noise})])

    def held(taken):
        return 0.2 if 50_000 < taken < 120_000 else 0

    with SmallServer(ledger) as server, FaultProxy(server.port, held=held) as slow_up:
        one = HttpLine(slow_up.url, "d", 1, 1, HandClock(), way=Way(connect=0.05))
        one.call("POST", "/v1/sync/push", body=told, stall=5)
        one.close()
    assert ledger.kept == {"big": 1}


def test_a_cable_pulled_in_the_middle_of_a_long_poll_is_noticed(proxy, line):
    said = []
    proxy.always = faults.silent

    def poll():
        try:
            line.call("GET", "/v1/sync/changes", stall=30)
        except LineDown as error:
            said.append(error.kind)

    waiting = threading.Thread(target=poll)
    waiting.start()
    assert proxy.met.wait(120)
    proxy.cut()
    waiting.join(120)
    assert said == [lines.CUT]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_a_line_does_each_group_stands_there_exactly_once(ledger, proxy, line, seed):
    dice = random.Random(seed)
    asked = [f"{seed}-{n}" for n in range(40)]
    proxy.meets(*(dice.choice(faults.ALL) for _ in range(80)))
    told = {}
    while asked:
        chunk, asked = asked[:3], asked[3:]
        for one in until_answered(line, *chunk):
            told[one["tx"]] = one["seq"]
    assert told == ledger.kept
    assert sorted(told.values()) == list(range(1, 41))
