"""The county's rules in its store: laid in once, checked before they are kept, in force at once.

A rule is tried by the very reader that will use it, so that what can't be read is refused with
its line or its missing name while the form is still open.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace

from console.domain.changes import Kind
from console.domain.entry import Entry, Fact
from console.domain.refused import Refused
from console.domain.rule_sheet import RuleSheet, upgraded
from console.services.permission import SYSTEM
from console.services.world import World
from db.work import Work
from resources import alarms, duty, exchange, response, seat, sheets, supplies

_READERS: Mapping[str, tuple[Callable[[], object], ...]] = {
    "rules/alarm.toml": (alarms.alarm_rules,),
    "rules/duty.toml": (duty.headcounts, duty.questions),
    "rules/reporting.toml": (duty.report_rules, duty.correction),
    "rules/response.toml": (response.rules,),
    "rules/seat.toml": (seat.seat_rules,),
    "rules/transfer.toml": (supplies.transfer_rules,),
    "rules/exchange.toml": (exchange.links,),
    "norms.toml": (supplies.norms,),
}


def lay_in(world: World) -> None:
    """Every sheet that the store has not, and a new text of the program beside the county's own."""
    with world.store.read() as read:
        known = {one.id: one for one in read.find(RuleSheet)}
    wanted = [_wanted(name, known.get(name), world.county) for name in sheets.TITLES]
    fresh = [one for one in wanted if one != known.get(one.id)]
    if not fresh:
        return
    with world.store.write(SYSTEM, "found.rules", history=True) as w:
        for one in fresh:
            w.save(one)
        facts: dict[str, Fact] = {"what": "县级规则", "count": len(fresh)}
        w.log(
            Entry(
                kind="seeded",
                subject_kind=Kind.RULE,
                subject_id=world.county,
                at=w.now,
                facts=facts,
            )
        )


def _wanted(name: str, known: RuleSheet | None, county: str) -> RuleSheet:
    standard = sheets.default(sheets.path_of(name, county))
    if known is not None:
        return upgraded(known, standard)
    return RuleSheet(id=name, title=sheets.TITLES[name], words=standard, standard=standard)


def checked(w: Work, sheet: RuleSheet, county: str) -> RuleSheet:
    """The sheet as it may be kept, one version on; or Refused with what its reader could not do."""
    words = sheet.words.replace("\r\n", "\n").strip("\n") + "\n"
    _try(words, sheet.id, county)
    before = w.seek(RuleSheet, sheet.id)
    changed = before is not None and before.words != words
    if changed and not sheet.ground.strip():
        raise Refused("rule_ground_missing", field="ground")
    version = before.version + 1 if before is not None and changed else sheet.version
    return replace(sheet, words=words, version=version)


def _try(words: str, name: str, county: str) -> None:
    try:
        tomllib.loads(words)
    except tomllib.TOMLDecodeError as error:
        raise Refused("rule_unreadable", field="words", said=str(error)) from None
    with sheets.trying(sheets.path_of(name, county), words):
        for reader in _READERS[name]:
            try:
                reader()
            except KeyError as error:
                raise Refused("rule_lacks", field="words", name=str(error.args[0])) from None
            except (ValueError, TypeError, AttributeError) as error:
                raise Refused("rule_wrong", field="words", said=str(error)) from None
