"""Three links, each with what it carries and where that is written."""

import pytest

from console.domain.evidence import Mark
from console.domain.link import Lane, LinkCode, waiting_here
from resources import sheets
from resources.exchange import links


def test_the_wire_carries_everything():
    wired = links()[LinkCode.COMMAND]
    assert wired.lanes == {0, 1, 2, 3}
    assert wired.attachments
    assert wired.held_back == ()


def test_a_satellite_carries_what_is_urgent_and_says_what_it_holds_back():
    satellite = links()[LinkCode.SATELLITE]
    assert satellite.lanes == {0, 1}
    assert not satellite.attachments
    assert satellite.held_back == (Lane.REGISTERS, Lane.HISTORY, Lane.FILES)
    assert waiting_here(satellite, {0: 4, 1: 2, 2: 17, 3: 0}) == {Lane.REGISTERS: 17}
    assert satellite.pace.bytes_per_second == 8000
    assert satellite.pace.first_ops < links()[LinkCode.COMMAND].pace.first_ops
    assert satellite.pace.stall > links()[LinkCode.COMMAND].pace.stall


def test_a_voice_channel_carries_no_data_and_nothing_is_tried_over_it():
    voice = links()[LinkCode.NARROWBAND]
    assert not voice.data
    assert voice.lanes == frozenset()
    assert set(voice.held_back) == set(Lane)


def test_every_link_says_where_its_figures_come_from_and_how_sure_they_are():
    for link in links().values():
        assert link.source.title
        assert link.source.clause
        assert link.source.mark is not Mark.VERIFIED


@pytest.mark.parametrize(
    ("old", "new"),
    [('code = "satellite"', 'code = "command"'), ('"moving"]', '"photos"]'), ("wait = 25\n", "")],
)
def test_a_sheet_that_can_not_be_read_is_refused(old, new):
    path = sheets.path_of("rules/exchange.toml", "341824")
    words = sheets.default(path).replace(old, new)
    with sheets.trying(path, words), pytest.raises((ValueError, KeyError)):
        links()
