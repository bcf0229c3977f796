"""物资 by keys and clicks: what the officer sees from the call to the receipt."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.domain.transfer import Stage
from console.panes.supplies.card import SuppliesCard as CARD
from console.panes.supplies.commands import COMMANDS
from console.panes.supplies.page import SuppliesPane as PANE
from tests.support.stores_hall import Hall, sentences
from tests.support.typing import type_text


@pytest.fixture
def hall(tmp_path, qtbot, themed):
    made = Hall(tmp_path, qtbot)
    yield made
    made.close()


def stock_row(pane, title):
    return next(row for row in pane.items.texts() if row[0].startswith(title))


def ask(hall, tents="40", quilts="160"):
    hall.pane.request()
    form = hall.form
    hall.pick(form.to, "jpx")
    hall.pick(form.goods.rows[0].item, "jzzp")
    type_text(form.goods.rows[0].pieces, tents)
    if quilts:
        hall.pick(form.goods.rows[1].item, "mb")
        type_text(form.goods.rows[1].pieces, quilts)
    type_text(form.field("reason"), "尚村转移群众安置")
    return form


def test_the_page_opens_on_the_county_depot_with_the_worst_covered_first(hall):
    pane = hall.open(PANE)
    assert pane.stock.header.title == "县应急物资储备库"
    assert pane.items.texts()[0][0] == "移动厕所"
    assert stock_row(pane, "冲锋舟")[7] == "50%"
    assert "5\u2009000 人(待核)" in pane.basis.text()
    assert "批 30 天内" not in stock_row(pane, "饮用水")[8]
    assert "过期 1 批" in stock_row(pane, "饮用水")[8]


def test_another_depot_and_another_item_are_one_key_away(hall):
    pane = hall.open(PANE)
    pane.tree.setFocus()
    QTest.keyClick(pane.tree, Qt.Key.Key_Down)
    QTest.keyClick(pane.tree, Qt.Key.Key_Down)
    hall.settle()
    assert pane.stock.header.title == "华阳镇储备点"
    assert {row[6] for row in pane.items.texts()} == {"—"}, "二级需求 is the county's"
    before = pane.traced.header.title
    pane.items.setFocus()
    QTest.keyClick(pane.items, Qt.Key.Key_Down)
    hall.settle()
    assert pane.traced.header.title != before
    assert "建账" in pane.timeline.texts()[0]


def test_search_finds_by_initials(hall):
    pane = hall.open(PANE)
    type_text(pane.search, "cfz")
    assert [row[0] for row in pane.items.texts()] == ["冲锋舟 4.2 m"]


def test_tents_and_quilts_from_f4_to_the_receipt(hall):
    pane = hall.open(PANE)
    tents = int(stock_row(pane, "救灾帐篷")[2])
    form = ask(hall)
    assert form.field("by").text() == "家朋乡"
    hall.qtbot.waitUntil(lambda: "县应急物资储备库 可全部供给" in form._advice.text())
    hall.save()
    assert pane.transfers.current().stage is Stage.REQUESTED
    assert pane.transfers.step.text() == "动用建议"
    for word, stage in (
        ("批准", Stage.ADVISED),
        ("调拨指令", Stage.APPROVED),
        ("出库", Stage.ORDERED),
        ("签收", Stage.ON_ROAD),
        ("回执", Stage.RECEIVED),
    ):
        hall.clock.wind(minutes=4)
        pane.next_step()
        if stage is Stage.APPROVED:
            hall.form.repeated.setChecked(True)
        if stage is Stage.ON_ROAD:
            type_text(hall.form.plate, "T00000")
        hall.save()
        assert pane.transfers.current().stage is stage
        assert pane.transfers.step.text() == word
        if stage is Stage.APPROVED:
            assert stock_row(pane, "救灾帐篷")[3:5] == ["40", str(tents - 40)]
            assert "书面" in pane.transfers.told.text()
        if stage is Stage.ON_ROAD:
            assert stock_row(pane, "救灾帐篷")[2:6] == [
                str(tents - 40),
                "0",
                str(tents - 40),
                "40",
            ]
    pane.next_step()
    type_text(hall.form.by, "收货人甲")
    hall.save()
    assert pane.transfers.current().stage is Stage.CLOSED
    assert not pane.transfers.step.isEnabled()
    pane.items.choose("item-B01")
    hall.settle()
    words = " ".join(pane.timeline.texts())
    for word in ("申请", "动用建议", "批准", "指令", "出库", "签收", "回执", "建账"):
        assert word in words


def test_what_was_typed_survives_esc_and_a_refusal(hall):
    pane = hall.open(PANE)
    form = ask(hall, tents="2.5", quilts="")
    assert any("不是整数" in s for s in hall.refuse())
    assert form.goods.rows[0].pieces.text() == "2.5"
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert hall.drawer.sheet is None
    pane.request()
    assert hall.form is form
    assert form.goods.rows[0].pieces.text() == "2.5"


def test_a_box_is_no_unit_of_tents(hall):
    hall.open(PANE)
    ask(hall, tents="40箱", quilts="")
    assert any("按顶计" in s for s in hall.refuse())


def test_an_approval_not_repeated_back_is_refused_in_place(hall):
    pane = hall.open(PANE)
    ask(hall, quilts="")
    hall.save()
    pane.next_step()
    hall.save()
    pane.next_step()
    assert "口头批准须复述确认后才能记录。" in hall.refuse()
    hall.form.repeated.setChecked(True)
    hall.save()
    assert pane.transfers.current().stage is Stage.APPROVED


def test_more_than_there_is_can_not_be_promised(hall):
    pane = hall.open(PANE)
    ask(hall, tents="9999", quilts="")
    hall.save()
    pane.next_step()
    hall.save()
    pane.next_step()
    hall.form.repeated.setChecked(True)
    assert any("救灾帐篷 12 m² 可用 312,不足 9999" in s for s in hall.refuse())


def test_short_goods_at_the_receipt_ask_for_their_reason(hall):
    pane = hall.open(PANE)
    ask(hall, quilts="")
    hall.save()
    for _ in range(4):
        pane.next_step()
        if hasattr(hall.form, "repeated"):
            hall.form.repeated.setChecked(True)
        hall.save()
    pane.next_step()
    lot, good, _bad = hall.form.lots[0]
    good.setText(str(lot.quantity - 3))
    assert "短少或损坏须写明原因。" in hall.refuse()
    type_text(hall.form.why, "途中丢失")
    hall.save()
    assert pane.transfers.current().stage is Stage.RECEIVED
    pane.items.choose("item-B01")
    hall.settle()
    assert any("短少" in line and "途中丢失" in line for line in pane.timeline.texts())


def test_a_transfer_is_cancelled_before_it_leaves_and_holds_nothing(hall):
    pane = hall.open(PANE)
    ask(hall, quilts="")
    hall.save()
    pane.cancel()
    type_text(hall.form.why, "就近已解决")
    hall.save()
    assert pane.transfers.current().stage is Stage.CANCELLED
    assert pane.why_no_next()


def test_a_list_that_could_not_be_read_says_so(hall):
    pane = hall.open(PANE)
    pane.items.show_rows([])
    pane.show_failure("本机库正忙。")
    assert pane.items._state.text() == "未能读取:本机库正忙。"


def test_the_tile_shows_the_worst_covered_and_what_expires(hall):
    card = hall.open(CARD)
    assert "批 30 天内到期" in card.warning.text()
    assert "冲锋舟 4.2 m 缺" in card.warning.text() or "移动厕所 缺" in card.warning.text()


def test_every_command_answers_before_anything_was_read(hall):
    pane = PANE(type("S", (), {"world": hall.world})(), hall.bus, hall.focus, hall.runner, None)
    hall.qtbot.addWidget(pane)
    for command in COMMANDS:
        command.why_not(pane)
        command.run(pane)
    assert not sentences(pane)


def test_a_crash_loses_nothing_that_was_typed_half_a_second_ago(hall):
    pane = hall.open(PANE)
    form = ask(hall, quilts="")
    pane.desk._draft.keep()
    hall.qtbot.waitUntil(lambda: bool(hall.world.store.draft("supplies.request")))
    pane.desk._request = None  # another start of the program
    hall.drawer.put_away()
    pane.request()
    again = hall.form
    assert again is not form
    hall.qtbot.waitUntil(lambda: again.goods.rows[0].pieces.text() == "40")
    assert again.goods.wanted() == {"item-B01": 40}
    assert again.to.text() == "家朋乡储备点"
    hall.save()
    hall.qtbot.waitUntil(lambda: not hall.world.store.draft("supplies.request"))


def test_the_keeper_counts_blind_and_the_difference_is_booked(hall):
    hall.focus.sign("keeper")
    pane = hall.open(PANE)
    pane.items.choose("item-F02")
    hall.settle()
    pane.count()
    fields = list(hall.form.counted.values())
    assert [f.text() for f in fields] == ["", ""], "the books are not shown"
    type_text(fields[0], "1")
    hall.save()
    assert stock_row(pane, "冲锋舟")[2] == "3"
    assert any("盘亏" in line for line in pane.timeline.texts())


def test_an_intake_of_a_new_lot_is_on_the_shelf_at_once(hall):
    hall.focus.sign("keeper")
    pane = hall.open(PANE)
    pane.receive()
    hall.pick(hall.form.item, "cfz")
    type_text(hall.form.pieces, "2")
    type_text(hall.form.lot, "2024-A")
    type_text(hall.form.expires, "2030-13-01")
    assert any("应写作" in s for s in hall.refuse())
    hall.form.expires.clear()
    hall.save()
    assert stock_row(pane, "冲锋舟")[2] == "6"


def test_the_desk_may_not_take_stock_in_and_is_told_so(hall):
    pane = hall.open(PANE)
    pane.receive()
    hall.pick(hall.form.item, "cfz")
    type_text(hall.form.pieces, "2")
    type_text(hall.form.lot, "2024-A")
    assert any("不能办理“出入库”" in s for s in hall.refuse())
