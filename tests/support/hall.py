"""A hall without a store: five rooms whose cards use the real widgets, to drive and to look at."""

from datetime import timedelta
from types import SimpleNamespace

from console.domain.changes import Kind
from console.domain.level import Level
from console.domain.refused import Refused
from console.runtime.bus import Bus
from console.runtime.commands import Command
from console.runtime.focus import Focus
from console.runtime.settings import Settings
from console.runtime.tasks import Runner, inline
from console.services.glance.bar import (
    ActiveResponse,
    NearestDue,
    SituationGlance,
    StatusGlance,
)
from console.shell.desk import Desk, Door, PaneEntry
from console.widgets.complete import Choice, CompleteField
from console.widgets.figures import Figure, FigureRow
from console.widgets.form import Form
from console.widgets.level_badge import LevelBadge
from console.widgets.meter import MeterList, MeterRow
from console.widgets.note_edit import NoteEdit
from console.widgets.pane import Card, Pane
from console.widgets.record_table import Column, RecordTable
from console.widgets.stepper import DONE, NOW, Step, Stepper
from console.widgets.timeline import BADGES, Moment, Timeline
from tests.support.panes import FakeServices

MOMENTS = [
    Moment(
        "1",
        "16:29",
        "接报",
        "家朋乡尚村上游山洪,2 户进水,正转移 18 人(待核)",
        "bad",
        "待核",
        "warn",
    ),
    Moment("2", "16:21", "预警", "县气象台发布暴雨橙色预警,3 小时内 50 毫米以上", "warn"),
    Moment("3", "16:18", "叫应", "家朋乡 10 人,已复述 8,未应 1,拨号中 1"),
    Moment("4", "16:06", "到场", "县森林消防专业队 24 人到达伏岭镇", "ok"),
    Moment("5", "15:52", "出库", "救灾帐篷 40 顶、棉被 160 床 → 家朋乡"),
    Moment("6", "15:40", "续报", "防汛三级响应 续报一 示例甲 签发", "warn", "待上报", "warn"),
    Moment("7", "14:30", "调整", "指挥长批准,调整为防汛三级响应"),
    Moment("8", "12:10", "会商", "防汛会商结束,议定 4 项", "ok", struck=True),
]


class DutyCard(Card):
    name, title, watches = "duty", "值守", frozenset({Kind.JOURNAL})

    def __init__(self, *world):
        super().__init__(*world)
        self.header.set_subtitle("响应值守 · 08:00–20:00")
        self.header.add_button("交接班", "duty.handover", "F6")
        self.header.add_button("接报", "duty.intake", "F2", main=True)
        self.figures = FigureRow()
        self.panel.body.addWidget(self.figures)
        self.panel.add_rule()
        self.timeline = Timeline()
        self.panel.body.addWidget(self.timeline, 1)

    def ask(self, read):
        return MOMENTS

    def show_glance(self, glance):
        self.figures.show_figures(
            [
                Figure("死亡 / 失联 / 受伤", "0 / 0 / 0", stretch=2),
                Figure("应转", 187),
                Figure("已转", 116, tone="ok"),
                Figure("未转", 71, tone="warn"),
                Figure("被困", None),
            ]
        )
        self.timeline.show_moments(glance)
        self.badge_changed.emit(2)


class DutyPane(Pane):
    name, title, watches = "duty", "值守", frozenset({Kind.JOURNAL})
    form = None

    def __init__(self, *world):
        super().__init__(*world)
        panel = self.panel("接报与日志", "今日 31 条 · 未办结 3")
        panel.add_button("交接班", "duty.handover", "F6")
        self.timeline = Timeline(BADGES)
        panel.body.addWidget(self.timeline, 1)
        self.body.addWidget(panel, 1)
        self.saved = []

    def ask(self, read):
        return MOMENTS

    def show_glance(self, glance):
        self.timeline.show_moments(glance)

    def take_call(self):
        if self.form is None:
            self.form = intake_form()
            self.form.submitted.connect(self._on_submitted)
        self.open_sheet("接报", self.form, "四项即可保存")

    def _on_submitted(self, values):
        if values["what"] == "x":
            self.form.refuse(Refused("field_missing", label="内容", field="what"))
            return
        self.saved.append((self.focus.officer, values))
        self.form.clear()
        self.sheet_closed.emit()


def intake_form():
    form = Form("保存", columns=2)
    form.add_field("who", "报告人 / 单位", CompleteField(), required=True)
    form.add_field("phone", "回拨电话", CompleteField(), required=True)
    places = [Choice("1", "尚村", "家朋乡"), Choice("2", "家朋乡"), Choice("3", "扬溪镇")]
    form.add_field("place", "地点", CompleteField(places), required=True, span=2)
    form.add_field("what", "内容", NoteEdit("发生了什么"), required=True, span=2)
    return form


def column(key, title, **more):
    return Column(key, title, lambda r: r[key], **more)


class ResponseCard(Card):
    name, title, watches = "response", "响应", frozenset({Kind.TASK})

    def __init__(self, *world):
        super().__init__(*world)
        self.header.add_lead(LevelBadge(Level.III))
        self.header.set_title("防汛应急响应")
        self.header.set_subtitle("24 小时县面雨量 160 mm ≥ 100 mm(16:00)· 距二级差 1 个乡镇")
        self.header.add_button("文书", "response.paper")
        self.header.add_button("建议调整", "response.adjust", main=True)
        self.stepper = Stepper()
        self.panel.body.addWidget(self.stepper)
        self.table = RecordTable(
            [
                column("task", "任务", stretch=4),
                column("unit", "责任单位", stretch=2, tone=lambda r: "dim"),
                column("by", "时限", width=90, align="right"),
                column("left", "剩余", width=140, align="right", tone=lambda r: r["tone"]),
                column("done", "进度", width=110, align="right"),
            ],
            key=lambda r: r["task"],
            title="任务",
        )
        self.panel.body.addWidget(self.table, 1)

    def ask(self, read):
        rows = [
            ("三级通知签收(乡镇、成员单位)", "县防办", "15:00", "超 1:32:08", "19/24", "bad"),
            ("水库、山塘 24 小时值守核查", "县水利局", "17:00", "27:52", "8/11", "warn"),
            ("家朋、荆州危险区转移", "家朋乡、荆州乡", "17:20", "47:52", "未转 71", "warn"),
            ("险工险段巡查,每 2 小时一报", "县水利局", "18:00", "1:27:52", "2/3", "dim"),
            ("抢险队伍前置伏岭、荆州", "县消防救援大队", "16:30", "已完成", "15:58", "ok"),
        ]
        keys = ("task", "unit", "by", "left", "done", "tone")
        return [dict(zip(keys, row, strict=True)) for row in rows]

    def show_glance(self, glance):
        self.stepper.show_steps(
            [
                Step("监测预警", "10:12", DONE),
                Step("会商研判", "10:25", DONE),
                Step("建议", "10:31", DONE),
                Step("批准", "10:49", DONE),
                Step("启动", "10:50", DONE),
                Step("处置", "进行中", NOW),
                Step("终止"),
                Step("评估"),
            ]
        )
        self.table.show_rows(glance)
        self.badge_changed.emit(5)


class SupplyCard(Card):
    name, title, watches = "supplies", "物资", frozenset({Kind.MOVE})

    def __init__(self, *world):
        super().__init__(*world)
        self.header.set_subtitle("二级响应保障率(可用 ÷ 需求)")
        self.header.add_button("调拨", "supplies.transfer", "F4", main=True)
        self.meters = MeterList()
        self.panel.body.addWidget(self.meters, 1)

    def ask(self, read):
        rows = [
            ("冲锋舟", "2 艘", 0.25, "bad"),
            ("饮用水", "6 800 瓶", 0.57, "warn"),
            ("折叠床", "640 张", 0.64, "warn"),
            ("发电机", "8 台", 0.8, "warn"),
            ("救灾帐篷", "272 顶", 0.91, "warn"),
            ("编织袋", "32 000 条", 1.07, "ok"),
            ("橡皮艇", "—", None, "info"),
        ]
        return [MeterRow(n, n, f"可用 {a}", s, t) for n, a, s, t in rows]

    def show_glance(self, glance):
        self.meters.show_rows(glance)


class ForcesCard(Card):
    name, title, watches = "forces", "力量", frozenset({Kind.TEAM})

    def __init__(self, *world):
        super().__init__(*world)
        self.header.set_subtitle("97 支 · 可调 1\u2009344 人")
        self.header.add_button("调派", "forces.dispatch", "F3", main=True)
        self.table = RecordTable(
            [
                column("name", "力量", stretch=3, badge=lambda r: r["name"][0]),
                column("teams", "队伍", width=70, align="right"),
                column("people", "可调 人", width=90, align="right"),
                column("out", "出动", width=70, align="right"),
            ],
            key=lambda r: r["name"],
        )
        self.panel.body.addWidget(self.table, 1)

    def ask(self, read):
        rows = [
            ("综合性消防", "3", "62", "1"),
            ("专业救援", "9", "214", "2"),
            ("社会力量", "4", "96", "0"),
        ]
        return [dict(zip(("name", "teams", "people", "out"), r, strict=True)) for r in rows]

    def show_glance(self, glance):
        self.table.show_rows(glance)


class SituationCard(Card):
    name, title, watches = "situation", "态势", frozenset({Kind.READING})

    def __init__(self, *world):
        super().__init__(*world)
        self.header.set_subtitle("24 小时雨量 · 至 16:00 · 县面 160 mm")
        for word in ("雨量", "水位", "力量", "物资"):
            self.header.add_button(word)
        self.table = RecordTable([column("a", "站")], key=lambda r: r["a"], empty="尚无雨情")
        self.panel.body.addWidget(self.table, 1)

    def ask(self, read):
        return []

    def show_glance(self, glance):
        self.table.show_rows(glance)


class EmptyPane(Pane):
    name, title = "empty", "空"

    def ask(self, read):
        return None

    def show_glance(self, glance):
        pass


def take_call(pane):
    pane.take_call()


def nothing(_pane):
    pass


COMMANDS = [
    Command(
        "duty.intake", "接报", take_call, "F2", group="值守", help="四项即可保存", pane="duty"
    ),
    Command(
        "duty.handover",
        "交接班",
        nothing,
        "F6",
        group="值守",
        pane="duty",
        when=lambda pane: "没有未交接的班次。",
    ),
    Command("duty.local", "标记重要", nothing, "Ctrl+M", group="值守", pane="duty", scope="pane"),
]


def entries():
    return [
        PaneEntry("duty", "值守", "duty", DutyPane, DutyCard, COMMANDS, (0, 0)),
        PaneEntry("response", "响应", "response", EmptyPane, ResponseCard, (), (1, 1), 47),
        PaneEntry("forces", "力量", "force", EmptyPane, ForcesCard, (), (2, 0), 53),
        PaneEntry("supplies", "物资", "supply", EmptyPane, SupplyCard, (), (2, 1), 47),
        PaneEntry("situation", "态势", "situation", EmptyPane, SituationCard, (), (1, 0), 53),
    ]


OFFICERS = {"o1": "值班员甲", "o2": "值班员乙"}


class FakeDoor:
    """One password for all, one PIN for all; remembers what was asked."""

    def __init__(self):
        self.told = []

    def officers(self, read):
        return [Choice(key, name, "主班") for key, name in OFFICERS.items()]

    def _check(self, what, key, secret, right):
        self.told.append((what, key))
        if secret != right:
            raise Refused("login_failed")
        return SimpleNamespace(officer_id=key, name=OFFICERS[key])

    def sign_in(self, who, secret):
        key = next((k for k, n in OFFICERS.items() if n == who), "")
        return self._check("sign_in", key, secret, "right" if key else None)

    def unlock(self, officer_id, secret):
        return self._check("unlock", officer_id, secret, "1234")

    def check_pin(self, officer_id, pin):
        return self._check("pin", officer_id, pin, "1234")

    def lock(self, officer_id):
        self.told.append(("lock", officer_id))

    def sign_out(self, officer_id):
        self.told.append(("sign_out", officer_id))

    def door(self):
        return Door(
            self.officers, self.sign_in, self.unlock, self.check_pin, self.lock, self.sign_out
        )


def situation(_read, now):
    return SituationGlance(
        responses=(
            ActiveResponse("r1", Level.III, "防汛应急响应", now - timedelta(hours=2, minutes=2)),
            ActiveResponse(
                "r2", Level.IV, "地质灾害应急响应", now - timedelta(hours=3, minutes=27)
            ),
        ),
        due=NearestDue(
            "家朋山洪 电话初报", now + timedelta(minutes=5), now - timedelta(minutes=25)
        ),
        leader="示例甲",
        primary="示例乙",
        secondary="示例丙",
        pending=37,
        link="degraded",
    )


def status(_read, now):
    return StatusGlance(
        "ok", backup_at=now, links=("指挥信息网 中断 14:20 起", "卫星 可用"), mode="战时"
    )


def hall(tmp_path, **more):
    services = FakeServices()
    runner = Runner(inline())
    bus = Bus()
    runner.committed.connect(bus.changed)
    parts = {
        "services": services,
        "bus": bus,
        "focus": Focus(),
        "runner": runner,
        "clock": services.world.clock,
        "settings": Settings(tmp_path / "settings.json"),
        "door": FakeDoor().door(),
        "entries": entries(),
        "situation": situation,
        "status": status,
    }
    return Desk(**{**parts, **more})
