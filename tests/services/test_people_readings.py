"""A figure about people is entered once and judged wherever the plan asks for it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from console.domain.evidence import Mark
from console.domain.figure import FigureKind
from console.domain.finding import Verdict
from console.domain.level import Level
from console.services.figures import FigureForm, Figures, Scope
from console.services.people_readings import people_readings
from console.services.permission import SYSTEM
from console.services.planbook import in_force
from console.services.readings import Readings
from tests.support import response as flood
from tests.support.world import HandClock, world


@pytest.fixture
def here(tmp_path):
    made, opened = world(tmp_path, HandClock(flood.DECIDED))
    flood.laid(made.store)
    yield made
    opened.close()


def tell(here, kind, value, mark=Mark.PENDING, **back):
    at = here.now - timedelta(**back)
    form = FigureForm(kind=kind, value=value, as_of=at, source="各乡镇汇总", mark=mark)
    Figures(here).set(SYSTEM, Scope(event_id=flood.EVENT), form)


def seen(here):
    with here.store.read() as read:
        return {one.metric: one for one in people_readings(read)}


def test_the_people_to_be_moved_meet_the_condition_of_the_plan(here):
    tell(here, FigureKind.TO_MOVE, 187)
    with here.store.read() as read:
        _, plan = in_force(read, flood.PLAN)
        judged = Readings(here).judgement(read, plan, here.now)
    clause = next(c for c in judged.level(Level.IV).clauses if "应转" in c.clause.text)
    assert clause.verdict is Verdict.MET
    assert clause.lead.reading.value == Decimal(187)
    assert clause.lead.reading.source == "各乡镇汇总"


def test_dead_and_missing_count_together_and_only_when_both_are_known(here):
    tell(here, FigureKind.DEAD, 1)
    assert "people_dead_missing" not in seen(here)
    tell(here, FigureKind.MISSING, 2, minutes=20)
    told = seen(here)["people_dead_missing"]
    assert told.value == Decimal(3)
    assert told.window_end == here.now - timedelta(minutes=20)


def test_a_sum_is_known_only_as_well_as_its_weakest_part(here):
    tell(here, FigureKind.DEAD, 0, Mark.VERIFIED)
    tell(here, FigureKind.MISSING, 0, Mark.PENDING)
    assert seen(here)["people_dead_missing"].mark is Mark.PENDING


def test_an_unknown_figure_judges_nothing(here):
    tell(here, FigureKind.TO_MOVE, None)
    assert seen(here) == {}
