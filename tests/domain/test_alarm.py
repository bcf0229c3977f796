"""Alarms: one ringing for one fact, quiet for as long as somebody has taken it, one line for many."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from console.domain.alarm import Alarm, AlarmKind, AlarmRules, bundles, ring_of, standing
from console.domain.changes import Kind

NOW = datetime(2024, 6, 20, 8, 32, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RULES = AlarmRules(dict.fromkeys(AlarmKind, 10 * MINUTE), 3)


def alarm(name="d1", kind=AlarmKind.OVERDUE, since=NOW):
    return Alarm(
        kind=kind, subject_kind=Kind.DUE, subject_id=name, title=f"{name} 超时", since=since
    )


def test_what_nobody_has_taken_stands_and_what_was_taken_is_quiet_for_its_time():
    one = alarm()
    assert standing([one], {}, RULES, NOW) == (one,)
    assert standing([one], {one.key: NOW}, RULES, NOW + 9 * MINUTE) == ()
    assert standing([one], {one.key: NOW}, RULES, NOW + 10 * MINUTE) == (one,)


def test_after_the_acknowledgement_has_run_out_it_is_another_ringing():
    one = alarm()
    assert ring_of(one, {}) != ring_of(one, {one.key: NOW})
    assert ring_of(one, {}) == ring_of(one, {"other": NOW})


def test_a_clock_set_back_silences_nothing():
    one = alarm()
    assert standing([one], {one.key: NOW + 600 * MINUTE}, RULES, NOW) == (one,)


def test_a_storm_of_one_kind_is_one_line_and_the_oldest_leads():
    storm = [alarm(f"d{n}", since=NOW - n * MINUTE) for n in range(20)]
    lone = alarm("p", AlarmKind.PROPOSAL)
    told = bundles(standing([*storm, lone], {}, RULES, NOW), RULES.bundle_from)
    assert [(b.first.subject_id, b.count) for b in told] == [("p", 1), ("d19", 20)]


@given(st.lists(st.tuples(st.sampled_from(list(AlarmKind)), st.integers(0, 9)), max_size=12))
def test_no_alarm_is_lost_in_the_bundles(made):
    some = [alarm(f"{kind}{n}", kind) for kind, n in set(made)]
    told = bundles(standing(some, {}, RULES, NOW), RULES.bundle_from)
    assert sum(b.count for b in told) == len(some)
