"""The far end over real HTTP and a real PostgreSQL: who gets in, what is too much, who hears when."""

import gzip
import json
import threading

import psycopg
import pytest
import requests

from db.gateway.app import create
from db.gateway.desk import Desk
from db.gateway.tokens import Tokens
from db.sync import wire
from tests.support.province import Identity, Pen, make


def unit(id_, **more):
    return make("unit", id_, **{"name": "临溪镇", **more})


def problem(reply, status):
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"].startswith(wire.PROBLEM_TYPE)
    assert reply.headers[wire.EPOCH_HEADER]
    return reply.json()["code"]


# -- a walk through --------------------------------------------------------------------------------


def test_a_workstation_enrols_pushes_and_another_one_hears_of_it(province):
    a, b = province.visitor(), province.visitor()
    assert a.enrolled["county"] == province.home.code
    hello = a.call("POST", "/v1/sync/hello", json={"incarnation": 1}).json()
    assert hello["lanes"] == {}
    answer = a.push(a.pen.group(unit("u-1")))
    assert answer.headers[wire.EPOCH_HEADER] == hello["epoch"] == a.enrolled["epoch"]
    assert int(answer.headers[wire.HEAD_HEADER]) == answer.json()["head"]
    assert answer.json()["results"][0]["st"] == wire.OK
    head, changes = b.changes()
    assert [c["rows"][0]["e"] for c in changes] == ["station", "station", "unit"]
    assert head["checksum"]["at"] == head["head"] == 3
    hello = a.call("POST", "/v1/sync/hello", json={"incarnation": 1}).json()
    assert hello["lanes"] == {"2": [1, changes[-1]["tx"]]}


def test_who_waits_for_news_hears_at_once_from_whichever_process_took_it(province):
    """Two processes behind one address behave as one."""
    from tests.support.province import Province, serving

    second = Province(province.shelves, province.clock, province.owner)
    with serving(second):
        a, b = province.visitor(), province.visitor()
        head, _ = b.changes()
        heard = []
        province_url, province.url = province.url, second.url
        waiting = threading.Thread(target=lambda: heard.append(b.changes(head["head"], wait=20)))
        waiting.start()
        province.url = province_url
        # sent again until heard: whether the wait had begun does not matter
        while waiting.is_alive():
            a.push(a.pen.group(unit(f"u-{a.pen.n}")))
            waiting.join(0.2)
    assert heard[0][1]


def test_waiting_with_nothing_to_hear_ends_by_itself(province):
    a = province.visitor()
    head, _ = a.changes()
    later, changes = a.changes(head["head"], wait=0.2)
    assert (changes, later["head"], later["more"]) == ([], head["head"], False)


# -- who gets in -----------------------------------------------------------------------------------


def test_a_code_is_good_once_and_for_a_day(province):
    a = Identity()
    code = province.code()
    told = {"device": a.device, "public_key": a.public, "name": ""}
    post = lambda body: requests.post(province.url + "/v1/enrol", json=body, timeout=120)  # noqa: E731
    assert problem(post({**told, "code": "0000-0000-0000-0000"}), 403) == wire.CODE_UNKNOWN
    assert post({**told, "code": code}).status_code == 200
    assert post({**told, "code": code.replace("-", " ")}).status_code == 200, "its reply was lost"
    b = Identity()
    other = {"code": code, "device": b.device, "public_key": b.public}
    assert problem(post(other), 403) == wire.CODE_UNKNOWN
    late = province.code()
    province.clock.ahead += province.clock.ahead.resolution * 25 * 3600 * 10**6
    assert problem(post({**other, "code": late}), 403) == wire.CODE_UNKNOWN


def test_a_code_of_another_county_is_refused_and_still_good_there(province):
    a, other = Identity(), province.county()
    told = {"code": province.code(other), "device": a.device, "public_key": a.public}
    post = lambda body: requests.post(province.url + "/v1/enrol", json=body, timeout=120)  # noqa: E731
    assert problem(post({**told, "county": "341822"}), 403) == wire.TENANT_MISMATCH
    assert province.shelves.find_device(a.device) is None
    assert post(told).status_code == 200, "an older console names no county"


def test_a_device_of_another_county_can_not_be_taken_over_with_a_code(province):
    a = province.visitor()
    thief = Identity(a.identity.device)
    told = {"code": province.code(province.county()), "public_key": thief.public}
    reply = requests.post(
        province.url + "/v1/enrol", json={**told, "device": thief.device}, timeout=120
    )
    assert problem(reply, 403) == wire.CODE_UNKNOWN
    assert a.fresh_token()


def test_a_wrong_signature_gets_no_token(province):
    a, thief = province.visitor(), Identity()
    nonce = a.post("/v1/challenge", {"device": a.identity.device}).json()["nonce"]
    told = {"device": a.identity.device, "nonce": nonce, "signature": thief.sign(nonce)}
    assert problem(a.post("/v1/token", told), 401) == wire.TOKEN_BAD
    stranger = {"device": "nobody-1", "nonce": nonce, "signature": thief.sign(nonce)}
    assert problem(a.post("/v1/token", stranger), 401) == wire.TOKEN_BAD


def test_a_forged_or_expired_token_is_told_apart(province):
    a = province.visitor()
    a.token, good = a.token[:-6] + "AAAAAA", a.token
    assert problem(a.call("GET", "/v1/sync/changes"), 401) == wire.TOKEN_BAD

    class Elsewhere:
        def secret(self, name, made):
            return made

    forged = Tokens(Elsewhere(), province.clock.now).token(province.home.id, a.identity.device)
    a.token = forged
    assert problem(a.call("GET", "/v1/sync/changes"), 401) == wire.TOKEN_BAD
    a.token = good
    province.clock.ahead += province.clock.ahead.resolution * 13 * 3600 * 10**6
    assert problem(a.call("GET", "/v1/sync/changes"), 401) == wire.TOKEN_EXPIRED
    a.token = a.fresh_token()
    assert a.call("GET", "/v1/sync/changes").status_code == 200


def test_a_revoked_workstation_is_told_so_on_every_door_and_the_others_hear_of_it(province):
    a, b = province.visitor(), province.visitor()
    province.desk.revoke(a.identity.device)
    for method, path, more in doors():
        assert problem(a.call(method, path, **more), 403) == wire.DEVICE_REVOKED, path
    nonce = a.post("/v1/challenge", {"device": a.identity.device}).json()["nonce"]
    told = {
        "device": a.identity.device,
        "nonce": nonce,
        "signature": a.identity.sign(nonce),
    }
    assert problem(a.post("/v1/token", told), 403) == wire.DEVICE_REVOKED
    station = b.changes()[1][-1]["rows"][0]
    assert station["id"] == a.identity.device
    assert station["row"]["revoked_at"] >= station["row"]["enrolled_at"]


NAME = "a" * 64


def doors(push=b""):
    """Every door that wants a token."""
    body = push or wire.pack({"epoch": "", "cursor": 0}, [])
    yield "POST", "/v1/sync/hello", {"json": {"incarnation": 1}}
    yield "POST", "/v1/sync/push", {"data": body}
    yield "GET", "/v1/sync/changes", {}
    yield "POST", "/v1/sync/buckets", {"json": {}}
    yield "POST", "/v1/sync/buckets", {"json": {"bucket": 3}}
    yield "POST", "/v1/sync/snapshot", {}
    yield "GET", f"/v1/sync/segment/{NAME}", {}
    yield "POST", f"/v1/blob/{NAME}", {"data": b"x", "params": {"offset": 0, "total": 1}}
    yield "GET", f"/v1/blob/{NAME}", {}
    yield "GET", "/v1/relay/devices", {}
    yield "POST", "/v1/relay/push", {"data": body}


def test_no_door_is_open_without_a_token(province):
    described = requests.get(province.url + "/openapi.json", timeout=120).json()["paths"]
    tried = {path.replace(NAME, "{}") for _, path, _ in doors()}
    wanted = {
        path.replace("{id_}", "{}").replace("{sha256}", "{}")
        for path in described
        if path.rsplit("/", 1)[-1] not in {"enrol", "challenge", "token"}
    }
    assert tried == wanted, "a door that this test does not know"
    a = province.visitor()
    a.token = ""
    for method, path, more in doors():
        assert problem(a.call(method, path, **more), 401) == wire.TOKEN_BAD, path


# -- G12 -------------------------------------------------------------------------------------------


def test_g12_another_countys_token_finds_nothing_behind_any_door(province):
    a = province.visitor()
    b = province.visitor(province.county("邻县"))
    secret = "只有本县知道"
    a.push(a.pen.group(unit("u-1", name=secret)), keys=[key("p-1", a.identity.device)])
    told = a.call("POST", "/v1/sync/snapshot").json()
    data = secret.encode() * 1000
    name = wire.sha(data)
    a.call("POST", f"/v1/blob/{name}", data=data, params={"offset": 0, "total": len(data)})
    assert a.call("GET", f"/v1/blob/{name}").content == data
    b.push(b.pen.group(make("event", "e-b")))
    seen = [
        b.call("POST", "/v1/sync/hello", json={"incarnation": 1}),
        b.call("GET", "/v1/sync/changes"),
        b.call("POST", "/v1/sync/snapshot"),
        b.call("GET", f"/v1/blob/{name}"),
        *(b.call("GET", f"/v1/sync/segment/{s['id']}") for s in told["segments"]),
        *(b.call("POST", "/v1/sync/buckets", json={"bucket": n}) for n in range(256)),
    ]
    for reply in seen:
        assert secret.encode() not in reply.content
        assert b"u-1" not in reply.content
        assert a.identity.device.encode() not in reply.content
    assert [reply.status_code for reply in seen[3:-256]] == [404] * (1 + len(told["segments"]))
    segments = seen[2].json()["segments"]
    bodies = b"".join(
        wire.inflate(b.call("GET", f"/v1/sync/segment/{s['id']}").content, "zstd")
        for s in segments
    )
    assert secret.encode() not in bodies


def test_g12_a_token_says_whose_it_is_and_no_header_or_body_can_say_otherwise(province):
    a, b = province.visitor(), province.visitor(province.county("邻县"))
    reply = b.call("GET", "/v1/sync/changes", headers={wire.DEVICE_HEADER: a.identity.device})
    assert problem(reply, 403) == wire.TENANT_MISMATCH
    # a group written in a's name through b's door: its journal lines are not b's
    answer = b.push(Pen(a.identity.device).group(unit("u-x"))).json()
    assert answer["results"][0]["code"] == wire.CHAIN_BROKEN
    assert a.changes()[0]["head"] == 1, "a heard of nothing but its own enrolment"


def key(about, by):
    return {"about": about, "by": by, "key": "QUJD", "made_at": 1, "destroyed_at": None}


def test_g12_the_services_own_role_sees_one_county_or_nothing(province):
    a = province.visitor()
    a.push(a.pen.group(unit("u-1")), keys=[key("p-1", a.identity.device)])
    a.call("POST", "/v1/sync/snapshot")
    dsn = province.shelves.engine.url.set(drivername="postgresql")
    with psycopg.connect(dsn.render_as_string(hide_password=False)) as service:
        role = service.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles"
            " WHERE rolname = current_user"
        ).fetchone()
        assert role == (False, False, False)
        tables = [
            name
            for (name,) in service.execute(
                "SELECT table_name FROM information_schema.columns"
                " WHERE column_name = 'tenant' AND table_schema = 'public'"
            )
        ]
        assert {"log", "item", "subject_key", "segment", "blob_part"} <= set(tables)
        other = province.county("邻县")
        for table in tables:
            asked = f"SELECT count(*) FROM {table}"
            service.execute("SELECT set_config('app.tenant', '', true)")
            assert service.execute(asked).fetchone() == (0,), table
            service.execute("SELECT set_config('app.tenant', %s, true)", (str(other.id),))
            rest = service.execute(f"{asked} WHERE tenant <> %s", (other.id,)).fetchone()
            assert rest == (0,), table
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            service.execute(
                "INSERT INTO bucket(tenant, b, n, sum) VALUES (%s, 0, 0, 0)", (province.home.id,)
            )
        service.rollback()


# -- too much, too odd -----------------------------------------------------------------------------


def raw_push(visitor, body, **headers):
    return visitor.call("POST", "/v1/sync/push", data=body, headers=headers)


def test_a_bomb_is_not_unpacked(province):
    a = province.visitor()
    bomb = wire.compress(b"\n" * (wire.INFLATED_BYTES + 1))
    assert len(bomb) < 5000
    assert problem(raw_push(a, bomb, **{"Content-Encoding": "zstd"}), 413) == wire.TOO_LARGE
    packed = gzip.compress(b"\n" * (wire.INFLATED_BYTES + 1))
    assert problem(raw_push(a, packed, **{"Content-Encoding": "gzip"}), 413) == wire.TOO_LARGE


def test_more_than_the_limit_is_turned_away_with_the_limit(province):
    a = province.visitor()
    import os

    reply = raw_push(a, os.urandom(wire.BATCH_BYTES + (1 << 17)))
    assert problem(reply, 413) == wire.TOO_LARGE
    assert reply.json()["max_bytes"] == wire.BATCH_BYTES
    many = [a.pen.group(*(unit(f"u-{n}-{g}") for n in range(500))) for g in range(9)]
    reply = a.push(*many)
    assert (problem(reply, 413), reply.json()["max_ops"]) == (wire.TOO_LARGE, wire.BATCH_OPS)


@pytest.mark.parametrize(
    ("body", "encoding", "status", "code"),
    [
        (b"", "", 400, wire.MALFORMED),
        (b'{"epoch":"x"}', "", 400, wire.MALFORMED),
        (b"[1]\n", "", 400, wire.MALFORMED),
        (b'{"epoch":"x"}\n{"n":1}\n', "", 400, wire.MALFORMED),
        (b'{"epoch":"x"}\n' + b"[" * 9000 + b"\n", "", 400, wire.MALFORMED),
        (b'{"epoch":"x","keys":[{"about":1}]}\n', "", 400, wire.MALFORMED),
        (wire.compress(b'{"epoch":"x"}\n')[:-4], "zstd", 400, wire.MALFORMED),
        (gzip.compress(b'{"epoch":"x"}\n', mtime=0)[:-4], "gzip", 400, wire.MALFORMED),
        (b"not packed at all", "gzip", 400, wire.MALFORMED),
        (b"x", "br", 415, wire.UNSUPPORTED_ENCODING),
    ],
)
def test_bytes_that_are_no_message_are_refused_in_words(province, body, encoding, status, code):
    a = province.visitor()
    headers = {"Content-Encoding": encoding} if encoding else {}
    assert problem(raw_push(a, body, **headers), status) == code


def test_gzip_is_understood_both_ways(province):
    a = province.visitor()
    told = {"epoch": province.desk.epoch, "cursor": 0}
    body = gzip.compress(wire.pack(told, [a.pen.group(unit("u-1"))]))
    assert raw_push(a, body, **{"Content-Encoding": "gzip"}).status_code == 200
    reply = a.call("GET", "/v1/sync/changes", headers={"Accept-Encoding": "gzip"})
    assert reply.headers["content-encoding"] == "gzip"
    assert wire.unpack(reply.content)[0]["head"] == 2


def test_a_cursor_beyond_the_head_is_a_replica_that_lags_and_no_new_history(province):
    a = province.visitor()
    reply = a.call("GET", "/v1/sync/changes", params={"cursor": 999})
    assert problem(reply, 503) == wire.REPLICA_BEHIND
    assert int(reply.headers["Retry-After"]) >= 1


# -- the history -----------------------------------------------------------------------------------


def test_a_restored_province_says_that_it_is_another_history(province):
    a = province.visitor()
    was = province.desk.epoch
    with psycopg.connect(province.owner, autocommit=True) as owner:
        owner.execute("UPDATE history SET id = gen_random_uuid()")  # as `epoch --rotate` does
    told = {"epoch": was, "cursor": 0}
    body = wire.pack(told, [a.pen.group(unit("u-1"))])
    reply = raw_push(a, body)
    assert problem(reply, 409) == wire.EPOCH_CHANGED
    assert reply.json()["epoch"] == reply.headers[wire.EPOCH_HEADER] != was
    assert a.changes()[0]["epoch"] == reply.json()["epoch"]


# -- a county that is busy -------------------------------------------------------------------------


def test_a_county_that_is_held_too_long_answers_busy_and_the_next_county_does_not_notice(province):
    a, b = province.visitor(), province.visitor(province.county("邻县"))
    with psycopg.connect(province.owner) as owner:
        owner.execute(
            "SELECT head FROM tenant_head WHERE tenant = %s FOR UPDATE", (province.home.id,)
        )
        group = a.pen.group(unit("u-1"))
        reply = a.push(group)
        assert problem(reply, 503) == wire.TENANT_BUSY
        assert int(reply.headers["Retry-After"]) >= 1
        assert b.push(b.pen.group(unit("u-1"))).status_code == 200
        assert a.changes()[0]["head"] == 1, "reading waits for nobody"
    assert a.push(group).json()["results"][0]["st"] == wire.OK


def test_what_an_operator_watches(province):
    a = province.visitor()
    a.push(a.pen.group(unit("u-1")))
    a.changes()
    a.call("POST", "/v1/sync/buckets", json={})
    a.call("GET", "/v1/sync/changes", params={"cursor": 999})
    text = requests.get(province.url + "/metrics", timeout=120).text
    assert "exchange_mismatches_total 1" in text
    assert 'exchange_refusals_total{code="replica_behind"} 1' in text
    assert 'exchange_groups_total{state="ok"} 1' in text
    assert f'exchange_lag_groups{{device="{a.identity.device}"}} 2' in text


def test_the_document_of_the_service_is_whole(province_desk):
    told = create(Desk(province_desk.shelves, province_desk.clock.now)).openapi()
    for path, methods in told["paths"].items():
        for method, described in methods.items():
            assert described["summary"], (method, path)
            refused = described["responses"]["400"]["content"]
            assert wire.PROBLEM_TYPE in refused
    push = told["paths"]["/v1/sync/push"]["post"]
    assert wire.LINES_TYPE in push["requestBody"]["content"]
    for promise in range(1, 15):
        assert f"G{promise} " in told["info"]["description"]


def test_a_device_that_can_have_no_such_name_is_answered_and_not_broken_on(province):
    a = province.visitor()
    for name in ("dev\0ice", "dev\ud800ice"):
        nonce = a.post("/v1/challenge", {"device": "dev-1"}).json()["nonce"]
        told = b'{"device": %s, "nonce": "%s", "signature": "AAAA"}' % (
            json.dumps(name).encode(),
            nonce.encode(),
        )
        reply = requests.post(
            province.url + "/v1/token",
            data=told,
            headers={"Content-Type": "application/json"},
            timeout=120,
        )
        assert reply.status_code in {400, 401}, reply.text
