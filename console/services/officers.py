"""The door: signing in, locking, PIN, passwords, and the way back in when a password is lost.

Hashing (argon2) takes a noticeable moment on purpose, so it is never done inside a transaction
and these methods belong on a worker. A wrong try is written and committed before it is answered:
pulling the plug forgets nothing.
"""

import hmac
from dataclasses import replace
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from console.domain.changes import Changes, Kind
from console.domain.entry import Entry, Fact
from console.domain.incident import plain
from console.domain.officer import (
    Officer,
    Role,
    admit,
    right_try,
    sound_password,
    sound_pin,
    with_roles,
    wrong_try,
)
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.services.permission import SYSTEM, Permission, permit
from console.services.world import World
from db import keys, storefile
from db.work import Read, Work
from resources import duty

_HASHER = PasswordHasher()
_TWO = 2


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in; `must_change` asks for a new password at the next quiet moment."""

    officer_id: str
    name: str
    roles: tuple[Role, ...]
    must_change: bool = False


@cache
def _nobody() -> str:
    """Made at the first need: a hash costs a tenth of a second, which the start does not have."""
    return _HASHER.hash("nobody has this password")


def hashed(secret: str) -> str:
    return _HASHER.hash(secret)


def holds(hash_: str, secret: str) -> bool:
    """Whether the secret is the hashed one; an unknown person costs the same time as a known."""
    try:
        return _HASHER.verify(hash_ or _nobody(), secret)
    except (VerifyMismatchError, InvalidHashError):
        return False


def named(read: Read, who: str) -> Officer | None:
    """By login or, when only one person bears it, by name; both as typed, spaces apart."""
    wanted = plain(who)
    known = read.find(Officer)
    by_login = [o for o in known if o.login.lower() == wanted.lower()]
    if by_login:
        return by_login[0]
    by_name = [o for o in known if o.name == wanted]
    if len(by_name) > 1:
        raise Refused("officer_ambiguous", count=len(by_name))
    return by_name[0] if by_name else None


def told(kind: str, officer_id: str, w: Work, *, important: bool = False, **facts: Fact) -> Entry:
    return Entry(
        kind=kind,
        subject_kind=Kind.OFFICER,
        subject_id=officer_id,
        at=w.now,
        facts=facts,
        important=important,
    )


@dataclass(frozen=True)
class Officers:
    world: World

    # -- the door ----------------------------------------------------------------------------

    def sign_in(self, who: str, password: str) -> Session:
        """A session, or a refusal that doesn't say which of name and password was wrong."""
        officer = self._known(who)
        self._check(officer, password, pin=False)
        return self._enter(officer, "signed_in")

    def confirm(self, who: str, secret: str) -> Session:
        """Who this is, by password or PIN, without a new session: the second hand at 交接班."""
        officer = self._known(who)
        self._check(officer, secret, pin=self._is_pin(officer, secret))
        return _session(officer)

    def prove(self, officer_id: str, password: str) -> None:
        """That it is this officer who asks, by password: before what can't be taken back."""
        self._check(self._by_id(officer_id), password, pin=False)

    def sign_out(self, officer_id: str) -> Changes:
        return self._say("signed_out", officer_id)

    def lock(self, officer_id: str) -> Changes:
        return self._say("screen_locked", officer_id)

    def unlock(self, officer_id: str, secret: str) -> Session:
        """By PIN where one is set, else by password; the session goes on."""
        officer = self._by_id(officer_id)
        self._check(officer, secret, pin=self._is_pin(officer, secret))
        return self._enter(officer, "screen_unlocked")

    def check_pin(self, officer_id: str, pin: str) -> Session:
        """F2 under lock: a call may be taken by PIN while the rest stays locked (D40)."""
        officer = self._by_id(officer_id)
        if not officer.pin:
            raise Refused("pin_unset")
        self._check(officer, pin, pin=True)
        return _session(officer)

    # -- passwords ---------------------------------------------------------------------------

    def change_password(self, officer_id: str, old: str, new: str) -> Changes:
        officer = self._by_id(officer_id)
        self._check(officer, old, pin=False)
        fresh = hashed(sound_password(new))
        with self.world.store.write(officer_id, "officer.password") as w:
            current = w.get(Officer, officer_id)
            w.save(replace(current, password=fresh, must_change=False))
            w.log(told("password_changed", officer_id, w))
        return w.changes

    def set_pin(self, officer_id: str, password: str, pin: str) -> Changes:
        officer = self._by_id(officer_id)
        self._check(officer, password, pin=False)
        fresh = hashed(sound_pin(pin))
        with self.world.store.write(officer_id, "officer.pin") as w:
            w.save(replace(w.get(Officer, officer_id), pin=fresh))
            w.log(told("password_changed", officer_id, w))
        return w.changes

    def recover(
        self,
        login: str,
        new_password: str,
        recovery_key: str,
        people: tuple[str, str],
        reason: str,
    ) -> Changes:
        """A lost password: the printed recovery key and two people in the room, logged (D40).

        `people` are the logins of the two; the one whose password is lost may be the first.
        """
        first, second = (plain(one) for one in people)
        if not first or not second or first == second:
            raise Refused("recovery_same_person")
        why = plain(reason)
        if not why:
            raise Refused("recovery_reason_missing")
        self._check_recovery_key(recovery_key)
        fresh = hashed(sound_password(new_password))
        with self.world.store.write(SYSTEM, "officer.recover") as w:
            lost = named(w, login)
            present = [named(w, one) for one in (first, second)]
            if lost is None or None in present:
                raise Refused("officer_unknown")
            if len({o.id for o in present if o is not None}) < _TWO:
                raise Refused("recovery_same_person")
            w.save(replace(right_try(lost), password=fresh, must_change=True, active=True))
            facts: dict[str, Fact] = {"login": lost.login, "first": first, "second": second}
            entry = told("password_recovered", lost.id, w, important=True, **facts)
            w.log(replace(entry, reason=why))
        return w.changes

    def _check_recovery_key(self, typed: str) -> None:
        folder = self.world.store.path.parent
        file = storefile.read(folder)
        if file is None or not file.wrapped_key:
            raise Refused("recovery_key_wrong")
        key = keys.unwrap(file.wrapped_key, keys.read_recovery_key(typed), file.store_id)
        if not hmac.compare_digest(storefile.key_id(key), file.key_id):
            raise Refused("recovery_key_wrong")

    # -- the register ------------------------------------------------------------------------

    def found_first(self, login: str, name: str, password: str) -> tuple[str, Changes]:
        """The first 系统管理员 of a new county, made at the machine where the store was made."""
        secret = hashed(sound_password(password))
        with self.world.store.write(SYSTEM, "officer.found") as w:
            if w.count(Officer):
                raise Refused("officers_exist")
            first = Officer(
                id=w.new_id(),
                login=_named_field(login, "login_missing"),
                name=_named_field(name, "name_missing"),
                roles=(Role.SYSTEM_ADMIN,),
                password=secret,
            )
            w.save(first)
            w.log(told("officer_saved", first.id, w, important=True, login=first.login))
        return first.id, w.changes

    def enrol(self, actor: str, officer: Officer, password: str = "") -> tuple[str, Changes]:
        """人员登记: a new officer (empty id) or a changed one, with a first password if one is typed.

        That password is known to whoever typed it, so that it must be changed at the next chance.
        """
        fresh = hashed(sound_password(password)) if password else ""
        with self.world.store.write(actor, "officer.enrol") as w:
            permit(w, actor, Permission.ADMINISTER)
            kept = _checked(w, officer)
            if fresh:
                kept = replace(right_try(kept), password=fresh, must_change=True)
            elif not kept.password:
                raise Refused("first_password_missing")
            w.save(kept)
            w.log(told("officer_saved", kept.id, w, login=kept.login))
        return kept.id, w.changes

    def save(self, actor: str, officer: Officer) -> Changes:
        """A changed officer; hashes and counts stay as the store has them."""
        return self.enrol(actor, officer)[1]

    def reveal(self, actor: str, what: str) -> Changes:
        """Somebody off watch looked at full numbers (D41)."""
        with self.world.store.write(actor, "officer.reveal") as w:
            w.log(told("phone_revealed", actor, w, what=what))
        return w.changes

    # ----------------------------------------------------------------------------------------

    def _known(self, who: str) -> Officer:
        with self.world.store.read() as read:
            found = named(read, who)
        if found is None:
            holds("", "")
            raise Refused("officer_unknown")
        return found

    def _by_id(self, officer_id: str) -> Officer:
        with self.world.store.read() as read:
            return read.get(Officer, officer_id)

    @staticmethod
    def _is_pin(officer: Officer, secret: str) -> bool:
        try:
            return bool(officer.pin) and bool(sound_pin(secret))
        except Refused:
            return False

    def _check(self, officer: Officer, secret: str, *, pin: bool) -> None:
        admit(officer, self.world.now, duty.sign_in().ladder)
        if holds(officer.pin if pin else officer.password, secret):
            return
        code = "pin_wrong" if pin else "password_wrong"
        if self.world.store.read_only:
            raise Refused(code)
        with self.world.store.write(SYSTEM, "officer.wrong") as w:
            counted = wrong_try(w.get(Officer, officer.id), w.now, duty.sign_in().ladder)
            w.save(counted)
            w.log(told(code, officer.id, w, count=counted.wrong_count))
        raise Refused(code)

    def _enter(self, officer: Officer, kind: str) -> Session:
        if self.world.store.read_only:
            return _session(officer)  # somebody may still look where nothing can be written
        with self.world.store.write(officer.id, f"officer.{kind}") as w:
            current = w.get(Officer, officer.id)
            if current.wrong_count:
                w.save(right_try(current))
            w.log(told(kind, officer.id, w))
        return _session(officer)

    def _say(self, kind: str, officer_id: str) -> Changes:
        with self.world.store.write(officer_id, f"officer.{kind}") as w:
            w.log(told(kind, officer_id, w))
        return w.changes


def _checked(w: Work, officer: Officer) -> Officer:
    """The record as it may be kept: names, a login of its own, roles that go together."""
    login = _named_field(officer.login, "login_missing")
    name = _named_field(officer.name, "name_missing")
    if any(o.id != officer.id for o in w.find(Officer, login=login)):
        raise Refused("login_taken", login=login)
    old = w.seek(Officer, officer.id) if officer.id else None
    kept = with_roles(replace(officer, login=login, name=name), officer.roles)
    if old is None:
        return replace(kept, id=officer.id or w.new_id())
    return replace(
        kept,
        password=old.password,
        pin=old.pin,
        wrong_count=old.wrong_count,
        wrong_at=old.wrong_at,
        must_change=old.must_change,
    )


def _named_field(text: str, code: str) -> str:
    kept = plain(text)
    if not kept:
        raise Refused(code)
    return kept


def _session(officer: Officer) -> Session:
    return Session(officer.id, officer.name, officer.roles, officer.must_change)
