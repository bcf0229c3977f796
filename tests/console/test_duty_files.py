"""附件 at the duty desk: put beside an incident, and opened again."""

import os

import pytest

from console.domain.changes import Kind
from console.panes.duty import files_sheet
from console.services.attachments import VIEWING, Attachments
from tests.console.test_duty_pane import Room
from tests.support.duty import Hall
from tests.support.typing import type_text


@pytest.fixture
def hall(tmp_path):
    made = Hall(tmp_path / "hall")
    yield made
    made.close()


@pytest.fixture
def room(qtbot, themed, hall):
    made = Room(qtbot, hall)
    made.services.attachments = Attachments(hall.world)
    yield made
    made.close()


@pytest.fixture
def incident(room, hall):
    hall.take()
    room.pane.refresh()
    room.settle()
    room.pane.incidents.setFocus()
    room.pane.incidents.choose(room.pane.facts.incidents[0].id)
    return room.pane.incident()


def sheet(room):
    room.run("duty.files")
    return room.pane.sheets._made["files"]


def texts(form):
    return [form.list.item(n).text() for n in range(form.list.count())]


def test_a_photograph_is_put_beside_an_incident_and_opened(room, incident, tmp_path, monkeypatch):
    shown = []
    monkeypatch.setattr(files_sheet, "show_file", lambda path, **how: shown.append((path, how)))
    photo = tmp_path / "堰坝.jpg"
    photo.write_bytes(b"\xff\xd8" * 2000)
    os.utime(photo, (1718845200, 1718845200))
    form = sheet(room)
    assert texts(form) == ["还没有附件"]
    type_text(form.path.field, f'"{photo}"')
    room.save(form.path.field)
    assert any("添加附件" in line for line in room.log())
    assert form.path.field.text() == ""
    form = sheet(room)
    assert texts(form)[0].startswith("堰坝.jpg · 4 KB · 文件时间 2024-06-20 09:00")
    form.list.setCurrentRow(0)
    assert form.open_button.isEnabled()
    form.open_button.click()
    room.settle()
    ((path, how),) = shown
    assert path.read_bytes() == photo.read_bytes()
    assert how == {"harmless": True}
    room.services.attachments.tidy()
    assert not (room.hall.world.store.path.parent / VIEWING).exists()


def test_what_might_run_is_shown_in_its_folder_only(room, incident, tmp_path, monkeypatch):
    shown = []
    monkeypatch.setattr(files_sheet, "show_file", lambda path, **how: shown.append(how))
    program = tmp_path / "photo.jpg.exe"
    program.write_bytes(b"MZ")
    Attachments(room.hall.world).add("o-06", Kind.INCIDENT, incident.id, program)
    form = sheet(room)
    form.list.setCurrentRow(0)
    form.open_button.click()
    room.settle()
    assert shown == [{"harmless": False}]


def test_one_that_has_not_come_yet_says_so_and_one_too_large_has_its_sentence(
    room, incident, tmp_path
):
    photo = tmp_path / "a.jpg"
    photo.write_bytes(b"x" * 10)
    files = Attachments(room.hall.world)
    files.add("o-06", Kind.INCIDENT, incident.id, photo)
    with room.hall.world.store.read() as read:
        (listed,) = files.listed(read, incident.id)
    files.shelf.path(listed.attachment.sha256).unlink()
    form = sheet(room)
    assert texts(form)[0].endswith("未到")
    form.list.setCurrentRow(0)
    assert not form.open_button.isEnabled()
    big = tmp_path / "big.mp4"
    with big.open("wb") as out:
        out.truncate(200 << 20)
    type_text(form.path.field, str(big))
    room.save(form.path.field)
    assert any("文件 200 MB,超过附件上限 100 MB" in one for one in form.refusals())
    assert form.path.field.text() == str(big)
