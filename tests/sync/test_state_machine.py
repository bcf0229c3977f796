"""Any order of writing, exchanging, cutting and killing that Hypothesis can think of, shrunk to the
shortest one that breaks a promise; and the laws that a meeting of two values keeps.
"""

import random
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)

from db.entity import DataClass, Merge
from db.registry import ENTITIES
from db.sync.merge import meet
from tests.sync.simulator import checks
from tests.sync.simulator.acts import ACTS
from tests.sync.simulator.console import memory
from tests.sync.simulator.far import Faults
from tests.sync.simulator.history import History

QUIET_SEED = 0
NAMES = st.sampled_from([act.__name__ for act, _ in ACTS])
CHANCE = st.integers(0, 2**16)


class Exchange(RuleBasedStateMachine):
    """Three consoles and the far end; the rules are what officers, lines and power cuts do."""

    consoles = Bundle("consoles")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="machine-", dir=memory()))
        self.history = History(QUIET_SEED, self.folder)
        while len(self.history.consoles) < 3:
            name = f"c{len(self.history.consoles)}"
            self.history.consoles.append(self.history._console(name, "341824"))

    @initialize(target=consoles)
    def enrolled(self):
        for console in self.history.everybody:
            console.enrol()
            console.line.weather.faults = Faults()
        return multiple(*range(3))

    @rule(at=consoles, name=NAMES, chance=CHANCE)
    def write(self, at, name, chance):
        act = next(act for act, _ in ACTS if act.__name__ == name)
        act(self.history.consoles[at], random.Random(chance))
        self.history.count(name)

    @rule(at=consoles)
    def exchange(self, at):
        self.history.consoles[at].exchange()

    @rule(at=consoles, kind=st.sampled_from(["drop", "lose", "double", "late", "cut", "die"]))
    def storm(self, at, kind):
        self.history.consoles[at].line.weather.faults = Faults(**{kind: 0.5})

    @rule(at=consoles)
    def clear(self, at):
        self.history.consoles[at].line.weather.heal()

    @rule(at=consoles, after=st.integers(1, 12))
    def killed_in_the_middle(self, at, after):
        self.history.consoles[at].doom = after
        self.history.consoles[at].exchange()

    @rule(at=consoles)
    def power_cut(self, at):
        self.history.consoles[at].crash()

    @rule(at=consoles, years=st.sampled_from([-1, 1]))
    def clock_jumps(self, at, years):
        self.history.consoles[at].clock.jump(days=365 * years)

    @invariant()
    def every_console_shows_the_log_up_to_its_cursor_and_its_own_words(self):
        for console in self.history.consoles:
            if console.stand().epoch:
                checks.prefix(console, self.history.county(console))

    def teardown(self):
        try:
            if self.history.consoles[0].stand().epoch:
                self.history.quiet()
                self.history.reckon()
        finally:
            for console in self.history.everybody:
                console.close()
            shutil.rmtree(self.folder, ignore_errors=True)


TestExchange = Exchange.TestCase
TestExchange.settings = settings(
    max_examples=12,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


# -- the laws of a meeting -----------------------------------------------------------------------

REGISTERS = [of for of in ENTITIES if of.data_class is DataClass.REGISTER]
VALUES = st.sampled_from([None, "", "甲", "乙", 0, 1, 2])


@st.composite
def meetings(draw):
    """An entity, a row of it, what a writer had seen, and what he set."""
    of = draw(st.sampled_from(REGISTERS))
    names = draw(st.lists(st.sampled_from(of.names[1:]), min_size=1, max_size=4, unique=True))
    row = {name: draw(VALUES) for name in of.names}
    base = {name: draw(st.one_of(st.just(row[name]), VALUES)) for name in names}
    wish = {name: draw(VALUES) for name in names}
    return of, row, base, wish


@given(meetings())
def test_a_meeting_said_twice_changes_nothing_the_second_time(drawn):
    of, row, base, wish = drawn
    once = {**row, **meet(of, row, base, wish).taken}
    assert {**once, **meet(of, once, base, wish).taken} == once


@given(meetings())
def test_a_wish_on_what_stands_is_taken_whole_and_nothing_else_moves(drawn):
    of, row, _, wish = drawn
    met = meet(of, row, row, wish)
    assert {**row, **met.taken} == {**row, **wish}
    assert not met.apart


@given(meetings())
def test_a_meeting_invents_no_value_and_touches_no_field_that_was_not_set(drawn):
    of, row, base, wish = drawn
    met = meet(of, row, base, wish)
    assert met.taken.keys() <= wish.keys()
    if of.merge is not Merge.UNION:
        assert all(value in (row[name], wish[name]) for name, value in met.taken.items())


@given(meetings())
def test_every_wish_is_taken_was_so_already_or_is_put_beside(drawn):
    of, row, base, wish = drawn
    met = meet(of, row, base, wish)
    beside = {one.field for one in met.apart}
    for name, value in wish.items():
        assert name in met.taken or row[name] == value or name in beside
    assert all(one.first == row[one.field] and one.late == wish[one.field] for one in met.apart)


@given(meetings(), st.data())
def test_two_that_touch_different_fields_may_come_in_either_order(drawn, data):
    of, row, _, wish = drawn
    together = {name for group in of.inseparable for name in group}
    others = [n for n in of.names[1:] if n not in wish and n not in together]
    if not others or together & wish.keys():
        return
    second = {data.draw(st.sampled_from(others)): data.draw(VALUES)}
    one = {**row, **meet(of, row, row, wish).taken}
    one |= meet(of, one, row, second).taken
    two = {**row, **meet(of, row, row, second).taken}
    two |= meet(of, two, row, wish).taken
    assert one == two
