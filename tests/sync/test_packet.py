"""交换包 as a file: whoever finds it learns little, whoever alters it is found out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import assume, given
from hypothesis import strategies as st

from console.domain.refused import Refused
from console.wording import refusal
from db.sync import packet, wire
from db.sync.packet import PROVINCE, UP, Header

NOW = datetime(2024, 6, 20, 8, 0, tzinfo=UTC)
COUNTY = "341824"
COUNTY_KEY = bytes(range(32))
SIGNING = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
RECEIVER = X25519PrivateKey.from_private_bytes(b"r" * 32)
BODY = wire.pack({"epoch": "e"}, [b'{"n":1,"title":"\xe5\xa0\xb0\xe5\x9d\x9d"}'] * 50)
HEADER = Header(
    id="p1",
    way=UP,
    sender="dev-1",
    sender_name="值班席",
    receiver=PROVINCE,
    county=COUNTY,
    made_at=NOW,
    count=50,
)


def made(header=HEADER, body=BODY, key=COUNTY_KEY):
    return packet.made(header, body, signing=SIGNING.private_bytes_raw(), county_key=key)


def taken(data, **how):
    """Every step that the receiving end takes."""
    given_ = {"here": PROVINCE, "county": COUNTY, "now": NOW + timedelta(hours=2)} | how
    found = packet.read(data)
    packet.suits(found.header, **given_)
    packet.proven(found, SIGNING.public_key().public_bytes_raw())
    return packet.opened(found, county_key=COUNTY_KEY, private=RECEIVER.private_bytes_raw())


def refused(data, **how):
    with pytest.raises(Refused) as said:
        taken(data, **how)
    assert "{" not in refusal(said.value)
    return said.value.code


def test_what_was_put_in_comes_out():
    assert taken(made()) == BODY


def test_sealed_to_one_receiver_it_opens_for_no_one_else_not_even_with_the_countys_key():
    told = wire.base64.b64encode(RECEIVER.public_key().public_bytes_raw()).decode()
    data = made(replace(HEADER, sealed_to=told))
    assert taken(data) == BODY
    found = packet.read(data)
    stranger = X25519PrivateKey.from_private_bytes(b"x" * 32).private_bytes_raw()
    with pytest.raises(Refused) as said:
        packet.opened(found, county_key=COUNTY_KEY, private=stranger)
    assert said.value.code == "packet_not_for_us"


def test_a_clerk_reads_from_whom_when_and_how_many_and_nothing_else():
    data = made()
    header = packet.read(data).header
    assert (header.sender_name, header.county, header.made_at, header.count) == (
        "值班席",
        COUNTY,
        NOW,
        50,
    )
    assert "堰坝".encode() not in data


def test_it_is_small():
    assert len(made()) < len(BODY) / 2


def test_two_packets_of_the_same_content_look_different():
    assert made() != made()


def test_cut_in_half_it_says_that_half_is_missing():
    data = made()
    assert refused(data[: len(data) // 2 + 200]) == "packet_cut"
    assert refused(data[:100]) == "packet_cut"


@given(st.data())
def test_wherever_one_bit_is_altered_it_is_refused(data):
    whole = made()
    at = data.draw(st.integers(0, len(whole) * 8 - 1))
    spoilt = bytearray(whole)
    spoilt[at // 8] ^= 1 << at % 8
    assert refused(bytes(spoilt)).startswith("packet_")


@given(st.binary(max_size=300))
def test_any_other_file_is_not_a_packet(data):
    assume(not data.startswith(b"CECC-PACKET "))
    assert refused(data) == "packet_unknown"


@given(st.binary(max_size=300))
def test_rubbish_behind_the_right_word_is_refused_in_words(data):
    assert refused(packet.MAGIC + b"\n" + data).startswith("packet_")


@pytest.mark.parametrize("told", [b"[]", b"{}", b'{"made_at":1,"count":1,"size":"x"}', b"7"])
def test_a_header_that_says_nonsense_is_refused(told):
    _magic, _head, rest = made().split(b"\n", 2)
    assert refused(b"\n".join((packet.MAGIC, told, rest))) == "packet_altered"


def test_of_a_newer_program():
    assert refused(made().replace(b"CECC-PACKET 1", b"CECC-PACKET 2", 1)) == "packet_newer"


def test_of_another_county():
    assert refused(made(replace(HEADER, county="341825"))) == "packet_other_county"


def test_a_year_old():
    assert refused(made(), now=NOW + timedelta(days=366)) == "packet_too_old"
    assert taken(made(), now=NOW + timedelta(days=364)) == BODY


def test_our_own_and_somebody_elses():
    assert refused(made(), here="dev-1") == "packet_own"
    assert refused(made(), here="dev-2") == "packet_not_for_us"


def test_with_another_key_it_does_not_open():
    assert refused(made(key=b"k" * 32)) == "packet_not_for_us"


def test_signed_by_somebody_else_it_is_not_believed():
    forged = packet.made(HEADER, BODY, signing=b"f" * 32, county_key=COUNTY_KEY)
    assert refused(forged) == "packet_altered"


def test_a_bomb_is_not_unpacked():
    assert refused(made(body=b"\0" * (65 << 20))) == "packet_altered"
