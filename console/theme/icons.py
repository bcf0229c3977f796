"""Line icons of one colour, drawn in the ink of the moment and kept.

The files use `currentColor`; what is drawn is cached per name, ink, size and pixel ratio.
"""

from functools import lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from console.theme.tokens import color


def names() -> list[str]:
    folder = files("resources") / "icons"
    return sorted(f.name.removesuffix(".svg") for f in folder.iterdir() if f.name.endswith(".svg"))


@lru_cache(maxsize=64)
def _source(name: str) -> str:
    return (files("resources") / "icons" / f"{name}.svg").read_text("utf-8")


@lru_cache(maxsize=512)
def _drawn(name: str, ink: str, size: int, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", ink).encode()))
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        renderer.render(painter, QRectF(0, 0, pixmap.width(), pixmap.height()))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def pixmap(name: str, tone: str | QColor = "ink", size: int = 20, ratio: float = 1.0) -> QPixmap:
    ink = tone if isinstance(tone, QColor) else color(tone)
    return _drawn(name, ink.name(), size, ratio)


def icon(name: str, tone: str = "ink", size: int = 20) -> QIcon:
    """For Qt widgets that want a QIcon; ask again after a theme switch."""
    return QIcon(pixmap(name, tone, size, 2.0))
