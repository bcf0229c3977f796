"""What can be done in this room, with names and keys."""

from console.runtime.commands import By, Command

GROUP = "维护"

COMMANDS = [
    Command(
        "care.copy",
        "立即备份",
        By("copy"),
        "Alt+B",
        when=By("why_no_write"),
        group=GROUP,
        help="照常使用,不用等;做成后自动复核",
        pane="care",
        page=True,
        scope="pane",
    ),
    Command(
        "care.restore",
        "恢复备份",
        By("restore"),
        "Alt+R",
        when=By("why_no_restore"),
        group=GROUP,
        help="先看会丢哪些记录;系统管理员凭口令办理,原库另存",
        pane="care",
        page=True,
        scope="pane",
    ),
    Command(
        "care.check",
        "再自检",
        By("check"),
        "Alt+J",
        group=GROUP,
        help="证明记录没有被改动或丢失",
        pane="care",
        page=True,
        scope="pane",
    ),
    Command(
        "care.faults",
        "打开故障文件夹",
        By("open_faults"),
        "Alt+F",
        when=By("why_no_faults"),
        group=GROUP,
        help="故障文件不含姓名、电话,可交给维护人员",
        pane="care",
        page=True,
        scope="pane",
    ),
    Command(
        "care.copy_path",
        "复制故障文件夹路径",
        By("copy_path"),
        "Alt+C",
        group=GROUP,
        help="本机没有文件管理器时用",
        pane="care",
        page=True,
        scope="pane",
    ),
]
