"""A new urgent fact rings once, stays on top until acknowledged by name, and rings again in time."""

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from console.domain.officer import Officer
from console.services import demo_story
from db.journal import lines
from tests.support.desk import opened
from tests.support.world import HandClock


@pytest.fixture
def desk(qapp, tmp_path):
    qapp.setCursorFlashTime(0)
    clock = HandClock()
    desk = opened(tmp_path, clock)
    desk.clock = clock
    demo_story.tell(desk.console.world)
    desk.sign_in("duty2")
    desk.until(lambda: desk.console.afterwards is not None, "the wall stands")
    watch = desk.console.afterwards.alarms
    desk.rung = []
    watch.ring = lambda: desk.rung.append(1)
    watch.ask()
    desk.until(lambda: watch.strip.text, "an alarm stands")
    yield desk
    desk.close()


def strip(desk):
    return desk.window.alarms


def ask(desk):
    desk.console.afterwards.alarms.ask()
    desk.until(lambda: desk.console.runner.busy == 0, "asked")


def settled(desk):
    """What began long ago is looked at twice before it rings; both looks are over."""
    watch = desk.console.afterwards.alarms
    desk.until(lambda: not (watch._soon.isActive() or desk.console.runner.busy), "looked at")


def test_an_overdue_clock_rings_once_and_stands_until_somebody_takes_it_by_name(desk):
    ask(desk)
    before = len(desk.rung)
    assert before <= 1
    assert strip(desk).isVisible()
    ask(desk)
    assert len(desk.rung) == before  # the same fact does not ring again
    desk.run("Ctrl+Shift+A")
    desk.until(lambda: not strip(desk).isVisible(), "taken")
    with desk.console.world.store.read() as read:
        told = lines(read, kinds=["alarm_acked"])
    assert told
    assert {one.actor for one in told} == {desk.window.desk.focus.officer}
    settled(desk)
    rung = len(desk.rung)  # the first look of all may have rung by now
    assert rung <= 1
    desk.clock.wind(minutes=31)
    ask(desk)
    desk.until(lambda: strip(desk).isVisible(), "it stands again")
    settled(desk)
    # and rings once for all of them, and once more for those whose origin had to be looked at twice
    assert rung < len(desk.rung) <= rung + 2


def test_whoever_was_given_a_password_is_told_to_change_it(desk):
    services = desk.console.services
    with desk.console.world.store.read() as read:
        known = {one.login: one for one in read.find(Officer)}
    secret = "given by somebody"
    services.officers.enrol(known["system"].id, known["duty3"], secret)
    desk.find("退出登录")
    desk.told.clear()
    desk.sign_in("duty3", secret)
    desk.hears("口令由他人代设")


def test_f8_puts_the_sentences_for_the_telephone_on_the_screen(desk):
    sheet = desk.opened("F8", "口述卡")
    words = "".join(label.text() for label in sheet.findChildren(QLabel))
    assert "这里是绩溪县应急指挥中心" in words
    assert "截至" in words
    assert "待核" in words
    sheet.copy_button.click()
    assert QApplication.clipboard().text().startswith("报告:")
