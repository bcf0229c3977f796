"""What the list of hits says."""

from console.domain.changes import Kind
from console.domain.place import PlaceKind

PLACE_KIND = {
    PlaceKind.COUNTY: "县",
    PlaceKind.TOWNSHIP: "乡镇",
    PlaceKind.VILLAGE: "村(社区)",
    PlaceKind.HAMLET: "自然村",
    PlaceKind.POINT: "点位",
}
# Two characters before each hit; in the order of the list.
GROUP = {
    Kind.OFFICER: "人员",
    Kind.TEAM: "队伍",
    Kind.EXPERT: "专家",
    Kind.RESPONSIBLE: "责任人",
    Kind.UNIT: "单位",
    Kind.PLACE: "地点",
    Kind.INCIDENT: "险情",
    Kind.SHELTER: "避护",
    Kind.RISK_POINT: "风险",
    Kind.RESERVOIR: "水库",
    Kind.DEPOT: "仓库",
    Kind.ITEM: "物资",
    Kind.VEHICLE: "车辆",
    Kind.CALL: "接报",
    Kind.TASK: "任务",
    Kind.DOCUMENT: "文书",
    Kind.PLAN: "预案",
    Kind.BATCH: "批次",
}
LINE = "日志"
ARCHIVED = "已停用"
PEOPLE = "{count} 人"
EXPIRES = "{day} 到期"
