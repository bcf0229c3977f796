"""What can be done in this room, with names and keys."""

from functools import partial
from typing import Any

from console.runtime.commands import By, Command

GROUP = "交换"
SECTIONS = (
    ("waiting", "待上报"),
    ("rejected", "未采纳"),
    ("quarantined", "隔离"),
    ("log", "交换日志"),
    ("shortfalls", "差额"),
    ("apart", "断网要点"),
)


def _show(section: str, page: Any) -> None:
    page.show_section(section)


def _local(name: str, title: str, method: str, keys: str, when: str, help_: str) -> Command:
    return Command(
        f"exchange.{name}",
        title,
        By(method),
        keys,
        when=By(when),
        group=GROUP,
        help=help_,
        pane="exchange",
        page=True,
        scope="pane",
    )


COMMANDS = [
    _local(
        "link",
        "所接链路",
        "choose_link",
        "Alt+L",
        "why_no_link",
        "本机改接卫星或指挥信息网后在此登记",
    ),
    _local("sync", "立即同步", "sync_now", "Alt+T", "why_no_sync", "不等下一次,马上与省平台收发"),
    _local(
        "join", "入网", "join", "Alt+R", "why_no_join", "凭省平台给的入网码,本机接入县数据交换"
    ),
    _local(
        "carry",
        "导出交换包",
        "carry_out",
        "Alt+O",
        "why_no_packet",
        "待上报内容装入文件,须他人批准",
    ),
    _local(
        "bring",
        "导入交换包",
        "bring_in",
        "Alt+I",
        "why_no_packet",
        "读入省平台的回执包,重复导入无妨",
    ),
    _local(
        "mine",
        "采用本机",
        "settle_mine",
        "1",
        "why_no_mine",
        "选中的一处以左边的值为准,两个值都留痕",
    ),
    _local(
        "theirs",
        "采用对方",
        "settle_theirs",
        "2",
        "why_no_theirs",
        "选中的一处以右边的值为准,两个值都留痕",
    ),
    _local("other", "另行填写", "settle_other", "3", "why_no_other", "两个值都不对时填第三个"),
    _local(
        "call",
        "电话核实",
        "call",
        "Alt+H",
        "why_no_difference",
        "给两边打电话,记下与谁核实、以何为准",
    ),
    _local(
        "short",
        "办结差额",
        "settle_shortfall",
        "Alt+P",
        "why_no_short",
        "选中的差额盘点或冲销后办结",
    ),
    _local("mend", "修正", "mend", "Alt+X", "why_no_aside", "打开这条记录,在原处改正后重新上报"),
    _local(
        "export",
        "导出未采纳",
        "export",
        "Alt+E",
        "why_no_group",
        "写成文件交维护人员查看,个人信息仍加密",
    ),
    _local(
        "discard", "弃置", "discard", "Alt+Q", "why_no_group", "写明理由后不再列出,仍留在日志里"
    ),
    _local(
        "save_log",
        "导出交换日志",
        "save_log",
        "Alt+S",
        "why_no_log",
        "报过什么、几时、结果如何,写成 Excel 能开的文件",
    ),
    _local("reveal", "对账查看全号", "reveal", "Alt+G", "why_no_reveal", "不在班的人看电话须留痕"),
    *(
        Command(
            f"exchange.{section}",
            title,
            partial(_show, section),
            f"Alt+{number}",
            group=GROUP,
            help=f"左栏列出{title}",
            pane="exchange",
            page=True,
            scope="pane",
        )
        for number, (section, title) in enumerate(SECTIONS, start=1)
    ),
]
