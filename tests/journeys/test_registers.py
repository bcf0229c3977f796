"""名录 through the real window: by keys from the wall to a saved record, remembered next time."""

import pytest

from console.domain.risk import Reservoir
from console.runtime.settings import TABLE_COLUMNS
from tests.support.desk import opened
from tests.support.world import HandClock


@pytest.fixture
def desk(qapp, tmp_path):
    qapp.setCursorFlashTime(0)
    made = opened(tmp_path, HandClock())
    made.sign_in("head")
    yield made
    made.close()


def test_from_the_wall_to_a_new_reservoir_and_its_history(desk):
    desk.press("Ctrl+7")
    desk.settle()
    page = desk.window.rooms.pane("registers")
    assert desk.window.rooms.front == "registers"
    at = [row[0] for row in page.list.texts()].index("水库")
    for _ in range(at):
        desk.press("Down")
    desk.settle()
    assert page.register.title == "水库"
    desk.opened("Alt+N", "新增水库")
    desk.put("库名", "示例水库")
    desk.put("总库容(千立方米)", "1200")
    desk.save()
    assert page.table.texts()[0][1] == "示例水库"
    desk.press("Alt+F")
    desk.type("mei you")
    desk.settle()
    desk.until(lambda: page.table.records.rowCount() == 0, "the filter")
    desk.press("Escape")
    desk.until(lambda: page.table.records.rowCount() == 1, "no filter")
    with desk.console.world.store.read() as read:
        kept = read.find(Reservoir)[0]
        assert (kept.capacity, kept.datum) == (1200, "1985国家高程基准")


def test_the_shell_keeps_each_officers_columns(desk):
    desk.press("Ctrl+7")
    desk.settle()
    page = desk.window.rooms.pane("registers")
    desk.press("Alt+C")
    menu = page.menu.menu
    desk.until(menu.isVisible, "the menu of columns")
    menu.actions()[0].trigger()
    assert page.table.hidden_columns()[0] == "code"
    kept = desk.console.settings.get(TABLE_COLUMNS)
    assert kept == [f"{desk.console.focus.officer}/place:code,lat,lon"]
    menu.close()
