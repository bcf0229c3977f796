"""Every text can be read on every ground, and a switch reaches everything."""

import gc
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel

from console import theme
from console.theme import fonts, icons, sheet, tokens
from console.widgets.panel import Panel

ROOT = Path(theme.__file__).parents[2]


@pytest.mark.parametrize("name", tokens.names())
def test_every_ink_reaches_four_and_a_half_to_one_on_every_ground(name):
    t = tokens.load(name)
    poor = {
        (ink, ground): round(ratio, 2)
        for ink in tokens.TEXT_INKS
        for ground in tokens.GROUNDS
        if (ratio := tokens.contrast(t.color(ink), t.color(ground))) < 4.5
    }
    assert poor == {}


@pytest.mark.parametrize("name", tokens.names())
def test_words_on_filled_grounds_can_be_read(name):
    t = tokens.load(name)
    pairs = [("on_accent", "accent"), ("on_accent", "accent_hover"), ("on_badge", "bad")]
    pairs += [("on_level", f"level{n}") for n in range(1, 5)]
    for ink, ground in pairs:
        assert tokens.contrast(t.color(ink), t.color(ground)) >= 4.5, (ink, ground)


def test_all_themes_say_the_same_tokens():
    assert len({frozenset(tokens.load(name).colors) for name in tokens.names()}) == 1


def test_the_focus_ring_stands_out_from_its_ground():
    for name in tokens.names():
        t = tokens.load(name)
        assert tokens.contrast(t.color("accent_ink"), t.color("surface")) >= 3


def test_the_sheet_uses_only_tokens_that_exist():
    for name in tokens.names():
        assert "$" not in sheet.build(tokens.load(name), 1.0)


def test_no_colour_is_written_outside_the_themes():
    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "console").rglob("*.py")
        if path.parent.name != "paper"  # paper is black on white
        and re.search(r"[\"' ]#[0-9A-Fa-f]{6}\b", path.read_text("utf-8"))
    ]
    assert found == []


def test_no_widget_wears_its_own_stylesheet():
    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "console").rglob("*.py")
        if "setStyleSheet" in path.read_text("utf-8") and path.parent.name != "theme"
    ]
    assert found == []


def test_a_switch_repaints_and_an_unknown_theme_falls_back(qtbot, themed):
    panel = Panel("值守", "响应值守")
    qtbot.addWidget(panel)
    panel.resize(200, 100)
    dark = panel.grab().toImage().pixelColor(100, 70)
    theme.apply(themed, "light")
    assert panel.grab().toImage().pixelColor(100, 70) != dark
    theme.apply(themed, "no such theme")
    assert panel.grab().toImage().pixelColor(100, 70) == dark
    assert tokens.current().name == "dark"


def test_the_scale_makes_the_type_larger(themed):
    small = fonts.font("body").pixelSize()
    theme.apply(themed, "dark", 2.0)
    assert fonts.font("body").pixelSize() == 2 * small
    theme.apply(themed, "dark")


def test_every_icon_is_drawn_in_its_ink(themed):
    for name in icons.names():
        image = icons.pixmap(name, "ink", 24).toImage()
        inks = {
            image.pixelColor(x, y).name()
            for x in range(24)
            for y in range(24)
            if image.pixelColor(x, y).alpha() == 255
        }
        assert inks == {tokens.color("ink").name()}, name


def test_figures_have_one_width(themed):
    from PySide6.QtGui import QFontMetricsF

    metrics = QFontMetricsF(fonts.font("table"))
    assert len({round(metrics.horizontalAdvance(d), 2) for d in "0123456789"}) == 1


def test_a_missing_glyph_is_found_and_rare_names_are_not_missing(themed):
    assert fonts.missing_glyphs("绩溪县应急指挥台 喆 𠮷 Ⅲ 〔2024〕") == set()
    assert fonts.missing_glyphs("绩\U000e0fff") == {"\U000e0fff"}


class _Listener(QLabel):
    """Does what our widgets do when a sheet is given out: runs Python."""

    def changeEvent(self, event):
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.collecting = gc.isenabled()


def test_no_widget_is_collected_while_the_sheet_is_given_out(qapp, qtbot):
    """Qt goes along bare pointers; a form that was closed before must not go in the middle of it."""
    listener = _Listener("x")
    qtbot.addWidget(listener)
    listener.show()
    gc.enable()
    theme.apply(qapp, "light")
    assert listener.collecting is False
    assert gc.isenabled()
    theme.apply(qapp, "dark")
