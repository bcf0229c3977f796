from dataclasses import replace

import pytest
from argon2 import Type, extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from console.domain.officer import Officer, Role
from console.domain.refused import Refused
from console.services import demo_duty
from console.services.officers import Officers, hashed
from console.services.permission import Permission, permitted
from console.wording import refusal
from db import journal
from tests.support.world import JUNE_20, HandClock, world

WORD = "jixi2024"


@pytest.fixture
def hall(tmp_path):
    clock = HandClock()
    made, opened = world(tmp_path, clock)
    demo_duty.seed(made, clock.now())
    yield Officers(made), made, clock
    opened.close()


def kinds(made):
    with made.store.read() as read:
        return [line.kind for line in journal.lines(read)]


def test_an_officer_signs_in_by_login_or_by_name_and_the_journal_says_so(hall):
    officers, made, _ = hall
    assert officers.sign_in("duty1", WORD).name == "葛五五"
    session = officers.sign_in(" 高喆𠮷 ", WORD)
    assert (session.officer_id, session.roles) == ("o-11", (Role.PRIMARY, Role.SECONDARY))
    assert kinds(made)[:2] == ["signed_in", "signed_in"]


def test_a_wrong_password_and_an_unknown_person_get_the_same_sentence(hall):
    officers, _, _ = hall
    said = set()
    for who, word in (("duty1", "错"), ("nobody", "错")):
        with pytest.raises(Refused) as no:
            officers.sign_in(who, word)
        said.add(refusal(no.value))
    assert len(said) == 1


def test_wrong_tries_are_counted_in_the_store_and_the_door_shuts_for_a_while(hall):
    officers, made, clock = hall
    for _ in range(3):
        with pytest.raises(Refused):
            officers.sign_in("duty1", "错")
    with pytest.raises(Refused) as no:
        officers.sign_in("duty1", WORD)
    assert no.value.code == "door_shut"
    assert kinds(made)[0] == "password_wrong"
    clock.wind(seconds=5)
    officers.sign_in("duty1", WORD)
    with made.store.read() as read:
        assert read.get(Officer, "o-06").wrong_count == 0


def test_a_locked_screen_opens_by_pin_and_takes_a_call_by_pin(hall):
    officers, made, _ = hall
    officers.lock("o-06")
    assert officers.check_pin("o-06", "2468").officer_id == "o-06"
    with pytest.raises(Refused) as no:
        officers.unlock("o-06", "1357")
    assert no.value.code == "pin_wrong"
    officers.unlock("o-06", WORD)
    assert kinds(made)[:3] == ["screen_unlocked", "pin_wrong", "screen_locked"]


def test_two_people_of_one_name_are_asked_for_their_login(hall):
    officers, made, _ = hall
    with made.store.read() as read:
        one = read.get(Officer, "o-06")
    officers.enrol("o-17", replace(one, id="", login="duty9"), "初始口令2024")
    with pytest.raises(Refused) as no:
        officers.sign_in(one.name, WORD)
    assert no.value.code == "officer_ambiguous"


def test_only_an_administrator_edits_officers_and_hashes_stay(hall):
    officers, made, _ = hall
    with made.store.read() as read:
        one = read.get(Officer, "o-06")
    with pytest.raises(Refused) as no:
        officers.save("o-06", replace(one, roles=(Role.COMMANDER,)))
    assert no.value.code == "not_permitted"
    officers.save("o-17", replace(one, title="改过的职务", password="", pin=""))
    assert officers.sign_in("duty1", WORD)


def test_a_new_county_gets_its_first_administrator_once(tmp_path):
    made, opened = world(tmp_path)
    officers = Officers(made)
    first, _ = officers.found_first("admin", "示例管理员", "初始口令2024")
    with pytest.raises(Refused) as no:
        officers.found_first("other", "示例乙", "初始口令2024")
    assert no.value.code == "officers_exist"
    session = officers.sign_in("admin", "初始口令2024")
    assert session.officer_id == first
    duty1 = Officer(id="", login="duty1", name="示例丙", roles=(Role.PRIMARY,))
    with pytest.raises(Refused) as no:
        officers.enrol(first, duty1)
    assert no.value.code == "first_password_missing"
    officers.enrol(first, duty1, "初始口令2025")
    assert officers.sign_in("示例丙", "初始口令2025").must_change
    opened.close()


def test_a_lost_password_needs_the_printed_key_and_two_people(tmp_path):
    made, opened = world(tmp_path)
    demo_duty.seed(made, JUNE_20)
    officers = Officers(made)
    key = opened.recovery_key
    with pytest.raises(Refused) as no:
        officers.recover("system", "新的口令2024", key, ("system", "system"), "忘了")
    assert no.value.code == "recovery_same_person"
    with pytest.raises(Refused):
        officers.recover("system", "新的口令2024", "AAAA-BBBB", ("system", "security"), "忘了")
    officers.recover("system", "新的口令2024", key, ("system", "security"), "忘了口令")
    assert officers.sign_in("system", "新的口令2024").must_change
    assert "password_recovered" in kinds(made)
    opened.close()


def test_a_new_password_works_and_the_old_one_does_not(hall):
    officers, _, _ = hall
    officers.change_password("o-06", WORD, "新的口令2024")
    with pytest.raises(Refused):
        officers.sign_in("duty1", WORD)
    assert officers.sign_in("duty1", "新的口令2024")


def test_names_and_phones_are_not_in_the_file_in_plain(hall):
    _, made, _ = hall
    with made.store.read() as read:
        rows = read.connection.exec_driver_sql("SELECT name, phone FROM officer").fetchall()
    assert all(isinstance(name, bytes) and "葛".encode() not in name for name, _ in rows)


def test_posts_give_no_permission(hall):
    _, made, _ = hall
    with made.store.read() as read:
        assert permitted(read, "o-06", Permission.TAKE_CALL)
        assert not permitted(read, "o-06", Permission.APPROVE)
        assert not permitted(read, "o-12", Permission.TAKE_CALL)


def test_the_hash_tells_nothing():
    assert "口令" not in hashed("口令口令口令")


def test_a_hash_costs_whoever_guesses_as_much_as_is_recommended(own_hasher):
    made, least = extract_parameters(own_hasher.hash(WORD)), RFC_9106_LOW_MEMORY
    assert made.type is Type.ID
    assert (made.time_cost, made.memory_cost) >= (least.time_cost, least.memory_cost)
    assert own_hasher.verify(own_hasher.hash(WORD), WORD)
