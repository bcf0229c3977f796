"""The demo's flood can be told at any hour: whoever tries the program at six in the morning too."""

import shutil
from datetime import timedelta

import pytest

from console.domain.task import Task, TaskState
from console.services.demo_story import JUNE_20, tell
from console.services.founding import found
from db.check import check
from tests.support.world import HandClock, world


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("founded")
    made, opened = world(folder, HandClock(JUNE_20))
    found(made, demo=True)
    opened.close()
    return folder


@pytest.mark.parametrize("minutes", [0, 163, 331, 491, 671, 912, 1111, 1292])
def test_the_story_is_told_whole_at_any_hour(founded, tmp_path, minutes):
    shutil.copytree(founded, tmp_path, dirs_exist_ok=True)
    here, opened = world(tmp_path, HandClock(JUNE_20 + timedelta(days=158, minutes=minutes)))
    tell(here)
    with here.store.read() as read:
        done = read.find(Task, state=TaskState.DONE)
        assert len(done) == 1
        assert not done[0].reason
        assert check(read).whole
    opened.close()
