"""The second hand, the settings, the crash file, the sounds of words."""

import gc
import sys
import threading
import weakref
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QObject

from console.runtime import settings
from console.runtime.bus import Bus
from console.runtime.clock import Heartbeat
from console.runtime.crash import Crash, blanked
from console.runtime.focus import Focus
from console.runtime.pinyin import rank, sounds
from console.runtime.settings import Settings
from console.runtime.stall import StallMeter
from console.runtime.tidying import Tidying
from tests.support.panes import HandClock


def test_dead_objects_of_qt_are_found_on_the_gui_thread_and_on_no_other(qtbot):
    """A worker that came upon one stood still with the window, each with the lock of the other."""
    gc.enable()
    tidying, found_by = Tidying(), set()
    assert not gc.isenabled()

    def ring():
        made = QObject()
        made.itself = made
        return weakref.ref(made, lambda _: found_by.add(threading.current_thread()))

    dead = [ring() for _ in range(gc.get_threshold()[0] + 1)]
    worker = threading.Thread(target=lambda: [[] for _ in range(10_000)])
    worker.start()
    worker.join()
    assert all(one() is not None for one in dead)
    qtbot.waitUntil(lambda: not any(one() is not None for one in dead))
    assert found_by == {threading.main_thread()}
    tidying.deleteLater()


def test_what_lives_through_a_look_at_everything_is_left_alone_for_an_hour(qapp, monkeypatch):
    """A console that is used for a day does not stand still again and again for its own size."""
    now = [0.0]
    monkeypatch.setattr("console.runtime.tidying.time.monotonic", lambda: now[0])
    gc.unfreeze()
    tidying = Tidying()
    tidying._timer.stop()
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, 11))

    class Old:
        pass

    ring = Old()
    ring.itself, gone = ring, weakref.ref(ring)
    tidying.tidy()
    young = Old()
    young.itself, young_gone = young, weakref.ref(young)
    del ring, young
    now[0] = 3599.0
    tidying.tidy()
    assert young_gone() is None
    assert gone() is not None
    now[0] = 3601.0
    tidying.tidy()
    assert gone() is None
    gc.unfreeze()
    gc.enable()
    tidying.deleteLater()


def test_every_second_the_bus_says_the_time(qtbot):
    clock, bus = HandClock(), Bus()
    heart = Heartbeat(clock, bus)
    heard = []
    bus.tick.connect(heard.append)
    clock.pass_(1)
    heart.beat()
    assert heard == [clock.now()]


def test_a_clock_set_by_more_than_two_minutes_is_noticed(qtbot):
    clock, bus = HandClock(), Bus()
    heart = Heartbeat(clock, bus)
    jumps = []
    heart.jumped.connect(lambda a, b: jumps.append(b - a))
    clock.pass_(1)
    clock.wall -= timedelta(minutes=1)
    heart.beat()
    assert jumps == []
    clock.wall -= timedelta(minutes=3)
    heart.beat()
    assert jumps == [timedelta(minutes=-3)]
    clock.pass_(3600)
    heart.beat()
    assert len(jumps) == 1


def test_a_running_heart_beats_again(qtbot):
    from console.services.world import SystemClock

    bus = Bus()
    heart = Heartbeat(SystemClock(), bus)
    heart.start()
    with qtbot.waitSignals([bus.tick, bus.tick]):
        pass
    heart.stop()


def test_focus_says_only_real_moves(qtbot):
    focus = Focus()
    moves = []
    focus.moved.connect(moves.append)
    focus.move(response="r1")
    focus.move(response="r1")
    assert [m.response for m in moves] == ["r1"]


def test_a_setting_survives_and_a_wrong_one_reads_as_its_default(qtbot, tmp_path):
    path = tmp_path / "s.json"
    first = Settings(path)
    with qtbot.waitSignal(first.changed) as got:
        first.set(settings.THEME, "light")
    assert got.args == ["theme/name"]
    assert Settings(path).get(settings.THEME) == "light"
    path.write_text('{"theme/name": 7, "theme/scale": 9.0, "later": 1}', "utf-8")
    again = Settings(path)
    assert again.get(settings.THEME) == "dark"
    assert again.get(settings.SCALE) == 1.0
    assert len(again.troubles) == 2
    again.set(settings.THEME, "light")
    assert '"later"' in path.read_text("utf-8")


@pytest.mark.parametrize("text", ["{", "[]", "\x00"])
def test_a_damaged_settings_file_opens_the_window_all_the_same(qtbot, tmp_path, text):
    path = tmp_path / "s.json"
    path.write_text(text, "utf-8")
    made = Settings(path)
    assert made.get(settings.THEME) == "dark"
    assert made.troubles


def test_a_fault_leaves_a_file_without_names_or_phones(qtbot, tmp_path):
    crash = Crash(tmp_path / "faults", lambda: datetime(2024, 6, 20, tzinfo=UTC), "0.1")
    crash.install()
    try:
        with qtbot.waitSignal(crash.happened) as got:
            try:
                raise ValueError("值班员甲 100 0000 0001 lost")
            except ValueError as error:
                sys.excepthook(type(error), error, error.__traceback__)
    finally:
        crash.remove()
    text = got.args[0].read_text("utf-8")
    assert "ValueError at" in text
    assert "lost" in text
    assert "值班员" not in text.splitlines()[-1]
    assert "0000" not in text.splitlines()[-1]


def test_a_fault_on_a_thread_is_heard_on_the_gui_thread_once(qtbot, tmp_path):
    crash = Crash(tmp_path / "faults", lambda: datetime(2024, 6, 20, tzinfo=UTC), "0.1")
    crash.install()

    def fail():
        raise KeyError("x")

    try:
        with qtbot.waitSignal(crash.happened):
            for _ in range(3):
                worker = threading.Thread(target=fail)
                worker.start()
                worker.join()
    finally:
        crash.remove()
    assert len(list((tmp_path / "faults").iterdir())) == 1


def test_blanking_keeps_what_helps_and_drops_what_names():
    assert blanked("姓名 13800000000 at row 7") == "· # at row 7"


TOWNS = {
    "绩溪": ("jixi", "jx"),
    "歙县": ("shexian", "sx"),
    "旌德": ("jingde", "jd"),
    "长安镇": ("changanzhen", "caz"),
    "华阳镇": ("huayangzhen", "hyz"),
    "临溪镇": ("linxizhen", "lxz"),
    "上庄镇": ("shangzhuangzhen", "szz"),
    "扬溪镇": ("yangxizhen", "yxz"),
    "伏岭镇": ("fulingzhen", "flz"),
    "金沙镇": ("jinshazhen", "jsz"),
    "瀛洲镇": ("yingzhouzhen", "yzz"),
    "板桥头乡": ("banqiaotouxiang", "bqtx"),
    "家朋乡": ("jiapengxiang", "jpx"),
    "荆州乡": ("jingzhouxiang", "jzx"),
    "调拨": ("diaobo", "db"),
    "调派": ("diaopai", "dp"),
    "建议调整": ("jianyitiaozheng", "jytz"),
    "防汛升级": ("fangxunshengji", "fxsj"),
    "叫应": ("jiaoying", "jy"),
}


@pytest.mark.parametrize("word", TOWNS)
def test_the_county_is_read_as_the_county_says_it(word):
    assert sounds(word) == TOWNS[word]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("接报", "接报"),
        ("jb", "接报"),
        ("jiebao", "接报"),
        ("JB", "接报"),
        ("f2", "F2 接报"),
        ("fxtz", "防汛应急响应调整"),
        ("响应", "防汛应急响应"),
    ],
)
def test_a_word_is_found_by_its_signs_its_sound_and_its_initials(query, text):
    assert rank(query, text) is not None


def test_better_answers_come_first():
    assert rank("jb", "接报") < rank("jb", "交接班")
    assert rank("xyz", "接报") is None


def test_the_stall_meter_hears_a_deaf_gui(qtbot):
    meter = StallMeter()
    meter.start()
    qtbot.waitUntil(lambda: len(meter.gaps) >= 3)
    meter.stop()
    assert meter.percentile(0.99) <= meter.longest
