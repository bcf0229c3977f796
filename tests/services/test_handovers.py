from collections import Counter
from itertools import pairwise

import pytest

from console.domain.handover import HandoverState, ItemKind
from console.domain.level import Level
from console.domain.refused import Refused
from console.domain.roster import Mode, Post, Watch
from console.services.duty import Duty, current_watch
from console.services.handovers import Handovers
from console.services.permission import SYSTEM
from tests.support.duty import FORM, WORD, Hall
from tests.support.world import world


@pytest.fixture
def hall(tmp_path):
    made = Hall(tmp_path)
    yield made
    made.close()


def test_the_demo_roster_stands_watched_with_a_next_watch_and_a_gap(hall):
    on, then = hall.watches()
    assert on.mode is Mode.WARNING
    assert on.starts <= hall.clock.now() < on.ends
    assert then.starts == on.ends


def test_both_sign_the_incoming_watch_stands_and_the_open_things_go_on(hall):
    on, then = hall.watches()
    giver, taker = on.on(Post.PRIMARY)[0], then.on(Post.PRIMARY)[0]
    taken, _ = hall.intake.take(giver, FORM, hall.clock.now())
    card, _ = hall.handovers.prepare(giver)
    assert {i.kind for i in hall.card(card).items} >= {ItemKind.INCIDENT, ItemKind.DUE}
    hall.handovers.give(giver, card, "上村组路断")
    hall.clock.wind(minutes=3)
    session, _ = hall.handovers.take(card, hall.login(taker), "2468", hall.keys(card))
    assert session.officer_id == taker
    assert hall.watches()[0].id == then.id
    assert hall.card(card).state is HandoverState.TAKEN
    with pytest.raises(Refused) as no:
        hall.handovers.give(giver, card, "再签")
    assert no.value.code == "handover_locked"
    hall.incidents.verify(taker, taken.incident_id, "乡应急办", hall.clock.now())


def test_what_opens_between_the_two_signatures_must_be_ticked_too(hall):
    on, then = hall.watches()
    giver, taker = on.on(Post.PRIMARY)[0], then.on(Post.PRIMARY)[0]
    card, _ = hall.handovers.prepare(giver)
    hall.handovers.give(giver, card, "")
    keys = hall.keys(card)
    hall.intake.take(giver, FORM, hall.clock.now())
    with pytest.raises(Refused) as no:
        hall.handovers.take(card, hall.login(taker), WORD, keys)
    assert no.value.code == "handover_unticked"


def test_a_wrong_password_signs_nothing(hall):
    on, then = hall.watches()
    giver, taker = on.on(Post.PRIMARY)[0], then.on(Post.PRIMARY)[0]
    card, _ = hall.handovers.prepare(giver)
    hall.handovers.give(giver, card, "")
    with pytest.raises(Refused) as no:
        hall.handovers.take(card, hall.login(taker), "不是口令", hall.keys(card))
    assert no.value.code == "password_wrong"
    assert hall.watches()[0].id == on.id


def test_somebody_off_the_roster_takes_over_with_a_reason_in_the_journal(hall):
    on, then = hall.watches()
    giver = on.on(Post.PRIMARY)[0]
    other = next(f"o-{n:02}" for n in range(6, 12) if f"o-{n:02}" not in on.people | then.people)
    card, _ = hall.handovers.prepare(giver)
    hall.handovers.give(giver, card, "")
    with pytest.raises(Refused) as no:
        hall.handovers.take(card, hall.login(other), WORD, hall.keys(card))
    assert no.value.code == "taker_not_on_watch"
    hall.handovers.take(card, hall.login(other), WORD, hall.keys(card), "接班人被洪水所阻")
    assert hall.lines()[0].reason == "接班人被洪水所阻"


def test_ticks_survive_until_the_second_signature(hall):
    giver = hall.watches()[0].on(Post.PRIMARY)[0]
    card, _ = hall.handovers.prepare(giver)
    hall.handovers.keep_ticks(giver, card, ["a", "b"])
    assert Handovers(hall.world).ticks(card) == {"a", "b"}


def test_a_gap_is_filled_by_somebody_who_may_edit_the_roster(hall):
    with hall.world.store.read() as read:
        gap = next(w for w in read.find(Watch) if not w.on(Post.PRIMARY))
    with pytest.raises(Refused) as no:
        hall.duty.fill("o-08", gap.id, Post.PRIMARY, "o-08")
    assert no.value.code == "not_permitted"
    free = next(f"o-{n:02}" for n in range(6, 12) if f"o-{n:02}" not in gap.people)
    hall.duty.fill("o-05", gap.id, Post.PRIMARY, free)
    with hall.world.store.read() as read:
        assert read.get(Watch, gap.id).on(Post.PRIMARY) == (free,)


def test_a_swap_says_why(hall):
    _, then = hall.watches()
    leaving = then.on(Post.PRIMARY)[0]
    coming = next(f"o-{n:02}" for n in range(6, 12) if f"o-{n:02}" not in then.people)
    with pytest.raises(Refused):
        hall.duty.swap("o-05", then.id, leaving, coming, "")
    hall.duty.swap("o-05", then.id, leaving, coming, "临时公务")
    assert hall.watches()[1].on(Post.PRIMARY) == (coming,)


def test_response_watch_needs_more_people_from_now_on(hall):
    on, _ = hall.watches()
    hall.duty.set_mode(on.on(Post.PRIMARY)[0], Mode.RESPONSE, Level.IV)
    on, then = hall.watches()
    assert (on.mode, then.mode, then.level) == (Mode.RESPONSE, Mode.RESPONSE, Level.IV)


def test_the_roster_goes_on_with_rested_people_and_no_invented_ones(hall):
    with hall.world.store.read() as read:
        before = max(w.ends for w in read.find(Watch))
    made, _ = hall.duty.extend("o-05", 30)
    with hall.world.store.read() as read:
        fresh = read.find(Watch, starts__ge=before, order="starts")
    assert made == len(fresh) == 30
    assert fresh[0].starts == before
    assert all(a.ends == b.starts for a, b in pairwise(fresh))
    assert all(w.on(Post.LEADER) and w.on(Post.PRIMARY) and w.on(Post.SECONDARY) for w in fresh)
    turns = Counter(w.on(Post.PRIMARY)[0] for w in fresh)
    assert max(turns.values()) - min(turns.values()) <= 3
    with pytest.raises(Refused) as no:
        hall.duty.extend("o-05", 400)
    assert no.value.code == "extend_days"


def test_a_county_without_people_gets_watches_that_are_all_gaps(tmp_path):
    made, opened = world(tmp_path)
    Duty(made).extend(SYSTEM, 3)
    with made.store.read() as read:
        watches = read.find(Watch, order="starts")
        assert current_watch(read, made.now).id == watches[0].id
    assert not any(w.assignments for w in watches)
    opened.close()
