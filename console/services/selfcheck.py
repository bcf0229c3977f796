"""The self-check that runs after first paint (账实自检).

The wall does not wait for proofs; it says 自检中 until they are there, and a failed one is a red
sentence that names the first divergence.
"""

from dataclasses import replace

from console.domain.refused import Answer
from console.services import stock
from console.services.health import Health
from console.services.world import World
from console.wording import filled, refusal, table
from db.check import check
from db.opened import Opened


def self_check(world: World, opened: Opened) -> Health:
    """The record's own proofs, then the ledger replayed against its balances."""
    troubles = proofs(world, opened)
    before = Health.of(opened)
    if troubles:
        return replace(before, state="damaged", words="本机库 有异常", troubles=tuple(troubles))
    if opened.store.read_only:
        return before
    return replace(before, state="ok", words="本机库 正常")


def proofs(world: World, opened: Opened) -> list[str]:
    """What is wrong with the record, a sentence each; empty where it is whole."""
    with world.store.read() as read:
        report = check(read, opened.file)
        diverged = stock.self_check(read)
    said = table("REFUSALS")
    troubles = [filled(said[one.code], one.facts) for one in report.findings]
    if diverged is not None:
        facts = {"move": diverged.move_id, "account": diverged.account}
        found = {"expected": diverged.expected, "found": diverged.found}
        troubles.append(refusal(Answer(f"ledger_{diverged.fault}", **facts, **found)))
    return troubles
