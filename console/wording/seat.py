"""Words of the decision seat and of what was decided away from it.

The county decides, city and province are told (D1): nothing here ever says 上级批准 or 上级确认.
"""

from console.domain.changes import Kind
from console.domain.reported import Stage
from console.domain.station import Post, Standing, UpperLevel

STANDING = {
    Standing.WAITING: "待县确认",
    Standing.CONFIRMED: "已确认",
    Standing.SUPERSEDED: "已被取代",
}
WAITING = STANDING[Standing.WAITING]
POST = {Post.DESK: "指挥席", Post.RELAY: "县中继", Post.DEPOT: "仓库", Post.FIELD: "前方"}
REPORTED = {
    Stage.OWED: "待报备",
    Stage.TOLD: "已报备",
    Stage.SIGNED: "上级已签收",
    Stage.TURNED_AWAY: "未采用",
}
UPPER = {UpperLevel.CITY: "市", UpperLevel.PROVINCE: "省"}
SIGNED_BY = "{level} {receiver} {at}"
FIRST_DESK = "最先入网的指挥席"
HELD_BY = "决策席在{station}"
LAST_CONTACT = "上次联络 {at}"
NEVER = "尚未联络"
AWAY_NOTE = "与决策席失联:决定照常生效,标“待县确认”;请尽快电话报县决策席"
UNNAMED = "工作站 {device}"
ACT = {
    (Kind.RESPONSE, ""): "{action}{plan}应急响应",
    (Kind.TRANSFER, "approve"): "批准调拨",
    (Kind.TRANSFER, "order"): "下达调拨指令",
    (Kind.DISPATCH, "order"): "队伍调派",
}
BY_THE_SEAT = "以决策席的决定为准"
OTHER_LEVEL = "决策席已先另行决定级别"
NOT_LIVING = "决策席已先终止响应"
GRAVER_STANDS = "与现行响应合并,按较重一级执行"
TURNED_AWAY = "与先到的决定不符"
JOINED = "与同一事件、同一预案的响应并为一个"

REFUSALS: dict[str, str] = {
    "seat_here": "本机已是决策席。",
    "seat_out_of_reach": "现在联系不上原决策席,不能接管(以免出现两个决策席)。"
    "本机的决定照常生效并标“待县确认”;请电话报县决策席,或待联通后再接管。",
    "quota_to_whom": "请选择给哪个工作站。",
    "quota_over": "额度已到期或已收回,请另给。",
    "quota_too_great": "可给的额度最多 {free},请先核对可用与其他工作站的额度。",
    "quota_only_grows": "额度只能增加或延长;要减少请先收回(对方可能还没收到通知)。",
    "quota_at_seat": "额度由决策席给出和收回,请电话报县决策席。",
    "quota_short": "{item}要 {asked} {unit},本机额度余 {left} {unit}。"
    "请在额度内批准,或电话报县决策席批准。",
    "quota_held": "{item}要 {asked} {unit},除去各工作站额度可用 {left} {unit}。"
    "请减少数量,或先收回额度。",
}

ENTRIES: dict[str, str] = {
    "seat_taken": "决策席[由{before}移]至{station},第 {token} 任[。{reason}]",
    "verdict_confirmed": "决策席确认:{what}({made_at} 待县确认)[。{reason}]",
    "verdict_superseded": "决策席不采用:{what}({made_at} 待县确认)。{reason}",
    "quota_given": "给{station}调拨额度:{depot} {what},{until} 前有效",
    "quota_taken_back": "收回{station}的调拨额度:{depot} {item}(对方未退还前留存至 {until})[。{reason}]",
    "quota_given_back": "{station}退还调拨额度:{depot} {item}[。{reason}]",
    "response_put_right": "{plan}应急响应以决策席为准:{level},{state}",
}

TAGS: dict[str, str] = {
    "seat_taken": "决策席",
    "verdict_confirmed": "确认",
    "verdict_superseded": "取代",
    "quota_given": "额度",
    "quota_taken_back": "额度",
    "quota_given_back": "额度",
    "response_put_right": "合并",
}
