"""Words of the forces picture and of 调派 / 商请: labels, refusals, journal sentences."""

from console.domain.dispatch import State
from console.domain.force import Base, TeamKind, Verb

TEAM_KIND = {
    TeamKind.FIRE: "综合性消防",
    TeamKind.PROFESSIONAL: "专业救援",
    TeamKind.MILITARY: "军队民兵",
    TeamKind.ENTERPRISE: "企业专兼职",
    TeamKind.TOWNSHIP: "乡镇综合队",
    TeamKind.VILLAGE: "村(社区)突击队",
    TeamKind.SOCIAL: "社会力量",
}
TEAM_KIND_SHORT = {
    TeamKind.FIRE: "消",
    TeamKind.PROFESSIONAL: "专",
    TeamKind.MILITARY: "军",
    TeamKind.ENTERPRISE: "企",
    TeamKind.TOWNSHIP: "乡",
    TeamKind.VILLAGE: "村",
    TeamKind.SOCIAL: "社",
}
VERB = {Verb.ORDER: "调派", Verb.ASK: "商请"}
PAPER = {Verb.ORDER: "调派令", Verb.ASK: "商请函"}
BASE = {
    Base.AVAILABLE: "可调",
    Base.COMMITTED: "出动",
    Base.DELAYED: "暂缓",
    Base.UNAVAILABLE: "不可用",
}
STATE = {
    State.NOTIFIED: "通知",
    State.ACCEPTED: "接令",
    State.MUSTERED: "集结",
    State.DEPARTED: "出发",
    State.ARRIVED: "到场",
    State.WORKING: "作业",
    State.WITHDRAWN: "撤收",
    State.RETURNED: "归建",
    State.DECLINED: "不能出动",
    State.CANCELLED: "取消",
}

REFUSALS: dict[str, str] = {
    "dispatch_task": "请填任务。",
    "dispatch_place": "请填到达地点。",
    "team_unknown": "没有找到队伍“{text}”,请从候选中选择。",
    "team_is_asked": "{team}不属县乡自有队伍,不能调派,只能经{through}商请。",
    "team_is_ordered": "{team}是县乡自有队伍,请用调派。",
    "team_archived": "{team}已移出名录,不能调派。",
    "people_zero": "出动人数应大于 0。",
    "team_unavailable": "{team}现为“{status}”,不能出动。",
    "team_short": "{team}还可出动 {left} 人,不足 {asked} 人。",
    "dispatch_over": "这次出动已是“{state}”,不能再记。",
    "dispatch_step_unknown": "没有“{to}”这一步。",
    "dispatch_goes_back": "现为“{state}”,不能退回“{to}”。",
    "dispatch_under_way": "队伍已出发(现为“{state}”),不能再记不能出动。",
    "dispatch_arrived": "队伍已到场或已结束(现为“{state}”),请记撤收、归建。",
    "stated_ahead": "时间 {at} 晚于现在。",
    "time_goes_back": "时间 {at} 早于上一步 {before}。",
    "available_out_of_range": "可出动 {available} 人超出编制 {headcount} 人。",
    "statement_older": "这份状态({at})早于已有的一份({before})。",
    "status_unknown": "没有“{word}”这种状态。",
}

ENTRIES: dict[str, str] = {
    "force_laid_in": "队伍 {teams} 支、专家 {experts} 名录入",
    "dispatch_order": "{verb}{team} {people} 人 → {place}:{task}[,预计 {eta} 到]",
    "dispatch_step": "{team} {state} · {place}",
    "dispatch_declined": "{team}不能出动:{why}",
    "dispatch_cancelled": "取消{verb}{team}:{why}",
    "dispatch_expected": "{team} 预计 {eta} 到 {place}",
    "team_readiness": "{team} {status},可出动 {available} 人",
}

TAGS: dict[str, str] = {
    "force_laid_in": "名录",
    "dispatch_order": "出动",
    "dispatch_step": "出动",
    "dispatch_declined": "不能",
    "dispatch_cancelled": "取消",
    "dispatch_expected": "预计",
    "team_readiness": "备勤",
}
