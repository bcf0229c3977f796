"""Words of the exchange with the province: links, what waits, what was refused, what disagrees.

`FAR` has a sentence for every code of the contract (sync protocol 1.6) and for every way in which
a line can be down, so that no officer ever reads one of them.
"""

from console.domain.difference import Choice
from console.domain.link import Lane, LinkCode
from console.domain.linking import Standing
from console.domain.station import Post, UpperLevel
from console.domain.station import Standing as Decided

# Where the line is up and the far end is not what answers well: nothing is said of the line.
OFFLINE_BY = {
    "not_ours": "未连到省平台",
    "broken": "省平台出错",
    "tls": "省平台证书不符",
    "maintenance": "省平台维护中",
}
# It answers, and still not everything goes.
ONLINE_BY = {"schema_too_old": "须升级,暂不接收"}
STANDING = {
    Standing.ALONE: "未接省平台",
    Standing.TRYING: "正在连接省平台",
    Standing.ONLINE: "正常",
    Standing.OFFLINE: "中断",
    Standing.STOPPED: "省平台不收",
}
TONE = {
    Standing.ALONE: "dim",
    Standing.TRYING: "dim",
    Standing.ONLINE: "ok",
    Standing.OFFLINE: "bad",
    Standing.STOPPED: "bad",
}
LINK_NAME = {
    LinkCode.COMMAND: "主网",
    LinkCode.SATELLITE: "卫星",
    LinkCode.NARROWBAND: "窄带",
}
LINK_CHOICE = {
    LinkCode.COMMAND: "主网(指挥信息网)",
    LinkCode.SATELLITE: "卫星",
    LinkCode.NARROWBAND: "窄带(只通话)",
}
LANE = {
    Lane.URGENT: "一类(险情、级别、批准)",
    Lane.MOVING: "二类(指令、出入库)",
    Lane.REGISTERS: "三类(台账)",
    Lane.HISTORY: "四类(入网前的历史)",
    Lane.FILES: "附件",
}
LANE_SHORT = {
    Lane.URGENT: "一类",
    Lane.MOVING: "二类",
    Lane.REGISTERS: "三类",
    Lane.HISTORY: "四类",
    Lane.FILES: "附件",
}
LANE_NUMBER = ("一", "二", "三", "四")
CHOICE = {
    Choice.OPEN: "待核",
    Choice.FIRST: "采用先到的值",
    Choice.LATE: "采用后到的值",
    Choice.OTHER: "另行填写",
    Choice.SAME: "两处相同",
}
POST = {Post.DESK: "指挥席", Post.RELAY: "县中继", Post.DEPOT: "仓库", Post.FIELD: "前方"}
DECIDED = {
    Decided.WAITING: "待县确认",
    Decided.CONFIRMED: "已确认",
    Decided.SUPERSEDED: "已被取代",
}
UPPER = {UpperLevel.CITY: "市", UpperLevel.PROVINCE: "省"}

HERE = "本机"
PROVINCE = "省平台"
OTHER_STATION = "另一工作站"
GONE = "(记录已删除)"
BLANK = "(空)"
NEVER = "尚无上报"
NOT_ON_IT = "本机未接"
VOICE_ONLY = "只通话"
SINCE = "{said} {at} 起"
HOLDS = "{lanes}待网络恢复"
HELD_GROUPS = "其中 {n} 组留待主网"
ON_SATELLITE = "主网未接 · 卫星可用"
HEARD = "最近收到 {at}"
NOT_HEARD = "尚未收到"
ALL_HERE = "本机已存全部"
# Where no difference is listed: what that means depends on how far we have heard of the others.
ALL_AGREE = "各工作站所记一致"
NONE_KNOWN = "没有已知的不一致;恢复联网后还会核对"
NOBODY_ELSE = "本机未入网,没有别的工作站可比"
AND_MORE = "{first}(另 {n} 条)"
FROM_BEFORE = "入网前的资料 {n} 条"
TAKEN = "已上报 {at}"
NOT_TAKEN = "未采纳"

BACK_SAID = "与省平台恢复连接,断网期间要点见“交换”。"
BACK_SOON = "与省平台恢复连接。"
CLOCK_FAST = "本机时钟比省平台快 {span},请校时;记录照常收下。"
CLOCK_SLOW = "本机时钟比省平台慢 {span},请校时;记录照常收下。"
MENDED = "与省平台的交换:{said}"
ASKED_DONE = "已同步:上报 {up} 组,接收 {down} 组。"
ASKED_FAILED = "未能同步:{why}"
KEPT_HERE = "待报内容都在本机。"
ASIDE_FILE = "未采纳-{n}.json"
LOG_FILE = "交换日志-{at}.csv"
LOG_HEAD = ("序号", "时间", "类", "种类", "内容", "经办人", "状态", "省平台序号", "答复时间")
FILES = "附件"
CAME = "收到的"
CAME_AT_ONCE = "整体取回时的一条(版本 {schema})"
CAME_WHICH = "省平台第 {seq} 条(版本 {schema})"
FILES_WAITING = "{n} 个文件 · {size} MB"
FOLLOWS = "两处先后办理的同一件,以较早的时间、较重的级别为准"
COUNTED, REVERSED = "盘点", "冲销"
# Headings of 断网要点, in order.
APART_KIND = {
    "incidents": "险情",
    "decisions": "级别与决定",
    "orders": "指令与出入库",
    "phoned": "已电话先报",
}

# What a group in the list of what waits reads.
WAITS = "待上报"
WAITS_REPORT = "待报备"
DISPUTED = "有分歧"
HELD_BACK = "待网络恢复"
FIRST_OF_ALL = "优先发送"
PHONED = "已电话先报"
TRIED = "已试 {n} 次"

# Names of fields that no register describes; a register's own label comes first.
FIELD: dict[str, str] = {
    "about": "关联记录",
    "about_kind": "负责种类",
    "account": "账户",
    "acknowledged_at": "签收时间",
    "active": "在用",
    "archived_at": "停用时间",
    "archived_why": "停用缘由",
    "as_of": "截至",
    "assignments": "值班人员",
    "balance": "差额",
    "base": "断网前的值",
    "batch_id": "批次",
    "began_at": "开始时间",
    "choice": "核定",
    "closed_at": "办结时间",
    "code": "代码",
    "content": "内容",
    "corrected_by": "被何更正",
    "corrects": "更正何条",
    "county": "县区",
    "course": "经过",
    "crs": "坐标系",
    "current": "现行",
    "depot_id": "仓库",
    "detail": "说明",
    "document_id": "文书",
    "done_at": "完成时间",
    "due_at": "时限",
    "ended_at": "结束时间",
    "ends": "结束时间",
    "entered_by": "录入人",
    "entity": "记录种类",
    "entity_id": "记录",
    "event_id": "事件",
    "features": "要素数",
    "feedback": "反馈",
    "feedback_at": "反馈时间",
    "field": "栏目",
    "file_name": "文件名",
    "first": "先到的值",
    "first_at": "先到的时间",
    "first_by": "先到的人",
    "first_device": "先到的工作站",
    "found_at": "发现时间",
    "grade": "等级",
    "hazard": "灾种",
    "how": "办法",
    "impact": "灾情",
    "imported_at": "导入时间",
    "imported_by": "导入人",
    "incident_id": "险情",
    "index": "检索字",
    "issued_at": "下达时间",
    "item_id": "物资",
    "kept": "核定的值",
    "kind": "类别",
    "lat": "纬度",
    "late": "后到的值",
    "late_at": "后到的时间",
    "late_by": "后到的人",
    "late_device": "后到的工作站",
    "late_reason": "超时缘由",
    "left_at": "交班时间",
    "lessons": "问题与教训",
    "level": "级别",
    "lon": "经度",
    "mark": "核实",
    "measures": "改进措施",
    "merged_into": "并入",
    "met_at": "办结时间",
    "mode": "值守方式",
    "must_change": "须改口令",
    "name": "名称",
    "note": "备注",
    "occurred_at": "事发时间",
    "parent_id": "上级",
    "phone": "回拨电话",
    "phone_verified_at": "电话核实时间",
    "place_id": "地点",
    "place_text": "地点",
    "points": "点数",
    "progress": "进度",
    "rank": "排序",
    "ready_at": "备勤时间",
    "ready_by": "备勤报告人",
    "reason": "缘由",
    "received_at": "收到时间",
    "reported_at": "上报时间",
    "reported_to": "报给谁",
    "reporter": "报告人",
    "response_id": "响应",
    "sent_at": "发出时间",
    "settled_at": "核定时间",
    "settled_by": "核定人",
    "sha256": "校验码",
    "shapes": "图形",
    "source": "来源",
    "source_clause": "依据条款",
    "source_mark": "依据核实",
    "source_title": "依据",
    "starts": "开始时间",
    "starts_at": "起算时间",
    "state": "状态",
    "struck_reason": "误报缘由",
    "subject_id": "所属记录",
    "subject_kind": "所属种类",
    "swapped": "经纬互换",
    "taken_at": "接班时间",
    "taken_by": "接报人",
    "title": "标题",
    "total": "应报数",
    "township_id": "所属乡镇",
    "unit": "单位",
    "urgent": "不等批准的措施",
    "value": "数值",
    "verified_at": "核实时间",
    "verified_from": "核实来源",
    "withdrawn_at": "撤回时间",
    "written_at": "成文时间",
}

# Every code of the contract and every state of a line, as a sentence.
FAR: dict[str, str] = {
    "malformed": "省平台读不懂本机发出的内容,已单独隔离;其余照常上报。请联系维护人员。",
    "bad_cursor": "本机与省平台的接收位置对不上,将从头核对一遍。",
    "token_expired": "与省平台的登录凭据已过期,正在换新。",
    "token_bad": "省平台不认本机的登录凭据。待报内容都在本机;请向省平台索取新的入网码,重新入网(交换页 Alt+R)。",
    "tenant_mismatch": "登录凭据或入网码属于另一个县或另一台工作站,没有上报。请向省平台索取本县的入网码。",
    "device_revoked": "省平台已停用本机。待报内容都在本机,可导出交换包送省平台(交换页 Alt+O,须他人批准);"
    "要再用,请向省平台索取新的入网码,重新入网(Alt+R)。",
    "forbidden_op": "省平台没有收下:办理人当时没有这项权限。",
    "no_such_tenant": "省平台上没有登记本县,没有上报。请联系省平台。",
    "no_such_blob": "省平台上没有这个附件,待对方工作站上报后再取。",
    "code_unknown": "入网码不对、已用过或已过期,请向省平台索取新码。",
    "epoch_changed": "省平台从备份恢复过,本机正把近期内容重新报一遍,不会重复。",
    "op_gap": "省平台缺本机先前的一组内容,正从缺处补报。",
    "device_forked": "本机的编号在省平台已另有内容(硬盘被克隆,或本机用旧备份恢复过)。本机已换新编号,内容不丢。",
    "push_in_progress": "上一次上报还在办理,稍候再试。",
    "offset_mismatch": "附件续传的位置不对,正从省平台已收到处续传。",
    "cursor_expired": "本机离线太久,省平台不再保留中间的变动,正整体取回一次。",
    "superseded": "这项决定已被后来的决定取代,没有生效;两者都留在记录里。",
    "too_large": "一次发送的内容太多,正分小后再发。",
    "unsupported_encoding": "省平台不认这种压缩方式,正换一种再发。",
    "idempotency_key_reused": "同一编号先前报过不同的内容,省平台没有收下,已单独隔离。",
    "schema_too_old": "本机版本太旧:仍可上报,但暂不能接收。请升级本程序。",
    "hello_required": "省平台要求重新联络,正在联络。",
    "rate_limited": "省平台要求慢一些,稍候自动再试。",
    "tenant_busy": "省平台正忙于本县的其他上报,稍候自动再试。",
    "replica_behind": "省平台的备机还没有跟上,稍候自动再试。",
    "maintenance": "省平台正在维护,稍候自动再试。",
    "quota": "省平台给本县的附件空间已满,附件暂不能上报,其余照常。",
    "tx_aborted": "同一笔里有一项没有被收下,整笔未采纳。",
    "number_taken": "这个文号已被占用,没有采纳。请由县决策席重新编号。",
    "missing_row": "省平台上找不到所改的记录,已单独隔离,该记录到达后自动再核。",
    "invalid": "内容不合规则,省平台没有收下,已单独隔离。",
    "unknown_entity": "省平台不认这一种类的记录,已单独隔离。",
    "schema_ahead": "省平台的版本比本机旧,还不认识这一项,已单独隔离、原样留存;其余照常上报。省平台升级后,请重新办理这一项。",
    "schema_unread": "省平台发来的内容由比本机新的版本写成,本机暂不能用,已原样留存;本程序升级后自动补上。",
    "chain_broken": "本机日志链接不上,省平台已收下并注明。请联系维护人员核对。",
    "signature_bad": "签名不符,没有收下。",
    "deleted": "所改的记录已被删除,没有采纳;需要时请恢复该记录。",
    "stock_negative": "已收下,但各处出入库合计后账面为负,请盘点或冲销。",
    "level_joined": "两处都定了级别,以较重的为准。",
    "out_of_office": "已收下;办理人写下时已停用,请核实。",
    "clock_skewed": "本机时钟与省平台相差较大,请校时;记录照常收下。",
    "unreached": "连不上省平台:网络不通,或省平台没有在运行;稍候自动再试。",
    "silent": "省平台没有回音,稍候自动再试。",
    "cut": "传输中断,稍候自动再试;已收下的不会重复。",
    "not_ours": "回应的不是省平台(可能是上网认证页),不算上报;稍候自动再试。",
    "broken": "省平台出错,稍候自动再试。",
    "tls": "省平台的证书不符,为安全起见没有发送。请联系维护人员。",
    "closed": "连接已关闭。",
}
FAR_UNKNOWN = "省平台答复“{code}”,本机不认得,请联系维护人员。"


def far(code: str) -> str:
    """What the far end, or the line, said."""
    return FAR.get(code) or FAR_UNKNOWN.format(code=code)


REFUSALS: dict[str, str] = {
    **{f"far_{code}": sentence for code, sentence in FAR.items()},
    "far_unknown": "省平台答复“{said}”,本机不认得,请联系维护人员。",
    "first_word_set": "本机已有人能登录,请由系统管理员设口令。",
    "first_word_unknown": "没有登录名为“{login}”的人。请核对,或等数据取回完毕。",
    "join_code_missing": "请填写入网码。",
    "join_server_shape": "请填写省平台地址,如 https://sync.example.gov.cn:8443。",
    "difference_settled": "这一处已由{by}于 {at} 核定。",
    "difference_record_gone": "这条记录已被删除,无从核定。",
    "difference_decision": "级别等决定以较重的为准,这里不能改;要调整请到“响应”办理。",
    "difference_not_typed": "这一栏不能在这里填写,请到原处更正。",
    "difference_field_unknown": "这一栏属于更新的版本,请升级后再核定。",
    "difference_other_missing": "请填写核定的值。",
    "difference_changed": "{field}刚刚又有变动,请看过新的内容再核定。",
    "shortfall_settled": "这一处差额已由{by}于 {at} 办结。",
    "shortfall_reason_missing": "请写明盘点或冲销的缘由。",
    "shortfall_standing": "账面仍为 {balance},请先到“物资”盘点或冲销,再在这里办结。",
    "group_not_aside": "第 {n} 组不在未采纳或隔离之列,可能已重新上报。",
    "discard_reason_missing": "请写明弃置的缘由。",
}

ENTRIES: dict[str, str] = {
    "difference_settled": "核定[ {name} ]{label}:{choice}[,{from} → {to}][。{reason}]",
    "consequences_settled": "断网期间两处都调整过级别,任务、时限、班次随之不一致的 {count} 处,以较早的时间、较重的级别为准",
    "shortfall_settled": "办结账实差额({how}):{item} {balance}[。{reason}]",
    "station_joined": "本机入网[({name})],省平台 {server}",
    "exchange_mended": "{said}",
    "link_back": "{link}恢复,中断 {span}",
    "group_discarded": "弃置未采纳的内容(第 {n} 组):{why}",
    "group_exported": "导出未采纳的内容(第 {n} 组)为 {file}",
    "exchange_log_exported": "导出交换日志({count} 组)为 {file}",
    "sync.rejected": "省平台没有采纳本机的一笔内容:{said}",
    "sync.quarantined": "省平台把本机的一笔内容单独隔离:{said}",
    "sync.taken": "省平台已收下先前没有收下的一笔内容",
}

TAGS: dict[str, str] = {
    "difference_settled": "核定",
    "consequences_settled": "核定",
    "shortfall_settled": "差额",
    "group_discarded": "弃置",
    "group_exported": "导出",
    "exchange_log_exported": "导出",
    "sync.rejected": "未采纳",
    "sync.quarantined": "隔离",
    "sync.taken": "已收下",
    "link_back": "链路",
    "exchange_mended": "链路",
    "station_joined": "入网",
}
