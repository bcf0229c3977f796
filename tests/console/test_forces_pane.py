"""力量 by keys: a team is found, sent, followed and comes home."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.domain.dispatch import State
from console.panes.forces.card import ForcesCard as CARD
from console.panes.forces.commands import COMMANDS
from console.panes.forces.page import ForcesPane as PANE
from tests.support.stores_hall import Hall
from tests.support.typing import type_text


@pytest.fixture
def hall(tmp_path, qtbot, themed):
    made = Hall(tmp_path, qtbot)
    yield made
    made.close()


def order(hall, team="xfx", people="", place="家朋乡尚村"):
    hall.pane.order()
    form = hall.form
    hall.pick(form.team, team)
    if people:
        form.people.clear()
        type_text(form.people, people)
    type_text(form.place, place)
    type_text(form.field("task"), "堤防巡查抢险")
    return form


def test_teams_stand_by_kind_with_who_could_come_and_how_old_that_is(hall):
    pane = hall.open(PANE)
    first = pane.teams.table.texts()[0]
    assert first == ["县消防救援大队", "24/30", "备勤 2小时前"]
    assert "20 支 · 可调 361 人" in pane.teams.header._subtitle.text()
    assert pane.teams.phone.text() == "队长甲 · 100 0000 0601"


def test_a_village_squad_under_ten_is_pointed_out(hall):
    pane = hall.open(PANE)
    pane.teams.table.choose("team-S02")
    assert "不足 10 人" in pane.teams.detail.text()
    assert "备勤状态已陈旧" in pane.teams.detail.text()


def test_a_county_team_goes_out_and_comes_home(hall):
    pane = hall.open(PANE)
    form = order(hall, "T02", people="12")
    assert form.save_button.text() == "调派"
    hall.save()
    row = pane.dispatches.texts()[0]
    assert row[:2] == ["县防汛抗旱应急抢险队 12 人", "家朋乡尚村"]
    assert row[2] == "通知 15:00"
    for state in ("接令", "集结", "出发", "到场", "作业", "撤收", "归建"):
        hall.clock.wind(minutes=6)
        pane.next_state()
        type_text(hall.form.at.field, "-2")
        hall.save()
        assert pane.dispatches.texts()[0][2].split(" · ")[-1].startswith(state)
    assert pane.dispatches.texts()[0][2].endswith("归建 15:40")
    assert pane.dispatches.current().dispatch.state is State.RETURNED
    assert len(pane.timeline.texts()) == 8
    assert pane.why_no_next() == "这次出动已结束。"


def test_the_fire_brigade_is_asked_and_the_form_says_through_whom(hall):
    pane = hall.open(PANE)
    form = order(hall, "T01", people="24")
    assert form.save_button.text() == "商请"
    assert "商请:经县消防救援大队值班室办理,用商请函" in form.told.text()
    hall.save()
    index = pane.dispatches.records.index(0, 0)
    from console.widgets.record_table import Role

    assert index.data(Role.BADGE) == "商请"


def test_more_people_than_the_team_has_are_refused_in_place(hall):
    hall.open(PANE)
    order(hall, "T02", people="31")
    assert "县防汛抗旱应急抢险队还可出动 30 人,不足 31 人。" in hall.refuse()
    assert hall.form.people.text() == "31"


def test_a_time_before_the_last_report_is_refused(hall):
    pane = hall.open(PANE)
    order(hall, "T02", people="5")
    hall.save()
    pane.next_state()
    type_text(hall.form.at.field, "-10")
    assert any("早于上一步" in s for s in hall.refuse())


def test_a_team_that_can_not_come_says_why_and_the_next_is_asked(hall):
    pane = hall.open(PANE)
    order(hall, "T05", people="8")
    hall.save()
    pane.decline()
    type_text(hall.form.why, "车辆检修")
    hall.save()
    assert pane.dispatches.texts()[0][3] == "不能出动"
    assert any("车辆检修" in line for line in pane.timeline.texts())


def test_readiness_is_written_as_the_team_says_it(hall):
    pane = hall.open(PANE)
    pane.teams.table.choose("team-T02")
    pane.readiness()
    hall.form.people.setText("0")
    hall.form.status.setCurrentIndex(hall.form.status.findData("休整"))
    hall.save()
    row = next(r for r in pane.teams.table.texts() if r[0] == "县防汛抗旱应急抢险队")
    assert row[1:] == ["0/36", "休整 0 分前"]


def test_enter_on_a_team_opens_the_form_with_it(hall):
    pane = hall.open(PANE)
    pane.teams.table.choose("team-T03")
    QTest.keyClick(pane.teams.table, Qt.Key.Key_Return)
    assert hall.form.team.text() == "县森林消防专业队"


def test_search_finds_teams_by_skill(hall):
    pane = hall.open(PANE)
    type_text(pane.teams.search, "wrj")
    assert [row[0] for row in pane.teams.table.texts()] == ["示例蓝天救援队"]


def test_the_tile_counts_kinds_and_names_who_is_out(hall):
    card = hall.open(CARD)
    assert [row[0] for row in card.kinds.texts()][:2] == ["综合性消防", "专业救援"]
    assert card.out.texts() == []


def test_every_command_answers_before_anything_was_read(hall):
    services = type("S", (), {"world": hall.world})()
    pane = PANE(services, hall.bus, hall.focus, hall.runner, None)
    hall.qtbot.addWidget(pane)
    for command in COMMANDS:
        command.why_not(pane)
        command.run(pane)


def test_a_team_that_is_not_there_in_time_turns_red_by_the_clock_alone(hall):
    pane = hall.open(PANE)
    form = order(hall, "T02", people="5")
    type_text(form.eta.field, "1520")
    hall.save()
    assert pane.dispatches.texts()[0][3] == "预计 15:20"
    pane.on_tick(hall.clock.wind(minutes=21))
    assert pane.dispatches.texts()[0][3] == "15:20 未到"


def test_an_order_half_typed_survives_a_crash(hall):
    pane = hall.open(PANE)
    order(hall, "T02", people="5")
    pane.desk._draft.keep()
    hall.qtbot.waitUntil(lambda: bool(hall.world.store.draft("forces.order")))
    pane.desk._order = None  # another start of the program
    hall.drawer.put_away()
    pane.order()
    again = hall.form
    hall.qtbot.waitUntil(lambda: again.people.text() == "5")
    assert again.team.choice().key == "team-T02"
