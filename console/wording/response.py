"""Words of a graded response: its states and moves, what is refused, what the journal says.

The words are 调整为四级, never 升级 or 降级; 转移 is never said without which figure it is.
"""

from console.domain.due import DueState
from console.domain.level import Level
from console.domain.response import Action, Mode, ProposalState, ResponseState
from console.domain.review import ReviewPart
from console.domain.statement import Part
from console.domain.task import TaskState, Urgent

LEVEL = {Level.I: "一级", Level.II: "二级", Level.III: "三级", Level.IV: "四级"}
ACTION = {
    Action.START: "启动",
    Action.ADJUST: "调整",
    Action.PAUSE: "暂停",
    Action.RESUME: "恢复",
    Action.END: "终止",
}
RESPONSE_STATE = {
    ResponseState.ACTIVE: "处置中",
    ResponseState.PAUSED: "已暂停",
    ResponseState.ENDED: "已终止",
    ResponseState.REVIEWED: "已评估",
    ResponseState.ARCHIVED: "已归档",
    ResponseState.JOINED: "已并入",
}
PROPOSAL_STATE = {
    ProposalState.OPEN: "待批准",
    ProposalState.APPROVED: "已批准",
    ProposalState.RETURNED: "已退回",
    ProposalState.OVERTAKEN: "领导已直接决定",
}
APPROVAL_MODE = {Mode.ORAL: "口头", Mode.WRITTEN: "书面"}
TASK_STATE = {
    TaskState.ISSUED: "待签收",
    TaskState.ACKNOWLEDGED: "已签收",
    TaskState.DONE: "已完成",
    TaskState.WITHDRAWN: "已撤回",
}
URGENT = {Urgent.EVACUATION: "转移避险", Urgent.FIRST_MEASURES: "先期处置"}
DUE_STATE = {
    DueState.RUNNING: "计时中",
    DueState.MET: "按时",
    DueState.LATE: "超时完成",
    DueState.CANCELLED: "已取消",
}
PART = {
    Part.MATTER: "响应事项",
    Part.EXPECTED_UNTIL: "预计期限",
    Part.MEASURES: "应急处置措施",
}
REVIEW_PART = {
    ReviewPart.IMPACT: "影响与损失",
    ReviewPart.COURSE: "经过与原因",
    ReviewPart.LESSONS: "经验教训",
    ReviewPart.MEASURES: "改进措施",
}
WHOLE_COUNTY = "全县"
ACT_ON = "{action}{plan}{level}应急响应"
ADJUST_TO = "将{plan}应急响应调整为{level}"
SAME_TASK_GOES_ON = "级别调整,由新级别同项任务接续"  # the same words at both, if two adjust apart
NO_LONGER_ASKED = "调整为{level},不再要求,尚未签收"
RESPONSE_ENDED = "响应终止"
OPTIONAL_TASK = "{title}(视情)"
PAPER_TITLE = "{action}批准补书面"
PUBLISH_TITLE = "{title}印发"
REVIEW_TITLE = "{plan}应急响应评估"
RECEIPT_TITLE = "{number}签收"
TRIED = "{title} {rung}{result}({times})"
TRY_RESULTS = ("未接", "占线", "关机或不在服务区", "已接通")
RECEIPTS_LATE = "最后一家签收超时"

REFUSALS: dict[str, str] = {
    "level_missing": "请选择响应级别。",
    "parts_missing": "还缺:{missing}。启动、调整响应须写明响应事项、级别、预计期限、应急处置措施"
    "(突发事件应对法第72条)。",
    "expected_past": "预计期限 {until} 已经过去,请改到决定时刻之后。",
    "already_active": "本事件本预案已在{level}响应中({since} 起),请用“调整”。",
    "same_level": "现在就是{level},请选择另一级别。",
    "jump_unconfirmed": "由{current}直接调整为{level},跨两级以上,请勾选“确认越级调整”。",
    "not_paused": "响应没有暂停,不需恢复。",
    "paused": "响应已于 {since} 暂停,请先恢复。",
    "ended": "响应已于 {ended_at} 终止,不能再办理。",
    "response_joined": "本响应已并入同一事件、同一预案的另一响应,请在那一响应上办理。",
    "not_ended": "响应尚未终止或已评估,现在不能评估。",
    "not_reviewed": "还没有评估,不能归档。",
    "decided_early": "决定时刻不能早于前一决定({before})。",
    "decided_in_future": "决定时刻 {at} 还没到,请核对。",
    "criteria_open": "终止判据还未确认:{missing}。",
    "follow_up_missing": "请写明终止后的后续措施(突发事件应对法第86条)。",
    "not_approver": "此人不在本级批准人之列。可批准的是:{allowed}。",
    "approver_missing": "请选择批准人。可批准的是:{allowed}。",
    "deputy_reason_missing": "{title}是后序批准人,请写明{ahead}为何未能批准。",
    "repeat_back_missing": "口头批准须记下接话人,并勾选“已复述确认”。",
    "taken_by_self": "口头批准须由批准人以外的人接话并复述。",
    "approver_left": "此人已停用,不能作为批准人。",
    "decided_before_proposal": "时刻早于提出建议的时刻({at});先有的决定请记为领导直接决定。",
    "paper_number_used": "{number} 已用作 {at} 决定的书面,请核对文号。",
    "level_reason_missing": "建议的是{proposed},批准的是{level},请写明理由。",
    "proposal_closed": "这条建议{state}({at}),不能再办理。",
    "proposal_open": "已有一条“{action}”建议待批准({at}),请先办理。",
    "reason_missing": "请写明原因。",
    "paper_not_owed": "本次是书面批准,不需补书面。",
    "paper_done": "书面已补({number})。",
    "paper_number_missing": "请填书面的文号或签批单号。",
    "paper_early": "书面时刻不能早于决定时刻({decided_at})。",
    "task_title_missing": "请写明任务内容。",
    "task_unit_missing": "请写明“{title}”由哪个单位办。",
    "task_needs_response": "没有响应时只能下达转移避险、先期处置。",
    "task_acknowledged": "“{title}”已签收。",
    "task_closed": "“{title}”{state},不能再办理。",
    "task_early": "时刻早于“{title}”的下达时刻。",
    "feedback_empty": "请写反馈内容,或填完成数。",
    "progress_range": "完成数须在 0 到 {total} 之间。",
    "progress_short": "“{title}”只到 {progress}/{total},请写明其余怎样办的。",
    "late_reason_missing": "“{title}”已过时限({limit}),请写明超时原因。",
    "due_closed": "“{title}”的计时已经结束。",
    "due_limit": "“{title}”的时限有误。",
    "scope_unknown": "“{name}”不是本县的乡镇,请写全名或改为空着(全县)。",
    "no_response": "请先选择一个响应。",
    "plan_unreadable": "预案文件有 {count} 处错误,不能据以办理,请先更正预案。",
    "plan_missing_here": "本机没有现行的预案({plan})。",
    "review_parts_missing": "评估还缺:{missing}(突发事件应对法第87、92条)。",
    "review_addressee_missing": "请写明报给谁。",
    "review_report_early": "上报时刻不能早于评估时刻。",
}

ENTRIES: dict[str, str] = {
    "propose": "建议{what}[。{reason}]",
    "approver_tried": "联系{title}[ {name}]:{rung} {result}",
    "return": "退回“{what}”的建议:{reason}",
    "overtaken": "“{what}”的建议不再办理,领导已直接决定",
    "approve": "{title}[ {name}]{mode}批准{what}[(代行,{deputy_reason})]",
    "approve_other": "{title}[ {name}]{mode}批准{what}(建议的是{proposed},理由:{level_reason})",
    "start": "启动{plan}{level}应急响应,预计至 {until}[。{matter}]",
    "adjust": "{plan}应急响应由{from_level}调整为{level},预计至 {until}[。{reason}]",
    "pause": "暂停{plan}{level}应急响应[。{reason}]",
    "resume": "恢复{plan}{level}应急响应[。{reason}]",
    "end": "终止{plan}{level}应急响应。判据:{criteria}。后续:{follow_up}",
    "paper": "{title}的口头批准已补书面:{number}[(超时:{reason})]",
    "review": "{plan}应急响应评估完成。影响:{impact}",
    "review_reported": "评估报告报{to}",
    "archive": "{plan}应急响应归档",
    "tasks_issued": "下达任务 {count} 项,责任单位 {units} 个",
    "tasks_replaced": "原级别未办结任务 {count} 项由{level}同项任务接续",
    "task_issued": "下达任务:{title}({unit},时限 {due})",
    "task_urgent": "{urgent}先行下达:{title}({unit})",
    "task_acknowledged": "{unit}签收:{title}",
    "task_reported": "{unit}反馈:{title}[ {count}][ {text}]",
    "task_done": "{unit}完成:{title}[ {text}][(超时:{reason})]",
    "task_withdrawn": "撤回{unit}的任务:{title}[。{reason}]",
    "due_cancelled": "取消计时:{title}[。{reason}]",
}

TAGS: dict[str, str] = {
    "propose": "建议",
    "approver_tried": "联系",
    "return": "退回",
    "overtaken": "建议",
    "approve": "批准",
    "approve_other": "批准",
    "start": "启动",
    "adjust": "调整",
    "pause": "暂停",
    "resume": "恢复",
    "end": "终止",
    "paper": "补书面",
    "review": "评估",
    "review_reported": "上报",
    "archive": "归档",
    "tasks_issued": "下达",
    "tasks_replaced": "接续",
    "task_issued": "下达",
    "task_urgent": "先行",
    "task_acknowledged": "签收",
    "task_reported": "反馈",
    "task_done": "完成",
    "task_withdrawn": "撤回",
    "due_cancelled": "计时",
}
