"""Words of a paper: its kinds, the hands of its chain, and the sentences of its text.

Papers use full-width punctuation as GB/T 9704 and GB/T 15834 want it; the screen does not.
"""

from console.domain.document import DocumentKind, SignMode, Step

DOCUMENT_KIND = {
    DocumentKind.START: "启动通知",
    DocumentKind.ADJUST: "调整通知",
    DocumentKind.PAUSE: "暂停通知",
    DocumentKind.RESUME: "恢复通知",
    DocumentKind.END: "终止通知",
}
STEP = {
    Step.DRAFTED: "拟稿",
    Step.CHECKED: "核稿",
    Step.COUNTERSIGNED: "会签",
    Step.SIGNED: "签发",
    Step.NUMBERED: "编号",
    Step.SEALED: "用印",
    Step.PUBLISHED: "印发",
}
SIGN_MODE = {SignMode.ORAL: "口头签发,事后补签", SignMode.WRITTEN: "书面签发"}
NOT_NUMBERED = "待编号"
TRANSFER_ORDER = "调拨指令"

PERIOD = "{since}至{until}"
MEAN_RAIN = "全县平均降雨量已达{value}毫米"
TOP_RAIN = "{station}最大达{value}毫米"
ONE_RAIN = "{station}{value}毫米"
TOP_HOUR = "最大小时雨强{value}毫米"
RESERVOIRS = "{value}座水库超汛限水位"
COMMA, STOP = "，", "。"

REFUSALS: dict[str, str] = {
    "number_form": "文号“{text}”不合格式,应如“绩防指〔2024〕9号”。",
    "document_signed": "“{title}”已签发,文字不能再改;须改请作废重拟。",
    "document_empty": "标题和正文不能空。",
    "document_step_done": "{step}已经办过。",
    "document_step_passed": "{step}已经越过,不再补。",
    "document_step_missing": "还没有{missing},不能{step}。",
    "document_step_early": "{step}时刻不能早于{before}时刻。",
    "document_published": "{number}已印发,不能作废;有误请发更正。",
    "document_void": "“{title}”已作废。",
    "receipt_done": "{unit}已签收。",
    "receipt_early": "签收时刻不能早于印发时刻。",
}

ENTRIES: dict[str, str] = {
    "document_drafted": "拟稿:{title}",
    "document_edited": "改稿:{title}",
    "document_checked": "核稿:{title}",
    "document_countersigned": "会签:{title}",
    "document_signed": "签发:{title}({mode})",
    "document_numbered": "编号:{number} {title}",
    "document_numbered_later": "补编号:{number} {title}",
    "document_sealed": "用印:{number}",
    "document_published": "印发:{number} {title},距决定 {took}[(超时:{reason})]",
    "document_received": "{unit}签收 {number},已签收 {count}",
    "document_void": "作废:[{number} ]{title}。{reason}",
}

TAGS: dict[str, str] = {
    "document_drafted": "文书",
    "document_edited": "文书",
    "document_checked": "核稿",
    "document_countersigned": "会签",
    "document_signed": "签发",
    "document_numbered": "编号",
    "document_numbered_later": "编号",
    "document_sealed": "用印",
    "document_published": "印发",
    "document_received": "签收",
    "document_void": "作废",
}
