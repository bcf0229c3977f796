"""The watch, its posts, and what goes across at 交接班."""

from console.domain.changes import Kind
from console.domain.handover import HandoverState, ItemKind
from console.domain.roster import Advice, Mode, Post

MODE = {Mode.DAILY: "日常值守", Mode.WARNING: "预警值守", Mode.RESPONSE: "响应值守"}
POST = {
    Post.LEADER: "带班领导",
    Post.HEAD: "值班长",
    Post.PRIMARY: "主班",
    Post.SECONDARY: "副班",
    Post.JOINT: "联合值守",
}
ADVICE = {
    Advice.SHORT_REST: "{name} 距上一次主班仅 {hours} 小时(宜满 48 小时)",
    Advice.LONG_STRETCH: "{name} 连续值班 {hours} 小时(宜不超过 24 小时)",
}
ITEM = {
    ItemKind.RESPONSE: "响应",
    ItemKind.INCIDENT: "事件",
    ItemKind.DUE: "时限",
    ItemKind.PROPOSAL: "建议",
    ItemKind.APPROVAL: "欠件",
    ItemKind.DOCUMENT: "文书",
    ItemKind.TASK: "任务",
    ItemKind.DISPATCH: "出动",
    ItemKind.TRANSFER: "在途",
    ItemKind.CALL: "接报",
    ItemKind.ROSTER: "缺班",
    ItemKind.OUTBOX: "上报",
    ItemKind.REMARK: "交代",
}
HANDOVER_STATE = {
    HandoverState.DRAFT: "待交班人签",
    HandoverState.GIVEN: "待接班人签",
    HandoverState.TAKEN: "已交接",
}
LINE = {
    "response": "{matter} {level}响应{paused},自 {since}",
    "paused": "(已暂停)",
    "incident": "{title}({state}),{at} 接报",
    "call": "{place} 来电未办理,{at} 接报",
    "proposal": "建议{action},{at} 提出,待批准",
    "approval": "{level}{action}为口头批准({at}),书面未补",
    "document": "《{title}》未印发",
    "tasks": "{of} 未完成任务 {count} 项{late}",
    "late": ",其中超时 {count} 项",
    "at_once": "转移避险与先期处置",
    "due": "{title},{at} 前",
    "dispatch": "{team} {people} 人在 {place},未归建",
    "transfer": "调拨 {number} → {to},未办结",
    "unnumbered": "(待编号)",
    "outbox": "本机已存、待上报 {count} 笔",
}
NOTE = "记录"
AS_OF = "截至 {at}"
PEOPLE = "人"
BUNDLE = "{first} 等 {count} 条"
# The two characters before a line whose own kind has none.
SUBJECT = {
    Kind.READING: "监测",
    Kind.PLAN: "预案",
    Kind.PLACE: "地名",
    Kind.OFFICER: "人员",
    Kind.TEAM: "队伍",
    Kind.EXPERT: "专家",
    Kind.DISPATCH: "出动",
    Kind.DEPOT: "物资",
    Kind.ITEM: "物资",
    Kind.BATCH: "物资",
    Kind.MOVE: "出入",
    Kind.TRANSFER: "调拨",
    Kind.RESPONSE: "响应",
    Kind.PROPOSAL: "建议",
    Kind.APPROVAL: "批准",
    Kind.TASK: "任务",
    Kind.DOCUMENT: "文书",
    Kind.DUE: "时限",
    Kind.REVIEW: "评估",
    Kind.DELEGATION: "委托",
    Kind.SHELTER: "避护",
    Kind.VEHICLE: "车辆",
    Kind.RISK_POINT: "风险",
    Kind.RESERVOIR: "水库",
    Kind.RESPONSIBLE: "责任",
    Kind.HOLIDAY: "节假",
    Kind.RULE: "规则",
    Kind.LAYER: "图层",
    Kind.STATION: "工作站",
    Kind.SEAT: "决策席",
    Kind.VERDICT: "待县确认",
    Kind.UPPER_RECEIPT: "上级签收",
    Kind.QUOTA: "调拨额度",
    Kind.DIFFERENCE: "数据不一致",
    Kind.SHORTFALL: "账实差额",
    Kind.ATTACHMENT: "附件",
    Kind.UNIT: "单位",
    Kind.SETTING: "设置",
}
LATE = "超时 {span} 未交接"
LIVING_ADVICE = "{level}响应执行中,现为{mode},宜转响应值守"
WRITTEN_LATER = "{at} 补记"
GAP = "{day} {post}缺 {missing}"

REFUSALS: dict[str, str] = {
    "watch_hours": "班次的结束时刻须晚于开始时刻。",
    "same_primary_secondary": "主班与副班不得为同一人(双人值班)。",
    "same_leader_primary": "带班领导与主班不得为同一人。",
    "twice_on_post": "同一人在同一岗位上排了两次。",
    "not_on_watch": "此人不在这一班上。",
    "no_watch": "当前没有在班的班次,请先排班。",
    "no_next_watch": "没有下一班,请先排班。",
    "officer_not_chosen": "请选一个人。",
    "extend_days": "续排天数须在 1 至 {limit} 之间。",
    "swap_reason_missing": "请写明换班缘由。",
    "handover_given": "交班人已签名。",
    "handover_locked": "双方已签名,交接单已锁定;要改请记更正。",
    "handover_not_given": "交班人尚未签名。",
    "handover_same_person": "交班人与接班人不能是同一人。",
    "handover_unticked": "还有 {lines} 项未勾,请逐项核对后再签。",
    "giver_not_on_watch": "您不在本班上,不能签交班。",
    "taker_not_on_watch": "您不在接班名单上;确需接班,请写明缘由。",
}

ENTRIES: dict[str, str] = {
    "watch_saved": "排班 {starts} 起,{mode}",
    "watch_assigned": "补排 {day} {post}:{name}",
    "watch_swapped": "换班 {day}:{leaving} 改 {coming}",
    "watch_mode": "转为{mode}[({level})]",
    "watch_extended": "续排 {count} 班,至 {until}",
    "handover_prepared": "生成交接单,{lines} 项未办结",
    "handover_given": "交班签名,{lines} 项移交",
    "handover_taken": "接班签名,{lines} 项逐项核对",
}

TAGS: dict[str, str] = {
    "watch_saved": "排班",
    "watch_assigned": "补班",
    "watch_swapped": "换班",
    "watch_mode": "值守",
    "watch_extended": "排班",
    "handover_prepared": "交接",
    "handover_given": "交班",
    "handover_taken": "接班",
}
