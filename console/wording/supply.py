"""Words of the stock picture and of 调拨: labels, refusals, journal sentences."""

from console.domain.ledger import Reason
from console.domain.reconcile import Fault
from console.domain.supply import Purpose, Quality, Reserve, Tier
from console.domain.transfer import Means, Stage, State

TIER = {Tier.COUNTY: "县库", Tier.TOWNSHIP: "乡镇储备点", Tier.VILLAGE: "村(社区)前置点"}
RESERVE = {
    Reserve.PHYSICAL: "实物储备",
    Reserve.AGREEMENT: "协议储备",
    Reserve.CAPACITY: "产能储备",
}
PURPOSE = {Purpose.RELIEF: "救灾", Purpose.FLOOD: "防汛"}
QUALITY = {
    Quality.OK: "合格",
    Quality.ATTENTION: "待检",
    Quality.QUARANTINE: "封存",
    Quality.DAMAGED: "损坏",
    Quality.REJECTED: "不合格",
}
REASON = {
    Reason.OPENING: "建账",
    Reason.PURCHASE: "采购入库",
    Reason.DONATION: "捐赠入库",
    Reason.FROM_ABOVE: "上级调入",
    Reason.RETURNED: "回收入库",
    Reason.TRANSFER_OUT: "出库",
    Reason.TRANSFER_IN: "签收",
    Reason.SHORTAGE: "短少",
    Reason.DAMAGE: "损坏",
    Reason.HANDED_OUT: "发放",
    Reason.CONSUMED: "消耗",
    Reason.SCRAPPED: "报废",
    Reason.COUNT_MORE: "盘盈",
    Reason.COUNT_LESS: "盘亏",
    Reason.REVERSAL: "冲正",
}
STAGE = {
    Stage.REQUESTED: "申请",
    Stage.ADVISED: "建议",
    Stage.APPROVED: "批准",
    Stage.ORDERED: "指令",
    Stage.ON_ROAD: "运输",
    Stage.RECEIVED: "签收",
    Stage.CLOSED: "回执",
    Stage.REFUSED: "不予批准",
    Stage.CANCELLED: "取消",
}
STATE = {state: STAGE[Stage(state.value)] for state in State}
MEANS = {Means.PHONE: "电话", Means.PAPER: "书面", Means.FACE: "当面"}
MEANS_OF_CONSENT = {Means.PHONE: "口头(电话)", Means.FACE: "口头(当面)", Means.PAPER: "书面"}
FAULT = {
    Fault.SHAPE: "这一笔的两方或数量不合规则",
    Fault.BATCH_OF_OTHER_ITEM: "批次与品名不符",
    Fault.REVERSAL_MISMATCH: "冲正与原笔不符",
    Fault.REVERSED_TWICE: "同一笔被冲正两次",
    Fault.BALANCE_DIFFERS: "结存与逐笔累计不等",
}

REFUSALS: dict[str, str] = {
    "item_incomplete": "物资“{name}”缺品名、单位或编码。",
    "gb_code_shape": "物资分类码“{text}”应为七位数字,首位 1 至 3。",
    "lot_missing": "请填批号。",
    "expiry_shape": "有效期“{text}”应写作 2027-09-30。",
    "quantity_not_whole": "数量“{text}”不是整数;请按最小单位填整数,如 40。",
    "depot_archived": "{depot}已移出名录,不能再调入、入库或由此调出。",
    "item_archived": "{item}已移出目录,不能再申请或入库。",
    "quantity_zero": "数量应大于 0。",
    "move_incomplete": "出入库缺少物资或批次。",
    "same_account": "调出与调入不能是同一处。",
    "account_unknown": "不认识的账户“{account}”。",
    "sides_wrong": "“{reason}”不能记在这两处之间。",
    "reversal_names_none": "冲正应指明原来的那一笔。",
    "reversal_of_reversal": "冲正不能再冲正,请另记一笔。",
    "reversal_needs_reason": "请写明冲正原因。",
    "reversed_already": "这一笔已经冲正过。",
    "transfer_owes_none": "这笔调拨没有欠着的书面手续。",
    "transport_empty": "请至少填车牌、驾驶员或预计到达时间。",
    "quantity_too_great": "数量 {quantity} 过大,请核对(最多 {most})。",
    "transfer_who": "请填申请单位。",
    "transfer_why": "请填调拨事由。",
    "transfer_empty": "请至少填一种物资和数量。",
    "item_twice": "同一种物资填了两行,请合并。",
    "item_unknown": "没有找到物资“{text}”,请从候选中选择。",
    "depot_unknown": "没有找到储备点“{text}”,请从候选中选择。",
    "unit_mismatch": "“{item}”按{unit}计,不能按{given}填。",
    "same_depot": "调出与调入是同一储备点。",
    "depot_keeps_not": "{depot}不存放这类物资({item}),请另选储备点。",
    "not_enough": "{item} 可用 {available},不足 {asked}。",
    "not_repeated_back": "口头批准须复述确认后才能记录。",
    "transfer_not_approver": "该角色({role})不能批准调拨。",
    "transfer_not_open": "这笔调拨已是“{state}”,不能再改。",
    "transfer_not_advised": "请先由应急局提出动用建议(现为“{state}”)。",
    "transfer_not_approved": "尚未批准,不能下调拨指令(现为“{state}”)。",
    "transfer_not_ordered": "尚未下调拨指令(现为“{state}”)。",
    "transfer_on_road": "还有 {left} 件在途未签收,不能回执。",
    "transfer_already_left": "物资已出库,不能取消;请办退回或签收。",
    "order_to_whom": "请填调拨指令发给哪个单位。",
    "eta_before_order": "预计到达早于下达指令的时间。",
    "batch_expired": "批次 {lot} 已于 {expires} 过期,不能出库。",
    "batch_frozen": "批次 {lot} 不能出库:{why}。",
    "batch_of_other_item": "批次 {lot} 不是这种物资。",
    "more_than_approved": "出库 {asked} 超过批准余数 {left}。",
    "more_than_sent": "签收 {asked} 超过在途 {sent}。",
    "difference_needs_reason": "短少或损坏须写明原因。",
    "nothing_to_send": "{depot}没有可出库的批次,请先核对库存。",
    "nothing_on_road": "没有在途物资可签收。",
    "reserve_not_physical": "{depot}是协议或产能储备,不能直接出库。",
    "count_unchanged": "请填至少一个批次的实盘数。",
}

ENTRIES: dict[str, str] = {
    "stock_opening": "{place}建账 {count} 笔",
    "stock_received": "{depot} {what}({reason})[ · {document}]",
    "stock_issued": "{depot} {what} {reason} → {to}",
    "stock_lost": "{depot} {what} {reason}:{note}",
    "stock_counted": "{depot} {lots} 批,{result}",
    "stock_reversed": "{what}:{note}",
    "stock_below_zero": "{depot} {what} 账面为负,请盘点核实",
    "batch_quality": "{lot} 转为{quality}:{why}",
    "transfer_request": "{by}申请 {what} → {to}({means})",
    "transfer_advised": "动用{depot}:{what}[。{why}]",
    "transfer_approved": "调拨 {what} · [{name} ]{means}[,{repeated}][,书面 {paper} 前补]",
    "transfer_refused": "不予批准调拨 {what}:{why}",
    "transfer_paper": "调拨书面手续已补齐:{what}",
    "transfer_ordered": "{number} 致{to}:{what}",
    "transfer_numbered_later": "调拨指令补编号:{number}",
    "transfer_transport": "{number}[ 由 {plate} 承运][,预计 {eta} 到]",
    "stock_out": "{what} → {to} · 自{depot} · {number}",
    "stock_in": "{to} {what}[({difference})] · {number}",
    "transfer_closed": "{number} {what},回执已收",
    "transfer_cancelled": "调拨 {what}:{why}",
}

TAGS: dict[str, str] = {
    "stock_opening": "建账",
    "stock_received": "入库",
    "stock_issued": "发放",
    "stock_lost": "损耗",
    "stock_counted": "盘点",
    "stock_reversed": "冲正",
    "stock_below_zero": "账实",
    "batch_quality": "批次",
    "transfer_request": "申请",
    "transfer_advised": "建议",
    "transfer_approved": "批准",
    "transfer_refused": "不批",
    "transfer_paper": "补件",
    "transfer_ordered": "指令",
    "transfer_numbered_later": "编号",
    "transfer_transport": "运输",
    "stock_out": "出库",
    "stock_in": "签收",
    "transfer_closed": "回执",
    "transfer_cancelled": "取消",
}
