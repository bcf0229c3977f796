"""Facts of a paper from the record: what both have signed is printed as it was locked."""

from dataclasses import replace

import pytest

from console.domain.handover import HandoverState
from console.domain.officer import Officer
from console.domain.roster import Post
from console.paper.desk import export_handover
from console.paper.sheet import bare
from console.services.papers import Papers
from tests.support.duty import DUTY, PIN, Hall
from tests.support.papers import docx_words


@pytest.fixture
def hall(tmp_path):
    made = Hall(tmp_path)
    yield made
    made.close()


def signed(hall):
    """A call, then a card that both have signed; with both names."""
    on, then = hall.watches()
    giver, taker = on.on(Post.PRIMARY)[0], then.on(Post.PRIMARY)[0]
    hall.take()
    card, _ = hall.handovers.prepare(giver)
    hall.handovers.give(giver, card, "卫星电话充电中")
    hall.clock.wind(minutes=6)
    hall.handovers.take(card, hall.login(taker), PIN, hall.keys(card))
    return card, giver, taker


def test_a_signed_handover_names_both_and_the_calls_of_the_watch_that_went(hall, tmp_path, qapp):
    card, giver, taker = signed(hall)
    hall.clock.wind(hours=3)
    hall.take()  # another watch's call does not belong on it
    papers = Papers(replace(hall.world, papers=tmp_path / "out"))
    made, facts = papers.handover(card)
    assert made.state is HandoverState.TAKEN
    assert [line.source for line in facts.flow] == ["尚村书记 程** 10000006612"]
    exported, changes = export_handover(papers, DUTY, card)
    said = docx_words(exported.docx.read_bytes())
    for signer in (giver, taker):
        assert f"签字：{bare(hall.get(Officer, signer).name)}" in said
    assert "卫星电话充电中" in said
    assert said.count("√") == len(made.items)
    assert "离岗" in said
    assert bool(changes)
