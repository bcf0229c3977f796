"""The key, where it lies, and the recovery key that stands in for it."""

import os
import stat
import sys
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.refused import Refused, Unavailable
from console.wording import refusal
from db import keys, storefile
from db.opening import open_store
from tests.support.store import fingerprint, looked_at, put_call
from tests.support.world import HandClock, key_place, opened

STORE, KEY = "00112233aabbccdd", bytes(range(32))


@given(st.binary(min_size=20, max_size=20))
def test_a_recovery_key_is_read_back_however_it_is_typed(raw):
    printed = keys.new_recovery_key(lambda n: raw)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in printed)
    for typed in (
        printed,
        printed.lower(),
        printed.replace("-", ""),
        printed.replace("-", " — "),
        f"  {printed}\n",
        wide,
        printed.replace("0", "O").replace("1", "l"),
        printed.replace("1", "I").replace("0", "o"),
    ):
        assert keys.read_recovery_key(typed) == raw


@given(st.binary(min_size=20, max_size=20), st.integers(0, 35), st.sampled_from(keys._ALPHABET))
def test_one_wrong_letter_is_noticed_before_anything_is_tried(raw, at, letter):
    letters = keys.new_recovery_key(lambda n: raw).replace("-", "")
    typed = letters[:at] + letter + letters[at + 1 :]
    if typed != letters:
        with pytest.raises(Refused, match="recovery_mistyped"):
            keys.read_recovery_key(typed)


@pytest.mark.parametrize("typed", ["", "忘记了", "1234", "A" * 36, "A" * 400, "🗝" * 36])
def test_what_is_no_recovery_key_is_told_in_chinese(typed):
    with pytest.raises(Refused) as said:
        keys.read_recovery_key(typed)
    assert "恢复码有误" in refusal(said.value)


def test_the_printed_form_has_nine_groups_and_no_letter_to_misread():
    printed = keys.new_recovery_key(os.urandom)
    assert [len(group) for group in printed.split("-")] == [4] * 9
    assert not set(printed) & set("ILOU")


def test_a_key_is_wrapped_for_one_recovery_key_and_one_store():
    raw, nonce = bytes(20), bytes(12)
    wrapped = keys.wrap(KEY, raw, STORE, nonce)
    assert KEY.hex() not in wrapped
    assert keys.unwrap(wrapped, raw, STORE) == KEY
    for wrong in ((wrapped, bytes(19) + b"x", STORE), (wrapped, raw, "other"), ("zz", raw, STORE)):
        with pytest.raises(Refused) as said:
            keys.unwrap(*wrong)
        assert "另一个库" in refusal(said.value)


# -- the key file ------------------------------------------------------------------------------


def test_a_key_file_is_its_owners_alone(tmp_path):
    place = keys.KeyPlace(tmp_path / "keys", use_keyring=False)
    assert place.keep(STORE, KEY) == "file"
    (path,) = (tmp_path / "keys").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert place.load(STORE, "file") == KEY


def test_keeping_again_closes_a_file_that_stood_open(tmp_path):
    place = keys.KeyPlace(tmp_path, use_keyring=False)
    (tmp_path / f"{STORE}.key").write_text("old")
    (tmp_path / f"{STORE}.key").chmod(0o644)
    place.keep(STORE, KEY)
    assert stat.S_IMODE((tmp_path / f"{STORE}.key").stat().st_mode) == 0o600
    assert place.load(STORE, "file") == KEY


@pytest.mark.parametrize("content", [None, b"", b"zz", b"00ff", b"\xff\xfe", b"0" * 62])
def test_a_key_file_that_is_gone_or_spoilt_asks_for_the_recovery_key(tmp_path, content):
    if content is not None:
        (tmp_path / f"{STORE}.key").write_bytes(content)
    with pytest.raises(Unavailable) as said:
        keys.KeyPlace(tmp_path, use_keyring=False).load(STORE, "file")
    assert "恢复码" in refusal(said.value)


def test_a_place_that_takes_no_key_makes_no_store(tmp_path):
    (tmp_path / "keys").write_text("a file where a folder should be")
    with pytest.raises(Unavailable) as said:
        opened(tmp_path)
    assert "无处存放" in refusal(said.value)
    assert not (tmp_path / "store" / storefile.NAME).exists()


# -- the system's keyring ----------------------------------------------------------------------


class Ring:
    """A keyring as a desktop has one; `broken` raises what the desktop's bus raises."""

    def __init__(self, priority=5, broken=False, forgets=False):
        self.kept, self.priority, self.broken, self.forgets = {}, priority, broken, forgets

    def get_keyring(self):
        return SimpleNamespace(priority=self.priority)

    def set_password(self, service, name, value):
        if self.broken:
            raise OSError("no bus")
        if not self.forgets:
            self.kept[service, name] = value

    def get_password(self, service, name):
        if self.broken:
            raise OSError("no bus")
        return self.kept.get((service, name))


def place_with(monkeypatch, folder, ring):
    monkeypatch.setattr(keys, "_keyring", lambda: ring)
    return keys.KeyPlace(folder)


def test_a_real_keyring_takes_the_key_and_no_file_is_made(tmp_path, monkeypatch):
    place = place_with(monkeypatch, tmp_path / "keys", Ring())
    assert place.keep(STORE, KEY) == "keyring"
    assert place.load(STORE, "keyring") == KEY
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize("ring", [Ring(priority=0), Ring(broken=True), Ring(forgets=True)])
def test_a_keyring_that_is_none_leaves_it_to_the_file(tmp_path, monkeypatch, ring):
    place = place_with(monkeypatch, tmp_path, ring)
    assert place.keep(STORE, KEY) == "file"
    assert place.load(STORE, "file") == KEY


@pytest.mark.parametrize("ring", [Ring(), Ring(broken=True)])
def test_a_keyring_that_lost_the_key_asks_for_the_recovery_key(tmp_path, monkeypatch, ring):
    with pytest.raises(Unavailable, match="key_missing"):
        place_with(monkeypatch, tmp_path, ring).load(STORE, "keyring")


def test_a_store_with_its_key_in_a_file_never_loads_the_keyring(tmp_path):
    before = set(sys.modules)
    opened(tmp_path).close()
    assert not {name for name in set(sys.modules) - before if name.startswith("keyring")}


# -- a store whose key is lost -----------------------------------------------------------------


@pytest.fixture
def lost(tmp_path):
    """A used store, its key file gone; with the recovery key that was printed."""
    book = opened(tmp_path)
    put_call(book.store, "c-1")
    printed = book.recovery_key
    book.close()
    for path in (tmp_path / "keys").iterdir():
        path.unlink()
    return tmp_path, printed


def open_with(folder, recovery="", **how):
    return open_store(folder / "store", key_place(folder), HandClock(), recovery=recovery, **how)


def test_the_recovery_key_opens_the_store_and_puts_the_key_back(lost):
    folder, printed = lost
    with pytest.raises(Unavailable) as said:
        open_with(folder)
    assert "恢复码" in refusal(said.value)
    book = open_with(folder, printed.lower())
    assert looked_at(book).whole
    book.close()
    open_with(folder).close()


def test_reading_with_the_recovery_key_puts_nothing_back(lost):
    folder, printed = lost
    open_with(folder, printed, read_only=True).close()
    with pytest.raises(Unavailable, match="key_missing"):
        open_with(folder)


@pytest.mark.parametrize("kind", ["mistyped", "wrong"])
def test_a_mistyped_and_another_stores_recovery_key_are_told_apart(lost, kind):
    folder, printed = lost
    other = keys.new_recovery_key(os.urandom)
    swapped = printed[1] + printed[0] + printed[2:]
    typed = {"mistyped": swapped if swapped != printed else printed[:-1], "wrong": other}[kind]
    before = fingerprint(folder)
    with pytest.raises(Refused) as said:
        open_with(folder, typed)
    assert said.value.code == f"recovery_{kind}"
    assert fingerprint(folder) == before


def test_a_key_of_another_store_is_named_as_that(lost, tmp_path_factory):
    folder, _ = lost
    key_place(folder).keep(storefile.read(folder / "store").store_id, KEY)
    with pytest.raises(Unavailable) as said:
        open_with(folder)
    assert said.value.code == "key_wrong"
    assert "钥匙与本机库不符" in refusal(said.value)


def test_a_new_recovery_key_takes_the_place_of_the_old_one(lost):
    folder, printed = lost
    book = open_with(folder, printed)
    fresh = book.new_recovery_key()
    book.close()
    for path in (folder / "keys").iterdir():
        path.unlink()
    with pytest.raises(Refused, match="recovery_wrong"):
        open_with(folder, printed)
    open_with(folder, fresh).close()
