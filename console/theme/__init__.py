"""Tokens, palette, one stylesheet, type, icons. `apply(app, "dark")` puts a theme in force.

Lengths follow the type: a room that was given with `hold`, and every margin, grow with it at once.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QLayout, QSplitter, QWidget

from console.theme import sheet, tokens
from console.theme.fonts import font, px
from console.theme.tokens import Tokens

HELD = "held"


def apply(app: QApplication, name: str, scale: float = 1.0) -> Tokens:
    """Palette first, then the sheet; every window repaints by itself."""
    chosen = tokens.load(name)
    before = tokens.scale()
    tokens.put_in_force(chosen, scale)
    if app.style().objectName().lower() != "fusion" and not app.styleSheet():
        app.setStyle("Fusion")
    app.setFont(font("body"))
    app.setPalette(_palette(chosen))
    if scale != before:
        _rescale(app, scale / before)  # before the sheet: then labels forget the sizes they kept
    with _nothing_collected():
        app.setStyleSheet(sheet.build(chosen, scale))
    return chosen


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """While Qt goes through all widgets, Python must not collect one: the sheet is given out along a
    list of bare pointers, our `changeEvent`s run in the middle of it, and a widget of a closed
    form that goes just then takes the window with it.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def hold(
    widget: QWidget, *, width: int = 0, height: int = 0, least: bool = False, most: int = 0
) -> None:
    """A fixed (or least) width or height in pixels at 100 %, kept right when the scale changes;
    `most` is the greatest width.
    """
    widget.setProperty(HELD, [width, height, least, most])
    _hold(widget)


def _hold(widget: QWidget) -> None:
    width, height, least, most = widget.property(HELD)
    if most:
        widget.setMaximumWidth(px(most))
    if width:
        widget.setMinimumWidth(px(width)) if least else widget.setFixedWidth(px(width))
    if height:
        widget.setMinimumHeight(px(height)) if least else widget.setFixedHeight(px(height))


def _rescale(app: QApplication, ratio: float) -> None:
    """What stands already: held sizes and the room around and between."""
    for widget in app.allWidgets():
        if widget.property(HELD):
            _hold(widget)
        if isinstance(widget, QSplitter):
            widget.setHandleWidth(round(widget.handleWidth() * ratio))
        if isinstance(widget, QLabel):
            widget.setContentsMargins(widget.contentsMargins() * ratio)
        layout = widget.layout()
        if layout is not None:
            _stretch(layout, ratio)


def _stretch(layout: QLayout, ratio: float) -> None:
    layout.setContentsMargins(layout.contentsMargins() * ratio)
    if isinstance(layout, QGridLayout):
        layout.setHorizontalSpacing(round(layout.horizontalSpacing() * ratio))
        layout.setVerticalSpacing(round(layout.verticalSpacing() * ratio))
    elif layout.spacing() > 0:
        layout.setSpacing(round(layout.spacing() * ratio))
    for number in range(layout.count()):
        item = layout.itemAt(number)
        inner = item.layout() if item is not None else None
        if inner is not None:
            _stretch(inner, ratio)


def set_tone(widget: QWidget, tone: str) -> None:
    """ok, warn, bad, info, dim, faint, ink or "" — colours a label or a pill by its meaning."""
    set_property(widget, "tone", tone)


def set_role(widget: QWidget, role: str) -> None:
    """title, quiet, caption, strong, figure, table …"""
    set_property(widget, "role", role)


def set_property(widget: QWidget, name: str, value: object) -> None:
    """A dynamic property takes effect only after unpolish and polish; hidden here."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def _palette(chosen: Tokens) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for where, name in (
        (role.Window, "ground"),
        (role.Base, "surface"),
        (role.AlternateBase, "raised"),
        (role.Button, "raised"),
        (role.ToolTipBase, "raised"),
        (role.WindowText, "ink"),
        (role.Text, "ink"),
        (role.ButtonText, "ink"),
        (role.ToolTipText, "ink"),
        (role.BrightText, "bad"),
        (role.PlaceholderText, "faint"),
        (role.Highlight, "accent"),
        (role.HighlightedText, "on_accent"),
        (role.Link, "accent_ink"),
        (role.Mid, "line"),
        (role.Dark, "line_strong"),
        (role.Midlight, "line"),
        (role.Light, "raised"),
        (role.Shadow, "ground"),
        (role.Accent, "accent"),
    ):
        palette.setColor(where, chosen.color(name))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, chosen.color("faint"))
    return palette
