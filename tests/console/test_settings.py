"""Preferences: each officer's own, the workstation's for all, and nothing that stops the window."""

import json

import pytest

from console.runtime.settings import DISTANCE, SCALE, THEME, WALL_HIDDEN, Settings


@pytest.fixture
def file(tmp_path):
    return tmp_path / "settings.json"


def test_each_officer_has_type_and_theme_of_his_own(qtbot, file):
    here = Settings(file)
    here.follow("o-1")
    here.set(SCALE, 1.5)
    here.set(WALL_HIDDEN, ["forces"])
    here.follow("o-2")
    here.set(SCALE, 1.0)
    here.set(WALL_HIDDEN, [])
    again = Settings(file)
    again.follow("o-1")
    assert (again.get(SCALE), again.get(WALL_HIDDEN)) == (1.5, ["forces"])
    again.follow("o-2")
    assert (again.get(SCALE), again.get(WALL_HIDDEN)) == (1.0, [])


def test_who_has_chosen_nothing_finds_the_workstation_as_it_was_left(qtbot, file):
    here = Settings(file)
    here.follow("o-1")
    here.set(THEME, "light")
    here.follow("o-3")
    assert here.get(THEME) == "light"


def test_what_changes_with_the_officer_is_told(qtbot, file):
    here = Settings(file)
    here.follow("o-1")
    here.set(THEME, "light")
    here.follow("o-2")
    here.set(THEME, "dark")
    told = []
    here.changed.connect(told.append)
    here.follow("o-1")
    assert told == [THEME.path]
    here.follow("o-1")
    assert told == [THEME.path]


def test_the_distance_of_the_screen_is_the_workstation_s(qtbot, file):
    here = Settings(file)
    here.follow("o-1")
    here.set(DISTANCE, 1.5)
    here.follow("o-2")
    assert here.get(DISTANCE) == 1.5


@pytest.mark.parametrize(
    "spoilt",
    [
        "[",
        '{"officers": 3}',
        '{"officers": {"o-1": 4}}',
        '{"officers": {"o-1": {"theme/scale": 9}}}',
    ],
)
def test_a_spoilt_file_gives_the_defaults_and_can_be_written_again(qtbot, file, spoilt):
    file.write_text(spoilt, "utf-8")
    here = Settings(file)
    here.follow("o-1")
    assert here.get(SCALE) == SCALE.default
    here.set(SCALE, 1.25)
    assert json.loads(file.read_text("utf-8"))["officers"]["o-1"][SCALE.path] == 1.25
