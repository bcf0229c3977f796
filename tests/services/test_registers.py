"""Registers kept by two hands, with their reasons, and left only by what nothing stands on."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from console.domain.changes import Kind
from console.domain.dispatch import Dispatch, State
from console.domain.entry import Entry
from console.domain.force import Team, Verb
from console.domain.officer import Officer, Role
from console.domain.place import Place, PlaceKind, search
from console.domain.refuge import Vehicle, VehicleKind
from console.domain.refused import Refused
from console.domain.risk import Responsible
from console.domain.roster import Assignment, Post, Watch
from console.domain.supply import Batch, Depot
from console.services import demo_force, demo_supply
from console.services.registers import BY_KIND, REGISTERS, Edit, Registers, Shape
from console.services.registers.listing import Listing, Query, hidden, history, may, on_watch
from console.services.registers.opening import opening
from console.wording import refusal
from db.registry import BY_KIND as ENTITIES
from resources import places
from tests.support.officers import officer
from tests.support.world import HandClock, world


class Office:
    """The centre's head keeps the registers; an administrator keeps the officers."""

    def __init__(self, folder):
        self.clock = HandClock()
        self.world, self.opened = world(folder, self.clock)
        with self.world.store.write("system", "test.lay_in", history=True) as w:
            officer(w, "head", Role.CENTRE_HEAD)
            officer(w, "leader", Role.WATCH_LEADER)
            officer(w, "duty", Role.PRIMARY)
            officer(w, "root", Role.SYSTEM_ADMIN)
            for place in places.load():
                w.save(place)
            w.log(Entry(kind="note", subject_kind=Kind.PLACE, subject_id="x", at=w.now))
        demo_supply.seed(self.world)
        demo_force.seed(self.world)
        self.registers = Registers(self.world)
        self.listing = Listing(self.world, self.registers.names)

    def get(self, record, id_):
        with self.world.store.read() as read:
            return read.get(record, id_)

    def open(self, kind, id_):
        with self.world.store.read() as read:
            return opening(read, self.registers.names, kind, id_)

    def edit(self, opened, reason="", **typed):
        values = {**opened.texts, **typed}
        return Edit(
            kind=opened.register.kind,
            id=opened.id,
            before=opened.before,
            values=values,
            reason=reason,
        )

    def change(self, kind, id_, actor="head", **typed):
        return self.registers.change(actor, self.edit(self.open(kind, id_), **typed))

    def history(self, kind, id_, full=True):
        with self.world.store.read() as read:
            return history(read, kind, id_, full=full)

    def rows(self, kind, **more):
        return self.listing.first(Query(kind=kind, **more))

    def put(self, *records):
        with self.world.store.write("system", "test.put", history=True) as w:
            for one in records:
                w.save(one)
            w.log(Entry(kind="note", subject_kind=Kind.PLACE, subject_id="x", at=w.now))


@pytest.fixture
def office(tmp_path):
    made = Office(tmp_path)
    yield made
    made.opened.close()


VEHICLE = {
    "code": "皖P00001演",
    "name": "抢险车",
    "kind": "rescue",
    "owner": "县应急管理局",
    "place_name": "家朋乡尚村",
    "seats": "７",
    "load": "1 500",
    "driver": "驾驶员甲",
    "phone": "100 0000 0123",
    "usable": True,
    "checked_at": "2024年6月1日",
    "note": "",
}


def said(refused):
    return refusal(refused.value)


def test_every_field_of_a_register_is_a_field_of_its_record():
    for register in REGISTERS:
        known = {one.name for one in fields(register.record)}
        for field in register.fields:
            assert set(field.held) <= known, (register.title, field.key)
            personal = ENTITIES[register.kind].personal
            assert field.shape is not Shape.CHOICE or not personal & set(field.held)


def test_a_vehicle_is_added_as_it_was_typed(office):
    id_, changes = office.registers.add("head", Kind.VEHICLE, VEHICLE)
    made = office.get(Vehicle, id_)
    assert (made.seats, made.load, made.kind, made.usable) == (7, 1500, VehicleKind.RESCUE, True)
    assert (made.place_name, made.place_id) == ("家朋乡尚村", "341824202204")
    assert made.checked_at is not None
    assert changes.touches({Kind.VEHICLE, Kind.JOURNAL})
    line = office.history(Kind.VEHICLE, id_)[0]
    assert (line.tag, line.sentence) == ("新增", "车辆装备名录新增 抢险车")


def test_a_place_nobody_knows_is_still_a_place(office):
    id_, _ = office.registers.add("head", Kind.VEHICLE, {**VEHICLE, "place_name": "尚村小学门口"})
    assert (office.get(Vehicle, id_).place_id, office.get(Vehicle, id_).place_name) == (
        "",
        "尚村小学门口",
    )


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"name": " "}, "name", "请填“名称”。"),
        ({"seats": "七座"}, "seats", "“七座”不是整数,请填 0 或正整数。"),
        ({"kind": "飞艇"}, "kind", "“飞艇”不在可选项中"),
        ({"phone": "打不通"}, "phone", "“打不通”不是电话号码"),
        ({"checked_at": "昨天"}, "checked_at", "“昨天”不是日期"),
        ({"place_name": "340104001"}, "place_name", "代码 340104001 不在本县(须以 341824 开头)。"),
    ],
)
def test_what_is_wrong_is_said_under_its_field(office, typed, field, sentence):
    with pytest.raises(Refused) as no:
        office.registers.add("head", Kind.VEHICLE, {**VEHICLE, **typed})
    assert no.value.facts["field"] == field
    assert said(no).startswith(sentence)
    assert not office.rows(Kind.VEHICLE)


def test_only_whom_the_table_of_roles_permits_may_edit(office):
    for actor in ("duty", "root"):
        with pytest.raises(Refused) as no:
            office.registers.add(actor, Kind.VEHICLE, VEHICLE)
        assert "修改名录" in said(no)
    with pytest.raises(Refused) as no:
        office.change(Kind.OFFICER, "duty", title="值班员")
    assert "系统管理" in said(no)
    with office.world.store.read() as read:
        assert may(read, "duty") == frozenset()
        assert may(read, "root") == {Kind.OFFICER}
        assert may(read, "head") == {r.kind for r in REGISTERS if r.writes} - {
            Kind.OFFICER,
            Kind.BATCH,
        }


def test_of_an_officer_only_title_unit_and_telephones_are_changed_here(office):
    office.change(
        Kind.OFFICER, "duty", actor="root", title="主班", phone="100 0000 0777", name="换名"
    )
    kept = office.get(Officer, "duty")
    assert (kept.title, kept.phone, kept.name) == ("主班", "10000000777", "示例duty")
    with pytest.raises(Refused) as no:
        office.registers.add("root", Kind.OFFICER, {})
    assert "人员登记" in said(no)


def test_what_the_trade_writes_itself_is_only_looked_at(office):
    with office.world.store.read() as read:
        move = read.ids(BY_KIND[Kind.MOVE].record, limit=1)[0]
    with pytest.raises(Refused) as no:
        office.change(Kind.MOVE, move)
    assert "只能查看" in said(no)


# -- two editors ------------------------------------------------------------------------------------


def test_two_editors_of_different_fields_both_have_their_way(office):
    first, second = office.open(Kind.TEAM, "team-T02"), office.open(Kind.TEAM, "team-T02")
    office.registers.change("head", office.edit(first, through="县防汛办", headcount="31"))
    office.registers.change("leader", office.edit(second, owner="县水利局(代管)"))
    kept = office.get(Team, "team-T02")
    assert (kept.through, kept.headcount, kept.owner) == ("县防汛办", 31, "县水利局(代管)")


def test_two_editors_of_one_field_are_told_both_values_and_nothing_is_lost(office):
    first, second = office.open(Kind.TEAM, "team-T02"), office.open(Kind.TEAM, "team-T02")
    office.registers.change("head", office.edit(first, headcount="31"))
    mine = office.edit(second, headcount="33", through="县防汛办")
    with pytest.raises(Refused) as no:
        office.registers.change("leader", mine)
    assert said(no).startswith("“编制”刚被别人改为“31”,您填的是“33”")
    assert no.value.facts["field"] == "headcount"
    kept = office.get(Team, "team-T02")
    assert (kept.headcount, kept.through) == (31, ""), "one transaction: not half of it"
    again = Edit(
        kind=mine.kind,
        id=mine.id,
        before={**mine.before, "headcount": no.value.facts["value"]},
        values=mine.values,
    )
    office.registers.change("leader", again)
    kept = office.get(Team, "team-T02")
    assert (kept.headcount, kept.through) == (33, "县防汛办")


def test_two_who_type_the_same_do_not_quarrel(office):
    first, second = office.open(Kind.TEAM, "team-T02"), office.open(Kind.TEAM, "team-T02")
    office.registers.change("head", office.edit(first, headcount="31"))
    with pytest.raises(Refused) as no:
        office.registers.change("leader", office.edit(second, headcount="31"))
    assert said(no) == "没有改动。"


FIELDS = ("headcount", "leader", "owner", "through")


@settings(max_examples=25, deadline=None)
@given(
    had=st.integers(30, 90),
    mine=st.dictionaries(st.sampled_from(FIELDS), st.integers(30, 60), min_size=1),
    theirs=st.dictionaries(st.sampled_from(FIELDS), st.integers(61, 90), min_size=1),
)
@example(had=54, mine={"headcount": 54, "leader": 54}, theirs={"headcount": 61})
def test_whoever_is_later_overwrites_nothing_that_he_did_not_see(law, had, mine, theirs):
    """Fields apart merge; a field of both is refused and leaves everything as it was. A value that
    stands as it was read was not typed, and gives way to the other's.
    """
    office, team = law
    office.put(replace(team, headcount=had))
    first, second = office.open(Kind.TEAM, "team-T02"), office.open(Kind.TEAM, "team-T02")
    changed, retyped = _retyped(first, theirs, "甲"), _retyped(second, mine, "乙")
    if not changed or not retyped:
        return
    office.registers.change("head", office.edit(first, **changed))
    between = office.get(Team, "team-T02")
    if retyped.keys() & changed.keys():
        with pytest.raises(Refused):
            office.registers.change("leader", office.edit(second, **retyped))
        assert office.get(Team, "team-T02") == between
        return
    office.registers.change("leader", office.edit(second, **retyped))
    after = office.open(Kind.TEAM, "team-T02").texts
    assert {k: after[k] for k in (*changed, *retyped)} == {**changed, **retyped}


def _retyped(opened, figures, who):
    """What he types over what he reads."""
    typed = {k: str(v) if k == "headcount" else f"{who}{v}" for k, v in figures.items()}
    return {k: v for k, v in typed.items() if str(opened.texts[k]) != v}


@pytest.fixture(scope="module")
def law(tmp_path_factory):
    made = Office(tmp_path_factory.mktemp("law"))
    yield made, made.get(Team, "team-T02")
    made.opened.close()


# -- history ----------------------------------------------------------------------------------------


def test_history_tells_old_and_new_and_keeps_telephones_to_those_on_watch(office):
    office.change(Kind.TEAM, "team-T02", headcount="31", phone="100 0000 0999")
    line = office.history(Kind.TEAM, "team-T02")[0]
    assert line.changes == (
        ("编制", "36", "31"),
        ("电话", "100 0000 0602", "10000000999"),
    )
    assert line.sentence == "队伍名录 县防汛抗旱应急抢险队:改 编制、电话"
    assert line.actor == "示例head"
    masked = {
        label: new
        for label, _, new in office.history(Kind.TEAM, "team-T02", full=False)[0].changes
    }
    assert masked["电话"] == "100 **** 0999"


def test_personal_words_of_a_change_lie_sealed_in_the_journal(office):
    made, _ = office.registers.add(
        "head",
        Kind.RESPONSIBLE,
        {
            "name": "责任人甲",
            "rung": "village",
            "charge": "patrol",
            "place_name": "家朋乡尚村",
            "phone": "100 0000 0123",
        },
    )
    office.change(Kind.RESPONSIBLE, made, name="责任人乙", title="村委委员")
    with office.world.store.read() as read:
        rows = read.connection.exec_driver_sql(
            "SELECT facts, private FROM journal WHERE subject_id = ? ORDER BY n", (made,)
        ).fetchall()
    assert len(rows) == 2
    for facts, private in rows:
        assert not any(word in facts for word in ("责任人甲", "责任人乙", "0123"))
        assert "责任人".encode() not in private
    line = office.history(Kind.RESPONSIBLE, made)[0]
    assert ("姓名", "责任人甲", "责任人乙") in line.changes
    with office.world.store.write("system", "test.purge") as w:
        w.destroy_key(made)
        w.log(Entry(kind="note", subject_kind=Kind.PLACE, subject_id="x", at=w.now))
    assert "责任人乙" not in str(office.history(Kind.RESPONSIBLE, made))
    assert "村委委员" in str(office.history(Kind.RESPONSIBLE, made))


# -- away and back ----------------------------------------------------------------------------------


def test_what_was_put_away_leaves_the_list_keeps_its_row_and_comes_back(office):
    id_, _ = office.registers.add("head", Kind.VEHICLE, VEHICLE)
    with pytest.raises(Refused) as no:
        office.registers.archive("head", Kind.VEHICLE, id_, "  ")
    assert no.value.facts["field"] == "reason"
    office.registers.archive("head", Kind.VEHICLE, id_, "报废")
    assert office.rows(Kind.VEHICLE) == []
    assert [row.archived for row in office.rows(Kind.VEHICLE, archived=True)] == [True]
    with pytest.raises(Refused) as no:
        office.change(Kind.VEHICLE, id_, name="别名")
    assert "请先恢复" in said(no)
    assert office.history(Kind.VEHICLE, id_)[0].sentence == "车辆装备名录停用 抢险车:报废"
    office.registers.add("head", Kind.VEHICLE, {**VEHICLE, "name": "新车"})
    with pytest.raises(Refused) as no:
        office.registers.restore("head", Kind.VEHICLE, id_)
    assert said(no) == "代码 皖P00001演 已有人用:新车。"
    office.registers.archive("head", Kind.VEHICLE, office.rows(Kind.VEHICLE)[0].id, "录重")
    office.registers.restore("head", Kind.VEHICLE, id_)
    assert [row.id for row in office.rows(Kind.VEHICLE)] == [id_]
    with pytest.raises(Refused):
        office.registers.restore("head", Kind.VEHICLE, id_)


@pytest.mark.parametrize("hours", [-6, 30])
def test_a_person_on_a_present_or_coming_watch_is_not_put_away(office, hours):
    now = office.clock.now()
    watch = Watch(
        id="w-1",
        starts=now + timedelta(hours=hours),
        ends=now + timedelta(hours=hours + 12),
        assignments=(Assignment(post=Post.PRIMARY, officer_id="duty"),),
        taken_at=now + timedelta(hours=hours) if hours < 0 else None,
    )
    office.put(watch)
    with pytest.raises(Refused) as no:
        office.registers.archive("root", Kind.OFFICER, "duty", "调离")
    assert "请先换班再停用" in said(no)
    assert office.get(Officer, "duty").active
    with office.world.store.read() as read:
        assert on_watch(read, "duty", office.clock.now()) is (hours < 0)
    office.clock.wind(hours=60)
    office.put(Watch(id="w-1", starts=watch.starts, ends=watch.ends, left_at=office.clock.now()))
    office.registers.archive("root", Kind.OFFICER, "duty", "调离")
    assert not office.get(Officer, "duty").active
    assert "duty" not in [row.cells[0] for row in office.rows(Kind.OFFICER)]


def test_nobody_puts_himself_away(office):
    with pytest.raises(Refused) as no:
        office.registers.archive("root", Kind.OFFICER, "root", "试试")
    assert "不能停用您自己" in said(no)


def test_a_team_on_the_road_stays_until_it_is_home(office):
    now = office.clock.now()
    out = Dispatch(
        id="d-1",
        team_id="team-T02",
        verb=Verb.ORDER,
        task="堤防巡查",
        place_name="家朋乡",
        people=5,
        ordered_at=now,
        state=State.ARRIVED,
        state_at=now,
    )
    office.put(out)
    with pytest.raises(Refused) as no:
        office.registers.archive("head", Kind.TEAM, "team-T02", "撤并")
    assert "请归建后再停用" in said(no)
    office.put(
        Dispatch(
            **{**{f.name: getattr(out, f.name) for f in fields(out)}, "state": State.RETURNED}
        )
    )
    office.registers.archive("head", Kind.TEAM, "team-T02", "撤并")


def test_a_depot_with_stock_stays_on_the_books(office):
    with office.world.store.read() as read:
        full = next(d for d in read.find(Depot, order="rank") if d.tier == "county")
    with pytest.raises(Refused) as no:
        office.registers.archive("head", Kind.DEPOT, full.id, "搬迁")
    assert "账上还有" in said(no)
    with office.world.store.read() as read:
        item = read.find(BY_KIND[Kind.ITEM].record, order="rank")[0]
    with pytest.raises(Refused) as no:
        office.registers.archive("head", Kind.ITEM, item.id, "不再储备")
    assert "还有结存" in said(no)


def test_what_is_on_the_books_keeps_its_unit_and_its_kind_of_reserve(office):
    with office.world.store.read() as read:
        full = next(d for d in read.find(Depot, order="rank") if d.tier == "county")
        item = read.find(BY_KIND[Kind.ITEM].record, order="rank")[0]
    with pytest.raises(Refused) as no:
        office.change(Kind.DEPOT, full.id, reserve="agreement")
    assert (no.value.facts["field"], "请先清账" in said(no)) == ("reserve", True)
    with pytest.raises(Refused) as no:
        office.change(Kind.ITEM, item.id, unit="箱")
    assert said(no).startswith(f"账上已按“{item.unit}”记数,不能改单位")
    office.change(Kind.ITEM, item.id, name="救灾帐篷(新)")
    with office.world.store.read() as read:
        assert "xin" in read.get(type(item), item.id).index


def test_a_purged_officer_is_not_named_from_memory(office):
    with office.world.store.read() as read:
        assert office.registers.names.table(read, Kind.OFFICER)["duty"] == "示例duty"
    with office.world.store.write("system", "test.purge") as w:
        w.destroy_key("duty")
        w.log(Entry(kind="note", subject_kind=Kind.OFFICER, subject_id="x", at=w.now))
    with office.world.store.read() as read:
        assert office.registers.names.table(read, Kind.OFFICER)["duty"] != "示例duty"


def test_a_place_with_records_below_it_stays(office):
    with pytest.raises(Refused) as no:
        office.registers.archive("head", Kind.PLACE, "341824202", "撤并")
    assert "条“地点”在用" in said(no)
    office.registers.add("head", Kind.VEHICLE, VEHICLE)
    with pytest.raises(Refused) as no:
        office.registers.archive("head", Kind.PLACE, "341824202204", "撤并")
    assert said(no).endswith("请先停用或改到别处。")


# -- places -----------------------------------------------------------------------------------------

PLACE = {
    "code": "",
    "name": "上村组",
    "kind": "hamlet",
    "parent_id": "家朋乡尚村",
    "aliases": "上屋",
}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"code": "341823202209", "kind": "village"}, "代码 341823202209 不在本县"),
        ({"code": "34182420", "kind": "village"}, "代码 34182420 的位数不对"),
        ({"code": "", "kind": "village"}, "县、乡镇、村(社区)须填统计用区划代码。"),
        ({"code": "341824202204", "kind": "village"}, "代码 341824202204 已有人用"),
        ({"parent_id": ""}, "请填上级地点。"),
        ({"parent_id": "没有的村"}, "地名库里没有“没有的村”"),
        ({"parent_id": "110101001"}, "代码 110101001 不在本县"),
        ({"lon": "30.07", "lat": "118.6"}, "“经度”30.07 度不在本县范围内"),
        ({"lon": "118.6", "lat": ""}, "经度和纬度要填就都填。"),
    ],
)
def test_a_code_outside_the_county_or_an_axis_swapped_is_refused(office, typed, sentence):
    with pytest.raises(Refused) as no:
        office.registers.add("head", Kind.PLACE, {**PLACE, **typed})
    assert said(no).startswith(sentence)


def test_a_hamlet_without_a_code_is_found_by_name_alias_and_initials(office):
    id_, _ = office.registers.add("head", Kind.PLACE, PLACE)
    kept = office.get(Place, id_)
    assert (kept.kind, kept.township_id, kept.code) == (PlaceKind.HAMLET, "341824202", "")
    with office.world.store.read() as read:
        known = read.find(Place)
    for typed in ("上村组", "上屋", "scz", "shangwu"):
        assert id_ in [p.id for p in search(known, typed)], typed


def test_nobody_is_his_own_ancestor(office):
    id_, _ = office.registers.add("head", Kind.PLACE, PLACE)
    child, _ = office.registers.add(
        "head", Kind.PLACE, {**PLACE, "name": "下首", "parent_id": id_}
    )
    with pytest.raises(Refused) as no:
        office.change(Kind.PLACE, id_, parent_id=child)
    assert said(no) == "上级不能是自己或自己的下级。"


# -- lists ------------------------------------------------------------------------------------------


def test_a_filter_finds_labels_references_and_words(office):
    by = {
        text: len(office.listing.order(Query(kind=Kind.MOVE, text=text)))
        for text in ("", "建账", "帐篷", "没有这样的词", "%")
    }
    assert by["没有这样的词"] == by["%"] == 0
    assert 0 < by["帐篷"] < by[""]
    assert by["建账"] > 0
    assert [r.cells[1] for r in office.rows(Kind.PLACE, text="jpx")] == ["家朋乡"]


def test_sealed_names_are_found_by_eye_and_can_not_be_sorted(office):
    found = office.rows(Kind.TEAM, text="队长甲")
    assert [row.id for row in found] == ["team-T01"]
    assert len(office.listing.order(Query(kind=Kind.TEAM, text="队长甲"))) == 1
    with pytest.raises(TypeError, match="sealed"):
        office.rows(Kind.TEAM, order="leader")


def test_telephones_are_masked_unless_one_is_on_watch(office):
    at = [f.key for f in BY_KIND[Kind.TEAM].fields].index("phone")
    assert office.rows(Kind.TEAM)[0].cells[at] == "100 **** 0601"
    assert "*" not in office.rows(Kind.TEAM, full=True)[0].cells[at]
    assert (hidden("8158"), hidden("")) == ("8**", "")


def test_counts_follow_what_is_in_use(office):
    def counted(kind):
        with office.world.store.read() as read:
            return next(
                (c.living, c.archived)
                for c in office.listing.counts(read)
                if c.register.kind is kind
            )

    assert counted(Kind.VEHICLE) == (0, 0)
    id_, _ = office.registers.add("head", Kind.VEHICLE, VEHICLE)
    assert counted(Kind.VEHICLE) == (1, 0)
    office.registers.archive("head", Kind.VEHICLE, id_, "报废")
    assert counted(Kind.VEHICLE) == (0, 1)


def test_a_responsible_person_is_tied_to_what_he_answers_for(office):
    dam, _ = office.registers.add(
        "head",
        Kind.RESERVOIR,
        {"name": "示例水库", "size": "small_1", "datum": "1985国家高程基准"},
    )
    made, _ = office.registers.add(
        "head",
        Kind.RESPONSIBLE,
        {
            "name": "责任人甲",
            "rung": "county",
            "charge": "administrative",
            "about_name": "示例水库",
        },
    )
    kept = office.get(Responsible, made)
    assert (kept.about_kind, kept.about_id) == ("reservoir", dam)
    with pytest.raises(Refused) as no:
        office.registers.archive("head", Kind.RESERVOIR, dam, "报废")
    assert "条“责任人”在用(如 责任人甲)" in said(no)


def test_a_keeper_puts_a_lot_s_date_right_and_never_what_it_is_a_lot_of(office):
    with office.world.store.write("system", "test.keeper", history=True) as w:
        officer(w, "keeper", Role.STORE_KEEPER)
        w.log(Entry(kind="note", subject_kind=Kind.OFFICER, subject_id="keeper", at=w.now))
        lot = next(one for one in w.find(Batch) if one.expires_on)
    office.change(Kind.BATCH, lot.id, actor="keeper", expires_on="2027年3月1日")
    now = office.get(Batch, lot.id)
    assert (now.expires_on, now.item_id, now.lot) == ("2027-03-01", lot.item_id, lot.lot)
    office.change(Kind.BATCH, lot.id, actor="keeper", expires_on="")
    assert office.get(Batch, lot.id).expires_on == ""
    with pytest.raises(Refused, match="register_day_shape"):
        office.change(Kind.BATCH, lot.id, actor="keeper", expires_on="明年")
    with pytest.raises(Refused, match="not_permitted"):
        office.change(Kind.BATCH, lot.id, actor="leader", expires_on="2027-01-01")
