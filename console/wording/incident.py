"""Calls, incidents, figures and the clocks of reporting."""

from console.domain.figure import FigureKind
from console.domain.incident import CallState, Grade, Hazard, IncidentState
from console.domain.report import Binding, Turn, Way

CALL_STATE = {
    CallState.OPEN: "待办",
    CallState.NOTED: "已登记",
    CallState.INCIDENT: "已立事件",
    CallState.MERGED: "已并入",
    CallState.STRUCK: "误报",
}
INCIDENT_STATE = {
    IncidentState.REPORTED: "待核实",
    IncidentState.VERIFIED: "已核实",
    IncidentState.CLOSED: "已办结",
    IncidentState.STRUCK: "误报",
    IncidentState.MERGED: "已并入",
}
HAZARD = {
    Hazard.FLOOD: "洪涝",
    Hazard.GEOLOGY: "地质灾害",
    Hazard.FIRE: "火灾",
    Hazard.FOREST_FIRE: "森林火灾",
    Hazard.ACCIDENT: "生产安全事故",
    Hazard.TRAFFIC: "道路交通事故",
    Hazard.EARTHQUAKE: "地震",
    Hazard.WEATHER: "气象灾害",
    Hazard.HEALTH: "公共卫生",
    Hazard.ANIMAL: "动物疫情",
    Hazard.OTHER: "突发情况",
}
GRADE = {
    Grade.EXTREME: "特别重大",
    Grade.MAJOR: "重大",
    Grade.LARGE: "较大",
    Grade.ORDINARY: "一般",
}
FIGURE = {
    FigureKind.TO_MOVE: "应转",
    FigureKind.MOVED: "已转",
    FigureKind.NOT_MOVED: "未转",
    FigureKind.SETTLED: "已安置",
    FigureKind.TRAPPED: "被困",
    FigureKind.MISSING: "失联",
    FigureKind.INJURED: "受伤",
    FigureKind.DEAD: "死亡",
}
WAY = {Way.PHONE: "电话", Way.PAPER: "书面", Way.SYSTEM: "系统"}
TURN = {Turn.FIRST: "初报", Turn.PROGRESS: "续报", Turn.FINAL: "终报"}
BINDING = {Binding.STATUTORY: "法定", Binding.INTERNAL: "内控"}
ORDINALS = "一二三四五六七八九十"
REPORT_TITLE = "{incident} {way}{turn} → {to}"
MERGED = "并入“{title}”"
MADE_BEFORE = "并入前已报出"
CORRECT_TITLE = "更正报出:{kind} {old} 改为 {value}(原已口头报出)"
CORRECT_AGAIN = "又有更正"
CORRECT_LATE = "更正报出超时"
LIMIT = "{binding} {minutes} 分"

REFUSALS: dict[str, str] = {
    "form_incomplete": "还有 {fields} 处要改,见各栏下方。",
    "reporter_missing": "请填报告人或单位。",
    "phone_missing": "请填回拨电话。",
    "phone_shape": "“{phone}”不像电话号码,请填能回拨的号码。",
    "place_text_missing": "请填地点,自然村、组也可。",
    "content_missing": "请填内容。",
    "text_long": "最多 {limit} 字,现有 {length} 字,请删减或分两条记。",
    "occurred_later": "事发时间不能晚于接报时间。",
    "call_decided": "这条接报已经办理过了。",
    "call_struck": "这条接报已注明误报。",
    "incident_closed": "“{title}”已办结、误报或并入,不能再办理。",
    "already_verified": "“{title}”已核实过。",
    "second_source_missing": "请填核实来源(第二来源)。",
    "merge_self": "不能并入自己。",
    "close_unverified": "“{title}”尚未核实,请先核实或注明误报。",
    "strike_reason_missing": "请写明误报的缘由。",
    "receiver_missing": "请填接报人(谁接的电话)。",
    "report_not_running": "这项报送已办结,不必再记。",
    "report_later": "报出时间不能晚于现在。",
    "report_earlier": "报出时间不能早于接报(事发)时间。",
    "note_missing": "请写内容。",
    "figure_negative": "人数不能为负。",
    "figure_future": "截至时间不能晚于现在。",
    "figure_source_missing": "请填数字来源。",
    "figure_reason_missing": "数字减少、变动大或涉及死亡、失联,须写明原因。",
    "figure_older": "已有截至时间更晚的数字,较早的数字请用更正。",
    "figure_nothing_to_correct": "还没有这项数字,不需更正,请直接填报。",
    "figure_same": "与现行口径完全相同,没有再记。",
    "figure_past": "这个数字已被更正或更新,请报现行口径({value})。",
    "figure_too_great": "人数 {value} 过大,请核对(最多 {most})。",
    "verified_early": "核实时刻不能早于接报时刻({received})。",
    "grade_same": "“{title}”已初判{grade}。",
    "event_title_missing": "请填事件名称。",
}

ENTRIES: dict[str, str] = {
    "call_taken": "{place} {content}",
    "call_noted": "仅登记:{note}",
    "call_struck": "误报:{place}。{reason}",
    "call_merged": "{place} 的来电并入“{incident}”",
    "incident_opened": "立事件:{title}(待核实)",
    "incident_verified": "核实:{title}。来源 {source}",
    "incident_struck": "误报划除:{title}",
    "incident_merged": "“{title}”并入“{into}”",
    "incident_attached": "{title} 归入“{event}”",
    "incident_closed": "办结:{title}",
    "incident_occurred": "补记事发时间:{title} {occurred}",
    "incident_graded": "{title} 初判{grade}",
    "report_phoned": "{title}:{receiver} 接,{confirmed}",
    "report_filed": "{title}:已送,{receiver} 收",
    "event_opened": "建立事件档:{title}",
    "event_closed": "事件档结束:{title}",
    "place_added": "地名:{parent} {name}",
    "note": "{text}",
    "figure_set": "{kind} {value}({place},截至 {as_of},{source},{mark})",
    "figure_corrected": "更正:{kind} {old} 改为 {value}({place},截至 {as_of},{source},{mark})",
    "figure_told": "口头报出 {kind} {value}(截至 {as_of})给 {to}",
}

TAGS: dict[str, str] = {
    "call_taken": "接报",
    "call_noted": "登记",
    "call_struck": "误报",
    "call_merged": "并入",
    "incident_opened": "事件",
    "incident_verified": "核实",
    "incident_struck": "误报",
    "incident_merged": "并入",
    "incident_attached": "归档",
    "incident_closed": "办结",
    "incident_occurred": "补记",
    "incident_graded": "初判",
    "report_phoned": "报出",
    "report_filed": "报送",
    "event_opened": "事件",
    "event_closed": "事件",
    "place_added": "地名",
    "note": "记事",
    "figure_set": "口径",
    "figure_corrected": "更正",
    "figure_told": "口径",
}
