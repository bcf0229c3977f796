"""Every register of the county, written down once."""

from collections.abc import Mapping
from typing import Any

from console.domain.changes import Kind
from console.domain.force import Base, Expert, Team
from console.domain.holiday import Holiday
from console.domain.ledger import Move
from console.domain.officer import Officer
from console.domain.place import Place
from console.domain.plan import PlanVersion
from console.domain.record import dataclass
from console.domain.refuge import Shelter, Vehicle
from console.domain.risk import Reservoir, Responsible, RiskPoint
from console.domain.rule_sheet import RuleSheet
from console.domain.supply import Batch, Depot, Item
from console.domain.unit import Unit
from console.services.registers.shape import Field, Register, Shape
from console.wording.force import BASE, TEAM_KIND, VERB
from console.wording.officer import ROLE
from console.wording.register import (
    CHARGE,
    DAY_KIND,
    PLACE_KIND,
    RESERVOIR_SIZE,
    RISK_KIND,
    RUNG,
    SHELTER_KIND,
    VEHICLE_KIND,
    WAY,
)
from console.wording.store import MARK
from console.wording.supply import PURPOSE, QUALITY, REASON, RESERVE, TIER


def _code(label: str = "代码", width: int = 104, *, required: bool = False) -> Field:
    return Field(key="code", label=label, width=width, required=required)


def _name(label: str = "名称", stretch: int = 3) -> Field:
    return Field(key="name", label=label, required=True, stretch=stretch)


def _choice(key: str, label: str, labels: Mapping[Any, str], width: int = 104) -> Field:
    return Field(
        key=key, label=label, shape=Shape.CHOICE, labels=labels, required=True, width=width
    )


def _whole(key: str, label: str, width: int = 84, *, column: bool = True) -> Field:
    return Field(key=key, label=label, shape=Shape.WHOLE, width=width, column=column)


def _phone(key: str = "phone", label: str = "电话") -> Field:
    return Field(key=key, label=label, shape=Shape.PHONE, width=136)


def _dated(key: str, label: str) -> Field:
    return Field(key=key, label=label, shape=Shape.DATED, width=104, column=False)


def _note(key: str = "note", label: str = "备注") -> Field:
    return Field(key=key, label=label, shape=Shape.LONG, column=False)


_PLACE = Field(
    key="place_name", label="所在地", shape=Shape.PLACE, keys=("place_id", "place_name"), width=140
)
# Wider than the county's outline by a few kilometres: a reservoir may stand beyond the border.
_LON = Field(
    key="lon", label="经度", shape=Shape.DEGREE, width=92, column=False, least=118.2, most=119.1
)
_LAT = Field(
    key="lat", label="纬度", shape=Shape.DEGREE, width=92, column=False, least=29.8, most=30.5
)
_ALIASES = Field(key="aliases", label="别名", shape=Shape.WORDS)

PLACES = Register(
    kind=Kind.PLACE,
    record=Place,
    title="地点",
    unit="处",
    order="code",
    fields=(
        _code("区划代码", 140),
        _name(),
        _choice("kind", "类别", PLACE_KIND, 110),
        Field(key="parent_id", label="上级", shape=Shape.PLACE, width=150),
        _ALIASES,
        _LON,
        _LAT,
    ),
)
UNITS = Register(
    kind=Kind.UNIT,
    record=Unit,
    title="单位",
    unit="家",
    order="rank",
    fields=(
        _code(),
        _name(),
        Field(key="kind", label="类别", required=True, width=120),
        _choice("way", "往来方式", WAY, 88),
        Field(key="duty", label="防汛救灾职责", shape=Shape.LONG, stretch=4),
        Field(key="duty_phone", label="值班电话", width=136),
        _PLACE,
        _choice("mark", "核实", MARK, 88),
    ),
)
OFFICERS = Register(
    kind=Kind.OFFICER,
    record=Officer,
    title="人员",
    unit="人",
    order="login",
    permission="administer",
    adds=False,
    archives="active",
    fields=(
        Field(key="login", label="登录名", edited=False, width=110),
        Field(key="name", label="姓名", edited=False, width=110),
        Field(key="title", label="职务"),
        Field(key="unit", label="单位"),
        _phone(),
        _phone("phone_spare", "备用电话"),
        Field(
            key="roles", label="角色", shape=Shape.CHOICES, labels=ROLE, edited=False, stretch=3
        ),
    ),
)
TEAMS = Register(
    kind=Kind.TEAM,
    record=Team,
    title="队伍",
    unit="支",
    order="rank",
    fields=(
        _code(width=84, required=True),
        _name("队名"),
        _choice("kind", "类别", TEAM_KIND, 128),
        Field(key="owner", label="隶属", required=True),
        _choice("verb", "出动方式", VERB, 88),
        Field(key="through", label="经由", column=False),
        Field(key="tags", label="专长", shape=Shape.WORDS, column=False),
        _whole("headcount", "编制"),
        Field(key="available", label="可出动", shape=Shape.WHOLE, width=84, edited=False),
        Field(key="status", label="状态", width=84, edited=False),
        _PLACE,
        Field(key="leader", label="负责人", width=96),
        _phone(),
        _whole("minutes_out", "出动分钟", 92, column=False),
        _LON,
        _LAT,
    ),
)
EXPERTS = Register(
    kind=Kind.EXPERT,
    record=Expert,
    title="专家",
    unit="名",
    order="rank",
    fields=(
        _name("姓名"),
        Field(key="fields", label="专业", shape=Shape.WORDS, required=True, stretch=3),
        Field(key="title", label="职称"),
        Field(key="unit", label="单位", stretch=3),
        _phone(),
        Field(
            key="base",
            label="状态",
            shape=Shape.CHOICE,
            labels={k: v for k, v in BASE.items() if k is not Base.COMMITTED},
            required=True,
            width=88,
        ),
        _whole("minutes_to_hall", "到县城分钟", 104),
        _dated("verified_at", "核实日期"),
    ),
)
VEHICLES = Register(
    kind=Kind.VEHICLE,
    record=Vehicle,
    title="车辆装备",
    unit="辆",
    order="rank",
    fields=(
        _code("号牌", 110, required=True),
        _name("名称"),
        _choice("kind", "类别", VEHICLE_KIND),
        Field(key="owner", label="单位"),
        _PLACE,
        _whole("seats", "座位", 76),
        _whole("load", "载重(千克)", 104),
        Field(key="driver", label="驾驶员", width=96),
        _phone(),
        Field(key="usable", label="可用", shape=Shape.YES, width=64),
        _dated("checked_at", "检查日期"),
        _note(),
    ),
)
DEPOTS = Register(
    kind=Kind.DEPOT,
    record=Depot,
    title="仓库",
    unit="处",
    order="rank",
    fields=(
        _code(width=84, required=True),
        _name("库名"),
        _choice("tier", "层级", TIER, 128),
        _choice("reserve", "储备方式", RESERVE),
        Field(key="owner", label="主管单位", required=True),
        Field(
            key="purposes",
            label="用途",
            shape=Shape.CHOICES,
            labels=PURPOSE,
            required=True,
            width=104,
        ),
        Field(key="place_id", label="所在地", shape=Shape.PLACE, required=True, width=140),
        Field(key="keeper", label="保管员", width=96),
        _phone(),
        _LON,
        _LAT,
    ),
)
ITEMS = Register(
    kind=Kind.ITEM,
    record=Item,
    title="物资品种",
    unit="种",
    order="rank",
    fields=(
        _code(width=84, required=True),
        _name("品名"),
        Field(key="spec", label="规格"),
        Field(key="unit", label="单位", required=True, width=72),
        _choice("purpose", "用途", PURPOSE, 84),
        Field(key="gb_code", label="国标代码", width=110),
        _ALIASES,
    ),
)
SHELTERS = Register(
    kind=Kind.SHELTER,
    record=Shelter,
    title="避护场所",
    unit="处",
    order="rank",
    fields=(
        _code(),
        _name(),
        _choice("kind", "类别", SHELTER_KIND, 110),
        _PLACE,
        _whole("capacity", "容纳(人)", 92),
        _whole("area", "面积(㎡)", 92),
        Field(key="keeper", label="管理人", width=96),
        _phone(),
        _dated("checked_at", "核查日期"),
        _note(),
        _LON,
        _LAT,
    ),
)
RISK_POINTS = Register(
    kind=Kind.RISK_POINT,
    record=RiskPoint,
    title="风险点",
    unit="处",
    order="rank",
    fields=(
        _code(),
        _name(),
        _choice("kind", "类别", RISK_KIND, 140),
        _PLACE,
        _whole("households", "受威胁户", 92),
        _whole("people", "受威胁人", 92),
        Field(key="threshold", label="转移条件", shape=Shape.LONG, stretch=3),
        Field(
            key="shelter_id",
            label="转移去处",
            shape=Shape.REFERENCE,
            to=Kind.SHELTER,
            column=False,
            width=140,
        ),
        _dated("checked_at", "核查日期"),
        _note(),
        _LON,
        _LAT,
    ),
)
RESERVOIRS = Register(
    kind=Kind.RESERVOIR,
    record=Reservoir,
    title="水库",
    unit="座",
    order="rank",
    fields=(
        _code(),
        _name("库名"),
        _choice("size", "规模", RESERVOIR_SIZE, 92),
        _PLACE,
        _whole("capacity", "总库容(千立方米)", 140),
        Field(key="datum", label="高程基准", column=False),
        _whole("flood_limit", "汛限水位(毫米)", 132),
        _whole("design_flood", "设计洪水位(毫米)", 140),
        _note(),
        _LON,
        _LAT,
    ),
)
RESPONSIBLES = Register(
    kind=Kind.RESPONSIBLE,
    record=Responsible,
    title="责任人",
    unit="人",
    order="rank",
    fields=(
        _code(width=96),
        _name("姓名"),
        _choice("rung", "层级", RUNG, 72),
        _choice("charge", "责任", CHARGE, 104),
        Field(key="title", label="职务"),
        Field(key="unit", label="单位"),
        _PLACE,
        Field(key="about_name", label="所负责的对象", keys=("about_id", "about_name"), width=140),
        _phone(),
        Field(key="second", label="第二联系人", width=104),
        _phone("second_phone", "第二电话"),
        _dated("verified_at", "核实日期"),
    ),
)
HOLIDAYS = Register(
    kind=Kind.HOLIDAY,
    record=Holiday,
    title="节假日",
    unit="天",
    order="day",
    fields=(
        Field(key="day", label="日期", shape=Shape.DAY, required=True, width=120),
        _name("名称"),
        _choice("kind", "安排", DAY_KIND, 110),
        Field(key="source", label="依据", stretch=3),
    ),
)
PLANS = Register(
    kind=Kind.PLAN,
    record=PlanVersion,
    title="预案",
    unit="版",
    names=lambda one: f"{one.title} {one.version}",
    adds=False,
    archives="",
    order="-entered_at",
    fields=(
        Field(key="title", label="预案", edited=False, stretch=4),
        Field(key="version", label="版本", edited=False, width=120),
        Field(key="active", label="现行", shape=Shape.YES, edited=False, width=72),
        Field(key="entered_at", label="录入", shape=Shape.MOMENT, edited=False, width=150),
        Field(key="text", label="内容", shape=Shape.SOURCE, required=True, column=False),
    ),
)
RULES = Register(
    kind=Kind.RULE,
    record=RuleSheet,
    title="规则",
    unit="份",
    names=lambda one: str(one.title),
    adds=False,
    archives="",
    fields=(
        Field(key="title", label="规则", edited=False, stretch=3),
        Field(key="version", label="版本", shape=Shape.WHOLE, edited=False, width=80),
        Field(key="ground", label="依据(文号、会议)", stretch=4),
        Field(key="id", label="文件", edited=False, width=170),
        Field(key="words", label="现行内容", shape=Shape.SOURCE, required=True, column=False),
        Field(
            key="standard", label="随程序的内容", shape=Shape.SOURCE, edited=False, column=False
        ),
    ),
)
BATCHES = Register(
    kind=Kind.BATCH,
    record=Batch,
    title="批次",
    unit="批",
    order="item_id",
    permission="stock_move",
    names=lambda one: one.lot,
    adds=False,  # a lot comes in by 入库, never by hand
    archives="",
    fields=(
        Field(
            key="item_id",
            label="品名",
            shape=Shape.REFERENCE,
            to=Kind.ITEM,
            stretch=3,
            edited=False,
        ),
        Field(key="lot", label="批号", width=150, edited=False),
        Field(key="expires_on", label="有效期至", shape=Shape.DAY, width=120),
        Field(
            key="quality",
            label="质量",
            shape=Shape.CHOICE,
            labels=QUALITY,
            width=96,
            edited=False,
        ),
        Field(key="quality_why", label="质量说明", edited=False, column=False),
        Field(key="supplier", label="供货、捐赠单位", stretch=3),
    ),
)
MOVES = Register(
    kind=Kind.MOVE,
    record=Move,
    title="出入库流水",
    unit="笔",
    order="-at",
    names=lambda one: one.document or one.id,
    writes=False,
    adds=False,
    archives="",
    fields=(
        Field(key="at", label="时间", shape=Shape.MOMENT, width=136),
        Field(key="item_id", label="品名", shape=Shape.REFERENCE, to=Kind.ITEM, stretch=3),
        Field(key="quantity", label="数量", shape=Shape.WHOLE, width=92),
        Field(key="reason", label="事由", shape=Shape.CHOICE, labels=REASON, width=96),
        Field(key="from_account", label="自", shape=Shape.ACCOUNT, stretch=3),
        Field(key="to_account", label="至", shape=Shape.ACCOUNT, stretch=3),
        Field(key="batch_id", label="批次", shape=Shape.REFERENCE, to=Kind.BATCH, column=False),
        Field(key="document", label="单据", width=140),
        Field(key="by", label="经手", shape=Shape.REFERENCE, to=Kind.OFFICER, width=96),
        Field(key="note", label="说明", column=False),
        Field(key="recorded_at", label="记录时间", shape=Shape.MOMENT, width=136, column=False),
    ),
)

REGISTERS: tuple[Register, ...] = (
    PLACES,
    UNITS,
    OFFICERS,
    RESPONSIBLES,
    TEAMS,
    EXPERTS,
    VEHICLES,
    SHELTERS,
    RISK_POINTS,
    RESERVOIRS,
    DEPOTS,
    ITEMS,
    HOLIDAYS,
    PLANS,
    RULES,
    BATCHES,
    MOVES,
)
BY_KIND: Mapping[Kind, Register] = {one.kind: one for one in REGISTERS}


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a register are in use, and how many were put away."""

    register: Register
    living: int
    archived: int
