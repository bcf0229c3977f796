"""From the window to paper: one key, two files that say the same, one line in the journal."""

import errno
import re
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from console.app.compose import Console, Environment, open_world
from console.domain.document import Document
from console.domain.handover import Handover
from console.domain.refused import Refused, Unavailable
from console.domain.transfer import Transfer
from console.paper import print_job
from console.paper.desk import export_notice, export_slip
from console.paper.notice import notice_sheet
from console.paper.sheet import bare, words
from console.runtime.tasks import inline
from console.services.demo_story import JUNE_20, LENGTH, StoryClock, tell
from console.services.documents import Documents
from console.wording import refusal
from console.wording.paper import DRILL_LINE
from db import journal
from tests.support.papers import docx_words, pdf_pages
from tests.support.typing import type_text

DUTY, HEAD = "o-06", "o-03"
PAGE_NUMBER = re.compile(r"—\d+—$")
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


class Hall:
    """The whole console on a store of its own, at 16:32 of the flood, with somebody at the keys."""

    def __init__(self, qtbot, folder, *, story=True, mark=""):
        self.qtbot, self.folder = qtbot, folder
        self.clock = StoryClock(JUNE_20 + LENGTH)
        env = Environment(folder, self.clock, {}, demo=True, use_keyring=False)
        world, self.opened = open_world(env)
        if story:
            tell(world)
        self.world = replace(world, print_mark=mark)
        self.console = Console(env, self.world, self.opened, inline())
        self.window = self.console.window
        qtbot.addWidget(self.window)
        self.said = []
        self.console.bus.notice.connect(self.said.append)
        with qtbot.waitSignal(self.window.ready):
            self.console.begin(DUTY)
        self.settle()

    def settle(self):
        self.qtbot.waitUntil(lambda: self.console.runner.busy == 0)

    def go(self, room, answers=1):
        self.window.go(room)
        pane = self.window.rooms.pane(room)
        self.qtbot.waitUntil(lambda: pane.answered >= answers)
        self.settle()
        return pane

    def press(self, key, modifier=ALT):
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)
        QTest.keyClick(self.window, key, modifier)
        self.settle()

    def why_not(self, command):
        return self.window.actions_.why_not(self.window.registry[command])

    @property
    def papers(self):
        made = self.folder / "papers"
        return sorted(path.name for path in made.iterdir()) if made.is_dir() else []

    def both(self):
        """The words of the Word file, and the pages of the PDF."""
        word, pdf = sorted((self.folder / "papers").iterdir())
        return docx_words(word.read_bytes()), pdf_pages(pdf.read_bytes())

    def lines(self):
        with self.world.store.read() as read:
            return [line for line in journal.lines(read) if line.kind == "paper_exported"]

    def one(self, record):
        with self.world.store.read() as read:
            return read.find(record)[0]

    @property
    def form(self):
        self.qtbot.waitUntil(lambda: self.window.drawer.sheet is not None)
        return self.window.drawer.sheet.form

    def close(self):
        assert self.console.close() == []


def body(pages, mark=""):
    """What the pages say, without the mark across them and their numbers."""
    return "".join(PAGE_NUMBER.sub("", page.removeprefix(mark)) for page in pages)


@pytest.fixture
def open_hall(qtbot, tmp_path):
    made = []

    def build(**how):
        made.append(Hall(qtbot, tmp_path, **how))
        return made[0]

    yield build
    for hall in made:
        hall.close()


@pytest.fixture
def hall(open_hall):
    return open_hall()


def test_a_draft_goes_out_by_one_key_as_two_files_that_say_the_same(hall):
    hall.go("response")
    hall.press(Qt.Key.Key_O)
    paper = hall.one(Document)
    stem = f"2024-06-20 1600 待编号 {paper.title}"
    assert hall.papers == [f"{stem}.docx", f"{stem}.pdf"]
    word, pages = hall.both()
    assert "待编号" in word
    assert all(page.startswith("未签发") for page in pages)
    assert word == body(pages, "未签发") == words(notice_sheet(paper))
    (line,) = hall.lines()
    assert (line.actor, line.subject_id) == (DUTY, paper.id)
    assert line.facts["files"] == f"{stem}.pdf、.docx"
    assert any(f"已导出 {stem}.pdf、.docx" in notice.text for notice in hall.said)


def test_the_line_says_which_fonts_stand_in(hall):
    hall.go("response")
    hall.press(Qt.Key.Key_O)
    said = hall.said[-1]
    assert said.tone == "ok"
    assert "本机无小标宋" in said.text
    assert "代替" in said.text
    assert hall.why_not("window.papers") == ""


def test_a_numbered_notice_takes_its_number_as_its_name(hall):
    documents, at = Documents(hall.world), hall.clock.now()
    paper = hall.one(Document)
    documents.sign(HEAD, paper.id, at)
    documents.number(HEAD, paper.id, at)
    hall.go("response")
    hall.press(Qt.Key.Key_O)
    number = hall.one(Document).number
    assert hall.papers == [f"{number} {paper.title}.docx", f"{number} {paper.title}.pdf"]
    assert "待编号" not in hall.both()[0]


def test_the_slip_says_what_left_which_lots_and_by_which_car(hall):
    hall.go("supplies")
    hall.press(Qt.Key.Key_O)
    made = hall.one(Transfer)
    word, pages = hall.both()
    assert word == body(pages)
    for said in (made.number, made.plate, made.driver, bare(made.reason), "06-2016:2", "出库"):
        assert said in word, said
    goods = word[word.index("金额") :]
    assert "救灾帐篷" in goods
    (line,) = hall.lines()
    assert (line.subject_id, line.facts["what"]) == (made.id, "应急物资调拨单")


def test_an_unsigned_handover_shows_every_open_line_with_the_ticks_of_the_screen(hall):
    pane = hall.go("duty")
    assert hall.why_not("duty.print_handover") == "还没有交接班表,请先交接班(F6)"
    hall.press(Qt.Key.Key_F6, Qt.KeyboardModifier.NoModifier)
    sheet = hall.form
    sheet.boxes()[0].click()
    hall.settle()
    hall.qtbot.waitUntil(lambda: pane.handover() is not None)
    hall.press(Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    hall.press(Qt.Key.Key_O)
    card = hall.one(Handover)
    (name, _) = hall.papers
    assert name.endswith("值班交接班表 未交接.docx")
    word, pages = hall.both()
    pdf = body(pages, "未交接")  # on its second page the titles come again
    for item in card.items:
        assert bare(item.line) in word
        assert bare(item.line) in pdf
    assert word.count("√") == 1
    assert "尚村" in word


def test_what_is_not_there_cannot_be_printed_and_says_so(open_hall):
    hall = open_hall(story=False)
    for room in ("response", "supplies", "duty"):
        hall.go(room)
    assert hall.why_not("response.print") == "没有文书"
    assert hall.why_not("supplies.print") == "请先选一笔调拨。"
    assert hall.why_not("duty.print_handover").startswith("还没有交接班表")
    assert hall.why_not("window.papers") == "还没有导出过文书"


def test_where_the_folder_is_a_file_another_can_be_named_at_once(hall):
    (hall.folder / "papers").write_text("not a folder")
    hall.go("response")
    hall.press(Qt.Key.Key_O)
    (sentence,) = hall.form.refusals()
    assert "是一个文件,不是文件夹" in sentence
    assert hall.lines() == []
    stick = hall.folder / "stick"
    stick.mkdir()
    field = hall.form.field("folder")
    field.selectAll()
    type_text(field, str(stick))
    QTest.keyClick(hall.form, Qt.Key.Key_Return, CTRL)
    hall.qtbot.waitUntil(lambda: hall.window.drawer.sheet is None)
    assert len(list(stick.iterdir())) == 2
    assert len(hall.lines()) == 1
    assert str(stick) in hall.said[-1].text


def test_a_full_disk_is_said_in_the_sheet_and_not_in_the_journal(hall, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(print_job.os, "fsync", full)
    hall.go("supplies")
    hall.press(Qt.Key.Key_O)
    (sentence,) = hall.form.refusals()
    assert sentence.startswith("磁盘已满,文书未写出")
    assert hall.papers == []
    assert hall.lines() == []


def test_a_drill_is_marked_on_the_paper_and_in_its_name(open_hall):
    hall = open_hall(mark="演练")
    hall.go("response")
    hall.press(Qt.Key.Key_O)
    assert all(name.startswith("演练 ") for name in hall.papers)
    _word, pages = hall.both()
    assert all(page.startswith("演练") and bare(DRILL_LINE) in page for page in pages)


def test_nobody_and_a_store_that_cannot_be_written_let_no_paper_out(hall):
    papers, paper = hall.console.services.papers, hall.one(Document)
    with pytest.raises(Refused, match="signed_out"):
        export_notice(papers, "", paper.id)
    with pytest.raises(Refused) as said:
        export_slip(papers, "bench", hall.one(Transfer).id)
    assert "导出文书" in refusal(said.value)
    hall.world.store.read_only = True
    with pytest.raises(Unavailable, match="read_only"):
        export_notice(papers, DUTY, paper.id)
    hall.world.store.read_only = False
    assert hall.papers == []


# --- the recovery key of a new store


@pytest.fixture
def panel(hall):
    key = hall.opened.recovery_key
    assert key
    hall.qtbot.waitUntil(lambda: hall.console.recovery is not None)
    made = hall.console.recovery.panel
    hall.qtbot.waitUntil(made.isVisible)
    assert made.key.text() == key
    return made


def test_the_recovery_key_stands_until_it_is_kept_and_no_notice_holds_it(hall, panel):
    key = hall.opened.recovery_key
    hall.press(Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert panel.isVisible()
    panel.copy.click()
    assert QGuiApplication.clipboard().text() == key
    assert not any(key in notice.text for notice in hall.said)
    with hall.qtbot.waitSignal(panel.kept):
        panel.done.click()
    assert hall.opened.recovery_key == ""
    assert not panel.isVisible()


def test_a_locked_wall_does_not_show_the_key(hall, panel):
    hall.press(Qt.Key.Key_L, CTRL)
    hall.qtbot.waitUntil(lambda: not panel.isVisible())
    hall.console.focus.sign(DUTY)
    assert panel.isVisible()


def test_the_key_goes_onto_a_page_to_print_and_nowhere_into_the_record(hall, panel):
    key = hall.opened.recovery_key
    panel.page.click()
    hall.settle()
    hall.qtbot.waitUntil(panel.page.isEnabled)
    assert hall.papers == ["本机库恢复码.pdf"]
    (page,) = pdf_pages((hall.folder / "papers" / "本机库恢复码.pdf").read_bytes())
    assert key.replace("-", "") in page
    assert hall.opened.file.store_id in page
    assert "打印后请删除此文件" in panel.told.text()
    (line,) = hall.lines()
    assert not any(group in str(line.facts) for group in key.split("-"))
    panel.done.click()
