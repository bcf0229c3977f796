"""The first password at a workstation that has just joined: passwords never travel.

Only where nobody can sign in yet. Whoever stands at a machine that holds the county's key may say
who begins; from then on 系统管理员 sets the others' at this machine, as anywhere.
"""

from dataclasses import replace

from console.domain.changes import Changes
from console.domain.officer import Officer, sound_password
from console.domain.refused import Refused
from console.services.officers import hashed, named, told
from console.services.permission import SYSTEM
from console.services.world import World
from resources import duty


def first_word(world: World, login: str, password: str) -> Changes:
    """For one officer, by login or name."""
    secret = hashed(sound_password(password))
    with world.store.write(SYSTEM, "officer.first_word") as w:
        if any(one.password for one in w.find(Officer, active=True)):
            raise Refused("first_word_set")
        officer = named(w, login)
        if officer is None:
            raise Refused("first_word_unknown", login=login)
        w.save(replace(officer, password=secret, must_change=False))
        w.log(told("password_changed", officer.id, w))
    return w.changes


def demo_words(world: World) -> int:
    """The demo county protects nobody: everybody without a password has the made-up one."""
    secrets = duty.demo_secrets(world.county)
    password, pin = hashed(secrets["password"]), hashed(secrets["pin"])
    with world.store.write(SYSTEM, "officer.first_word") as w:
        without = [one for one in w.find(Officer, active=True) if not one.password]
        for one in without:
            w.save(replace(one, password=password, pin=pin, must_change=False))
            w.log(told("password_changed", one.id, w))
    return len(without)
