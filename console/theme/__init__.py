"""Tokens, palette, one stylesheet, type, icons. `apply(app, "dark")` puts a theme in force."""

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QWidget

from console.theme import sheet, tokens
from console.theme.fonts import font
from console.theme.tokens import Tokens


def apply(app: QApplication, name: str, scale: float = 1.0) -> Tokens:
    """Palette first, then the sheet; every window repaints by itself."""
    chosen = tokens.load(name)
    tokens.put_in_force(chosen, scale)
    if app.style().objectName().lower() != "fusion" and not app.styleSheet():
        app.setStyle("Fusion")
    app.setFont(font("body"))
    app.setPalette(_palette(chosen))
    app.setStyleSheet(sheet.build(chosen, scale))
    return chosen


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
