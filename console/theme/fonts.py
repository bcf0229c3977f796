"""Type sizes by role, and the system's Chinese sans with figures of one width.

Fonts are the system's (D34): none is bundled; a missing glyph is found by `missing_glyphs`, so
that a picture with boxes in it fails instead of being looked at.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from unicodedata import category

from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics, QRawFont
from PySide6.QtWidgets import QApplication

from console.theme.tokens import scale

FAMILIES = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC")
# role → (pixels at 100 %, weight)
SIZES: dict[str, tuple[int, QFont.Weight]] = {
    "body": (15, QFont.Weight.Normal),
    "strong": (15, QFont.Weight.DemiBold),
    "table": (14, QFont.Weight.Normal),
    "table_strong": (14, QFont.Weight.DemiBold),
    "title": (15, QFont.Weight.DemiBold),
    "quiet": (13, QFont.Weight.Normal),
    "quiet_strong": (13, QFont.Weight.DemiBold),
    "caption": (12, QFont.Weight.Normal),
    "caption_strong": (12, QFont.Weight.DemiBold),
    "cap": (11, QFont.Weight.Normal),
    "figure": (21, QFont.Weight.DemiBold),
    "product": (18, QFont.Weight.Bold),
    "clock": (22, QFont.Weight.DemiBold),
}


@cache
def families() -> tuple[str, ...]:
    """The house order, those first that the system has; never empty."""
    have = {f for f in FAMILIES if QFontDatabase.hasFamily(f)}  # all families cost ten times that
    return (*(f for f in FAMILIES if f in have), *(f for f in FAMILIES if f not in have))


def font(role: str) -> QFont:
    return QFont(_font(role, scale()))


def px(pixels: int) -> int:
    """A length at the scale in force."""
    return round(pixels * scale())


@lru_cache(maxsize=128)
def _font(role: str, factor: float) -> QFont:
    pixels, weight = SIZES[role]
    made = QFont(QApplication.font())
    made.setFamilies(families())
    made.setPixelSize(max(1, round(pixels * factor)))
    made.setWeight(weight)
    made.setStyleHint(QFont.StyleHint.SansSerif)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def missing_glyphs(text: str | Iterable[str], role: str = "body") -> set[str]:
    """The characters that no font of this system can draw."""
    wanted = {c for c in "".join(text) if not c.isspace() and category(c) not in {"Cc", "Cf"}}
    metrics = QFontMetrics(font(role))
    suspect = {c for c in wanted if not metrics.inFontUcs4(ord(c))}
    if not suspect:
        return set()
    covered: set[str] = set()
    for family in QFontDatabase.families():
        raw = QRawFont.fromFont(QFont(family))
        covered |= {c for c in suspect - covered if raw.supportsCharacter(c)}
    return suspect - covered
