"""A keystroke in the search over 100,000 things, against the bare question to the same index.

Ours runs from the key in the field to the painted list: question on a reader, ranks by kind, the
overlay drawn. The floor is FTS5 alone in the driver on the same file: the first 50 of names and of
lines with what is shown of them, best first as FTS5 itself ranks (MATCH … ORDER BY rank LIMIT 50).
What the bare MATCH costs with no order and nothing shown is told beside it.
"""

import statistics
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from console import theme
from console.app.run import SWITCH_SECONDS
from console.domain.changes import Kind
from console.domain.entry import Entry
from console.domain.risk import Charge, Responsible, Rung
from console.domain.unit import Unit, Way
from console.runtime.pinyin import readings
from console.runtime.tasks import Runner
from console.services.search import Search, feeding
from console.services.world import World
from console.shell.search_box import SearchBox
from db.engine import dial
from db.search_words import question
from tests.bench.measure import Figure
from tests.bench.prepare import enter

LINES, PEOPLE, UNITS = 60_000, 36_000, 4_000
ROUNDS = 15
AT_ONCE = 2_000
TYPED = ("村", "临溪", "桥水", "lx", "l", "lxz", "wangji", "linx", "0123", "88", "汪 临溪")
_SHOWN = {"chars": "doc", "sounds": "doc", "lines": "line"}
RANKED = {
    table: f"SELECT kind, id, title, subtitle FROM (SELECT rowid AS hit FROM {table}"
    f" WHERE {table} MATCH ? ORDER BY rank LIMIT 50) JOIN {shown} ON n = hit"
    for table, shown in _SHOWN.items()
}
BARE = {table: f"SELECT rowid FROM {table} WHERE {table} MATCH ? LIMIT 50" for table in _SHOWN}
SURNAMES = "汪胡程章周曹方吴张王许邵高洪葛柯冯舒单解查曾"
GIVEN = "建国志强秀英玉兰德明文武海波永丰水生金山根宝"
TOWNS = ("临溪", "伏岭", "家朋", "荆州", "瀛洲", "长安", "上庄", "扬溪", "金沙", "板桥头", "华阳")
VILLAGES = (
    "孔灵",
    "尚村",
    "龙川",
    "仁里",
    "湖村",
    "北村",
    "蜀马",
    "旺川",
    "宅坦",
    "浒里",
    "上村",
    "下村",
)
WORDS = (
    "{town}镇{village}村便桥水位上涨,已设岗劝返 {n} 人",
    "{village}村书记报:转移 {n} 户,暂无伤亡",
    "核实{town}镇道路塌方 {n} 处,养护队已到场",
    "{town}卫生院备药 {n} 箱,联系人 100 0000 {n:04d}",
)


def _people() -> Iterator[Responsible]:
    for n in range(PEOPLE):
        name = SURNAMES[n % 22] + GIVEN[n // 22 % 20] + GIVEN[n // 440 % 20]
        town, village = TOWNS[n % 11], VILLAGES[n // 11 % 12]
        yield Responsible(
            id=f"bench-p-{n:06d}",
            code=f"R{n:06d}",
            name=name,
            rung=Rung.VILLAGE,
            charge=Charge.PATROL,
            title="巡查责任人",
            unit=f"{town}镇{village}村",
            place_name=f"{town}镇{village}村",
            about_name=f"{village}村{n % 9}组",
            phone=f"100 0000 {n % 10_000:04d}",
        )


def _units() -> Iterator[Unit]:
    for n in range(UNITS):
        town, village = TOWNS[n % 11], VILLAGES[n // 11 % 12]
        name = f"{town}镇{village}村第{n}网格"
        yield Unit(id=f"bench-u-{n:05d}", code=f"U{n:05d}", name=name, kind="", way=Way.ORDER)


def _fill(world: World) -> None:
    """As acknowledged history; names plainly made up from a table of characters."""
    records = [*_people(), *_units()]
    for start in range(0, len(records), AT_ONCE):
        with world.store.write("system", "bench.lay", history=True) as w:
            for record in records[start : start + AT_ONCE]:
                w.save(record)
            w.log(_line(start, w.now))
    for start in range(0, LINES, AT_ONCE):
        with world.store.write("system", "bench.lay", history=True) as w:
            for n in range(start, start + AT_ONCE):
                w.log(_line(n, w.now - timedelta(minutes=LINES - n)))


def _line(n: int, at: Any) -> Entry:
    town, village = TOWNS[n % 11], VILLAGES[n // 11 % 12]
    text = WORDS[n % 4].format(town=town, village=village, n=n % 9973)
    return Entry(
        kind="note", subject_kind=Kind.INCIDENT, subject_id="bench", at=at, facts={"text": text}
    )


class Floor:
    """The bare driver on the same file."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._run = dial(path, key, read_only=True).execute

    def ask(self, text: str, *, ranked: bool) -> float:
        asked = question(text)
        of = {"chars": asked.plain, "sounds": asked.sounds, "lines": asked.plain}
        began = time.perf_counter()
        for table, words in of.items():
            if words:
                self._run((RANKED if ranked else BARE)[table], (words,)).fetchall()
        return time.perf_counter() - began


class Box(QObject):
    """The overlay in a window, on a real store, with the runner's real threads."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._app = application()
        self._host = QWidget()
        self._host.resize(1920, 1080)
        self._host.show()
        self._runner = Runner()
        self._box = SearchBox(self._host, self._runner, Search(world).find)
        self._wanted, self._painted = "", False
        self._loop = (
            QEventLoop()
        )  # sleeps as a window does, and lets the readers have the interpreter
        self._box.list.viewport().installEventFilter(self)
        self._box.open_box()
        self._until("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._box.answered == self._wanted:
            self._painted = True
            self._loop.quit()
        return super().eventFilter(watched, event)

    def _until(self, text: str) -> None:
        """Answered and painted; the paint is over when the loop comes back."""
        self._wanted, self._painted = text, False
        self._box.list.viewport().update()
        while not self._painted:
            self._loop.exec()

    def key(self, text: str) -> float:
        """The last character of `text` typed into a field that already holds the rest."""
        self._box.field.setText(text[:-1])
        self._until(text[:-1])
        while self._runner.busy:
            QTimer.singleShot(1, self._loop.quit)
            self._loop.exec()
        self._app.processEvents()
        self._wanted, self._painted = text, False
        began = time.perf_counter()
        if text[-1].isascii():
            QTest.keyClick(self._box.field, text[-1])
        else:
            self._box.field.insert(text[-1])
        while not self._painted:
            self._loop.exec()
        return time.perf_counter() - began

    def close(self) -> None:
        self._runner.close()
        self._host.close()


def application() -> QApplication:
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication([])
        theme.apply(app, "dark")
    return app


def _fed(world: World) -> tuple[float, int, float]:
    """Seconds and things, and the longest slice."""
    step, longest = feeding(world, readings), 0.0
    readings("热身")
    began = time.perf_counter()
    while True:
        before = time.perf_counter()
        progress = step()
        longest = max(longest, time.perf_counter() - before)
        if progress.ready:
            return time.perf_counter() - began, progress.total, longest


def figures(folder: Path) -> list[Figure]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)  # as the console runs
    world, opened = enter(folder)
    _fill(world)
    seconds, things, longest = _fed(world)
    size = world.store.search.path.stat().st_size
    box, floor = Box(world), Floor(world.store.search.path, opened.key)
    taken: dict[str, tuple[float, float, float]] = {}
    try:
        for text in TYPED:
            rounds = [
                (box.key(text), floor.ask(text, ranked=True), floor.ask(text, ranked=False))
                for _ in range(ROUNDS)
            ]
            mine, ranked, bare = (statistics.median(side) for side in zip(*rounds, strict=True))
            taken[text] = mine, ranked, bare
    finally:
        box.close()
        opened.close()
        sys.setswitchinterval(before)
    worst = max(mine / ranked for mine, ranked, _ in taken.values())
    slowest = max(mine for mine, _, _ in taken.values())
    made = [
        Figure(f"搜索按键(约 {things:,} 条)÷ 裸 FTS 查询(最差一种)", worst, 5, "倍"),
        Figure("  最慢一种按键到画出", slowest * 1000, None, "ms"),
    ]
    made += [
        Figure(
            f"  “{text}”",
            mine * 1000,
            None,
            "ms",
            note=f"裸 {ranked * 1e3:.2f},不排序 {bare * 1e3:.2f}",
        )
        for text, (mine, ranked, bare) in taken.items()
    ]
    made += [
        Figure("  建索引", things / seconds, None, "条/秒", note=f"{size / 1e6:.0f} MB"),
        Figure("  最长一片", longest * 1000, None, "ms"),
    ]
    return made
