"""What the readings prove about a plan, and what they must never be taken to prove."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain.condition import Clause, Condition, Group, LevelRule, Op, Scope
from console.domain.evidence import Mark
from console.domain.judge import Idle, Verdict, Why, joined, judge
from console.domain.level import Level
from console.domain.plan_text import read_plan
from console.domain.reading import Reading
from resources.plans import metrics, plan_texts

NOON = datetime(2024, 6, 20, 4, 0, tzinfo=UTC)  # 12:00 in the county
START = datetime(2024, 6, 19, 0, 0, tzinfo=UTC)  # 19 June 08:00
THREE = datetime(2024, 6, 20, 7, 0, tzinfo=UTC)  # 20 June 15:00
FOUR = datetime(2024, 6, 20, 8, 0, tzinfo=UTC)
PLAN = read_plan(plan_texts()[0][1], "flood.toml", metrics()).plan
assert PLAN is not None
TOWNS = PLAN.townships
ORDER = {Verdict.NOT_MET: 0, Verdict.UNKNOWN: 1, Verdict.MET: 2}


def reading(number, metric, value, **more):
    more.setdefault("window_end", THREE)
    more.setdefault("recorded_at", more["window_end"])
    return Reading(
        id=str(number), metric=metric, value=Decimal(value), recorded_by="值班员甲", **more
    )


def the_flood():
    return [
        reading(1, "rain_area_mean", "160", window_start=START),
        reading(
            2, "rain_station", "298.7", window_start=START, station="临溪",
            place_code="341824101", is_max=True,
        ),
        reading(3, "rain_station", "40.1", window_start=START, span_minutes=60, is_max=True),
        reading(4, "reservoirs_over_limit", "12"),
        reading(5, "outside_level", "4", station="安徽省防指", window_end=NOON),
    ]  # fmt: skip


def one(condition, readings, now=FOUR, stations=()):
    """The finding of a single condition."""
    clause = Clause("x", "", condition, "", Mark.SUGGESTED, "")
    plan = replace(PLAN, levels=(LevelRule(Level.IV, (clause,)),))
    return judge(plan, readings, metrics(), now, stations).levels[0].clauses[0].findings[0]


def rain(value, hours, scope=Scope.COUNTY, metric="rain_area_mean", **more):
    return Condition(metric, Op.AT_LEAST, Decimal(value), "mm", hours, scope, **more)


def test_the_flood_of_june_2024_comes_out_as_the_county_decided_it():
    found = judge(PLAN, the_flood(), metrics(), FOUR)
    assert found.best is Level.IV
    assert found.level(Level.IV).verdict is Verdict.MET
    assert found.level(Level.III).verdict is Verdict.UNKNOWN
    assert {row.clause.id for row in found.level(Level.IV).met} == {"4-1", "4-5", "4-9"}
    mean, station = found.level(Level.IV).clauses[0].findings
    assert (mean.value, mean.why) == (Decimal(80), Why.BOUND)
    assert (station.value, station.why) == (Decimal("149.35"), Why.BOUND)


def test_the_next_level_is_at_most_twenty_millimetres_away():
    nearest = judge(PLAN, the_flood(), metrics(), FOUR).nearest
    assert nearest is not None
    assert (nearest.level, nearest.clause.id, nearest.finding.gap) == (Level.III, "3-1", 20)


def test_the_greatest_hour_of_the_county_speaks_for_every_station():
    found = judge(PLAN, the_flood(), metrics(), FOUR).level(Level.IV).clauses[1].lead
    assert found.verdict is Verdict.NOT_MET
    assert (found.value, found.gap, found.why) == (Decimal("40.1"), Decimal("9.9"), Why.DIRECT)
    assert found.reading is not None
    assert found.reading.id == "3"


def test_a_suggested_row_only_advises():
    assert judge(PLAN, the_flood(), metrics(), FOUR).advice_only


def test_no_reading_at_all_leaves_everything_unknown():
    found = judge(PLAN, [], metrics(), FOUR)
    assert found.best is None
    assert found.nearest is None
    leaves = [leaf for level in found.levels for row in level.clauses for leaf in row.findings]
    assert {leaf.verdict for leaf in leaves} == {Verdict.UNKNOWN}
    assert {leaf.why for leaf in leaves} == {Why.NO_READING}


def test_a_reading_that_answers_no_condition_is_kept_and_said_so():
    asked = [
        reading(1, "neighbour_level", "2", station="黄山市防指"),
        reading(2, "rain_area_mean", "3", window_start=THREE - timedelta(hours=3)),
        reading(3, "rain_area_mean", "60"),
        reading(4, "rain_area_mean", "90", window_start=START, place_code="341824101"),
    ]
    idle = {r.id: why for r, why in judge(PLAN, asked, metrics(), FOUR).unused}
    assert idle == {
        "1": Idle.NO_CONDITION, "2": Idle.WINDOW, "3": Idle.NO_WINDOW, "4": Idle.PLACE,
    }  # fmt: skip


def test_old_data_is_unknown_and_says_how_old():
    late = THREE + timedelta(hours=7)
    found = one(rain(50, 24), the_flood(), now=late)
    assert (found.verdict, found.why, found.stale_minutes) == (Verdict.UNKNOWN, Why.TOO_OLD, 420)


def test_a_higher_level_holds_until_it_is_changed():
    week = THREE + timedelta(days=7)
    level = Condition("outside_level", Op.AT_MOST, Decimal(4), "级", scope=Scope.ANY)
    assert one(level, the_flood(), now=week).verdict is Verdict.MET
    ended = reading(6, "outside_level", "0", station="安徽省防指", window_end=week)
    assert one(level, [*the_flood(), ended], now=week).verdict is Verdict.NOT_MET


def test_a_correction_takes_the_place_of_the_wrong_reading():
    wrong = reading(1, "reservoirs_over_limit", "12")
    right = reading(2, "reservoirs_over_limit", "1", replaces="1")
    asked = Condition("reservoirs_over_limit", Op.AT_LEAST, Decimal(3), "座")
    assert one(asked, [wrong]).verdict is Verdict.MET
    assert one(asked, [wrong, right]).verdict is Verdict.NOT_MET


def test_a_station_that_did_not_speak_keeps_the_condition_open():
    low = reading(1, "rain_station", "12", window_start=THREE - timedelta(hours=1), station="临溪")
    found = one(rain(50, 1, Scope.ANY, "rain_station"), [low])
    assert (found.verdict, found.why) == (Verdict.UNKNOWN, Why.OTHER_STATIONS)
    closed = one(rain(50, 1, Scope.ANY, "rain_station"), [low], stations=("临溪",))
    assert (closed.verdict, closed.gap) == (Verdict.NOT_MET, Decimal(38))


@pytest.mark.parametrize(("wet", "verdict"), [(4, Verdict.MET), (3, Verdict.NOT_MET)])
def test_a_third_of_eleven_townships_is_four(wet, verdict):
    day = THREE - timedelta(hours=24)
    rows = [
        reading(n, "rain_station", "120" if n < wet else "20", window_start=day,
                station=f"站{n}", place_code=code)
        for n, code in enumerate(TOWNS)
    ]  # fmt: skip
    share = rain(100, 24, Scope.SHARE, "rain_station", share=Fraction(1, 3))
    found = one(share, rows)
    assert (found.verdict, found.hits, found.needed) == (verdict, wet, 4)


def test_townships_that_did_not_report_keep_a_share_open():
    day = THREE - timedelta(hours=24)
    rows = [
        reading(n, "rain_station", "120", window_start=day, station=f"站{n}", place_code=code)
        for n, code in enumerate(TOWNS[:3])
    ]
    share = rain(100, 24, Scope.SHARE, "rain_station", share=Fraction(1, 3))
    found = one(share, rows)
    assert (found.verdict, found.hits, found.needed) == (Verdict.UNKNOWN, 3, 4)


def test_two_rivers_over_their_mark_are_counted_by_name():
    asked = Condition("river_over_warning", Op.MORE, Decimal(0), "m", scope=Scope.COUNT, count=2)
    rivers = [
        reading(1, "river_over_warning", "0.2", station="扬之河"),
        reading(2, "river_over_warning", "0.3", station="扬之河", window_end=THREE),
    ]
    assert one(asked, rivers).verdict is Verdict.UNKNOWN
    both = [*rivers, reading(3, "river_over_warning", "0.1", station="登源河")]
    assert one(asked, both).verdict is Verdict.MET


def test_windows_that_touch_add_up():
    half = THREE - timedelta(hours=12)
    rows = [
        reading(
            1, "rain_area_mean", "30", window_start=half - timedelta(hours=12), window_end=half
        ),
        reading(2, "rain_area_mean", "25", window_start=half),
    ]
    found = one(rain(50, 24), rows)
    assert (found.verdict, found.value) == (Verdict.MET, Decimal(55))
    under = one(rain(60, 24), rows)
    assert (under.verdict, under.gap) == (Verdict.NOT_MET, Decimal(5))


def test_six_wet_hours_prove_a_wet_day():
    six = reading(1, "rain_area_mean", "70", window_start=THREE - timedelta(hours=6))
    assert one(rain(50, 24), [six]).verdict is Verdict.MET
    assert one(rain(80, 24), [six]).verdict is Verdict.UNKNOWN


def test_one_unknown_does_not_spoil_a_hit_and_one_miss_spoils_an_and():
    met, unknown, no = Verdict.MET, Verdict.UNKNOWN, Verdict.NOT_MET
    assert joined([met, unknown, no], every=False) is met
    assert joined([unknown, no], every=False) is unknown
    assert joined([met, unknown, no], every=True) is no
    assert joined([met, unknown], every=True) is unknown
    assert joined([], every=True) is unknown


# ── laws ──────────────────────────────────────────────────────────────────────────────────

hours = st.lists(st.integers(0, 60), min_size=2, max_size=40)


@st.composite
def series(draw):
    """Rain hour by hour, and totals read from it over windows of any length."""
    fell = draw(hours)
    spans = draw(
        st.lists(
            st.tuples(st.integers(0, len(fell) - 1), st.integers(1, len(fell))),
            min_size=1,
            max_size=5,
        )
    )
    windows = [(a, min(len(fell), a + length)) for a, length in spans]
    begin = THREE - timedelta(hours=len(fell))
    rows = [
        reading(
            n, "rain_area_mean", sum(fell[a:b]),
            window_start=begin + timedelta(hours=a), window_end=begin + timedelta(hours=b),
        )
        for n, (a, b) in enumerate(windows)
    ]  # fmt: skip
    a, b = draw(st.sampled_from(windows))
    if draw(st.booleans()):
        rows.append(
            reading(
                99, "rain_area_mean", max(fell[a:b]), window_start=begin + timedelta(hours=a),
                window_end=begin + timedelta(hours=b), span_minutes=60,
            )
        )  # fmt: skip
    return fell, begin, rows


def totals(fell, begin, window, since=None, until=None):
    """What each window of this length, by whole hours, really held; beyond the series it was dry."""
    dry = [0] * window
    long = dry + fell + dry
    for at in range(len(long) - window + 1):
        start = begin + timedelta(hours=at - window)
        if (since is None or start >= since) and (
            until is None or start + timedelta(hours=window) <= until
        ):
            yield sum(long[at : at + window])


@settings(max_examples=300, deadline=None)
@given(series(), st.sampled_from([1, 3, 6, 24]), st.integers(1, 400))
def test_a_bound_is_never_wrong(known, window, limit):
    fell, begin, rows = known
    found = one(rain(limit, window), rows, now=THREE)
    if found.verdict is Verdict.MET:
        assert max(totals(fell, begin, window)) >= limit
    if found.verdict is Verdict.NOT_MET:
        assert all(t < limit for t in totals(fell, begin, window, found.since, found.until))


@settings(max_examples=150, deadline=None)
@given(series(), st.sampled_from([1, 3, 6, 24]), st.integers(1, 300), st.data())
def test_more_rain_never_lowers_a_verdict(known, window, limit, data):
    _, _, rows = known
    n = data.draw(st.integers(0, len(rows) - 1))
    more = data.draw(st.integers(1, 100))
    wetter = [replace(r, value=r.value + more) if i == n else r for i, r in enumerate(rows)]
    before, after = (one(rain(limit, window), each, now=THREE) for each in (rows, wetter))
    assert ORDER[after.verdict] >= ORDER[before.verdict]


@settings(max_examples=60, deadline=None)
@given(st.permutations(the_flood()))
def test_the_order_of_readings_does_not_matter(rows):
    assert judge(PLAN, rows, metrics(), FOUR) == judge(PLAN, the_flood(), metrics(), FOUR)


irrelevant = st.sampled_from(["neighbour_level", "agency_level", "river_stage"])


@settings(max_examples=60, deadline=None)
@given(irrelevant, st.integers(0, 4))
def test_what_is_irrelevant_never_settles_what_is_unknown(metric, value):
    before = judge(PLAN, the_flood(), metrics(), FOUR)
    after = judge(PLAN, [*the_flood(), reading(9, metric, value, station="某处")], metrics(), FOUR)
    assert before.levels == after.levels


def test_a_group_inside_a_group_is_judged_as_written():
    wet, dry = rain(50, 24), rain(500, 24)
    rule = Group(every=True, members=(Group(every=False, members=(dry, wet)), wet))
    clause = Clause("x", "", rule, "", Mark.VERIFIED, "")
    plan = replace(PLAN, levels=(LevelRule(Level.IV, (clause,)),))
    found = judge(plan, the_flood(), metrics(), FOUR)
    assert found.best is Level.IV
    assert not found.advice_only


@st.composite
def many_stations(draw):
    """Hourly rain at four stations; some totals of their own, and the county's greatest."""
    length = draw(st.integers(2, 30))
    fell = {
        name: draw(st.lists(st.integers(0, 60), min_size=length, max_size=length))
        for name in ("临溪", "扬溪", "伏岭", "家朋")
    }
    begin = THREE - timedelta(hours=length)
    rows = []
    for n, name in enumerate(draw(st.lists(st.sampled_from(sorted(fell)), max_size=4))):
        a = draw(st.integers(0, length - 1))
        b = draw(st.integers(a + 1, length))
        rows.append(
            reading(
                n, "rain_station", sum(fell[name][a:b]), station=name,
                window_start=begin + timedelta(hours=a), window_end=begin + timedelta(hours=b),
            )
        )  # fmt: skip
    for n, span in enumerate(draw(st.lists(st.sampled_from([1, 3, 6, None]), max_size=2))):
        window = span if span and span < length else length
        sums = {
            (sum(rain_[at : at + window]), name)
            for name, rain_ in fell.items()
            for at in range(length - window + 1)
        }
        value, name = max(sums)
        rows.append(
            reading(
                f"max{n}", "rain_station", value, is_max=True,
                station=draw(st.sampled_from(["", name])), window_start=begin,
                span_minutes=window * 60 if window < length else None,
            )
        )  # fmt: skip
    return fell, begin, rows


@settings(max_examples=300, deadline=None)
@given(many_stations(), st.sampled_from([1, 3, 6, 24]), st.integers(1, 400), st.booleans())
def test_any_station_is_never_said_wrongly(known, window, limit, closed):
    fell, begin, rows = known
    stations = tuple(fell) if closed else ()
    found = one(rain(limit, window, Scope.ANY, "rain_station"), rows, THREE, stations)
    if found.verdict is Verdict.MET:
        assert max(max(totals(each, begin, window)) for each in fell.values()) >= limit
    if found.verdict is Verdict.NOT_MET:
        for each in fell.values():
            assert all(t < limit for t in totals(each, begin, window, found.since, found.until))
