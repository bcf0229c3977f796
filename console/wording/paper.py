"""What printed papers say around the words of their record, and why one could not be written."""

from collections.abc import Mapping

COMMA = "，"
COLON = "："
STOP = "。"
ATTACHMENT = "附件："
ATTACHMENT_NUMBERED = "{n}. {name}"
BRACKETED = "（{text}）"
COPIES = "抄送："
PRINTED_ON = "{date}印发"
PAGE_NUMBER = "— {n} —"
DRILL = "演练"
DRILL_LINE = "演练文书 · 非实情"
SUBSTITUTED = "字体代用：{pairs}"
SUBSTITUTED_PAIR = "{wanted}→{used}"
PRODUCT = "绩溪县应急指挥台"

FACE = {
    "title": "小标宋",
    "body": "仿宋",
    "kai": "楷体",
    "hei": "黑体",
    "song": "宋体",
}

REFUSALS: dict[str, str] = {
    "paper_disk_full": "磁盘已满,文书未写出:{folder}。请清理后再导出,记录本身不受影响。",
    "paper_read_only": "该文件夹不可写入:{folder}。请另选一个文件夹。",
    "paper_no_folder": "找不到文件夹:{folder}。介质可能已拔出,请另选。",
    "paper_in_use": "文件正被其他程序打开:{name}。请关闭后再导出。",
    "paper_not_written": "文书未写出({reason}):{folder}。请另选一个文件夹。",
    "paper_not_folder": "{folder} 是一个文件,不是文件夹,文书未写出。请另选一个文件夹。",
    "paper_no_place": "还没有存放文书的文件夹,请填一个。",
}

ENTRIES: dict[str, str] = {"paper_exported": "导出 {files}"}
TAGS: dict[str, str] = {"paper_exported": "导出"}
EXPORT = "导出文书"
EXPORTED = "已导出 {name},{pages} 页"
WHERE = "Ctrl+Shift+O 打开文件夹"
NO_FONT = "本机无{wanted},以 {used} 代替"

# A notice; its sentences come from its record, what is here stands around them.
UNSIGNED = "未签发"
VOID = "作废"
URGENCY = {"none": "", "urgent": "加急", "flash": "特急"}
ORDINALS = "一二三四五六七八九十"
ORDINAL = "{n}、"
ABOUT = "关于"
MARK_SUFFIX = "{organ}文件"

SLIP_TITLE = "应急物资调拨单"
SLIP_LABEL: Mapping[str, str] = {
    "reason": "调拨事由",
    "from": "调出单位（库）",
    "to": "调入单位（库）",
    "applied": "申请单位及文号",
    "approved": "批准人及时刻",
    "urgency": "紧急程度",
    "carrier": "承运单位",
    "plate": "车牌",
    "driver": "司机及电话",
    "route": "启运地→目的地",
    "left": "出库时刻\n（计划/实际）",
    "arrived": "到达时刻\n（预计/实际）",
    "loaded": "装车人",
    "escort": "押运人",
    "issued": "出库签字",
    "received": "到达签收",
    "difference": "差异及原因",
    "returning": "回收要求",
    "enroute": "在途节点",
}
SLIP_COLUMNS = (
    "物资编码", "名称", "规格", "单位", "申请", "批准", "实发", "批次", "效期", "单价（元）", "金额（元）",
)  # fmt: skip
SLIP_TOTAL = "合计"
SLIP_PARTIES = "一式四份：调出库、承运人、调入单位、县应急管理局各执一份。"
URGENT = "紧急"
NOT_URGENT = "一般"
BOTH_TIMES = "{planned}/{actual}"
SIGN_AND_TIME = "签字：{name}\n时刻：{at}"

HANDOVER_TITLE = "值班交接班表"
HANDOVER_LABEL: Mapping[str, str] = {
    "weather": "天气",
    "chief": "带班领导",
    "main": "主班",
    "second": "副班",
    "present": "到岗/离岗\n时刻",
    "equipment": "设备检查",
    "responses": "在执行响应",
    "checks": "巡查点名及\n上级抽查",
    "giver": "交班人签字",
    "taker": "接班人签字",
    "reason": "非在册\n接班原因",
    "remark": "其他交代\n事项",
}
HANDOVER_OPEN = "一、未办结事项"
HANDOVER_FLOW = "二、本班来电来文及处置"
HANDOVER_OPEN_COLUMNS = ("序号", "事项", "办理时限", "接班核对")
TICKED = "√"
UNSIGNED_HANDOVER = "未交接"
HANDOVER_FLOW_COLUMNS = ("时刻", "来源及回拨电话", "内容", "处理意见及结果", "办结")
NOTHING = "无"

# Facts of a slip and of a handover, as they are put together from the record.
LIST = "、"
SEMICOLON = "；"
NAME_AND_CODE = "{name}（{code}）"
APPLIED_BY = "{means}申请"
SHIFT = "{day} {mode} {starts}—{ends}"
ARRIVED = "{at} 到岗"
LEFT = "{at} 离岗"
DONE = "已办结"

RECOVERY_TITLE = "本机库恢复码"
RECOVERY_STORE = "库号 {store}"
RECOVERY_ADVICE = (
    "本机库的钥匙丢失或换机时，凭此码打开本机库；没有此码，库中记录无法恢复。",
    "请密封存放于保险柜，由两人共同启封；不得拍照、传真、上网，不得与本机同处存放。",
    "打印后请从磁盘上删除本文件。",
)
