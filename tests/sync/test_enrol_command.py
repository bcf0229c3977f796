"""A newcomer from the command line: joins, takes over the county, and somebody can sign in."""

import pytest

from console.app import clerk, enrolling
from console.app.enrolling import INTERRUPTED, Asked, enrol
from console.domain.link import LinkCode
from console.domain.officer import Role
from console.domain.refused import Refused
from console.services.exchange.joining import Joining, join, joined
from console.services.exchange.rounds import Rounds
from console.services.first_words import first_word
from console.services.officers import Officers
from db import keys
from tests.support.store import put_task
from tests.support.world import HandClock, world

WORD = "correct horse battery"


@pytest.fixture
def first(tmp_path, end):
    """一号席, which has somebody in it and has brought everything up."""
    here, opened = world(tmp_path / "first")
    Officers(here).found_first("admin", "示例甲", WORD)
    for _ in range(40):
        put_task(here.store)
    join(here, "system", Joining(server=end.url, code=end.invite("一号席"), name="一号席"))
    one = rounds(here)
    one.once()
    assert here.store.waiting() <= 1
    yield here
    one.close()
    opened.close()


def rounds(here):
    return Rounds(here, LinkCode.COMMAND, heard=lambda _changes: None, hurry=lambda: False)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    place = keys.KeyPlace(tmp_path / "keys2", use_keyring=False)
    monkeypatch.setattr(clerk.keys, "KeyPlace", lambda *_folder, **_more: place)
    monkeypatch.setattr(clerk, "SystemClock", HandClock)
    monkeypatch.setattr(enrolling.getpass, "getpass", lambda _asked: WORD)
    return tmp_path / "second"


def test_a_newcomer_takes_over_the_county_and_somebody_can_sign_in(first, folder, end, capsys):
    asked = Asked(gateway=end.url, code=end.invite("二号席"), name="二号席", login="admin")
    assert enrol(folder, asked) == 0
    said = capsys.readouterr().out
    assert "恢复码" in said
    assert "已入网:二号席" in said
    assert "已取回本县全部数据" in said
    with clerk.Office(folder) as office:
        session = Officers(office.world).sign_in("admin", WORD)
        assert session.roles == (Role.SYSTEM_ADMIN,)
        with pytest.raises(Refused) as refused:
            first_word(office.world, "admin", WORD)
        assert refused.value.code == "first_word_set"


def test_interrupted_it_goes_on_without_a_code(first, folder, end, capsys, monkeypatch):
    asked = Asked(gateway=end.url, code=end.invite("三号席"), name="三号席")

    def cut(*_how):
        raise KeyboardInterrupt

    whole = enrolling.fetch
    monkeypatch.setattr(enrolling, "fetch", cut)
    assert enrol(folder, asked) == INTERRUPTED
    assert "再运行同一条命令" in capsys.readouterr().out
    monkeypatch.setattr(enrolling, "fetch", whole)
    assert enrol(folder, Asked()) == 0
    assert "本机已入网(三号席)" in capsys.readouterr().out
    with clerk.Office(folder) as office:
        assert joined(office.world).name == "三号席"


def test_a_code_that_is_no_good_leaves_the_store_as_it_was(folder, end, capsys):
    with pytest.raises(Refused) as refused:
        enrol(folder, Asked(gateway=end.url, code="NO-SUCH-CODE"))
    assert refused.value.code == "far_code_unknown"


def test_an_address_is_an_address(folder):
    with pytest.raises(Refused) as refused:
        enrol(folder, Asked(gateway="ftp://x", code="X"))
    assert refused.value.code == "join_server_shape"
