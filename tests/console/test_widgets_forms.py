"""What was typed is never lost, and times are read as a hand writes them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSpinBox

from console.domain.refused import Refused
from console.widgets.complete import Choice, CompleteField, best
from console.widgets.countdown import Countdown, urgency
from console.widgets.filter_bar import FilterBar
from console.widgets.form import Form
from console.widgets.note_edit import NoteEdit
from console.widgets.time_field import TimeField
from console.widgets.time_text import parse_time
from console.wording import full_time
from tests.support.typing import type_text

NOW = datetime(2024, 6, 20, 8, 32, tzinfo=UTC)  # 16:32 in the county


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1432", "2024-06-20 14:32"),
        ("14:32", "2024-06-20 14:32"),
        ("14：32", "2024-06-20 14:32"),
        ("１４３２", "2024-06-20 14:32"),
        ("14时32分", "2024-06-20 14:32"),
        ("14点", "2024-06-20 14:00"),
        ("905", "2024-06-20 09:05"),
        ("-5", "2024-06-20 16:27"),
        ("－90", "2024-06-20 15:02"),
        ("2350", "2024-06-19 23:50"),
        ("1700", "2024-06-20 17:00"),
        ("昨 2350", "2024-06-19 23:50"),
        ("今天 8:00", "2024-06-20 08:00"),
        ("0619 0800", "2024-06-19 08:00"),
        ("06-19 08:00", "2024-06-19 08:00"),
        ("6月19日8时", "2024-06-19 08:00"),
        ("2024-06-19 08:00", "2024-06-19 08:00"),
    ],
)
def test_a_time_is_read_as_it_is_written(text, meant):
    assert full_time(parse_time(text, NOW)) == meant


@pytest.mark.parametrize(
    "text", ["abc", "2560", "99:99", "0230 0800", "14:7x", "13月1日 8:00", "-"]
)
def test_what_cannot_be_read_is_refused_with_its_text(text):
    with pytest.raises(Refused) as error:
        parse_time(text, NOW)
    assert error.value.facts == {"text": text}


def test_nothing_typed_is_no_time():
    assert parse_time("  ", NOW) is None


def test_a_deadline_looks_ahead():
    assert full_time(parse_time("0800", NOW, ahead=True)) == "2024-06-21 08:00"


@given(st.integers(0, 23), st.integers(0, 59))
def test_a_clock_time_is_always_within_the_last_day_or_the_next_two_hours(hour, minute):
    moment = parse_time(f"{hour:02d}{minute:02d}", NOW)
    assert NOW - timedelta(hours=24) < moment <= NOW + timedelta(hours=2)


@given(st.text(max_size=20))
def test_any_text_is_a_time_or_a_refusal(text):
    try:
        moment = parse_time(text, NOW)
    except Refused:
        return
    assert moment is None or moment.tzinfo is not None


def test_a_time_field_shows_how_it_was_understood(qtbot, themed):
    field = TimeField(lambda: NOW)
    qtbot.addWidget(field)
    field.setText("-5")
    assert field._read.text() == "16:27"
    field.setText("x")
    assert field._read.text() == "?"


@pytest.fixture
def form(qtbot, themed):
    made = Form()
    made.add_field("who", "报告人", QLineEdit(), required=True)
    made.add_field("what", "内容", NoteEdit(), required=True)
    made.add_field("hurt", "有伤亡", QCheckBox())
    made.add_field("count", "人数", QSpinBox())
    box = QComboBox()
    box.addItem("洪涝", "flood")
    box.addItem("地灾", "slide")
    made.add_field("kind", "类型", box)
    made.add_field("at", "事发时间", TimeField(lambda: NOW))
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    return made


def test_ctrl_return_saves_from_any_field(qtbot, form):
    type_text(form.field("who"), "示例甲")
    type_text(form.field("what"), "上游山洪")
    with qtbot.waitSignal(form.submitted) as got:
        qtbot.keyClick(form.field("what"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert got.args[0] == {
        "who": "示例甲",
        "what": "上游山洪",
        "hurt": False,
        "count": 0,
        "kind": "flood",
        "at": "",
    }


def test_what_is_missing_is_said_under_its_field(form):
    form.submit()
    assert form.refusals() == ["请填写报告人。", "请填写内容。"]


def test_a_refusal_keeps_the_text_and_names_the_field(form):
    type_text(form.field("who"), "示例甲")
    form.refuse(Refused("time_unreadable", text="25", field="at"))
    assert "25" in form.refusals()[0]
    assert form.field("who").text() == "示例甲"
    form.refuse(ValueError("x"))
    assert "所填内容还在" in form.refusals()[-1]


def test_esc_leaves_and_keeps(qtbot, form):
    type_text(form.field("what"), "没有写完")
    with qtbot.waitSignal(form.abandoned):
        qtbot.keyClick(form.field("what"), Qt.Key.Key_Escape)
    assert form.values()["what"] == "没有写完"


def test_a_draft_comes_back_as_it_was(form):
    draft = {
        "who": "示例甲",
        "what": "上游",
        "hurt": True,
        "count": 3,
        "kind": "slide",
        "at": "-5",
    }
    form.restore({**draft, "gone": 1})
    assert form.values() == draft
    form.clear()
    assert form.values()["kind"] == "flood"
    assert form.values()["who"] == ""


def test_a_second_ctrl_return_does_not_save_twice(form):
    sent = []
    form.submitted.connect(sent.append)
    form.restore({"who": "a", "what": "b"})
    form.submit()
    form.set_busy(True)
    form.submit()
    assert len(sent) == 1


PLACES = [
    Choice("1", "家朋乡"),
    Choice("2", "尚村", "家朋乡"),
    Choice("3", "荆州乡", also=("341824203",)),
]


@pytest.mark.parametrize(
    ("typed", "first"),
    [("家", "家朋乡"), ("jpx", "家朋乡"), ("shangcun", "尚村"), ("341824203", "荆州乡")],
)
def test_a_place_is_found_however_it_is_typed(typed, first):
    assert best(typed, PLACES)[0].text == first


def test_a_place_that_no_register_knows_is_still_a_place(qtbot, themed):
    field = CompleteField(PLACES)
    qtbot.addWidget(field)
    type_text(field, "大石头组")
    assert field.choice() is None
    assert field.text() == "大石头组"
    assert field.choose("2")
    assert field.choice().key == "2"


def test_the_filter_says_what_is_wanted(qtbot, themed):
    bar = FilterBar(switches=[("mine", "本人"), ("open", "未办结")])
    qtbot.addWidget(bar)
    said = []
    bar.changed.connect(lambda text, keys: said.append((text, set(keys))))
    type_text(bar.field, "山洪")
    bar.choose("open")
    assert said == [("山洪", set()), ("山洪", {"open"})]
    qtbot.keyClick(bar.field, Qt.Key.Key_Escape)
    assert bar.text == ""


def test_a_countdown_turns_amber_at_a_fifth_and_red_when_over(qtbot, themed):
    start, due = NOW, NOW + timedelta(minutes=100)
    assert urgency(NOW + timedelta(minutes=79), start, due) == ""
    assert urgency(NOW + timedelta(minutes=80), start, due) == "warn"
    assert urgency(NOW + timedelta(minutes=101), start, due) == "bad"
    label = Countdown(with_clock=True)
    qtbot.addWidget(label)
    assert label.text() == "—"
    label.count_to(due, start)
    label.tick(NOW + timedelta(minutes=90))
    assert label.text() == "0:10:00(18:12 前)"
    label.tick(NOW + timedelta(minutes=101))
    assert label.text().startswith("超 0:01:00")
