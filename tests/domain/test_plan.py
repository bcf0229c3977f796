"""The plan file: read whole, or refused whole with file, line and field."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.approval import Consent, check
from console.domain.condition import CLAUSE_PENDING, Condition, Group, Scope
from console.domain.evidence import Mark
from console.domain.level import Level
from console.domain.officer import Role
from console.domain.plan import LevelStyle
from console.domain.plan_text import read_plan
from console.domain.response import Action, Mode
from console.domain.toml_lines import line_index
from console.wording.plan import problem
from resources.plans import metrics, plan_texts
from tests.support.world import JUNE_20

NAME, TEXT = plan_texts()[0]
PLAN = read_plan(TEXT, NAME, metrics()).plan
assert PLAN is not None


def faults(old, new, count=1):
    """The problems after one edit; every edit must really change the file."""
    assert old in TEXT
    sheet = read_plan(TEXT.replace(old, new, count), NAME, metrics())
    assert (sheet.plan is None) == bool(sheet.problems)
    return sheet.problems


def line_of(text, after=""):
    at = TEXT.index(text, TEXT.index(after))
    return TEXT.count("\n", 0, at) + 1


def test_the_county_flood_plan_is_whole():
    assert [rule.level for rule in PLAN.levels] == list(Level)
    assert [len(rule.clauses) for rule in PLAN.levels] == [8, 9, 9, 9]
    assert len({task.no for task in PLAN.tasks}) == 13
    assert [len(PLAN.package(level)) for level in Level] == [13, 13, 12, 12]
    assert PLAN.level_name(Level.IV) == "四级"
    assert replace(PLAN, style=LevelStyle.ROMAN).level_name(Level.IV) == "Ⅳ级"


def test_every_county_figure_is_a_suggestion_until_the_county_enters_it():
    clauses = [c for rule in PLAN.levels for c in rule.clauses]
    assert {c.mark for c in clauses} == {Mark.SUGGESTED}
    assert {c.clause for c in clauses} == {CLAUSE_PENDING}
    assert all(c.source for c in clauses)


def test_the_four_statutory_parts_are_verified():
    assert [part.title for part in PLAN.required] == [
        "响应事项", "级别", "预计期限", "应急处置措施",
    ]  # fmt: skip
    assert {part.mark for part in PLAN.required} == {Mark.VERIFIED}


def test_the_matrix_gives_seats_in_order_and_the_watch_leader_has_none():
    seats = PLAN.seats(Action.START, Level.IV)
    assert [(seat.order, seat.role) for seat in seats] == [
        (1, Role.BUREAU_HEAD), (2, Role.DEPUTY_COMMANDER), (3, Role.BUREAU_DEPUTY),
    ]  # fmt: skip
    consent = Consent(approver_id="o", mode=Mode.WRITTEN, decided_at=JUNE_20)
    assert check(consent, [Role.BUREAU_HEAD], seats, JUNE_20).title == seats[0].title
    assert all(
        Role.WATCH_LEADER not in {s.role for s in PLAN.approvers(action, level)}
        for action in Action
        for level in Level
    )


def test_the_ladder_ends_at_the_next_deputy():
    assert [rung.id for rung in PLAN.ladder] == ["self", "spare", "driver", "office", "deputy"]
    assert PLAN.ladder[0].tries == 3


def test_clocks_differ_by_level():
    assert PLAN.clock_minutes("notice", Level.IV) == 30
    assert PLAN.clock_minutes("notice", Level.I) == 15
    assert PLAN.clock_minutes("paper", Level.II) == 60


def test_a_nested_condition_is_read_as_written():
    rule = PLAN.rule(Level.III).clauses[0].rule
    assert isinstance(rule, Group)
    assert not rule.every
    share = rule.members[1]
    assert isinstance(share, Condition)
    assert (share.scope, share.value, share.window_hours) == (Scope.SHARE, Decimal(100), 24)
    assert str(share.share) == "1/3"


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ('op = ">="', 'op = "=>"', "plan_operator", "level.condition.all_of.op"),
        ('approvers = ["R03", "R02", "R04"]', "approvers = []", "plan_empty", "approval.approvers"),
        ('approvers = ["R03", "R02", "R04"]', 'approvers = ["R99"]', "plan_role", "approval.approvers"),
        ('metric = "rain_area_mean"', 'metric = "rain"', "plan_metric", "level.condition.all_of.metric"),
        ('unit = "mm"', 'unit = "座"', "plan_unit", "level.condition.all_of.unit"),
        ('mark = "suggested"', 'mark = "sure"', "plan_mark", "approval.mark"),
        ("due_minutes = 30", 'due_minutes = "半小时"', "plan_not_whole", "task.at.4.due_minutes"),
        ("due_minutes = 30", "due_minutes = 30.5", "plan_not_whole", "task.at.4.due_minutes"),
        ("level = 4", "level = 5", "plan_level", "level.level"),
        ('id = "4-2"', 'id = "4-1"', "plan_twice", "level.condition.id"),
        (", window_hours = 24 }", " }", "plan_window", "level.condition.all_of.window_hours"),
        ("window_hours = 1\n", "window_hour = 1\n", "plan_unknown_key", "level.condition.window_hour"),
        ('share = "1/3"', 'share = "3/1"', "plan_share", "level.condition.any_of.share"),
        ('title = "关于启动{hazard}', 'title = "关于启动{hazzard}', "plan_place", "notice.paragraphs"),
        ('handover = ["08:00"', 'handover = ["8点"', "plan_time", "duty.handover"),
        ('starts = "approval"', 'starts = "noon"', "plan_clock_start", "clock.starts"),
        ("issued = 2020-06-17", 'issued = "去年"', "plan_not_date", "plan.issued"),
        ("effective = 2020-06-17", "effective = 2019-06-17", "plan_dates", "plan.effective"),
        ("format = 1", "format = 9", "plan_format", "format"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_file_line_and_field(old, new, code, field):
    found = [p for p in faults(old, new) if p.code == code]
    assert found, [p.code for p in faults(old, new)]
    assert (found[0].file, found[0].field) == (NAME, field)
    sentence = problem(found[0])
    assert sentence.startswith(f"{NAME} 第 {found[0].line} 行")
    assert "{" not in sentence.replace("{hazzard}", "")


def test_the_line_is_the_line_of_the_wrong_word():
    found = faults('mark = "suggested"', 'mark = "sure"')
    assert [p.line for p in found] == [line_of('mark = "suggested"')]
    found = faults('metric = "rain_area_mean"', 'metric = "rain"')
    assert found[0].line == line_of('metric = "rain_area_mean"')


def test_an_empty_choice_is_a_fault():
    at = TEXT.index("any_of = [")
    end = TEXT.index("\n]", at)
    sheet = read_plan(TEXT[:at] + "any_of = [" + TEXT[end:], NAME, metrics())
    assert [p.code for p in sheet.problems] == ["plan_empty"]


def test_a_level_without_an_approver_is_named():
    block = TEXT[
        TEXT.index("[[approval]]") : TEXT.index("[[approval]]", TEXT.index("[[approval]]") + 5)
    ]
    found = faults(block, "")
    assert {p.code for p in found} == {"plan_no_approver"}
    assert len(found) == len(Action)
    assert problem(found[0]).endswith("没有批准人。")
    assert "启动" in "".join(problem(p) for p in found)


def test_a_missing_source_is_a_fault():
    at = TEXT.index('source = "', TEXT.index('id = "4-2"'))
    end = TEXT.index("\n", at)
    sheet = read_plan(TEXT[:at] + TEXT[end + 1 :], NAME, metrics())
    assert [p.code for p in sheet.problems] == ["plan_no_source"]


def test_broken_writing_is_shown_at_its_line():
    sheet = read_plan(TEXT.replace("[[ladder]]", "[[ladder]", 1), NAME, metrics())
    assert [(p.code, p.line) for p in sheet.problems] == [("plan_syntax", line_of("[[ladder]]"))]


def test_an_empty_file_is_refused_and_not_a_crash():
    sheet = read_plan("", NAME, metrics())
    assert sheet.plan is None
    assert "plan_format" in {p.code for p in sheet.problems}


@given(st.integers(0, len(TEXT) - 1), st.sampled_from(["", "]", '"', "x", "0", "\n", "[[", "="]))
def test_a_slip_anywhere_is_answered_never_raised(at, slip):
    sheet = read_plan(TEXT[:at] + slip + TEXT[at + 1 :], NAME, metrics())
    assert (sheet.plan is None) == bool(sheet.problems)
    lines = TEXT.count("\n") + 3
    assert all(1 <= found.line <= lines and problem(found) for found in sheet.problems)


def test_lines_of_strings_arrays_and_comments_are_told_apart():
    text = (
        'a = 1 # [[no]]\n[t]\nb = """\nc = 2\n"""\nd = [\n  { e = 1 },\n  # no\n  { f = "x]" },\n]\n'
        "[[u]]\ng.h = 3\n[[u.v]]\ni = '#'\n[[u]]\n[u.w]\nj = 4\n"
    )
    index = line_index(text)
    assert index[("a",)] == 1
    assert index[("t", "b")] == 3
    assert index[("t", "d", 1, "f")] == 9
    assert index[("u", 0, "g", "h")] == 12
    assert index[("u", 0, "v", 0, "i")] == 14
    assert index[("u", 1, "w", "j")] == 17
