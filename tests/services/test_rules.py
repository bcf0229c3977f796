"""The county's rules: read as they are laid, refused where they can't be read, kept with their ground."""

from dataclasses import replace
from datetime import timedelta

import pytest

from console.domain.changes import Kind
from console.domain.officer import Officer, Role
from console.domain.plan import PlanVersion
from console.domain.refused import Refused
from console.domain.rule_sheet import RuleSheet, upgraded
from console.services import rules
from console.services.founding import found
from console.services.laid_rules import in_force
from console.services.registers import BY_KIND, Edit, Registers
from console.wording import refusal
from db import journal
from db.check import check
from resources import duty, response, sheets
from tests.support.world import world

SHEET = "rules/response.toml"


@pytest.fixture
def hall(tmp_path):
    here, opened = world(tmp_path)
    found(here, demo=True)
    yield here
    sheets.lay({})
    duty.lay_units(None)
    opened.close()


def editor(here):
    with here.store.read() as read:
        return next(o.id for o in read.find(Officer) if Role.BUREAU_HEAD in o.roles)


def sheet(here):
    with here.store.read() as read:
        return read.get(RuleSheet, SHEET)


def write(here, words, ground="绩防指〔2026〕1号"):
    was = sheet(here)
    before = BY_KIND[Kind.RULE].values(was)
    edit = Edit(kind=Kind.RULE, id=SHEET, before=before, values={"words": words, "ground": ground})
    return Registers(here).change(editor(here), edit)


def test_what_the_county_writes_counts_at_once_and_after_the_next_opening(hall):
    assert response.rules().expected == timedelta(hours=24)
    write(hall, sheet(hall).words.replace("expected_hours = 24", "expected_hours = 36"))
    assert response.rules().expected == timedelta(hours=36)
    assert sheet(hall).version == 2
    sheets.lay({})
    assert response.rules().expected == timedelta(hours=24)
    in_force(hall)
    assert response.rules().expected == timedelta(hours=36)
    with hall.store.read() as read:
        assert check(read).whole


def test_the_journal_has_the_lines_that_went_and_those_that_came_and_the_ground(hall):
    write(hall, sheet(hall).words.replace("expected_hours = 24", "expected_hours = 36"))
    with hall.store.read() as read:
        line = journal.lines(read, limit=1)[0]
    assert line.facts["words_from"] == "expected_hours = 24"
    assert line.facts["words_to"] == "expected_hours = 36"
    assert line.facts["ground_to"] == "绩防指〔2026〕1号"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda text: text + "\n这一行不是规则", "TOML"),
        (lambda text: text.replace("expected_hours", "expected_hour"), "expected_hours"),
        (lambda text: text.replace("expected_hours = 24", 'expected_hours = "两天"'), "读不懂"),
    ],
)
def test_a_rule_that_its_reader_cannot_read_is_refused_and_the_old_one_stays(hall, spoil, said):
    with pytest.raises(Refused) as no:
        write(hall, spoil(sheet(hall).words))
    assert said in refusal(no.value)
    assert no.value.facts["field"] == "words"
    assert response.rules().expected == timedelta(hours=24)
    assert sheet(hall).version == 1


def test_a_change_without_its_ground_is_refused(hall):
    with pytest.raises(Refused, match="rule_ground_missing"):
        write(hall, sheet(hall).words.replace("expected_hours = 24", "expected_hours = 36"), "")


def test_an_upgrade_lays_its_text_beside_the_county_s_own(hall):
    write(hall, sheet(hall).words.replace("expected_hours = 24", "expected_hours = 36"))
    mine = sheet(hall)
    newer = upgraded(mine, mine.standard + "\n# 新\n")
    assert newer.words == mine.words
    assert newer.standard.endswith("# 新\n")
    untouched = replace(mine, words=mine.standard)
    assert upgraded(untouched, "x = 1\n").words == "x = 1\n"


def test_every_sheet_of_the_package_is_one_that_its_reader_can_read(hall):
    with hall.store.read() as read:
        known = read.find(RuleSheet)
    assert {one.id for one in known} == set(sheets.TITLES)
    with hall.store.write("system", "test.rules") as w:
        for one in known:
            assert rules.checked(w, one, hall.county).words == one.words


def plan_of(here):
    with here.store.read() as read:
        return read.find(PlanVersion, active=True)[0]


def rewrite(here, plan, text):
    before = BY_KIND[Kind.PLAN].values(plan)
    edit = Edit(kind=Kind.PLAN, id=plan.id, before=before, values={"text": text})
    return Registers(here).change(editor(here), edit)


def test_a_plan_that_is_rewritten_becomes_the_next_version_and_the_old_one_stays(hall):
    old = plan_of(hall)
    rewrite(hall, old, old.text.replace(f'version = "{old.version}"', 'version = "2026 修订"'))
    new = plan_of(hall)
    assert (new.version, new.id != old.id) == ("2026 修订", True)
    with hall.store.read() as read:
        assert not read.get(PlanVersion, old.id).active


def test_a_faulty_plan_is_refused_with_file_line_and_field(hall):
    old = plan_of(hall)
    with pytest.raises(Refused) as no:
        rewrite(hall, old, old.text.replace("[[role]]", "[[roll]]", 1))
    assert no.value.facts["field"] == "text"
    assert "行" in refusal(no.value)
    assert plan_of(hall) == old


def test_a_unit_that_was_added_stands_in_every_form_and_one_put_away_in_none(hall):
    me, registers = editor(hall), Registers(hall)
    typed = {"name": "示例供水公司", "kind": "member", "way": "request", "mark": "pending"}
    made, _ = registers.add(me, Kind.UNIT, typed)
    assert "示例供水公司" in {one.name for one in duty.units()}
    assert {"request"} == {one.way for one in duty.units() if one.id == made}
    registers.archive(me, Kind.UNIT, made, "已并入自来水公司")
    assert "示例供水公司" not in {one.name for one in duty.units()}
    assert duty.units() == duty.package_units()
