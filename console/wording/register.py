"""Words of the registers: labels, refusals, journal sentences."""

from console.domain.holiday import DayKind
from console.domain.ledger import Side
from console.domain.place import PlaceKind
from console.domain.refuge import ShelterKind, VehicleKind
from console.domain.risk import Charge, ReservoirSize, RiskKind, Rung
from console.domain.unit import Way

PLACE_KIND = {
    PlaceKind.COUNTY: "县",
    PlaceKind.TOWNSHIP: "乡镇",
    PlaceKind.VILLAGE: "村(社区)",
    PlaceKind.HAMLET: "自然村、组",
    PlaceKind.POINT: "地点",
}
WAY = {Way.ORDER: "调派", Way.REQUEST: "商请", Way.REPORT: "报告"}
SHELTER_KIND = {
    ShelterKind.INDOOR: "室内",
    ShelterKind.OUTDOOR: "室外",
    ShelterKind.RESETTLEMENT: "集中安置点",
}
VEHICLE_KIND = {
    VehicleKind.COMMAND: "指挥车",
    VehicleKind.RESCUE: "救援车",
    VehicleKind.BUS: "客车",
    VehicleKind.TRUCK: "货车",
    VehicleKind.AMBULANCE: "救护车",
    VehicleKind.EXCAVATOR: "工程机械",
    VehicleKind.BOAT: "舟艇",
}
RISK_KIND = {
    RiskKind.GEOLOGICAL: "地质灾害隐患点",
    RiskKind.FLASH_FLOOD: "山洪灾害危险区",
    RiskKind.LOWLAND: "低洼易涝点",
    RiskKind.DANGEROUS_HOUSE: "危旧房",
    RiskKind.ROAD: "临水临崖路段",
    RiskKind.FOREST_FIRE: "森林火险点",
    RiskKind.ENTERPRISE: "重点企业、工地",
}
RESERVOIR_SIZE = {
    ReservoirSize.MEDIUM: "中型",
    ReservoirSize.SMALL_1: "小(1)型",
    ReservoirSize.SMALL_2: "小(2)型",
}
RUNG = {Rung.COUNTY: "县", Rung.TOWNSHIP: "乡镇", Rung.VILLAGE: "村", Rung.GROUP: "组"}
CHARGE = {
    Charge.ADMINISTRATIVE: "行政责任人",
    Charge.TECHNICAL: "技术责任人",
    Charge.PATROL: "巡查责任人",
    Charge.DOOR: "包保责任人",
}
DAY_KIND = {DayKind.REST: "放假", DayKind.WORK: "调休上班"}
SIDE = {
    Side.DEPOT: "库",
    Side.TRANSIT: "在途",
    Side.SUPPLIER: "供货方",
    Side.ISSUED: "发放",
    Side.CONSUMED: "消耗",
    Side.LOSS: "损耗",
    Side.ADJUST: "账实调整",
}
YES = {True: "是", False: "否"}

REFUSALS: dict[str, str] = {
    "rule_unreadable": "规则内容不是正确的 TOML,没有保存:{said}。",
    "rule_lacks": "规则内容缺少“{name}”一项,没有保存。",
    "rule_wrong": "规则内容有读不懂的值,没有保存:{said}。",
    "rule_ground_missing": "请填依据:哪份文件、哪次会议定的。",
    "register_field_missing": "请填“{label}”。",
    "register_not_whole": "“{text}”不是整数,请填 0 或正整数。",
    "register_too_great": "“{label}”最多 {most},填的是 {text}。",
    "register_no_choice": "“{text}”不在可选项中,可选:{choices}。",
    "register_day_shape": "“{text}”不是日期,请填如 2024-06-20。",
    "register_phone_shape": "“{text}”不是电话号码,请只填数字、空格、-。",
    "register_degree_shape": "“{text}”不是经纬度的度数,请填如 118.578。",
    "register_degree_range": "“{label}”{text} 度不在本县范围内({least}—{most}),请核对是否填反。",
    "register_degree_half": "经度和纬度要填就都填。",
    "register_place_unknown": "地名库里没有“{text}”,请从候选中选,或先在“地点”名录新增。",
    "register_code_outside": "代码 {text} 不在本县(须以 {county} 开头)。",
    "register_code_shape": "代码 {text} 的位数不对:乡镇 9 位、村(社区)12 位。",
    "register_code_needed": "县、乡镇、村(社区)须填统计用区划代码。",
    "register_code_taken": "代码 {text} 已有人用:{name}。",
    "register_parent_needed": "请填上级地点。",
    "register_parent_self": "上级不能是自己或自己的下级。",
    "register_day_taken": "{text} 已登记为“{name}”。",
    "register_read_only": "“{register}”只能查看,由业务办理时自动记录。",
    "register_no_adding": "“{register}”不在这里新增,请到“值守”的人员登记。",
    "register_field_changed": "“{label}”刚被别人改为“{theirs}”,您填的是“{mine}”,都没有丢。"
    "确以您的为准,请再保存一次。",
    "register_nothing_changed": "没有改动。",
    "register_reason_missing": "请写明缘由。",
    "register_archived": "“{name}”已停用,请先恢复再修改。",
    "register_not_archived": "“{name}”正在使用,不用恢复。",
    "register_unit_counted": "账上已按“{unit}”记数,不能改单位;确需改,请新增一个品种。",
    "register_reserve_counted": "“{name}”账上有结存,不能改储备方式,请先清账。",
    "register_in_watch": "“{name}”在 {at} 起的班上,请先换班再停用。",
    "register_self": "不能停用您自己,请由另一位管理员办理。",
    "register_in_dispatch": "“{name}”有 {count} 次出动未结束({place}),请归建后再停用。",
    "register_in_stock": "“{name}”账上还有 {count} 种物资未清,请先调出、发放或核销再停用。",
    "register_item_in_stock": "“{name}”在 {count} 处仓库账上还有结存,请先清账再停用。",
    "register_in_transfer": "“{name}”有 {count} 笔调拨未办结,请办结后再停用。",
    "register_in_use": "“{name}”还有 {count} 条“{register}”在用(如 {example}),请先停用或改到别处。",
}

ENTRIES: dict[str, str] = {
    "register_added": "{register}名录新增 {name}",
    "register_changed": "{register}名录 {name}:改 {fields}",
    "register_archived": "{register}名录停用 {name}:{reason}",
    "register_restored": "{register}名录恢复 {name}",
}

TAGS: dict[str, str] = {
    "register_added": "新增",
    "register_changed": "修改",
    "register_archived": "停用",
    "register_restored": "恢复",
}
