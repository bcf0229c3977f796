"""A request has three outcomes and no fourth: an answer, a refusal in words, or nobody knows."""

import threading
from datetime import timedelta
from email.utils import format_datetime

import pytest

from db.sync import line as lines
from db.sync import wire
from db.sync.line import HttpLine, LineDown, Way
from tests.support.small_server import EPOCH, SmallServer, ours
from tests.support.world import HandClock

LONG = b"x" * 5000


def line(server, **how):
    return HttpLine(server.url, "dev-1", 3, 1, HandClock(), way=Way(connect=2), **how)


def asked(answer, *args, **how):
    with SmallServer(lambda *_: answer) as server:
        one = line(server)
        try:
            return one.call(*(args or ("GET", "/v1/sync/changes")), **how)
        finally:
            one.close()


def down(answer, *args, **how):
    with pytest.raises(LineDown) as said:
        asked(answer, *args, **how)
    return said.value


def test_a_request_says_who_asks_and_in_which_schema():
    with SmallServer(lambda *_: ours({"ok": 1})) as server:
        one = line(server, bearer=lambda: "abc")
        assert one.call("POST", "/v1/sync/hello", body=b"{}").json() == {"ok": 1}
        one.close()
        (_method, path, headers, body) = server.seen[0]
    assert path == "/v1/sync/hello"
    assert body == b"{}"
    assert headers["Authorization"] == "Bearer abc"
    assert headers[wire.DEVICE_HEADER] == "dev-1"
    assert headers[wire.INCARNATION_HEADER] == "3"
    assert headers[wire.SCHEMA_HEADER] == "1"
    assert headers[wire.REQUEST_HEADER]


def test_before_enrolment_nobody_is_named():
    with SmallServer(lambda *_: ours({})) as server:
        line(server).call("POST", "/v1/enrol", body=b"{}")
        assert "Authorization" not in server.seen[0][2]


def test_a_body_goes_up_packed_and_comes_down_unpacked():
    told = wire.pack({"epoch": EPOCH}, [b'{"n":1}'] * 200)

    def answer(_method, _path, headers, body):
        assert headers["Content-Encoding"] == "zstd"
        assert wire.inflate(body, "zstd") == told
        return 200, {wire.EPOCH_HEADER: EPOCH, "Content-Encoding": "zstd"}, wire.compress(told)

    with SmallServer(answer) as server:
        one = line(server)
        reply = one.call("POST", "/v1/sync/push", body=told, type_=wire.LINES_TYPE)
        one.close()
    assert reply.groups() == ({"epoch": EPOCH}, [b'{"n":1}'] * 200)
    assert one.traffic.sent < one.traffic.sent_plain == len(told)
    assert one.traffic.received < one.traffic.received_plain == len(told)


def test_an_older_far_end_is_spoken_to_in_gzip_from_then_on():
    def answer(_method, _path, headers, body):
        if headers["Content-Encoding"] == "zstd":
            return ours({"code": wire.UNSUPPORTED_ENCODING}, 415)
        return ours({"plain": wire.inflate(body, "gzip") == LONG})

    with SmallServer(answer) as server:
        one = line(server)
        assert one.call("POST", "/v1/sync/push", body=LONG, type_=wire.LINES_TYPE).json() == {
            "plain": True
        }
        assert one.call("POST", "/v1/sync/push", body=LONG, type_=wire.LINES_TYPE).json() == {
            "plain": True
        }
        one.close()
        assert [headers["Content-Encoding"] for _m, _p, headers, _b in server.seen] == [
            "zstd",
            "gzip",
            "gzip",
        ]


def test_a_far_end_that_knows_no_packing_at_all_gets_it_plain():
    def answer(_method, _path, headers, body):
        if "Content-Encoding" in headers:
            return ours({"code": wire.UNSUPPORTED_ENCODING}, 415)
        return ours({"plain": body == LONG})

    with SmallServer(answer) as server:
        assert line(server).call(
            "POST", "/v1/sync/push", body=LONG, type_=wire.LINES_TYPE
        ).json() == {"plain": True}


def test_a_refusal_carries_its_code_and_its_facts():
    with pytest.raises(wire.Problem) as said:
        asked(ours({"code": wire.OP_GAP, "lane": 0, "expected": 7}, 409))
    assert (said.value.status, said.value.code) == (409, wire.OP_GAP)
    assert said.value.facts == {"lane": 0, "expected": 7}
    assert said.value.retry_after is None


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("7", 7.0),
        (format_datetime(HandClock().now() + timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(HandClock().now() - timedelta(hours=1), usegmt=True), 0.0),
        ("99999999", 86400.0),
        ("soon", None),
        ("-5", None),
        ("\xb2", None),
        ("Mon, 01 Jan 2024 00:00:00 +99999999999999999999", None),
    ],
)
def test_when_to_come_back_is_told_in_seconds_or_as_a_date(told, seconds):
    with pytest.raises(wire.Problem) as said:
        asked(ours({"code": wire.MAINTENANCE}, 503, **{"Retry-After": told}))
    assert said.value.retry_after == seconds


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_far_end_that_failed_does_not_know_what_became_of_it(status):
    assert down(ours({"code": "anything"}, status)).kind == lines.BROKEN


def test_a_busy_proxy_says_when_to_come_back():
    said = down((503, {"Content-Type": "text/html", "Retry-After": "20"}, b"<html>"))
    assert (said.kind, said.retry_after) == (lines.BROKEN, 20.0)


def test_a_log_in_page_that_says_200_is_not_believed():
    assert down((200, {"Content-Type": "text/html"}, b"<html>login</html>")).kind == lines.NOT_OURS
    assert down((200, {"Content-Type": wire.JSON_TYPE}, b'{"epoch":"x"}')).kind == lines.NOT_OURS


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_somebody_else_and_is_not_followed(status):
    with SmallServer(
        lambda *_: (status, {"Location": "/", wire.EPOCH_HEADER: "x"}, b"")
    ) as server:
        with pytest.raises(LineDown) as said:
            line(server, bearer=lambda: "secret").call("GET", "/v1/sync/changes")
        assert said.value.kind == lines.NOT_OURS
        assert len(server.seen) == 1


def test_a_body_that_was_cut_was_never_received():
    packed = wire.compress(LONG)
    head = {wire.EPOCH_HEADER: EPOCH, "Content-Encoding": "zstd"}
    assert down((200, head, packed[:-3])).kind == lines.CUT
    zipped = wire.compress(LONG, "gzip")
    assert down((200, head | {"Content-Encoding": "gzip"}, zipped[: len(zipped) // 2])).kind == (
        lines.CUT
    )
    assert down((200, head | {"Content-Encoding": "br"}, b"\x0b\x02")).kind == lines.CUT


def test_a_bomb_is_not_unpacked():
    bomb = wire.compress(b"\0" * (wire.INFLATED_BYTES + 1))
    head = {wire.EPOCH_HEADER: EPOCH, "Content-Encoding": "zstd"}
    assert len(bomb) < 10_000
    assert down((200, head, bomb)).kind == lines.NOT_OURS


def test_what_is_not_json_to_its_end_was_cut():
    reply = asked((200, {wire.EPOCH_HEADER: EPOCH}, b'{"epoch":'))
    with pytest.raises(LineDown) as said:
        reply.json()
    assert said.value.kind == lines.CUT
    with pytest.raises(LineDown):
        reply.groups()
    with pytest.raises(LineDown):
        asked((200, {wire.EPOCH_HEADER: EPOCH}, b"[1]")).json()


def test_nobody_there_is_known_at_once():
    with SmallServer(lambda *_: ours({})) as server:
        gone = line(server)
    with pytest.raises(LineDown) as said:
        gone.call("GET", "/v1/sync/changes")
    assert said.value.kind == lines.UNREACHED


def test_a_name_that_nobody_knows_is_a_line_that_is_down():
    nowhere = HttpLine("http://nowhere.invalid", "d", 1, 1, HandClock())
    with pytest.raises(LineDown) as said:
        nowhere.call("GET", "/")
    assert said.value.kind == lines.UNREACHED


def test_closing_hangs_up_on_a_long_poll():
    asked_for, go = threading.Event(), threading.Event()

    def answer(*_):
        asked_for.set()
        go.wait(240)
        return ours({})

    said = []

    def poll(one):
        try:
            one.call("GET", "/v1/sync/changes", query={"wait": "25"})
        except LineDown as error:
            said.append(error.kind)

    with SmallServer(answer) as server:
        one = line(server)
        waiting = threading.Thread(target=poll, args=(one,))
        waiting.start()
        assert asked_for.wait(120)
        one.close()
        waiting.join(120)
        go.set()
    assert said == [lines.CLOSED]


def test_the_environment_does_not_pick_a_way_out(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert asked(ours({"direct": 1})).json() == {"direct": 1}


def test_a_proxy_is_used_where_configuration_names_one():
    with SmallServer(lambda *_: ours({})) as proxy:
        one = HttpLine("http://far.invalid", "d", 1, 1, HandClock(), way=Way(proxy=proxy.url))
        one.call("GET", "/v1/x")
        one.close()
        assert proxy.seen[0][1] == "http://far.invalid/v1/x"
