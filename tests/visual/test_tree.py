"""The window as text, and what no picture may show: cut words, widgets on widgets, boxes for glyphs.

`REFRESH_TREES=1 .venv/bin/python -m pytest tests/visual` writes the trees anew; look at the
difference before committing it.
"""

import os
from collections.abc import Iterator
from difflib import unified_diff
from itertools import combinations, islice
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from console.app import shots
from console.app.compose import Console
from console.app.shots import LARGE, PAGES, Wanted, pose, staged
from console.theme.fonts import families, missing_glyphs
from console.widgets.panel import Elided
from tests.visual.tree import FACE, everything, is_of_qt, overlap, parts, rows, said, tree

TREES = Path(__file__).parent / "trees"
SIZES = ((1366, 768), (1920, 1080))
OWN = {"care"}  # paths and sizes of files on it are this machine's own
POSES = [Wanted(page, "dark", size) for size in SIZES for page in PAGES if page not in OWN]
GROWN = [Wanted(page, "light", size, scale) for size, scale in LARGE for page in PAGES]
PATIENCE_MS = 120_000  # a busy machine fails no test
MOST = 60  # lines of a complaint
HANDLED = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView)


@pytest.fixture
def poses(
    qapp: object, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Iterator[tuple[str, QWidget]]]:
    """The window in one pose after another: every page in both sizes, then in large type."""
    assert qapp
    monkeypatch.setattr(shots, "WAIT_MS", PATIENCE_MS)
    with staged() as flood:
        yield ((_name(one), _posed(flood, one)) for one in [*POSES, *GROWN])
    flood.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_the_window_reads_as_it_was_agreed(poses):
    if families()[0] != FACE:
        pytest.skip("another Chinese face measures otherwise")
    changed = []
    for name, window in islice(poses, len(POSES)):
        kept = TREES / f"{name}.txt"
        now = "\n".join(tree(window)) + "\n"
        if os.environ.get("REFRESH_TREES"):
            kept.write_text(now, "utf-8")
        before = kept.read_text("utf-8") if kept.exists() else ""
        pair = before.splitlines(), now.splitlines()
        changed += unified_diff(*pair, f"{name} agreed", f"{name} now", lineterm="", n=0)
    assert not changed, "\n".join(changed[:MOST])


def test_nothing_is_cut_covered_nameless_or_without_a_glyph(poses):
    faults = []
    for name, window in poses:
        found = [*_cut(window), *_covered(window), *_nameless(window), *_boxes(window)]
        faults += [f"{name}: {fault}" for fault in found]
    assert not faults, "\n".join(faults[:MOST])


def _name(one: Wanted) -> str:
    return one.name.removesuffix(".png")


def _posed(console: Console, one: Wanted) -> QWidget:
    pose(console, one)
    return console.window


def _cut(window: QWidget) -> Iterator[str]:
    """A label that does not say … itself shows all of its words."""
    for label in everything(window):
        if not isinstance(label, QLabel) or isinstance(label, Elided) or not label.text():
            continue
        room = label.contentsRect()
        if label.wordWrap():
            if label.heightForWidth(label.width()) > label.height() + 1:
                yield f"cut below: {_who(label)}"
        elif label.sizeHint().width() > label.width() + 1:
            yield f"cut at the side: {_who(label)} {label.sizeHint().width()} > {room.width()}"
        elif label.fontMetrics().ascent() > room.height():
            yield f"cut in height: {_who(label)}"


def _covered(window: QWidget) -> Iterator[str]:
    """Nothing stands on its neighbour, nothing hangs over the edge of what holds it."""
    for widget in everything(window):
        inside = parts(widget)
        for one, other in combinations(inside, 2):
            if not overlap(one, other).isEmpty():
                yield f"covered: {_who(one)} and {_who(other)} in {_who(widget)}"
        if is_of_qt(widget) or isinstance(widget, QAbstractScrollArea):
            continue  # what scrolls is larger than its frame
        for one in inside:
            if not widget.rect().contains(one.geometry()):
                yield f"over the edge: {_who(one)} {one.geometry()} in {_who(widget)} {widget.rect()}"


def _nameless(window: QWidget) -> Iterator[str]:
    """What the hand can reach can be read aloud."""
    for widget in everything(window):
        reached = isinstance(widget, HANDLED) and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        if reached and not (widget.accessibleName() or _caption(widget)):
            yield f"nameless: {_who(widget)}"


def _caption(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QAbstractButton) else ""


def _boxes(window: QWidget) -> Iterator[str]:
    words = "".join(said(w) + "".join(rows(w)) for w in everything(window))
    for glyph in sorted(missing_glyphs(words)):
        yield f"no glyph: {glyph}"


def _who(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName() or said(widget) or ''}".strip()
