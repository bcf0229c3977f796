"""What can be done in this room, with names and keys."""

from collections.abc import Callable
from typing import Any

from console.runtime.commands import By, Command, always


def _command(
    name: str,
    title: str,
    run: Callable[[Any], object],
    keys: str = "",
    help: str = "",  # noqa: A002 - the field's own name
    *,
    everywhere: bool = False,
    when: Callable[[Any], str] = always,
) -> Command:
    """`everywhere`: works from any room and shows this one first."""
    return Command(
        id=f"situation.{name}",
        title=title,
        run=run,
        keys=keys,
        when=when,
        group="态势",
        help=help,
        pane="situation",
        page=everywhere,
        scope="window" if everywhere else "pane",
    )


COMMANDS = [
    _command(
        "enter",
        "录入监测值",
        By("enter"),
        "F7",
        "指标、站点、数值、时段、来源、标注",
        everywhere=True,
    ),
    _command(
        "paste",
        "粘贴监测数据",
        By("paste"),
        "Shift+F7",
        "整段雨水情先核对读作什么,再保存",
        everywhere=True,
    ),
    _command(
        "outside",
        "上级响应登记",
        By("record_outside"),
        "Ctrl+F7",
        "省、市、毗邻、部门启动了几级",
        everywhere=True,
    ),
    _command(
        "correct",
        "更正监测值",
        By("correct"),
        "Alt+E",
        "原读数保留,写明原因",
        when=By("why_not_correct"),
    ),
    _command(
        "layer",
        "切换地图图层",
        By("next_layer"),
        "Ctrl+M",
        "雨量、水位、力量、物资依次切换",
    ),
    _command("measure", "量距", By("measure"), "Alt+M", "在图上按 M 也可:加点、闭合、Esc 结束"),
    _command(
        "import_layer",
        "导入图层",
        By("import_layer"),
        "Alt+I",
        "GeoJSON 的河流、道路、边界,先看预览再保存",
    ),
    _command("manage_layers", "图层管理", By("manage_layers"), "Alt+G", "导入图层的改名与移除"),
    _command("zoom_in", "放大地图", By("zoom_in"), "Ctrl+=", "图上也可用 + 或滚轮"),
    _command("zoom_out", "缩小地图", By("zoom_out"), "Ctrl+-", "图上也可用 - 或滚轮"),
    _command("whole", "地图复位", By("whole_county"), "Ctrl+0", "回到全县"),
]
