"""The 态势 page driven by keys: what is typed or pasted is on the map, with its window and age."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.domain.evidence import Mark
from console.domain.level import Level
from console.domain.reading import Reading, ReadingDraft
from console.panes.situation.card import SituationCard as CARD
from console.panes.situation.commands import COMMANDS
from console.panes.situation.page import SituationPane as PANE
from console.runtime.bus import Bus
from console.runtime.commands import Registry
from console.runtime.focus import Focus
from console.runtime.tasks import Runner, inline
from console.services.map_layers import MapLayers
from console.services.readings import Readings
from console.widgets.drawer import Drawer
from console.wording.situation import Layer
from tests.support.duty import DUTY, Hall
from tests.support.typing import press, type_text

END = datetime(2024, 6, 20, 7, tzinfo=UTC)
START = END - timedelta(hours=31)
NOTICE = (
    "6月19日8时至20日15时,全县平均降雨量已达160mm,临溪最大达298.7mm,"
    "最大小时雨强40.1mm,12座水库超汛限水位"
)


class Desk:
    """A page with its drawer, on a real store, at 15:00 on the day of the flood."""

    def __init__(self, qtbot, folder):
        self.hall = Hall(folder)
        self.readings = Readings(self.hall.world)
        services = SimpleNamespace(
            world=self.hall.world,
            readings=self.readings,
            map_layers=MapLayers(self.hall.world),
        )
        self.bus, self.focus, self.runner = Bus(), Focus(), Runner(inline())
        self.focus.sign(DUTY)
        self.runner.committed.connect(self.bus.changed)
        self.context = (services, self.bus, self.focus, self.runner)
        self.qtbot = qtbot
        self.said, self.shown = [], []
        self.bus.notice.connect(self.said.append)

    def show(self, kind, size=(1400, 900)):
        pane = kind(*self.context)
        self.qtbot.addWidget(pane)
        pane.resize(*size)
        self.drawer = Drawer(pane)
        pane.sheet_asked.connect(self.drawer.open_sheet)
        pane.sheet_closed.connect(self.drawer.put_away)
        pane.show()
        self.shown.append(pane)
        self.settle(pane, 1)
        return pane

    def settle(self, pane, answers):
        self.qtbot.waitUntil(
            lambda: pane.answered >= answers and not self.runner.busy, timeout=2000
        )

    def take(self, *drafts):
        self.readings.take(DUTY, drafts)

    def run(self, pane, command):
        next(c for c in COMMANDS if c.id == command).run(pane)

    def on_record(self):
        with self.hall.world.store.read() as read:
            return read.find(Reading)


def rain(station, value, hours=31, **more):
    return ReadingDraft(
        metric="rain_station" if station else "rain_area_mean",
        value=Decimal(value),
        window_start=END - timedelta(hours=hours),
        window_end=END,
        station=station,
        source="县水文站",
        mark=Mark.VERIFIED,
        **more,
    )


@pytest.fixture
def desk(qtbot, themed, tmp_path):
    made = Desk(qtbot, tmp_path)
    yield made
    for pane in made.shown:
        pane.close()
    qtbot.waitUntil(lambda: not made.runner.busy)
    made.runner.close()
    made.hall.close()


def test_the_commands_have_one_name_and_one_key_each():
    registry = Registry(COMMANDS)
    assert [c.id for c in registry.found("lrjcz")] == ["situation.enter"]
    assert registry["situation.enter"].keys == "F7"
    assert {c.pane for c in registry} == {"situation"}


def test_before_any_reading_nothing_is_said_to_be_dry(desk):
    pane = desk.show(PANE)
    assert pane.county.map.drawn().texts[0].endswith("—")
    assert all(text.endswith("—") for text in pane.county.map.drawn().texts)
    assert "尚无雨量读数" in pane.county._header._subtitle.text()


def test_the_notice_is_pasted_understood_and_saved(desk):
    pane = desk.show(PANE)
    desk.run(pane, "situation.paste")
    form = pane.desk._paste
    form.text.setPlainText(NOTICE)
    words = [" · ".join(row) for row in form.table.texts()]
    assert words[0] == "全县 县面平均雨量 160 mm · 06-19 08:00 至 06-20 15:00"
    assert words[1].startswith("临溪 单站累计雨量 298.7 mm")
    assert words[2].endswith("其中最大 1 小时")
    assert "12 座" in words[3]
    assert form.save_button.text() == "保存 4 条"
    type_text(form.source, "绩防指〔2024〕9号")
    press(form.source, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle(pane, 2)
    assert len(desk.on_record()) == 4
    assert {one.source for one in desk.on_record()} == {"绩防指〔2024〕9号"}
    assert desk.said[-1].text == "4 条监测值已存本机"
    assert "临溪镇 298.7 mm" in pane.county.map.drawn().texts
    assert "荆州乡 —" in pane.county.map.drawn().texts
    title = pane.county._header._subtitle.text()
    assert title == "31 小时雨量 · 06-19 08:00 至 06-20 15:00 · 县面 160 mm"
    assert desk.drawer.sheet is None


def test_a_line_that_is_not_understood_says_why_and_stays_in_the_box(desk):
    pane = desk.show(PANE)
    desk.run(pane, "situation.paste")
    form = pane.desk._paste
    form.text.setPlainText("过去24小时临溪98.7毫米\n今天雨很大")
    assert form.table.texts()[0][0] == "临溪 单站累计雨量 98.7 mm"
    assert form.table.texts()[1] == ["未读懂", "今天雨很大"]
    assert form.why.text() == "“今天雨很大” 这一行没有读出数据,原文已保留。"
    type_text(form.source, "电话")
    form.submit()
    desk.settle(pane, 2)
    assert form.text.toPlainText() == "今天雨很大"
    assert desk.drawer.sheet is not None
    assert len(desk.on_record()) == 1


def test_what_was_pasted_and_not_saved_comes_back_after_a_crash(desk):
    pane = desk.show(PANE)
    desk.run(pane, "situation.paste")
    pane.desk._paste.text.setPlainText(NOTICE)
    desk.qtbot.waitUntil(lambda: "paste" in desk.readings.typed())
    pane.close()
    again = desk.show(PANE)
    desk.run(again, "situation.paste")
    desk.qtbot.waitUntil(lambda: again.desk._paste.text.toPlainText() == NOTICE)
    type_text(again.desk._paste.source, "绩防指")
    again.desk._paste.submit()
    desk.qtbot.waitUntil(lambda: desk.readings.typed() == {})


def test_a_reading_is_typed_field_by_field(desk):
    pane = desk.show(PANE)
    desk.run(pane, "situation.enter")
    form = pane.desk._reading
    form.restore({"metric": "rain_station"})
    type_text(form.station, "临溪")
    type_text(form.value, "298.7")
    type_text(form.field("start").field, "0619 0800")
    type_text(form.field("end").field, "1500")
    type_text(form.field("source"), "县水文站")
    press(form.value, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle(pane, 2)
    (one,) = desk.on_record()
    assert (one.value, one.window_start, one.window_end) == (Decimal("298.7"), START, END)
    assert one.place_code == "341824101"
    assert one.mark is Mark.PENDING
    assert pane.readings.texts()[0][:4] == ["临溪", "单站累计雨量", "31 小时", "298.7 mm"]


def test_a_rain_total_without_its_window_is_refused_and_nothing_typed_is_lost(desk):
    pane = desk.show(PANE)
    desk.run(pane, "situation.enter")
    form = pane.desk._reading
    form.restore({"metric": "rain_area_mean"})
    type_text(form.value, "160mm")
    type_text(form.field("end").field, "1500")
    type_text(form.field("source"), "电话")
    form.submit()
    desk.qtbot.waitUntil(lambda: bool(form.refusals()))
    assert "没有写明时段" in form.refusals()[0]
    assert form.value.text() == "160mm"
    assert desk.on_record() == []


def test_a_figure_that_is_no_figure_is_refused_under_its_field(desk):
    pane = desk.show(PANE)
    desk.run(pane, "situation.enter")
    form = pane.desk._reading
    form.restore({"metric": "reservoirs_over_limit"})
    type_text(form.value, "很多")
    type_text(form.field("end").field, "1500")
    type_text(form.field("source"), "电话")
    form.submit()
    assert form.refusals() == ["“很多”不是能读的数。"]


def test_a_wrong_figure_is_corrected_and_both_are_kept(desk):
    desk.take(rain("临溪", "987"))
    pane = desk.show(PANE)
    assert pane.why_not_correct() == "先在表中选一条监测值"
    pane.readings.choose(pane.facts.rows[0].reading.id)
    assert pane.why_not_correct() == ""
    desk.run(pane, "situation.correct")
    form = pane.desk._reading
    type_text(form.value, "298.7")
    type_text(form.field("note"), "听错")
    form.submit()
    desk.settle(pane, 2)
    assert len(desk.on_record()) == 2
    ages = [row[4] for row in pane.readings.texts()]
    assert "已更正" in ages
    assert "临溪镇 298.7 mm" in pane.county.map.drawn().texts


def test_the_provinces_response_is_registered(desk):
    pane = desk.show(PANE)
    desk.run(pane, "situation.outside")
    form = pane.desk._outside
    type_text(form.organ, "省防指")
    form.restore({"kind": "outside_level", "level": str(int(Level.IV))})
    type_text(form.field("end").field, "1200")
    type_text(form.field("source"), "省防指通知")
    form.submit()
    desk.settle(pane, 2)
    assert pane.outside.texts() == [["省防指", "上级响应", "四级", "06-20 12:00"]]


def test_a_station_that_fell_silent_is_data_cut_off_and_never_missing(desk):
    gauge = ReadingDraft(
        metric="river_over_warning",
        value=Decimal("0.30"),
        window_end=END - timedelta(hours=5),
        station="临溪",
        place_code="341824101",
        source="水文站",
    )
    desk.take(gauge)
    pane = desk.show(PANE)
    assert pane.readings.texts()[0][4] == "数据中断"
    pane.county.switch.choose(Layer.WATER)
    assert "临溪镇 数据中断" in pane.county.map.drawn().texts
    assert not any("超警" in text for text in pane.county.map.drawn().texts)


def test_the_layers_change_the_figures_and_the_title(desk):
    desk.take(rain("", "160"), rain("临溪", "298.7"))
    pane = desk.show(PANE)
    desk.run(pane, "situation.layer")
    assert pane.county.switch.layer is Layer.WATER
    assert pane.county._header._subtitle.text() == "尚无水位读数"
    desk.run(pane, "situation.layer")
    assert pane.county._header._subtitle.text() == "尚无队伍登记"
    desk.run(pane, "situation.zoom_in")
    assert pane.county.map.zoom > 1
    desk.run(pane, "situation.whole")
    assert pane.county.map.zoom == 1


def test_curves_rise_from_one_start_and_the_library_comes_late(desk):
    desk.take(rain("", "121", 31))
    pane = desk.show(PANE)
    assert pane.curves.built
    assert pane.curves.texts()[0] == "全县"


def test_the_tile_shows_the_same_map_and_opens_the_page(desk):
    desk.take(rain("", "160"), rain("家朋", "212"))
    call = desk.hall.take()
    card = desk.show(CARD, (916, 520))
    texts = card.county.map.drawn().texts
    assert "家朋乡 212 mm" in texts
    shapes = [mark.shape for mark, _ in card.county.map.drawn().marks]
    assert shapes.count("incident") == (1 if call.incident_id else 0)
    with desk.qtbot.waitSignal(card.page_asked) as asked:
        QTest.mouseDClick(card.county.map, Qt.MouseButton.LeftButton)
    assert asked.args == ["situation"]


def test_the_tile_needs_neither_plot_nor_pinyin_library_to_be_painted():
    asked = (
        "import sys, console.panes.situation;"
        "print(sorted({'pyqtgraph', 'numpy', 'pypinyin'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
