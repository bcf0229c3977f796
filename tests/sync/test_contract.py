"""The service keeps its own word: whatever is asked of the doors that its OpenAPI document names,
the answer is one that the document names too, a refusal has one of our codes, and nothing breaks.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from console.wording.exchange import FAR
from db.gateway import refusals
from db.gateway.shelves_pg import ShelvesPg, engine
from db.sync import wire
from tests.support.province import Province, WoundClock, make, serving

CODES = {
    value
    for name, value in vars(wire).items()
    if name.isupper() and isinstance(value, str) and re.fullmatch(r"[a-z_]{5,}", value)
}
DOORS = 9  # fewer would mean that the document has lost some
OPEN = ("/v1/enrol", "/v1/challenge", "/v1/token")  # before there is a token
CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@dataclass
class Served:
    """A running service and who asks it."""

    url: str
    token: str
    session: requests.Session

    def call(self, case, token):
        return case.call(
            base_url=self.url, session=self.session, headers={"Authorization": f"Bearer {token}"}
        )


@pytest.fixture
def served(exchange_database):
    """The doors of one process, the county's token, and the document that they tell."""
    owner, url = exchange_database
    made = engine(url)
    province = Province(ShelvesPg(made), WoundClock(timedelta(0)), owner)
    with serving(province):
        visitor = province.visitor()
        visitor.push(visitor.pen.group(make("unit", "u-1", name="临溪镇")))
        yield Served(province.url, visitor.token, visitor.http)
        visitor.http.close()
    made.dispose()


@schemathesis.serializer(wire.LINES_TYPE)
def lines(_context, value):
    """Whatever it makes up, among it a message that is one."""
    told = value if isinstance(value, bytes) else str(value).encode()
    return wire.pack({"epoch": "x", "cursor": 0}, [told]) if len(told) % 2 else told


def _plain(told):
    """Pairs are lists to the one who asks: `prefixItems` is beyond it."""
    if isinstance(told, dict):
        return {k: _plain(v) for k, v in told.items() if k != "prefixItems"}
    return [_plain(one) for one in told] if isinstance(told, list) else told


def asked(served, most, answered):
    """Each door that the document names, with what its schema allows and what it does not."""
    told = served.session.get(f"{served.url}/openapi.json", timeout=120).json()
    document = schemathesis.openapi.from_dict(_plain(told))
    document.config.update(base_url=served.url)
    found = 0
    for one in document.get_all_operations():
        operation = one.ok()
        found += 1

        @given(case=operation.as_strategy())
        @settings(max_examples=most, deadline=None, suppress_health_check=list(HealthCheck))
        def ask(case):
            answered(case)

        ask()
    assert found >= DOORS


def test_whatever_is_asked_the_answer_is_one_that_the_document_names(served):
    def answered(case):
        case.query.pop("wait", None)  # nobody has 25 seconds here
        response = served.call(case, served.token)
        case.validate_response(response, checks=CHECKS)
        _said_in_our_words(case, response)

    asked(served, 12, answered)


def test_who_has_no_token_gets_a_refusal_in_words_and_nothing_else(served):
    def answered(case):
        if not case.path.startswith(OPEN):
            response = served.call(case, "nobody")
            assert response.status_code in {400, 401, 404}, (case.path, response.status_code)
            _said_in_our_words(case, response)

    asked(served, 4, answered)


def test_the_promises_and_what_each_door_refuses_stand_in_the_document(served):
    told = served.session.get(f"{served.url}/openapi.json", timeout=20).json()
    for n in range(1, 15):
        assert f"- **G{n} " in told["info"]["description"]
    listed = set()
    for path, door in told["paths"].items():
        for method, one in door.items():
            codes = [c for r in one["responses"].values() for c in r.get("x-codes", ())]
            assert codes, (method, path)
            assert set(codes) <= CODES
            listed |= set(codes)
            for answer in one["responses"].values():
                for code in answer.get("x-codes", ()):
                    assert f"`{code}`" in answer["description"]
    assert listed == set(refusals.CODES)
    for code in refusals.CODES:
        assert code in FAR, "a console has a sentence for it"


def _said_in_our_words(case, response):
    assert response.status_code < 500 or response.status_code == 503, response.content[:300]
    assert response.status_code < 500 or response.headers["retry-after"]
    assert "".join(response.headers[wire.EPOCH_HEADER.lower()])
    if response.status_code < 400 or response.request.method == "HEAD":
        return
    assert "".join(response.headers["content-type"]).startswith(wire.PROBLEM_TYPE)
    told = response.json()
    assert told["code"] in CODES
    listed = case.operation.definition.raw["responses"].get(str(response.status_code), {})
    if response.status_code != 405:  # no door of that method
        assert told["code"] in listed["x-codes"], (case.path, told)
    assert told["status"] == response.status_code
