"""Preferences with a type, a default and a sentence each; kept in one JSON file.

What is one officer's own (type, theme, cards, columns) is kept under that officer, and the last
choice at this workstation stands until somebody has one. What is the workstation's (distance of
the screen, locking) is everybody's.

The path is injected, so no test ever sees a user's file. A value of the wrong type, an unknown
key or a damaged file gives the default and is reported once, never a window that does not open.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from console.domain.record import dataclass

T = TypeVar("T", bool, int, float, str, list[str])


@dataclass(frozen=True)
class Key(Generic[T]):
    """`path` as in "theme/name"; `help` is what the settings page says."""

    path: str
    default: T
    help: str
    least: float | None = None
    most: float | None = None

    def accepts(self, value: object) -> bool:
        right = type(value) is type(self.default)
        if right and isinstance(value, list):
            right = all(isinstance(one, str) for one in value)
        if right and isinstance(value, int | float) and not isinstance(value, bool):
            right = (self.least is None or value >= self.least) and (
                self.most is None or value <= self.most
            )
        return right


THEME = Key("theme/name", "dark", "主题:dark 深色、light 浅色、contrast 高对比")
SCALE = Key("theme/scale", 1.0, "字号倍数,1.0 到 2.0", least=1.0, most=2.0)
FIT = Key("theme/fit", True, "大屏按窗口宽度放大:每超过 1920 像素一成,字号也大一成")
FULL_SCREEN = Key("window/full_screen", False, "启动时占满屏幕")
LAST_OFFICER = Key("login/last_officer", "", "上次登录的人,登录时先选中")
WALL_HIDDEN: Key[list[str]] = Key("wall/hidden", [], "总览上隐藏的卡片")
WALL_SIZES: Key[list[str]] = Key("wall/sizes", [], "总览各栏的宽高,拖动后记下")
TABLE_COLUMNS: Key[list[str]] = Key("table/columns", [], "各人在各名录里收起的栏")
SOUND = Key("alarm/sound", True, "新告警响一声")
DISTANCE = Key(
    "window/distance",
    1.0,
    "离屏幕多远:1.0 桌面(0.6 米),1.25 会商桌(3 米),1.5 大厅后排(6 米);字号随之放大",
    least=1.0,
    most=2.0,
)
LINK = Key(
    "exchange/link", "command", "本机所接链路:command 指挥信息网、satellite 卫星、narrowband 窄带"
)
AUTHORITY = Key("exchange/authority", "", "省平台证书的根证书文件,空为系统自带")
LOCK_AFTER = Key("lock/after_minutes", 30, "无操作多少分钟后锁屏,0 为不锁", least=0, most=720)

KEYS: tuple[Key[Any], ...] = (
    THEME,
    SCALE,
    FIT,
    FULL_SCREEN,
    LAST_OFFICER,
    WALL_HIDDEN,
    WALL_SIZES,
    TABLE_COLUMNS,
    LOCK_AFTER,
    SOUND,
    DISTANCE,
    LINK,
    AUTHORITY,
)
PERSONAL = frozenset({THEME.path, SCALE.path, WALL_HIDDEN.path, WALL_SIZES.path})
OWN = "officers"  # in the file: officer id → what that officer chose


class Settings(QObject):
    """`changed(path)` after a value has really changed; `troubles` says what was not usable."""

    changed = Signal(str)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self.troubles: list[str] = []
        self._values = self._load()
        self._officer = ""

    def get(self, key: Key[T]) -> T:
        own: Mapping[str, Any] = self._own() if key.path in PERSONAL else {}
        for values in (own, self._values):
            value: Any = values.get(key.path)
            if key.accepts(value):
                kept: T = value
                return kept
        return key.default

    def follow(self, officer: str) -> None:
        """Another officer sits down: what is his own takes effect, each thing told by `changed`."""
        before = {key.path: self.get(key) for key in KEYS}
        self._officer = officer
        for key in KEYS:
            if self.get(key) != before[key.path]:
                self.changed.emit(key.path)

    def _own(self) -> dict[str, Any]:
        """The officer's part of the file; a spoilt one counts as empty."""
        everybody = self._values.get(OWN)
        held = everybody.get(self._officer) if isinstance(everybody, dict) else None
        return held if isinstance(held, dict) else {}

    def set(self, key: Key[T], value: T) -> None:
        if not key.accepts(value):
            raise TypeError(f"{key.path}: {value!r}")
        if self.get(key) == value:
            return
        self._values[key.path] = value
        if self._officer and key.path in PERSONAL:
            if not isinstance(self._values.get(OWN), dict):
                self._values[OWN] = {}
            self._values[OWN][self._officer] = {**self._own(), key.path: value}
        self._save()
        self.changed.emit(key.path)

    def _load(self) -> dict[str, Any]:
        try:
            raw = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            self.troubles.append("设置文件读不出,已用默认值。")
            return {}
        if not isinstance(raw, Mapping):
            self.troubles.append("设置文件格式不对,已用默认值。")
            return {}
        known = {key.path: key for key in KEYS}
        for path, value in raw.items():
            if path in known and not known[path].accepts(value):
                self.troubles.append(f"设置 {path} 的值不可用,已用默认值。")
        return dict(raw)  # a key of a later version stays in the file

    def _save(self) -> None:
        """Whole file or nothing: a crash between two bytes must not cost the preferences."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_suffix(".part")
        text = json.dumps(self._values, ensure_ascii=False, indent=1, sort_keys=True)
        with part.open("w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        part.replace(self._path)
