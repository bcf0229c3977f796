"""The colours of the house by what they are for, never by what they look like.

Read from resources/themes/*.toml; a test computes every text pair at 4.5 : 1 or better. The
theme is ambient, as QPalette is: painted widgets ask for a colour when they paint, so a switch
needs no rewiring.
"""

import tomllib
from importlib.resources import files
from typing import Any

from PySide6.QtGui import QColor

from console.domain.level import Level
from console.domain.record import dataclass

DEFAULT = "dark"
TEXT_INKS = ("ink", "dim", "faint", "accent_ink", "info", "ok", "warn", "bad")
GROUNDS = ("ground", "surface", "raised")
TONES = ("ink", "dim", "faint", "ok", "warn", "bad", "info")


@dataclass(frozen=True)
class Tokens:
    name: str
    title: str
    dark: bool
    colors: dict[str, str]

    def color(self, name: str) -> QColor:
        return QColor(self.colors[name])


def names() -> list[str]:
    folder = files("resources") / "themes"
    found = sorted(
        f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")
    )
    return sorted(found, key=lambda n: (n != DEFAULT, n))


def load(name: str) -> Tokens:
    """One theme; an unknown name gives the default one rather than a window without colours."""
    known = name if name in names() else DEFAULT
    text = (files("resources") / "themes" / f"{known}.toml").read_text("utf-8")
    raw: dict[str, Any] = tomllib.loads(text)
    return Tokens(raw["name"], raw["title"], raw["dark"], raw["colors"] | raw["rain"])


class _Ambient:
    """What is in force now; set by `console.theme.apply`."""

    tokens: Tokens | None = None
    scale: float = 1.0


def current() -> Tokens:
    if _Ambient.tokens is None:
        _Ambient.tokens = load(DEFAULT)
    return _Ambient.tokens


def put_in_force(tokens: Tokens, scale: float) -> None:
    _Ambient.tokens = tokens
    _Ambient.scale = scale


def scale() -> float:
    return _Ambient.scale


def color(name: str) -> QColor:
    """A token of the theme in force."""
    return current().color(name)


def level_color(level: Level) -> QColor:
    return color(f"level{int(level)}")


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2 contrast ratio, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(ink: QColor) -> float:
    parts = (ink.redF(), ink.greenF(), ink.blueF())
    r, g, b = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - WCAG 2
        for c in parts
    )
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
