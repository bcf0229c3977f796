"""The log of a day of flood and its fault files: kept six months, and nobody's name in them."""

import logging
from contextlib import suppress
from datetime import timedelta
from logging.handlers import TimedRotatingFileHandler

import pytest

from console.app import compose
from console.domain.refused import Answer
from console.runtime.crash import Crash
from console.services.demo_story import JUNE_20, StoryClock, tell
from console.services.house import Services
from console.services.intake import Becomes
from console.services.keeping import Keeping
from console.services.selfcheck import self_check
from db.registry import ENTITIES
from tests.support.duty import FORM

SHORT = 2  # a single character is nobody's name


@pytest.fixture
def log(tmp_path):
    before = list(logging.getLogger().handlers)
    level = logging.getLogger().level
    compose.start_log(tmp_path / "logs")
    yield tmp_path / "logs"
    for handler in set(logging.getLogger().handlers) - set(before):
        logging.getLogger().removeHandler(handler)
        handler.close()
    logging.getLogger().setLevel(level)


def sealed_words(world):
    """Every personal word of the store as an officer could read it."""
    words = set()
    with world.store.read() as read:
        for of in ENTITIES:
            for record in read.find(of.record) if of.personal else ():
                words |= {str(getattr(record, name) or "") for name in of.personal}
    return {word for word in words if len(word) >= SHORT}


def test_it_is_rotated_by_day_and_kept_six_months(log):
    handlers = logging.getLogger().handlers
    (handler,) = (one for one in handlers if isinstance(one, TimedRotatingFileHandler))
    assert handler.when == "MIDNIGHT"
    assert timedelta(days=handler.backupCount) >= timedelta(days=183)


def test_a_day_of_flood_leaves_nobodys_name_or_phone_in_log_and_fault_files(log, tmp_path):
    clock = StoryClock(JUNE_20)
    env = compose.Environment(tmp_path, clock, {}, demo=True, use_keyring=False)
    world, opened = compose.open_world(env)
    tell(world)
    Services(world).intake.take("o-06", FORM, clock.now(), Becomes())
    Keeping(world, opened).tend()
    self_check(world, opened)
    with suppress(Answer):
        Services(world).officers.sign_in("汪一一", "wrong word")
    words = sealed_words(world)
    crash = Crash(tmp_path / "faults", clock.now, "0")
    for word in sorted(words)[:40]:
        crash.report(RuntimeError(f"{word} 没有接电话"))
    logging.getLogger("console").info("the day is over")
    opened.close()
    told = "".join(path.read_text("utf-8") for path in log.iterdir())
    told += "".join(path.read_text("utf-8") for path in (tmp_path / "faults").iterdir())
    assert len(words) > 100
    assert "the day is over" in told
    assert [word for word in words if word in told] == []
