"""Registers kept: add, change, put away, bring back; each one transaction with its journal line.

A form hands back what it was opened with. Only fields that were really retyped are written, so
that two officers in one record meet only where both changed the same field; then the later one is
told both values and nothing is saved until he says it again.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from difflib import ndiff
from typing import Any

from console.domain.changes import Changes, Kind
from console.domain.entry import Entry, Fact
from console.domain.incident import plain
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.services.laid_rules import LAID, in_force
from console.services.permission import Permission, permit
from console.services.plans import Plans
from console.services.registers import reading
from console.services.registers.in_use import may_leave
from console.services.registers.kinds import BY_KIND
from console.services.registers.names import Names
from console.services.registers.shape import Field, Register, Shape, shown, typed
from console.services.world import World
from db.registry import BY_KIND as ENTITIES
from db.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """`before` are the values that the form was opened with (`Register.values`), `values` what
    stands in it now.
    """

    kind: Kind
    id: str
    before: Mapping[str, Any]
    values: Mapping[str, Any]
    reason: str = ""
    draft: str = ""


class Registers:
    """`names` is shared with whoever shows the rows."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.names = Names(world)

    def add(
        self,
        actor: str,
        kind: Kind,
        values: Mapping[str, Any],
        *,
        reason: str = "",
        draft: str = "",
    ) -> tuple[str, Changes]:
        register = BY_KIND[kind]
        with self.world.store.write(actor, f"register.add_{kind}") as w:
            self._permit(w, actor, register)
            if not register.adds:
                raise Refused("register_no_adding", register=register.title)
            held = dict(register.born)
            for field in register.fields:
                if field.edited:
                    read = reading.read(w, self.world.county, field, values.get(field.key, ""))
                    _hold(held, field, read)
            record = reading.checked(
                w, register, _made(register, {**held, "id": ""}), self.world.county
            )
            record = record if record.id else replace(record, id=w.new_id())
            record = _last(w, register, record)
            w.save(record)
            w.log(_entry(w, "register_added", register, record, reason=reason))
            if draft:
                w.drop_draft(draft)
        self._lay(kind)
        return record.id, w.changes

    def change(self, actor: str, edit: Edit) -> Changes:
        """Refused("register_field_changed") carries `value`, what the field holds by now."""
        register = BY_KIND[edit.kind]
        if edit.kind is Kind.PLAN:
            return self._next_version(actor, edit)
        with self.world.store.write(actor, f"register.change_{edit.kind}") as w:
            self._permit(w, actor, register)
            record = w.get(register.record, edit.id)
            if register.archived(record):
                raise Refused("register_archived", name=register.names(record))
            retyped = self._retyped(w, register, edit)
            self._unmoved(w, register, record, edit, retyped)
            held: dict[str, Any] = {}
            for key, read in retyped.items():
                _hold(held, register.field(key), read)
            fresh = reading.checked(w, register, replace(record, **held), self.world.county)
            told = self._told(w, register, record, fresh)
            if not told:
                raise Refused("register_nothing_changed")
            w.save(fresh)
            w.log(_changed(w, register, fresh, told, edit.reason))
            if edit.draft:
                w.drop_draft(edit.draft)
        self._lay(edit.kind)
        return w.changes

    def archive(self, actor: str, kind: Kind, id_: str, reason: str) -> Changes:
        register = BY_KIND[kind]
        why = plain(reason)
        if not why:
            raise Refused("register_reason_missing", field="reason")
        with self.world.store.write(actor, f"register.archive_{kind}") as w:
            self._permit(w, actor, register)
            record = w.get(register.record, id_)
            if register.archived(record):
                raise Refused("register_archived", name=register.names(record))
            may_leave(w, actor, register, record)
            mark = False if register.archives == "active" else w.now
            w.save(replace(record, **{register.archives: mark}))
            w.log(_entry(w, "register_archived", register, record, reason=why))
        self._lay(kind)
        return w.changes

    def restore(self, actor: str, kind: Kind, id_: str, reason: str = "") -> Changes:
        """Back in use; what took its code or its day meanwhile must be settled first."""
        register = BY_KIND[kind]
        with self.world.store.write(actor, f"register.restore_{kind}") as w:
            self._permit(w, actor, register)
            record = w.get(register.record, id_)
            if not register.archived(record):
                raise Refused("register_not_archived", name=register.names(record))
            mark: Any = True if register.archives == "active" else None
            fresh = replace(record, **{register.archives: mark})
            w.save(reading.checked(w, register, fresh, self.world.county))
            w.log(_entry(w, "register_restored", register, record, reason=plain(reason)))
        self._lay(kind)
        return w.changes

    # -- inside ------------------------------------------------------------------------------

    def _lay(self, kind: Kind) -> None:
        """Rules and units count in every form from the moment that they are kept."""
        if kind in LAID:
            in_force(self.world)

    def _next_version(self, actor: str, edit: Edit) -> Changes:
        """A plan is never edited, only followed: what runs under the old version stays under it."""
        text = edit.values.get("text")
        if text is None or text == edit.before["text"]:
            raise Refused("register_nothing_changed")
        try:
            return Plans(self.world).enter(actor, str(text), str(edit.before["title"]))[1]
        except Refused as no:
            raise Refused(no.code, **{**no.facts, "field": "text"}) from None

    @staticmethod
    def _permit(w: Work, actor: str, register: Register) -> None:
        permit(w, actor, Permission(register.permission))
        if not register.writes:
            raise Refused("register_read_only", register=register.title)

    def _retyped(self, w: Work, register: Register, edit: Edit) -> dict[str, Any]:
        """What stands otherwise in the form than it was opened with, read."""
        named = self.names.named(w)
        found: dict[str, Any] = {}
        for field in register.fields:
            if not field.edited or field.key not in edit.values:
                continue
            now = edit.values[field.key]
            if _same(
                field, now, edit.before[field.key], typed(field, edit.before[field.key], named)
            ):
                continue
            found[field.key] = reading.read(w, self.world.county, field, now)
        return found

    def _unmoved(
        self, w: Work, register: Register, record: Any, edit: Edit, retyped: Mapping[str, Any]
    ) -> None:
        """A field that somebody else has changed since, and otherwise than we would."""
        named = self.names.named(w)
        held = register.values(record)
        for key, mine in retyped.items():
            field, theirs = register.field(key), held[key]
            if theirs not in (edit.before[key], mine):
                raise Refused(
                    "register_field_changed",
                    field=key,
                    label=field.label,
                    mine=shown(field, mine, named),
                    theirs=shown(field, theirs, named),
                    value=theirs,
                )

    def _told(
        self, w: Work, register: Register, old: Any, new: Any
    ) -> list[tuple[Field, str, str]]:
        named = self.names.named(w)
        before, after = register.values(old), register.values(new)
        told: list[tuple[Field, str, str]] = []
        for field in register.fields:
            was, now = before[field.key], after[field.key]
            if was != now and field.shape is Shape.SOURCE:
                told.append((field, *_lines(was, now)))
            elif was != now:
                told.append((field, shown(field, was, named), shown(field, now, named)))
        return told


def _lines(was: str, now: str) -> tuple[str, str]:
    """The lines that went and those that came: enough to put a rule back as it was."""
    apart = [line for line in ndiff(was.splitlines(), now.splitlines()) if line[:2] != "? "]
    gone = "\n".join(line[2:] for line in apart if line.startswith("- "))
    return gone, "\n".join(line[2:] for line in apart if line.startswith("+ "))


def _same(field: Field, now: Any, before: Any, as_typed: str) -> bool:
    if field.shape is Shape.YES:
        return bool(now) == bool(before)
    if field.shape is Shape.SOURCE:
        return str(now or "") == as_typed
    return plain(str(now if now is not None else "")) == as_typed


def _hold(held: dict[str, Any], field: Field, read: Any) -> None:
    """A field of two keys gives two values."""
    values = read if len(field.held) > 1 else (read,)
    held.update(zip(field.held, values, strict=True))


def _made(register: Register, held: Mapping[str, Any]) -> Any:
    known = {one.name for one in fields(register.record)}
    return register.record(**{key: value for key, value in held.items() if key in known})


def _last(w: Work, register: Register, record: Any) -> Any:
    """A new record stands after those that are there."""
    if not hasattr(record, "rank"):
        return record
    before = w.find(register.record, order="-rank,-id", limit=1)
    return replace(record, rank=before[0].rank + 1) if before else record


def _entry(w: Work, kind: str, register: Register, record: Any, *, reason: str = "") -> Entry:
    name = register.names(record)
    sealed = "name" in ENTITIES[register.kind].personal
    facts: dict[str, Fact] = {"register": register.title}
    return Entry(
        kind=kind,
        subject_kind=register.kind,
        subject_id=record.id,
        at=w.now,
        facts=facts if sealed else {**facts, "name": name},
        private={"name": name} if sealed and name else {},
        about=record.id if sealed else "",
        reason=reason,
    )


def _changed(
    w: Work, register: Register, record: Any, told: list[tuple[Field, str, str]], reason: str
) -> Entry:
    """Old and new of each field in the line itself; words about persons lie sealed in it."""
    entry = _entry(w, "register_changed", register, record, reason=plain(reason))
    facts, private = dict(entry.facts), dict(entry.private)
    personal = ENTITIES[register.kind].personal
    for field, old, new in told:
        sealed = bool(personal & set(field.held))
        into: dict[str, Any] = private if sealed else facts
        into[f"{field.key}_from"], into[f"{field.key}_to"] = old, new
    facts["fields"] = "、".join(field.label for field, _, _ in told)
    about = record.id if private else ""
    return replace(entry, facts=facts, private=private, about=about)
