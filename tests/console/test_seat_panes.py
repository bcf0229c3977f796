"""What a console apart from the decision seat shows, and what is done about it by keys."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.domain.changes import Kind
from console.domain.entry import Entry
from console.domain.officer import Officer, Role
from console.domain.station import (
    SEAT,
    Quota,
    Seat,
    Standing,
    Station,
    UpperLevel,
    UpperReceipt,
    Verdict,
)
from console.domain.transfer import Stage
from console.panes.forces.page import ForcesPane
from console.panes.response.card import ResponseCard
from console.panes.supplies.commands import COMMANDS as SUPPLIES
from console.panes.supplies.page import SuppliesPane
from console.runtime.commands import Registry
from console.services.glance.response_bar import active_responses
from console.services.responses import Responses
from console.shell.situation_bar import _Chip as Chip
from console.wording.seat import WAITING
from tests.support import response as flood
from tests.support.consoles import name_of, touched
from tests.support.response import DECIDED, DUTY
from tests.support.response_desk import Desk
from tests.support.stores_hall import Hall
from tests.support.typing import type_text

OTHER = "0123456789abcdef"
REGISTRY = Registry(SUPPLIES)


def enrolled(world, holder):
    """Two stations; `holder` has the seat."""
    lay(
        world,
        Station(id=name_of(world), name="示例仓库席", enrolled_at=world.now),
        Station(id=OTHER, name="示例指挥席", enrolled_at=world.now),
        Seat(id=SEAT, device_id=holder, token=1, since=world.now, by="system"),
    )


def lay(world, *records):
    with world.store.write("system", "test.lay", history=True) as w:
        for one in records:
            w.save(one)
        w.log(Entry(kind="seeded", subject_kind=Kind.SEAT, subject_id="laid", at=w.now))


@pytest.fixture
def desk(qtbot, tmp_path):
    made = Desk(qtbot, tmp_path)
    yield made
    made.runner.close()
    made.opened.close()


@pytest.fixture
def hall(tmp_path, qtbot, themed):
    made = Hall(tmp_path, qtbot)
    yield made
    made.close()


def decided(desk):
    return Responses(desk.world).decide(DUTY, flood.start(), flood.ruling())[0]


def test_apart_from_the_seat_page_tile_and_chip_say_待县确认(desk):
    enrolled(desk.world, OTHER)
    decided(desk)
    pane = desk.show()
    assert pane.away.isVisible()
    assert (pane.away.text(), pane.away.property("tone")) == (WAITING, "warn")
    assert pane.away.toolTip() == "决策席在示例指挥席 · 尚未联络"
    card = desk.show(ResponseCard, (900, 400))
    assert card.away.text() == WAITING
    with desk.world.store.read() as read:
        (one,) = active_responses(read)
    chip = Chip()
    desk.qtbot.addWidget(chip)
    chip.set(one)
    chip.tick(DECIDED)
    assert WAITING in chip.accessibleName()


def test_at_the_seat_nothing_is_said_and_the_report_is_owed_upwards(desk):
    enrolled(desk.world, name_of(desk.world))
    id_ = decided(desk)
    pane = desk.show()
    assert not pane.away.isVisible()
    assert (pane.told.text(), pane.told.property("tone")) == ("待报备", "warn")
    assert "待报备" in pane.papers.texts()[0]
    receipt = UpperReceipt(
        id="u",
        subject_kind=Kind.RESPONSE,
        subject_id=id_,
        level=UpperLevel.CITY,
        receiver="市防办值班室",
        at=DECIDED,
    )
    lay(desk.world, receipt)
    pane.refresh()
    desk.settle(2)
    assert pane.told.text() == "上级已签收 · 市 市防办值班室 06-20 16:00"


def test_a_decision_that_the_seat_did_not_take_is_said_where_it_was_made(desk):
    enrolled(desk.world, OTHER)
    decided(desk)
    (verdict,) = desk.find(Verdict)
    lay(
        desk.world,
        replace(
            verdict,
            standing=Standing.SUPERSEDED,
            token=1,
            settled_at=DECIDED,
            reason="决策席已先另行决定级别",
        ),
    )
    pane = desk.show()
    assert (pane.away.text(), pane.away.property("tone")) == ("启动决定已被取代 16:00", "bad")
    assert pane.away.toolTip() == "决策席已先另行决定级别"


def test_the_form_of_a_decision_says_that_the_seat_is_out_of_reach(desk):
    enrolled(desk.world, OTHER)
    desk.show()
    desk.run("direct")
    said = [label.text() for label in desk.form.findChildren(type(desk.pane.away))]
    assert any("决定照常生效" in one and "电话报县决策席" in one for one in said)


def test_the_seat_is_taken_over_by_command_with_its_reason(desk):
    lay(desk.world, Officer(id="a", login="a", name="示例a", roles=(Role.SYSTEM_ADMIN,)))
    desk.show()
    assert "尚未入网" in desk.why_not("seat")
    enrolled(desk.world, OTHER)
    desk.focus.sign("a")
    desk.pane.refresh()
    desk.settle(2)
    desk.run("seat")
    desk.type("reason", "指挥大厅断电")
    assert any("联系不上" in one for one in desk.refused())
    touched(desk.world, desk.clock.now())
    desk.save()
    (held,) = desk.find(Seat)
    assert (held.device_id, held.token) == (name_of(desk.world), 2)
    assert desk.why_not("seat") == "本机已是决策席"


def run(pane, command):
    assert REGISTRY[f"supplies.{command}"].why_not(pane) == "", command
    REGISTRY[f"supplies.{command}"].run(pane)


def test_a_quota_is_given_and_taken_back_by_keys(hall):
    enrolled(hall.world, name_of(hall.world))
    hall.focus.sign("leader")
    pane = hall.open(SuppliesPane)
    pane.items.choose("item-B01")
    hall.settle()
    run(pane, "quota")
    form = hall.form
    assert [form.station.itemText(n) for n in range(form.station.count())] == ["示例指挥席"]
    type_text(form.pieces, "999999")
    assert "最多" in "".join(hall.refuse())
    form.pieces.clear()
    type_text(form.pieces, "30")
    hall.save()
    with hall.world.store.read() as read:
        (quota,) = read.find(Quota)
    assert (quota.quantity, quota.device_id) == (30, OTHER)
    run(pane, "quota_back")
    assert "示例指挥席" in hall.form.quota.currentText()
    QTest.keyClick(hall.form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hall.qtbot.waitUntil(lambda: hall.drawer.sheet is None)
    with hall.world.store.read() as read:
        assert read.get(Quota, quota.id).taken_back_at is not None


def test_a_transfer_promised_away_from_the_seat_says_so_beside_its_chain(hall):
    enrolled(hall.world, OTHER)
    quota = Quota(
        id="q",
        depot_id="depot-D00",
        item_id="item-B01",
        device_id=name_of(hall.world),
        quantity=50,
        until=hall.clock.now().replace(year=2025),
        given_by="leader",
        given_at=hall.clock.now(),
    )
    lay(hall.world, quota)
    pane = hall.open(SuppliesPane)
    pane.request()
    form = hall.form
    hall.pick(form.to, "jpx")
    hall.pick(form.goods.rows[0].item, "jzzp")
    type_text(form.goods.rows[0].pieces, "40")
    type_text(form.field("reason"), "尚村转移群众安置")
    hall.save()
    for stage in (Stage.ADVISED, Stage.APPROVED, Stage.ORDERED):
        hall.clock.wind(minutes=4)
        pane.next_step()
        if stage is Stage.APPROVED:
            hall.form.repeated.setChecked(True)
        hall.save()
        assert pane.transfers.current().stage is stage
    assert pane.transfers.told.text().startswith(f"{WAITING} · 待编号")
    assert pane.transfers.table.texts()[0][0].startswith(WAITING)


def test_a_team_sent_away_from_the_seat_says_so_on_the_desk(hall):
    enrolled(hall.world, OTHER)
    pane = hall.open(ForcesPane)
    pane.order()
    form = hall.form
    hall.pick(form.team, "T02")
    form.people.clear()
    type_text(form.people, "5")
    type_text(form.place, "家朋乡尚村")
    type_text(form.field("task"), "堤防巡查抢险")
    hall.save()
    assert pane.dispatches.texts()[0][0].startswith(WAITING)
    with hall.world.store.read() as read:
        assert read.count(Verdict) == 1
