"""A page in large type: one below the other, nothing squeezed, and back as it was."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QSplitter, QWidget

from console.widgets.panel import Panel
from console.widgets.reflow import LEAST, LOW, NARROW, Reflow


@pytest.fixture
def page(qtbot):
    inner = QWidget()
    row = QHBoxLayout(inner)
    split = QSplitter(Qt.Orientation.Horizontal)
    left, right, beside = Panel("左"), Panel("右"), Panel("旁")
    for panel in (left, right):
        panel.body.addWidget(QListWidget())
        split.addWidget(panel)
    beside.body.addWidget(QListWidget())
    beside.field = QLineEdit()
    beside.body.addWidget(beside.field)
    beside.setMaximumWidth(300)
    row.addWidget(split)
    row.addWidget(beside)
    frame = Reflow(inner)
    frame.parts = (left, right, beside)
    frame.split = split
    qtbot.addWidget(frame)
    frame.resize(NARROW + 100, 700)
    frame.show()
    return frame


def test_what_stands_side_by_side_stands_below_when_there_is_no_room(qtbot, page):
    qtbot.waitUntil(lambda: not page.narrow and page.parts[0].width() > 0)
    page.resize(700, 500)
    qtbot.waitUntil(lambda: page.narrow)
    qtbot.waitUntil(lambda: page.parts[2].width() > 600)
    assert page.split.orientation() == Qt.Orientation.Vertical
    assert all(one.height() >= LEAST for one in page.parts)
    assert page.verticalScrollBar().maximum() > 0
    assert page.horizontalScrollBar().maximum() == 0
    page.resize(NARROW + 100, 700)
    qtbot.waitUntil(lambda: not page.narrow)
    assert page.split.orientation() == Qt.Orientation.Horizontal
    left, right, beside = page.parts
    qtbot.waitUntil(lambda: left.y() == right.y() and left.x() < right.x())
    qtbot.waitUntil(lambda: 0 < beside.width() <= 300)
    assert {one.minimumHeight() for one in page.parts} == {0}


def test_a_low_window_scrolls_instead_of_squeezing(qtbot, page):
    page.resize(NARROW + 100, LOW - 200)
    qtbot.waitUntil(lambda: page.page.height() == LOW)
    assert page.verticalScrollBar().maximum() > 0


def test_a_field_that_a_key_leads_to_is_brought_into_sight(qtbot, page):
    page.resize(700, 400)
    qtbot.waitUntil(lambda: page.narrow and page.verticalScrollBar().maximum() > 0)
    page.to_top()
    field = page.parts[2].field
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    field.setFocus()
    qtbot.waitUntil(lambda: page.verticalScrollBar().value() > 0)
    top = field.mapTo(page, field.rect().topLeft()).y()
    assert 0 <= top <= page.height() - field.height()
