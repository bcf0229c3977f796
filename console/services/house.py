"""Every use-case under one roof, each built with the same world; what panes are handed.

A noun is loaded and made when it is first wanted: the wall does not wait for rooms that nobody
has opened.
"""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from console.domain.linking import LinkState
from console.services.health import Health
from console.services.world import World
from db.opened import Opened

if TYPE_CHECKING:
    from datetime import datetime

    from console.services.alarms import Alarms
    from console.services.attachments import Attachments
    from console.services.care import Care
    from console.services.delegations import Delegations
    from console.services.dispatches import Dispatches
    from console.services.documents import Documents
    from console.services.dues import Dues
    from console.services.duty import Duty
    from console.services.exchange import Exchange
    from console.services.figures import Figures
    from console.services.forces import Forces
    from console.services.handovers import Handovers
    from console.services.incidents import Incidents
    from console.services.intake import Intake
    from console.services.map_layers import MapLayers
    from console.services.officers import Officers
    from console.services.papers import Papers
    from console.services.places import Places
    from console.services.plans import Plans
    from console.services.quotas import Quotas
    from console.services.readings import Readings
    from console.services.receipts import Receipts
    from console.services.registers import Registers
    from console.services.responses import Responses
    from console.services.restoring import Restoring
    from console.services.retention import Retentions
    from console.services.search import Search
    from console.services.seat import Seats
    from console.services.supplies import Supplies
    from console.services.tasks import Tasks
    from console.services.transfers import Transfers

_NOUNS = {
    "alarms": ("alarms", "Alarms"),
    "officers": ("officers", "Officers"),
    "duty": ("duty", "Duty"),
    "intake": ("intake", "Intake"),
    "incidents": ("incidents", "Incidents"),
    "figures": ("figures", "Figures"),
    "handovers": ("handovers", "Handovers"),
    "places": ("places", "Places"),
    "readings": ("readings", "Readings"),
    "plans": ("plans", "Plans"),
    "responses": ("responses", "Responses"),
    "documents": ("documents", "Documents"),
    "receipts": ("receipts", "Receipts"),
    "papers": ("papers", "Papers"),
    "tasks": ("tasks", "Tasks"),
    "dues": ("dues", "Dues"),
    "search": ("search", "Search"),
    "supplies": ("supplies", "Supplies"),
    "transfers": ("transfers", "Transfers"),
    "forces": ("forces", "Forces"),
    "dispatches": ("dispatches", "Dispatches"),
    "delegations": ("delegations", "Delegations"),
    "map_layers": ("map_layers", "MapLayers"),
    "registers": ("registers", "Registers"),
    "seat": ("seat", "Seats"),
    "quotas": ("quotas", "Quotas"),
    "exchange": ("exchange", "Exchange"),
    "attachments": ("attachments", "Attachments"),
}
# What looks after the store itself needs it as it was opened: its folder, key and description.
_OF_THE_STORE = {
    "care": ("care", "Care"),
    "retention": ("retention", "Retentions"),
    "restoring": ("restoring", "Restoring"),
}


def _unheard(_what: object) -> None:
    """Nobody listens: there is no window."""


def _nothing() -> None:
    """As `_unheard`."""


def _never() -> bool:
    return False


class Services:
    """`services.responses.approve(actor, …)` and the like; `world` for the clock and a snapshot."""

    if TYPE_CHECKING:
        alarms: Alarms
        attachments: Attachments
        officers: Officers
        duty: Duty
        intake: Intake
        incidents: Incidents
        figures: Figures
        handovers: Handovers
        places: Places
        quotas: Quotas
        readings: Readings
        plans: Plans
        responses: Responses
        documents: Documents
        receipts: Receipts
        papers: Papers
        tasks: Tasks
        dues: Dues
        search: Search
        seat: Seats
        supplies: Supplies
        transfers: Transfers
        forces: Forces
        dispatches: Dispatches
        delegations: Delegations
        care: Care
        restoring: Restoring
        retention: Retentions
        map_layers: MapLayers
        registers: Registers
        exchange: Exchange

    def __init__(self, world: World, opened: Opened | None = None) -> None:
        self.world = world
        self.opened = opened
        self.checked: tuple[Health, datetime] | None = None  # the newest self-check and its time
        self.link = LinkState()  # how we stand with the province, as the exchange last said
        self.heard: Callable[[Health], None] = _unheard  # what the window does with another one
        self.joined: Callable[[], None] = _nothing  # this workstation has joined: begin exchanging
        self.sync_now: Callable[[], bool] = _never  # 立即同步; False where nobody exchanges
        self.reopen: Callable[[object], None] = _unheard  # closes, changes the store, opens again

    def __getattr__(self, noun: str) -> Any:
        found = _NOUNS.get(noun) or _OF_THE_STORE.get(noun)
        if found is None:
            raise AttributeError(noun)
        made_of = getattr(import_module(f"console.services.{found[0]}"), found[1])
        made = made_of(self.world, self.opened) if noun in _OF_THE_STORE else made_of(self.world)
        self.__dict__[noun] = made
        return made
