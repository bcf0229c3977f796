"""The window's own commands: rooms, palette, lock, theme. Their target is the window."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from console.runtime.commands import Command
from console.runtime.outside import show_folder
from console.shell.alarm_strip import ACKNOWLEDGE, KEYS
from console.shell.desk import PaneEntry

GROUP = "窗口"
OPEN_PAPERS = "Ctrl+Shift+O"
# What works with nobody signed in, and on a locked desk.
ALWAYS = frozenset({"window.keys", "window.theme", "window.full_screen", "window.wall"})


def _call(name: str, window: Any) -> None:
    getattr(window, name)()


def _go(room: str, window: Any) -> None:
    window.go(room)


def room_commands(entries: Sequence[PaneEntry]) -> list[Command]:
    """Ctrl+1 is the wall, then the rooms in the order of the rail."""
    rooms = [("wall", "总览"), *((e.name, e.title) for e in entries)]
    return [
        Command(
            f"window.{name}",
            title,
            partial(_go, name),
            keys=f"Ctrl+{number}" if number < 10 else "",  # noqa: PLR2004 - nine number keys
            group="房间",
            help=f"打开{title}",
        )
        for number, (name, title) in enumerate(rooms, start=1)
    ]


def _papers(window: Any) -> Path | None:
    """The folder of exported papers, once there is one."""
    folder: Path | None = getattr(window.desk.services.world, "papers", None)
    return folder if folder is not None and folder.is_dir() else None


def _no_papers(window: Any) -> str:
    return "" if _papers(window) else "还没有导出过文书"


def _open_papers(window: Any) -> None:
    folder = _papers(window)
    if folder is not None and not show_folder(folder):
        window.desk.bus.say(f"本机没有可用的文件管理器,文书在 {folder}", "warn")


def _no_search(window: Any) -> str:
    return str(window.why_no_search())


def _no_alarms(window: Any) -> str:
    strip = window.alarms
    return "" if strip is not None and strip.text else "没有待确认的告警"


def window_commands() -> list[Command]:
    rows = (
        ("palette", "命令", "open_palette", "Ctrl+K", "按汉字、拼音或首字母找命令"),
        ("keys", "快捷键", "open_keys", "F1", "全部快捷键"),
        ("theme", "切换深色/浅色", "toggle_theme", "Ctrl+Shift+D", "深色、浅色互换"),
        ("full_screen", "全屏", "toggle_full_screen", "Shift+F11", "占满屏幕或还原"),
        ("lock", "锁屏", "lock", "Ctrl+L", "总览和告警照常显示,F2 凭 PIN 接报"),
        ("sign_out", "退出登录", "sign_out", "", "换人值守时用"),
        ("settings", "设置", "open_settings", "Ctrl+,", "主题、字号、自动锁屏"),
    )
    return [
        *(
            Command(f"window.{key}", title, partial(_call, method), keys, group=GROUP, help=help_)
            for key, title, method, keys, help_ in rows
        ),
        Command(
            "window.search",
            "搜索",
            partial(_call, "open_search"),
            "Ctrl+F",
            when=_no_search,
            group=GROUP,
            help="人员、队伍、物资、地点、险情、日志,一框全找",
        ),
        Command(
            ACKNOWLEDGE,
            "确认告警",
            partial(_call, "acknowledge_alarms"),
            KEYS,
            when=_no_alarms,
            group=GROUP,
            help="以本人名义确认已知晓;仍未办的到时再响",
        ),
        Command(
            "window.papers",
            "打开文书文件夹",
            _open_papers,
            OPEN_PAPERS,
            when=_no_papers,
            group=GROUP,
            help="导出的通知、调拨单、交接班表都在那里",
        ),
    ]
