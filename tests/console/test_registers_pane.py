"""名录 by keys and clicks: found, added, changed by two, put away, brought back, copied."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from console.domain.changes import Kind
from console.domain.entry import Entry
from console.domain.force import Team
from console.domain.ledger import Move, Reason, Side, account
from console.domain.officer import Role
from console.domain.refuge import Vehicle
from console.domain.roster import Assignment, Post, Watch
from console.domain.supply import Batch, Depot
from console.panes.registers.page import RegistersPane as PANE
from console.runtime.settings import TABLE_COLUMNS, Settings
from console.services.drafts import Drafts
from console.services.registers import Edit, Registers
from console.services.registers.opening import opening
from console.widgets.paged_model import COMING, KEPT, PAGE
from tests.support.officers import officer
from tests.support.stores_hall import Hall
from tests.support.typing import press, type_text

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
MOVES = 1_234


class Room(Hall):
    """The centre's head on watch, so that telephones stand in full."""

    def __init__(self, folder, qtbot):
        super().__init__(folder, qtbot)
        with self.world.store.write("system", "test.watch", history=True) as w:
            officer(w, "head", Role.CENTRE_HEAD)
            w.save(
                Watch(
                    id="w-1",
                    starts=w.now,
                    ends=self.clock.now().replace(hour=23),
                    taken_at=w.now,
                    assignments=(Assignment(post=Post.HEAD, officer_id="head"),),
                )
            )
            w.log(Entry(kind="note", subject_kind=Kind.WATCH, subject_id="w-1", at=w.now))
        self.settings = Settings(folder / "settings.json")

    def enter(self, officer_id="head", kind=None):
        self.focus.sign(officer_id)
        pane = self.open(PANE)
        pane.settings = self.settings
        self.rest()
        if kind is not None:
            self.turn(kind)
        return pane

    def rest(self):
        pane = self.pane
        self.qtbot.waitUntil(
            lambda: (
                self.runner.busy == 0
                and pane.at_rest
                and not pane.middle.pause.isActive()
                and (pane.register is None or pane.table.records.whole)
            )
        )

    def turn(self, kind):
        self.pane.list.choose(kind)
        self.rest()

    def pick(self, at):
        table = self.pane.table
        where = QPoint(20, table.rowViewportPosition(at) + 5)
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
        self.rest()

    def header(self, key):
        table = self.pane.table
        at = [c.key for c in table.records.columns].index(key)
        across = table.horizontalHeader()
        where = QPoint(across.sectionViewportPosition(at) + 8, across.height() // 2)
        QTest.mouseClick(across.viewport(), Qt.MouseButton.LeftButton, pos=where)
        self.rest()

    def column(self, key):
        shown = [c.key for c in self.pane.table.records.columns]
        away = self.pane.table.hidden_columns()
        at = [k for k in shown if k not in away].index(key)
        return [row[at] for row in self.pane.table.texts()]

    def save(self):
        form = self.form
        QTest.keyClick(form, Qt.Key.Key_Return, CONTROL)
        self.qtbot.waitUntil(lambda: self.drawer.sheet is None)
        self.rest()

    def said(self):
        return [notice.text for notice in self.notices]

    def lay_moves(self, count=MOVES):
        with self.world.store.read() as read:
            depot, batch = read.find(Depot, limit=1)[0], read.find(Batch, limit=1)[0]
        with self.world.store.write("system", "test.moves", history=True) as w:
            for n in range(count):
                w.append(
                    Move(
                        id=w.new_id(),
                        item_id=batch.item_id,
                        batch_id=batch.id,
                        quantity=n + 1,
                        from_account=account(Side.SUPPLIER, "示例供货商"),
                        to_account=account(Side.DEPOT, depot.id),
                        reason=Reason.PURCHASE,
                        at=w.now,
                        recorded_at=w.now,
                        by="head",
                        document=f"采购单 {n:05d}",
                    )
                )
            w.log(Entry(kind="note", subject_kind=Kind.MOVE, subject_id="x", at=w.now))


@pytest.fixture
def room(tmp_path, qtbot, themed):
    made = Room(tmp_path, qtbot)
    yield made
    made.close()


# -- looking ----------------------------------------------------------------------------------------


def test_every_register_stands_at_the_left_with_how_many_it_holds(room):
    pane = room.enter()
    told = {row[0]: row[1] for row in pane.list.texts()}
    assert told["队伍"] == "20"
    assert told["水库"] == "0"
    assert told["地点"] == "95"
    assert pane.middle.header.title == "地点"
    assert pane.middle.header._subtitle.text() == "95 处"
    assert pane.table.accessibleName() == "地点"


def test_the_chosen_record_shows_its_card_and_its_whole_history(room):
    pane = room.enter(kind=Kind.TEAM)
    room.pick(1)
    card = dict(map(tuple, pane.record.table.texts()))
    assert card["队名"] == "县防汛抗旱应急抢险队"
    assert card["电话"] == "100 0000 0602"
    assert card["经由"] == "—"
    pane.history()
    assert pane.record.timeline.hasFocus() or not pane.record.timeline.isActiveWindow()


def test_an_empty_register_says_so_and_offers_the_key_that_fills_it(room):
    pane = room.enter(kind=Kind.RESERVOIR)
    assert pane.table.records.rowCount() == 0
    assert pane.table._state.isVisible()
    assert pane.why_no_row() == "请先选一条。"
    assert pane.middle.new_button.isEnabled()


def test_off_watch_telephones_are_masked_until_it_is_written_down(room):
    with room.world.store.write("system", "test.officer", history=True) as w:
        officer(w, "leader2", Role.WATCH_LEADER)
        w.log(Entry(kind="note", subject_kind=Kind.OFFICER, subject_id="leader2", at=w.now))
    pane = room.enter("leader2", Kind.TEAM)
    assert room.column("phone")[0] == "100 **** 0601"
    room.pick(0)
    assert dict(map(tuple, pane.record.table.texts()))["电话"] == "100 **** 0601"
    assert pane.why_no_change() == "不在班,改电话前请先“查看全号”(Alt+G)。"
    pane.reveal()
    room.rest()
    assert room.column("phone")[0] == "100 0000 0601"
    assert pane.why_no_change() == ""
    room.focus.sign("keeper")
    room.rest()
    assert room.column("phone")[0] == "100 **** 0601"


def test_another_room_can_lead_to_one_record_of_any_register(room):
    pane = room.enter()
    pane.show_record(Kind.TEAM, "team-S02")
    room.rest()
    assert pane.register.title == "队伍"
    assert pane.table.current().id == "team-S02"
    pane.show_record(Kind.TEAM, "team-T03")
    room.rest()
    assert pane.table.current().id == "team-T03"
    assert pane.record.card.header.title == pane.table.current().text(1)


# -- sorting, filtering, paging ---------------------------------------------------------------------


def test_a_heading_sorts_up_down_and_off(room):
    pane = room.enter(kind=Kind.TEAM)
    first = room.column("code")
    room.header("headcount")
    up = [int(one) for one in room.column("headcount")]
    assert up == sorted(up)
    room.header("headcount")
    assert [int(one) for one in room.column("headcount")] == sorted(up, reverse=True)
    room.header("headcount")
    assert room.column("code") == first
    assert not pane.table.horizontalHeader().isSortIndicatorShown()


def test_a_sealed_column_says_that_it_can_not_sort(room):
    pane = room.enter(kind=Kind.TEAM)
    before = room.column("code")
    room.header("leader")
    assert room.said()[-1] == "“负责人”是加密保存的个人信息,不能排序。"
    assert room.column("code") == before
    at = [c.key for c in pane.table.records.columns].index("leader")
    tip = pane.table.records.headerData(at, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert "不能排序" in tip


def test_the_filter_finds_words_labels_and_sealed_names_and_escape_empties_it(room):
    pane = room.enter(kind=Kind.TEAM)
    pane.filter()
    type_text(pane.search, "队长甲")
    room.rest()
    assert room.column("code") == ["T01"]
    assert pane.middle.header._subtitle.text() == "1 支"
    press(pane.search, Qt.Key.Key_Escape)
    room.rest()
    assert pane.middle.header._subtitle.text() == "20 支"
    type_text(pane.search, "村(社区)突击队")
    room.rest()
    assert set(room.column("kind")) == {"村(社区)突击队"}


def test_a_pasted_page_or_half_a_character_in_the_filter_finds_nothing_and_breaks_nothing(room):
    pane = room.enter(kind=Kind.MOVE)
    for text in ("防" * 40_000, "\ud83d", "%_\\'\";--", "🚒"):
        pane.search.setText(text)
        room.rest()
        assert not pane.table._state.text().startswith("未能读取")
    pane.search.clear()
    room.rest()
    assert pane.table.records.rowCount() == 232


def test_any_place_of_a_long_ledger_is_one_page_away_and_few_rows_are_kept(room):
    room.lay_moves()
    pane = room.enter(kind=Kind.MOVE)
    table, records = pane.table, pane.table.records
    whole = records.rowCount()
    assert whole > MOVES
    table.setFocus()
    press(table, Qt.Key.Key_End)
    room.rest()
    assert table.currentIndex().row() == whole - 1
    assert COMING not in {records.text(whole - 1, c) for c in range(len(records.columns))}
    assert dict(map(tuple, pane.record.table.texts()))["数量"] == records.row(whole - 1).cells[2]
    assert records.text(PAGE * 2, 0) == COMING, "what nobody looked at was not read"
    for at in range(0, whole, 150):
        table.scrollTo(records.index(at, 0))
        room.rest()
        assert records.row(at) is not None
    assert sum(len(page) for page in records._pages.values()) <= KEPT
    press(table, Qt.Key.Key_Home)
    assert table.currentIndex().row() == 0
    press(table, Qt.Key.Key_PageDown)
    assert 5 < table.currentIndex().row() < 60
    press(table, Qt.Key.Key_PageUp)
    assert table.currentIndex().row() == 0


def test_the_rows_scrolled_to_are_those_of_the_whole_sorted_list(room):
    room.lay_moves(500)
    pane = room.enter(kind=Kind.MOVE)
    room.header("quantity")
    records = pane.table.records
    at = [c.key for c in records.columns].index("quantity")
    seen = []
    for row in range(0, records.rowCount(), 20):
        pane.table.scrollTo(records.index(row, 0), pane.table.ScrollHint.PositionAtTop)
        room.rest()
        seen.append(int(records.text(row, at).replace("\u2009", "")))
    assert seen == sorted(seen)


def test_the_chosen_row_stays_chosen_when_others_change_the_list(room):
    pane = room.enter(kind=Kind.TEAM)
    room.pick(3)
    mine = pane.table.current().id
    with room.world.store.write("head", "test.gone") as w:
        first = w.find(Team, order="rank,id", limit=1)[0]
        w.save(
            Team(
                **{n: getattr(first, n) for n in first.__slots__ if n != "archived_at"},
                archived_at=w.now,
            )
        )
        w.log(Entry(kind="note", subject_kind=Kind.TEAM, subject_id=first.id, at=w.now))
    room.bus.changed.emit(w.changes)
    room.rest()
    assert pane.table.records.rowCount() == 19
    assert pane.table.current().id == mine
    assert pane.table.currentIndex().row() == 2
    assert [i.row() for i in pane.table.selectionModel().selectedRows()] == [2]


# -- copying and columns ----------------------------------------------------------------------------


def test_chosen_rows_are_copied_with_their_headings(room):
    pane = room.enter(kind=Kind.TEAM)
    room.pick(0)
    press(pane.table, Qt.Key.Key_Down, SHIFT)
    press(pane.table, Qt.Key.Key_C, CONTROL)
    room.rest()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:3] == ["代码", "队名", "类别"]
    assert [line.split("\t")[0] for line in lines[1:]] == ["T01", "T02"]
    assert room.said()[-1] == "已复制 2 行"


def test_rows_that_were_never_on_the_screen_are_copied_too(room):
    room.lay_moves(700)
    pane = room.enter(kind=Kind.MOVE)
    pane.table.setFocus()
    pane.table.selectAll()
    pane.copy()
    room.rest()
    text = QGuiApplication.clipboard().text().splitlines()
    assert len(text) == pane.table.records.rowCount() + 1
    assert COMING not in QGuiApplication.clipboard().text()


def test_columns_are_put_away_by_key_and_stay_so_for_this_officer(room):
    pane = room.enter(kind=Kind.TEAM)
    pane.columns()
    menu = pane.menu.menu
    assert menu.isVisible()
    owner = next(a for a in menu.actions() if a.data() == "owner")
    menu.setActiveAction(owner)
    press(menu, Qt.Key.Key_Return)
    assert "owner" in pane.table.hidden_columns()
    room.turn(Kind.PLACE)
    room.turn(Kind.TEAM)
    assert "owner" in pane.table.hidden_columns()
    assert room.settings.get(TABLE_COLUMNS)[0].startswith("head/team:")
    room.focus.sign("duty")
    assert "owner" not in pane.menu.kept(pane.register)


# -- writing ----------------------------------------------------------------------------------------


def fill_vehicle(room, plate="皖P00001演"):
    room.pane.add()
    form = room.form
    type_text(form.field("code"), plate)
    type_text(form.field("name"), "抢险车")
    type_text(form.field("place_name"), "家朋乡尚村")
    type_text(form.field("seats"), "7")
    type_text(form.field("driver"), "驾驶员甲")
    type_text(form.field("phone"), "100 0000 0123")
    return form


def test_a_new_record_is_not_taken_for_verified_until_somebody_says_so(room):
    pane = room.enter(kind=Kind.UNIT)
    pane.add()
    assert room.form.field("mark").currentText() == "待核"
    room.turn(Kind.VEHICLE)
    pane.add()
    room.qtbot.waitUntil(lambda: "usable" in room.form._fields)
    assert room.form.field("usable").isChecked()


def test_a_vehicle_is_typed_saved_and_stands_chosen_in_the_list(room):
    pane = room.enter(kind=Kind.VEHICLE)
    fill_vehicle(room)
    room.save()
    assert room.column("name") == ["抢险车"]
    assert room.column("usable") == ["是"]
    assert pane.table.current().text(0) == "皖P00001演"
    assert pane.record.timeline.texts()[0].endswith("新增 车辆装备名录新增 抢险车")


def test_what_is_wrong_is_said_under_the_field_and_the_typing_stays(room):
    room.enter(kind=Kind.VEHICLE)
    form = fill_vehicle(room)
    form.field("seats").clear()
    type_text(form.field("seats"), "七座")
    assert room.refuse() == ["“七座”不是整数,请填 0 或正整数。"]
    assert form.field("seats").text() == "七座"
    form.field("place_name").clear()
    type_text(form.field("place_name"), "341823001")
    form.field("seats").clear()
    assert room.refuse() == ["代码 341823001 不在本县(须以 341824 开头)。"]


def test_escape_keeps_the_form_and_a_crash_keeps_its_draft(room):
    pane = room.enter(kind=Kind.VEHICLE)
    form = fill_vehicle(room)
    press(form, Qt.Key.Key_Escape)
    assert room.drawer.sheet is None
    pane.add()
    assert room.form.field("name").text() == "抢险车"
    pane.desk._drafts["registers.vehicle.new"].keep()
    room.rest()
    assert "抢险车" in Drafts(room.world).find("registers.vehicle.new")
    pane.desk._forms.clear()
    pane.add()
    room.qtbot.waitUntil(lambda: room.form.field("name").text() == "抢险车")


def test_enter_opens_the_form_and_only_what_was_retyped_is_written(room):
    pane = room.enter(kind=Kind.TEAM)
    room.pick(1)
    press(pane.table, Qt.Key.Key_Return)
    form = room.form
    assert form.field("headcount").text() == "36"
    form.field("headcount").clear()
    type_text(form.field("headcount"), "38")
    type_text(form.field("reason"), "新招 2 人")
    room.save()
    line = pane.record.timeline.moments.row(0)
    assert line.sentence == "编制 36 → 38 · 缘由:新招 2 人"
    assert line.after == "示例head"


def test_two_at_one_record_are_told_both_values_and_the_second_saving_is_meant(room):
    pane = room.enter(kind=Kind.TEAM)
    room.pick(1)
    pane.change()
    form = room.form
    form.field("headcount").clear()
    type_text(form.field("headcount"), "38")
    with room.world.store.read() as read:
        other = opening(read, Registers(room.world).names, Kind.TEAM, "team-T02")
    edit = Edit(kind=Kind.TEAM, id="team-T02", before=other.before, values={"headcount": "40"})
    Registers(room.world).change("head", edit)
    told = room.refuse()
    assert told == ["“编制”刚被别人改为“40”,您填的是“38”,都没有丢。确以您的为准,请再保存一次。"]
    assert form.field("headcount").text() == "38"
    room.save()
    with room.world.store.read() as read:
        assert read.get(Team, "team-T02").headcount == 38


def test_away_with_a_reason_seen_on_request_and_brought_back(room):
    pane = room.enter(kind=Kind.VEHICLE)
    fill_vehicle(room)
    room.save()
    room.pick(0)
    pane.archive()
    assert room.refuse()
    type_text(room.form.field("reason"), "报废")
    room.save()
    assert pane.table.records.rowCount() == 0
    pane.toggle_archived()
    room.rest()
    assert room.column("name") == ["抢险车"]
    room.pick(0)
    assert pane.record.card.header._subtitle.text() == "已停用"
    assert pane.why_no_change() == "这一条已停用,请先恢复(Alt+U)。"
    assert pane.why_no_restore() == ""
    pane.restore()
    room.save()
    with room.world.store.read() as read:
        assert read.find(Vehicle)[0].archived_at is None


def test_a_team_that_is_out_can_not_be_put_away(room):
    from console.domain.dispatch import Dispatch, State
    from console.domain.force import Verb

    with room.world.store.write("system", "test.out", history=True) as w:
        w.save(
            Dispatch(
                id="d-1",
                team_id="team-T01",
                verb=Verb.ASK,
                task="搜救",
                place_name="家朋乡",
                people=5,
                ordered_at=w.now,
                state=State.ARRIVED,
                state_at=w.now,
            )
        )
        w.log(Entry(kind="note", subject_kind=Kind.DISPATCH, subject_id="d-1", at=w.now))
    pane = room.enter(kind=Kind.TEAM)
    room.pick(0)
    pane.archive()
    type_text(room.form.field("reason"), "撤并")
    assert room.refuse() == ["“县消防救援大队”有 1 次出动未结束(家朋乡),请归建后再停用。"]


def test_who_may_not_edit_reads_why(room):
    pane = room.enter("duty", Kind.TEAM)
    room.pick(0)
    assert pane.why_no_adding() == "您的角色不能修改队伍名录。"
    assert not pane.middle.change_button.isEnabled()
    room.turn(Kind.MOVE)
    assert pane.why_no_adding() == "出入库流水由业务办理时自动记录,只能查看。"
    press(pane.table, Qt.Key.Key_Home)
    room.rest()
    press(pane.table, Qt.Key.Key_Return)
    assert room.drawer.sheet is None
    assert room.said()[-1] == "出入库流水由业务办理时自动记录,只能查看。"
