"""Two consoles on one store: the second says who has it, and reads along."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.app.run import Sitting
from console.wording import number
from tests.journeys.test_june_flood import started
from tests.support.desk import Desk, environment
from tests.support.world import HandClock


@pytest.fixture
def other(tmp_path):
    """Another console, in its own process, at which somebody sits."""
    child = started("sits", tmp_path, "duty1", "2024-06-20T15:00")
    assert child.stdout.readline() == "done sits\n", child.communicate()[1]
    yield child
    child.kill()
    child.communicate()


def test_the_second_console_says_who_has_the_store_and_reads_along(qapp, tmp_path, other):
    clock = HandClock()
    sitting = Sitting(environment(tmp_path, clock), "", story=False)
    sitting.start()
    assert sitting.console is None
    trouble = sitting.trouble
    assert "正由另一个指挥台使用" in trouble.sentence.text()
    assert f"进程 {other.pid}" in trouble.sentence.text()
    QTest.mouseClick(trouble.read_only, Qt.MouseButton.LeftButton)
    assert not trouble.isVisible()
    desk = Desk(sitting.console, clock)
    desk.sees("本机库 只读", within=desk.window.status)
    desk.sign_in("duty2")
    desk.sees(f"可调 {number(1156)} 人", within=desk.front)
    desk.run("F2")
    desk.put("报告人 / 单位", "临溪村示例乙")
    desk.put("内容", "河水漫过便桥")
    assert desk.refused() == "本机库以只读方式打开,不能写入。"
    assert desk.value("内容") == "河水漫过便桥"
    desk.opened("Shift+F2", "记事")
    desk.put("内容", "看见水位回落")
    assert desk.refused() == "本机库以只读方式打开,不能写入。"
    desk.press("Esc")
    desk.close()
    trouble.deleteLater()
