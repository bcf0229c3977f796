"""Every use-case under one roof, each built with the same world; what panes are handed.

A noun is made when it is first wanted, so that the wall does not wait for rooms nobody opened.
"""

from dataclasses import dataclass
from functools import cached_property

from console.services.dispatches import Dispatches
from console.services.documents import Documents
from console.services.dues import Dues
from console.services.duty import Duty
from console.services.figures import Figures
from console.services.forces import Forces
from console.services.handovers import Handovers
from console.services.incidents import Incidents
from console.services.intake import Intake
from console.services.officers import Officers
from console.services.places import Places
from console.services.plans import Plans
from console.services.readings import Readings
from console.services.receipts import Receipts
from console.services.responses import Responses
from console.services.supplies import Supplies
from console.services.tasks import Tasks
from console.services.transfers import Transfers
from console.services.world import World


@dataclass(frozen=True)
class Services:
    """`services.responses.approve(actor, …)` and the like; `world` for the clock and a snapshot."""

    world: World

    @cached_property
    def officers(self) -> Officers:
        return Officers(self.world)

    @cached_property
    def duty(self) -> Duty:
        return Duty(self.world)

    @cached_property
    def intake(self) -> Intake:
        return Intake(self.world)

    @cached_property
    def incidents(self) -> Incidents:
        return Incidents(self.world)

    @cached_property
    def figures(self) -> Figures:
        return Figures(self.world)

    @cached_property
    def handovers(self) -> Handovers:
        return Handovers(self.world)

    @cached_property
    def places(self) -> Places:
        return Places(self.world)

    @cached_property
    def readings(self) -> Readings:
        return Readings(self.world)

    @cached_property
    def plans(self) -> Plans:
        return Plans(self.world)

    @cached_property
    def responses(self) -> Responses:
        return Responses(self.world)

    @cached_property
    def documents(self) -> Documents:
        return Documents(self.world)

    @cached_property
    def receipts(self) -> Receipts:
        return Receipts(self.world)

    @cached_property
    def tasks(self) -> Tasks:
        return Tasks(self.world)

    @cached_property
    def dues(self) -> Dues:
        return Dues(self.world)

    @cached_property
    def supplies(self) -> Supplies:
        return Supplies(self.world)

    @cached_property
    def transfers(self) -> Transfers:
        return Transfers(self.world)

    @cached_property
    def forces(self) -> Forces:
        return Forces(self.world)

    @cached_property
    def dispatches(self) -> Dispatches:
        return Dispatches(self.world)
