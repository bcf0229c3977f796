"""Consoles and far ends of different schemas: the laws of a step, and what each is told.

`LATER` is a far end of the year after next: a fictitious word, a column and a kind were added to
what there is, one after the other, so that every way of adding is looked at.
"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.gateway.desk import Desk
from db.gateway.tokens import Caller
from db.registry import BY_KIND
from db.schema import SCHEMA_NO
from db.sync import wire
from db.sync.convert import CONVERTER, STEPS_BACK, Converter, Step, narrowed, widened
from tests.support.province import append, make, patch

NEW = ("raft", "boat")


def _up(kind, words):
    return widened(words, "duty", NEW, "other") if kind == "unit" else words


def _down(kind, words):
    return narrowed(words, "duty", NEW, "other") if kind == "unit" else words


def _same(_kind, words):
    return words


def _bare(kind, words):
    return {k: v for k, v in words.items() if (kind, k) != ("unit", "radio")}


N = SCHEMA_NO
LATER = Converter(
    (
        *CONVERTER._steps,
        Step(N + 1, _up, _down, {}, words={"unit": {"duty": NEW}}),
        Step(N + 2, _same, _bare, {"unit": {"radio"}}),
        Step(N + 3, _same, _same, {}, kinds={"drone"}),
    )
)
KINDS = st.sampled_from(["attachment", "unit", "task", "drone", ""])
NAMES = st.sampled_from(["id", "file_time", "duty", "duty_raw", "radio", "name"])
VALUES = st.one_of(
    st.none(), st.integers(), st.text(max_size=5), st.sampled_from([*NEW, "other"]), st.booleans()
)
WORDS = st.dictionaries(NAMES, VALUES)
SCHEMAS = st.integers(0, LATER.newest + 1)


@given(KINDS, WORDS, SCHEMAS)
def test_up_takes_whatever_comes_makes_nothing_up_and_does_it_once(kind, words, schema):
    found = LATER.up(kind, words, schema)
    assert all(any(value is one for one in words.values()) for value in found.values())
    assert LATER.up(kind, found, schema) == found
    assert LATER.up(kind, words, LATER.newest) == words


@given(KINDS, WORDS, SCHEMAS)
def test_down_is_words_of_that_schema_and_the_way_back_keeps_what_it_can(kind, words, schema):
    shown = LATER.down(kind, words, schema)
    if shown is None:
        assert kind == "drone"
        assert schema < N + 3
        return
    if not {"duty_raw"} & words.keys():
        assert LATER.needed([{"entity": kind, "set": shown, "base": None}]) <= max(schema, 1)
        kept = {k: v for k, v in words.items() if k in LATER.up(kind, shown, schema)}
        assert LATER.up(kind, shown, schema) == kept
    assert LATER.down(kind, shown, schema) == shown


@given(st.one_of(VALUES, st.dictionaries(st.text(max_size=6), st.one_of(VALUES, WORDS))), SCHEMAS)
def test_an_operation_that_is_none_is_handed_on_to_be_refused(told, schema):
    LATER.operation(told, schema)


def test_the_registry_and_the_steps_say_the_same():
    """What came later stands last and may be empty, or an older row could not be vouched for."""
    told = {kind: set() for kind in map(str, BY_KIND)}
    for step in CONVERTER._steps:
        for kind, columns in step.columns.items():
            told[kind] |= {(name, step.to) for name in columns}
    assert CONVERTER.newest == SCHEMA_NO
    for kind, of in BY_KIND.items():
        assert told[str(kind)] == set(of.later)
        later = [name for name in of.names if name in dict(of.later)]
        assert of.names[len(of.names) - len(later) :] == tuple(later)
        assert all(of.codings[name].optional for name in later)


# -- at the far end ------------------------------------------------------------------------------


@pytest.fixture
def newer(far_end):
    """The same county before a far end of a later schema."""
    far_end.desk = Desk(far_end.shelves, far_end.clock.now, converter=LATER)
    return far_end


def unit(id_, **more):
    return make("unit", id_, **{"name": "临溪镇", **more})


def photo(id_, **more):
    sealed = {"sealed": "AAAA"}
    told = {"name": sealed, "key": sealed, "subject_kind": "event", "subject_id": "e-1", **more}
    return append("attachment", id_, **told)


def of(seat, schema):
    seat.caller = Caller(seat.caller.tenant, seat.caller.device, schema)
    return seat


def row(told, id_):
    return next(r["row"] for c in reversed(told) for r in c["rows"] if r["id"] == id_)


def groups_of_everything(far_end):
    """A console of the newest schema says something in each kind of new word."""
    seat = of(far_end.seat(), LATER.newest)
    seat.push(seat.pen.group(photo("p-1", file_time=1_700_000_000_000), schema=LATER.newest))
    told = unit("u-1", duty="raft", radio="149.2")
    seat.push(seat.pen.group(told, schema=LATER.newest))
    return seat


def test_each_console_is_told_in_its_own_words(newer):
    groups_of_everything(newer)
    told = {n: of(newer.seat(), n).pull() for n in range(N, LATER.newest + 1)}
    seen = {n: row(one, "u-1") for n, one in told.items()}
    assert (seen[N + 3]["duty"], seen[N + 3]["radio"]) == ("raft", "149.2")
    assert (seen[N + 1]["duty"], "radio" in seen[N + 1]) == ("raft", False)
    assert (seen[N]["duty"], seen[N]["duty_raw"]) == ("other", "raft")
    assert row(told[N], "p-1")["file_time"] == 1_700_000_000_000
    assert "file_time" not in row(of(far(newer, CONVERTER).seat(), 1).pull(), "p-1")


def far(far_end, converter):
    far_end.desk = Desk(far_end.shelves, far_end.clock.now, converter=converter)
    return far_end


def test_a_snapshot_is_in_the_words_of_who_asks_for_it(newer):
    groups_of_everything(newer)
    found = {}
    for schema in (LATER.newest, N + 1, N, LATER.newest):
        seat = of(newer.seat(), schema)
        for one in newer.desk.snapshot(seat.caller)["segments"]:
            data = newer.desk.segment(seat.caller, one["id"])
            assert wire.sha(data) == one["id"]
            if one["kind"] == "rows":
                found[schema] = wire.inflate(data, "zstd").decode()
    assert ("raft" in found[N + 1], "149.2" in found[N + 1]) == (True, False)
    assert '"duty":"other"' in found[N]
    assert "149.2" in found[LATER.newest]


def test_g13_a_console_that_is_too_old_may_push_and_reads_no_more(newer):
    assert newer.desk.converter.oldest == LATER.newest - STEPS_BACK == N
    seat = of(newer.seat(), N - 1)
    [said] = seat.push(seat.pen.group(unit("u-2"), schema=N - 1))
    assert said["st"] == wire.OK
    for ask in (seat.pull, lambda: newer.desk.snapshot(seat.caller)):
        with pytest.raises(wire.Problem) as refused:
            ask()
        assert (refused.value.status, refused.value.code) == (426, wire.SCHEMA_TOO_OLD)
        assert refused.value.facts == {"min": N}
    assert row(of(newer.seat(), LATER.newest).pull(), "u-2")["name"] == "临溪镇"


def test_who_changes_what_it_was_shown_for_a_newer_word_is_at_odds_with_nobody(newer):
    groups_of_everything(newer)
    old = of(newer.seat(), N)
    shown = row(old.pull(), "u-1")
    assert shown["duty"] == "other"
    change = patch("unit", "u-1", {"duty": "other"}, {"duty": "巡堤"})
    [said] = old.push(old.pen.group(change, schema=N))
    assert said["st"] == wire.OK
    [late] = old.push(old.pen.group(patch("unit", "u-1", {"duty": "x"}, {"duty": "y"}), schema=N))
    assert late["st"] == wire.MERGED, "what it never was is still a difference"


def test_a_word_that_an_older_console_carried_through_comes_back_as_it_was(newer):
    seat = of(newer.seat(), N)
    seat.push(seat.pen.group(unit("u-3", duty="other", duty_raw="boat"), schema=N))
    now = row(of(newer.seat(), LATER.newest).pull(), "u-3")
    assert (now["duty"], "duty_raw" in now) == ("boat", False)


def test_g9_an_older_console_cannot_erase_what_it_does_not_know(newer):
    groups_of_everything(newer)
    old = of(newer.seat(), N)
    old.pull()
    old.push(old.pen.group(patch("unit", "u-1", {"name": "临溪镇"}, {"name": "长安镇"}), schema=N))
    now = row(of(newer.seat(), LATER.newest).pull(), "u-1")
    assert (now["name"], now["duty"], now["radio"]) == ("长安镇", "raft", "149.2")


def test_sums_are_not_told_to_who_is_not_told_of_all_rows(newer):
    groups_of_everything(newer)
    for schema, told in ((N, False), (N + 2, False), (LATER.newest, True)):
        head, _ = newer.desk.changes(of(newer.seat(), schema).caller, 0)
        assert ("checksum" in head) is told


def test_hello_says_what_is_to_be_read_anew_after_an_upgrade(newer):
    seat = newer.seat()

    def said(**told):
        return set(newer.desk.hello(seat.caller, {"incarnation": 1, **told})["actions"])

    assert "upgrade" in said(schema=N)
    assert said(schema=LATER.newest) == set()
    assert said(schema=LATER.newest, was=N) == {"backfill:unit", "backfill:drone"}
    assert said(schema=LATER.newest, was=N + 2) == {"backfill:drone"}
    assert said(schema=N, was=LATER.newest) == {"upgrade"}, "an older program was put back"


def test_a_relay_is_told_everything_as_it_lies(newer):
    groups_of_everything(newer)
    seat = newer.seat()
    device = newer.shelves.find_device(seat.caller.device)[1]
    assert (
        newer.desk._reads(Caller(seat.tenant.id, device.id, 1), replace(device, post="relay")) == 0
    )


def test_words_of_a_schema_to_come_are_kept_and_answered_with_a_code(far_end):
    seat = far_end.seat()
    [said] = seat.push(seat.pen.group(unit("u-9"), schema=SCHEMA_NO + 1))
    assert (said["st"], said["code"]) == (wire.QUARANTINED, wire.SCHEMA_AHEAD)
    [after] = seat.push(seat.pen.group(unit("u-10")))
    assert after["st"] == wire.OK, "the lane goes on"
