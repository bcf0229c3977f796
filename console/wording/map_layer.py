"""Imported layers in words: their kinds, coordinate systems, and what is wrong with a file."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from console.domain.crs import Crs
from console.domain.map_layer import LayerKind
from console.wording import number

if TYPE_CHECKING:  # it reads files; the wall says these words without it
    from console.domain.layer_preview import Preview

LAYER_KIND = {
    LayerKind.RIVER: "河流",
    LayerKind.ROAD: "道路",
    LayerKind.BORDER: "边界",
    LayerKind.OTHER: "其他",
}
CRS = {
    Crs.WGS84: "WGS84",
    Crs.CGCS2000: "CGCS2000",
    Crs.GCJ02: "GCJ-02",
    Crs.BD09: "BD-09",
}
CRS_HELP = {
    Crs.WGS84: "WGS84(GPS、北斗终端)",
    Crs.CGCS2000: "CGCS2000(测绘、自然资源部门,与 WGS84 相差不到一米,不转换)",
    Crs.GCJ02: "GCJ-02(高德、腾讯地图,转换为 WGS84)",
    Crs.BD09: "BD-09(百度地图,转换为 WGS84)",
}

REFUSALS = {
    "layer_no_file": "没有这个文件。",
    "layer_unreadable": "文件读不出,请检查权限或介质。",
    "layer_too_large": "文件 {size},上限 {most},没有读取。请先在制图软件里简化或裁到本县。",
    "layer_many_points": "坐标点超过 {most} 个。请先在制图软件里简化或裁到本县。",
    "layer_not_utf8": "文件不是 UTF-8 编码,请另存为 UTF-8 的 GeoJSON。",
    "layer_not_json": "文件不是 JSON,第 {line} 行读不下去。",
    "layer_wrong_type": "文件不是 GeoJSON:最外层是“{found}”,应为 FeatureCollection、Feature 或几何。",
    "layer_geometry": "第 {number} 个要素的“{found}”不是能画的几何。",
    "layer_position": "第 {number} 个要素的坐标不是“[经度, 纬度]”的数。",
    "layer_ring": "第 {number} 个要素的面不足三个点,围不成面。",
    "layer_nan": "坐标里有“{what}”,不是数。",
    "layer_empty": "文件里没有可画的要素。",
    "layer_range": "坐标 {lon},{lat} 不是经纬度:经度应在 ±180、纬度在 ±90 之内。",
    "layer_projected": "坐标 {lon},{lat} 像是投影坐标(米),请先转换为经纬度再导入。",
    "layer_swapped": "坐标 {lon},{lat} 像是纬度写在了前面;对调后落在本县。核对后可勾选“对调”再导入。",
    "layer_name": "图层要有名称。",
    "layer_name_taken": "已有名为“{name}”的图层,请换一个名称。",
    "layer_source": "请写明来源,例如“县水利局 2024 年”。",
    "layer_reason": "移除要写明原因。",
    "layer_gone": "图层“{name}”已被移除。",
    "layer_unseen": "先选文件,看过预览再保存。",
}  # fmt: skip

WARNINGS = {
    "layer_elsewhere": "图层不在本县附近,请核对坐标系和文件。",
    "layer_swapped": "图层不在本县附近,两轴对调后才在;请核对是否勾选“对调”。",
    "layer_rather_wgs84": "按所选坐标系,图层与本县轮廓或乡镇驻地错开几百米;按 WGS84 更吻合。只是提示,请向来源单位核实。",
    "layer_rather_gcj02": "按所选坐标系,图层与本县轮廓或乡镇驻地错开几百米;按 GCJ-02 更吻合。只是提示,请向来源单位核实。",
    "layer_rather_bd09": "按所选坐标系,图层与本县轮廓或乡镇驻地错开几百米;按 BD-09 更吻合。只是提示,请向来源单位核实。",
}

NOTES = {
    "layer_ring_closed": "{count} 个未闭合的环已闭合。",
    "layer_heights": "{count} 个点带高程,高程未导入。",
    "layer_no_geometry": "{count} 个要素没有几何,未导入。",
}

ENTRIES = {
    "layer.import": "导入图层“{name}”({kind},{crs},{count} 个要素)[,来源 {source}][,数据日期 {as_of}]",
    "layer.rename": "图层“{before}”改名为“{name}”",
    "layer.remove": "移除图层“{name}”",
}


def found_line(seen: "Preview") -> str:
    """12 个要素,1 204 个点."""
    return f"{number(len(seen.shapes))} 个要素,{number(seen.points)} 个点"


def notes(seen: "Preview") -> Iterable[str]:
    return (NOTES[code].format(count=number(count)) for code, count in seen.notes)


def warnings(seen: "Preview") -> Iterable[str]:
    return (WARNINGS[code] for code in seen.warnings)
