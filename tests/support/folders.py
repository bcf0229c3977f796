"""A folder with a store in it, and what opening it must answer."""

import pytest

from console.domain.refused import Refused, Unavailable
from console.wording import refusal
from db import opening, storefile
from db.opening import open_store
from tests.support.store import fingerprint
from tests.support.world import HandClock, key_place


def db(folder):
    return folder / "store" / opening.FILE


def toml(folder):
    return folder / "store" / storefile.NAME


def refused(folder, **how):
    """The answer of opening, having made sure that nothing on disk was altered."""
    before = fingerprint(folder)
    with pytest.raises((Unavailable, Refused)) as said:
        open_store(folder / "store", key_place(folder), HandClock(), **how)
    assert fingerprint(folder) == before
    return said.value


def must_say(answer, code, *parts):
    assert answer.code == code
    sentence = refusal(answer)
    for part in parts:
        assert part in sentence
    assert "—" not in sentence, "a fact is missing"
    return sentence


def rewritten(folder, **changed):
    """Its description says something else, signed as by us."""
    file = storefile.read(folder / "store")
    key = key_place(folder).load(file.store_id, file.key_place)
    made = storefile.replace(file, **changed)
    storefile.write(folder / "store", storefile.signed(made, key))
    return key
