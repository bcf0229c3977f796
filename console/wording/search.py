"""What the list of hits says."""

from console.domain.changes import Kind
from console.domain.place import PlaceKind

PLACE_KIND = {
    PlaceKind.COUNTY: "县",
    PlaceKind.TOWNSHIP: "乡镇",
    PlaceKind.VILLAGE: "村(社区)",
    PlaceKind.HAMLET: "自然村",
    PlaceKind.POINT: "点位",
}
# Two characters before each hit; in the order of the list.
GROUP = {
    Kind.OFFICER: "人员",
    Kind.TEAM: "队伍",
    Kind.EXPERT: "专家",
    Kind.RESPONSIBLE: "责任人",
    Kind.UNIT: "单位",
    Kind.PLACE: "地点",
    Kind.INCIDENT: "险情",
    Kind.SHELTER: "避护",
    Kind.RISK_POINT: "风险",
    Kind.RESERVOIR: "水库",
    Kind.DEPOT: "仓库",
    Kind.ITEM: "物资",
    Kind.VEHICLE: "车辆",
    Kind.CALL: "接报",
    Kind.TASK: "任务",
    Kind.DOCUMENT: "文书",
    Kind.PLAN: "预案",
    Kind.BATCH: "批次",
}
LINE = "日志"
ARCHIVED = "已停用"
PEOPLE = "{count} 人"
EXPIRES = "{day} 到期"
YES_NO = {True: "是", False: "否"}
PHONE = "电话"
HIDDEN = "*** **** {tail}"
LINE_CARD = ("内容", "时间", "记录人", "缘由")
# What a card says of each kind: label and field.
CARD: dict[Kind, tuple[tuple[str, str], ...]] = {
    Kind.OFFICER: (("职务", "title"), ("单位", "unit"), ("在用", "active")),
    Kind.TEAM: (
        ("类别", "kind"),
        ("主管", "owner"),
        ("驻地", "place_name"),
        ("人数", "headcount"),
        ("状态", "status"),
        ("联系人", "leader"),
    ),
    Kind.EXPERT: (("专业", "fields"), ("职称", "title"), ("单位", "unit")),
    Kind.RESPONSIBLE: (
        ("职务", "title"),
        ("单位", "unit"),
        ("地点", "place_name"),
        ("负责", "about_name"),
        ("第二联系人", "second"),
    ),
    Kind.UNIT: (("编号", "code"), ("职责", "duty"), ("地点", "place_name")),
    Kind.PLACE: (("类别", "kind"), ("代码", "code"), ("别名", "aliases")),
    Kind.INCIDENT: (
        ("状态", "state"),
        ("接报", "received_at"),
        ("地点", "place_text"),
        ("类型", "hazard"),
        ("核实", "verified_at"),
        ("办结", "closed_at"),
    ),
    Kind.SHELTER: (
        ("编号", "code"),
        ("地点", "place_name"),
        ("容纳人数", "capacity"),
        ("管理人", "keeper"),
        ("备注", "note"),
    ),
    Kind.RISK_POINT: (
        ("编号", "code"),
        ("地点", "place_name"),
        ("威胁户数", "households"),
        ("威胁人数", "people"),
        ("转移条件", "threshold"),
        ("备注", "note"),
    ),
    Kind.RESERVOIR: (
        ("编号", "code"),
        ("地点", "place_name"),
        ("库容(千立方米)", "capacity"),
        ("备注", "note"),
    ),
    Kind.DEPOT: (("编号", "code"), ("层级", "tier"), ("主管", "owner"), ("保管员", "keeper")),
    Kind.ITEM: (("编码", "code"), ("规格", "spec"), ("单位", "unit"), ("别名", "aliases")),
    Kind.VEHICLE: (
        ("车牌", "code"),
        ("单位", "owner"),
        ("停放", "place_name"),
        ("驾驶员", "driver"),
        ("可用", "usable"),
        ("备注", "note"),
    ),
    Kind.CALL: (
        ("状态", "state"),
        ("接报", "received_at"),
        ("地点", "place_text"),
        ("内容", "content"),
        ("报告人", "reporter"),
        ("备注", "note"),
    ),
    Kind.TASK: (
        ("单位", "unit"),
        ("状态", "state"),
        ("下达", "issued_at"),
        ("时限", "due_at"),
        ("要求", "detail"),
        ("反馈", "feedback"),
    ),
    Kind.DOCUMENT: (
        ("文号", "number"),
        ("类别", "kind"),
        ("主送", "addressees"),
        ("落款", "signature"),
        ("决定", "decided_at"),
        ("作废", "voided_at"),
    ),
    Kind.PLAN: (("编号", "code"), ("版本", "version"), ("录入", "entered_at")),
    Kind.BATCH: (("到期", "expires_on"), ("质量", "quality"), ("供应商", "supplier")),
}
