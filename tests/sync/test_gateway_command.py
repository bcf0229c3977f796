"""The far end's own commands, as an operator of the province types them."""

import re
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from db.gateway.__main__ import main
from db.gateway.postgres import database
from db.gateway.shelves_pg import ShelvesPg, engine
from tests.support.province import Seat, WoundClock


@pytest.fixture(scope="module")
def folder():
    """One database that stays up between the commands."""
    with TemporaryDirectory(prefix="province-") as made, database(Path(made)):
        yield made


@pytest.fixture
def typed(folder, capsys):
    def run(*words):
        with warnings.catch_warnings():
            code = main(["--folder", folder, *words])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def test_a_county_is_entered_and_a_workstation_gets_a_code_that_is_said_once(typed):
    assert typed("tenant", "add", "341824", "绩溪县") == (0, "绩溪县(341824)已登记。\n")
    code, said = typed("device", "enrol", "--tenant", "341824", "--name", "二号席")
    assert code == 0
    assert re.search(r"\d{4}-\d{4}-\d{4}-\d{4}", said)
    code, said = typed("device", "enrol", "--tenant", "999999", "--name", "二号席")
    assert (code, "没有这个县" in said) == (1, True)


def test_a_workstation_is_put_out_of_service_and_the_status_says_so(typed, folder):
    typed("tenant", "add", "341824", "绩溪县")
    with database(Path(folder)) as url:
        made = engine(url)
        shelves = ShelvesPg(made)
        seat = Seat(_desk(shelves), shelves.tenant("341824"), WoundClock(), "三号席")
        made.dispose()
    assert "三号席  最近 从未\n" in typed("status")[1]
    code, said = typed("device", "revoke", "--device", seat.caller.device)
    assert (code, said.startswith("三号席 已停用")) == (0, True)
    assert typed("device", "revoke", "--device", seat.caller.device)[0] == 1
    assert "三号席  最近 从未 已停用" in typed("status")[1]


def test_after_a_restore_the_history_is_given_another_name(typed):
    was = typed("epoch")[1]
    assert typed("epoch")[1] == was
    now = typed("epoch", "--rotate")[1]
    assert now != was
    assert typed("epoch")[1] == now


def test_a_signature_from_above_comes_down_to_the_county(typed, folder):
    typed("tenant", "add", "341824", "绩溪县")
    code, said = typed("receipt", "response", "r-1", "--receiver", "市应急局")
    assert (code, said) == (0, "市应急局 已签收。\n")
    with database(Path(folder)) as url:
        made = engine(url)
        shelves = ShelvesPg(made)
        seat = Seat(_desk(shelves), shelves.tenant("341824"), WoundClock())
        row = next(r for c in seat.pull() for r in c["rows"] if r["e"] == "upper_receipt")
        made.dispose()
    assert (row["row"]["subject_id"], row["row"]["receiver"]) == ("r-1", "市应急局")


def _desk(shelves):
    from db.gateway.desk import Desk

    return Desk(shelves, WoundClock().now)
