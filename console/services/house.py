"""Every use-case under one roof, each built with the same world; what panes are handed.

A noun is loaded and made when it is first wanted: the wall does not wait for rooms that nobody
has opened.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from console.services.world import World

if TYPE_CHECKING:
    from console.services.alarms import Alarms
    from console.services.dispatches import Dispatches
    from console.services.documents import Documents
    from console.services.dues import Dues
    from console.services.duty import Duty
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
    from console.services.readings import Readings
    from console.services.receipts import Receipts
    from console.services.registers import Registers
    from console.services.responses import Responses
    from console.services.search import Search
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
    "map_layers": ("map_layers", "MapLayers"),
    "registers": ("registers", "Registers"),
}


class Services:
    """`services.responses.approve(actor, …)` and the like; `world` for the clock and a snapshot."""

    if TYPE_CHECKING:
        alarms: Alarms
        officers: Officers
        duty: Duty
        intake: Intake
        incidents: Incidents
        figures: Figures
        handovers: Handovers
        places: Places
        readings: Readings
        plans: Plans
        responses: Responses
        documents: Documents
        receipts: Receipts
        papers: Papers
        tasks: Tasks
        dues: Dues
        search: Search
        supplies: Supplies
        transfers: Transfers
        forces: Forces
        dispatches: Dispatches
        map_layers: MapLayers
        registers: Registers

    def __init__(self, world: World) -> None:
        self.world = world

    def __getattr__(self, noun: str) -> Any:
        if noun not in _NOUNS:
            raise AttributeError(noun)
        module, name = _NOUNS[noun]
        made = getattr(import_module(f"console.services.{module}"), name)(self.world)
        self.__dict__[noun] = made
        return made
