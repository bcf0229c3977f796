"""Readings as they are really typed and pasted."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.paste import PasteContext, parse
from console.wording.reading import problem, window
from resources.plans import metrics

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2024, 6, 20, 15, 10, tzinfo=CHINA)
STATIONS = {"临溪": "341824101", "扬溪": "341824104", "伏岭镇": "341824105", "家朋": "341824201"}
CONTEXT = PasteContext(metrics(), NOW, STATIONS, "县水利局")
NOTICE = (
    "6月19日8时至20日15时,全县平均降雨量已达160 mm,临溪最大达298.7 mm,最大小时雨强40.1 mm,"
    "河水位快速上涨,山洪暴发,已造成12座水库溢洪,超汛限水位,目前降雨仍在持续。"
)


def at(day, hour, minute=0):
    return datetime(2024, 6, day, hour, minute, tzinfo=CHINA)


def one(text, context=CONTEXT):
    rows = parse(text, context)
    assert len(rows) == 1, rows
    assert not rows[0].problems, rows[0].problems
    return rows[0].draft


def wrong(text):
    rows = parse(text, CONTEXT)
    assert len(rows) == 1, rows
    assert rows[0].draft is None
    assert rows[0].raw == text
    return rows[0].problems[0]


def test_the_sentence_of_the_notice_becomes_four_readings():
    rows = parse(NOTICE, CONTEXT)
    assert [(r.draft.metric, r.draft.value) for r in rows] == [
        ("rain_area_mean", Decimal(160)),
        ("rain_station", Decimal("298.7")),
        ("rain_station", Decimal("40.1")),
        ("reservoirs_over_limit", Decimal(12)),
    ]
    mean, station, hour, reservoirs = (row.draft for row in rows)
    assert (mean.window_start, mean.window_end) == (at(19, 8), at(20, 15))
    assert (station.station, station.place_code, station.is_max) == ("临溪", "341824101", True)
    assert (hour.span_minutes, hour.window_start, hour.window_end) == (60, at(19, 8), at(20, 15))
    assert (reservoirs.window_start, reservoirs.window_end) == (None, at(20, 15))
    assert {row.raw for row in rows} == {NOTICE}
    assert {row.draft.source for row in rows} == {"县水利局"}


def test_full_width_digits_and_chinese_units_are_figures():
    draft = one("临溪 8-15时 ５２．５毫米")
    assert (draft.value, draft.window_start, draft.window_end) == (
        Decimal("52.5"), at(20, 8), at(20, 15),
    )  # fmt: skip
    assert one("扬溪站 过去6小时 40㎜").window_start == NOW - timedelta(hours=6)
    assert one("家朋 过去1小时 3厘米").value == Decimal(30)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("临溪 19日8时至20日15时 30mm", at(19, 8), at(20, 15)),
        ("临溪 6月19日20时-8时 30mm", at(19, 20), at(20, 8)),
        ("临溪 20时至8时 30mm", at(19, 20), at(20, 8)),
        ("临溪 08:00~15:00 30mm", at(20, 8), at(20, 15)),
        ("临溪 8时30分到9时 30mm", at(20, 8, 30), at(20, 9)),
        ("临溪 19日16时至24时 30mm", at(19, 16), at(20, 0)),
        ("临溪 24小时 30mm", NOW - timedelta(hours=24), NOW),
        ("截至15时临溪近三小时 30mm", at(20, 12), at(20, 15)),
        ("临溪 12月31日8时至20时 30mm", datetime(2023, 12, 31, 8, tzinfo=CHINA),
         datetime(2023, 12, 31, 20, tzinfo=CHINA)),
    ],
)  # fmt: skip
def test_windows_in_words(text, start, end):
    draft = one(text)
    assert (draft.window_start, draft.window_end) == (start, end)


def test_a_table_gives_a_reading_for_every_cell():
    rows = parse("站名\t1小时(mm)\t24小时雨量(mm)\n临溪\t40.1\t298.7\n伏岭\t-\t102", CONTEXT)
    assert [(r.draft.station, r.draft.value) for r in rows] == [
        ("临溪", Decimal("40.1")), ("临溪", Decimal("298.7")), ("伏岭镇", Decimal(102)),
    ]  # fmt: skip
    assert rows[0].draft.window_start == NOW - timedelta(hours=1)


@pytest.mark.parametrize(
    "text", ["伏岭\t24小时\t102.5 mm", "伏岭  24小时  102.5 mm", "伏岭,24小时,102.5 mm"]
)
def test_a_row_without_a_head_is_read_too(text):
    draft = one(text)
    assert (draft.station, draft.value) == ("伏岭镇", Decimal("102.5"))


def test_two_figures_side_by_side_are_never_made_one():
    rows = parse("40.1,298.7", CONTEXT)
    assert [row.problems[0].code for row in rows] == ["paste_bare", "paste_bare"]
    assert one("应转 12,344 人").value == Decimal(12344)


def test_a_beginning_is_completed_to_the_one_station():
    context = PasteContext(metrics(), NOW, {"伏岭镇": "341824105", "临溪": "341824101"})
    assert one("伏岭 24小时 50mm", context).station == "伏岭镇"


def test_a_level_told_from_above_names_its_organ_and_time():
    draft = one("省防指 20日12时 启动四级响应")
    assert (draft.metric, draft.value, draft.station, draft.window_end) == (
        "outside_level", Decimal(4), "省防指", at(20, 12),
    )  # fmt: skip
    assert one("市防指 20日14时 启动Ⅲ级响应").value == Decimal(3)


def test_counts_and_grades_in_words():
    assert one("十二座水库超汛限").value == Decimal(12)
    assert one("应转 1,344 人").value == Decimal(1344)
    assert one("山洪灾害气象预警 橙色").value == Decimal(3)
    assert one("某某水库 小(2)型水库 重大险情").value == Decimal(2)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("6小时 33 mm", "paste_no_station"),
        ("临西 24小时 50mm", "paste_station"),
        ("临溪 24小时 52 英寸", "paste_unit_unknown"),
        ("临溪 24小时雨量 52 座", "paste_unit"),
        ("临溪 24小时雨量 52", "paste_no_unit"),
        ("临溪 52", "paste_bare"),
        ("全县面雨量 80 mm", "reading_no_window"),
        ("临溪 8时至15时 -3mm", "reading_negative"),
        ("临溪 8时至15时 9999mm", "reading_too_great"),
        ("需转移500余人", "paste_vague"),
        ("吃了吗", "paste_no_figure"),
    ],
)
def test_what_is_wrong_is_said_in_chinese_and_the_line_is_kept(text, code):
    found = wrong(text)
    assert found.code == code
    sentence = problem(found)
    assert sentence.endswith("。")
    assert "不能办理" not in sentence
    assert "{" not in sentence


def test_a_window_is_written_as_it_was_meant():
    hour = parse(NOTICE, CONTEXT)[2].draft
    assert window(hour.window_start, hour.window_end, hour.span_minutes) == (
        "06-19 08:00 至 06-20 15:00 其中最大 1 小时"
    )


@given(
    st.text(
        alphabet="临溪扬家朋雨量最大平均达mm毫米座级小时日月至过去全县 ,.。-:0123456789\n\t①𠮷",
        max_size=80,
    )
)
def test_junk_is_answered_line_by_line_and_nothing_is_lost(text):
    rows = parse(text, CONTEXT)
    spoken = {row.line for row in rows}
    for number, line in enumerate(text.splitlines(), start=1):
        if number in spoken:
            assert all(row.raw == line for row in rows if row.line == number)
    assert all((row.draft is None) == bool(row.problems) for row in rows)
    assert all(problem(p) for row in rows for p in row.problems)
