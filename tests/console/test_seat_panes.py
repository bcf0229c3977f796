"""What a console apart from the decision seat shows, and what is done about it by keys."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.domain.changes import Kind
from console.domain.entry import Entry
from console.domain.officer import Officer, Role
from console.domain.station import SEAT, Quota, Seat, Standing, Station, UpperReceipt, Verdict
from console.panes.forces.page import ForcesPane
from console.panes.response.card import ResponseCard
from console.panes.supplies.page import SuppliesPane
from console.services.dispatches import Dispatches, Mission
from console.services.glance.forces import view as forces_view
from console.services.responses import Responses
from console.services.seat import Seats
from console.shell.situation_bar import _Chip as Chip
from console.services.glance.response_bar import active_responses
from tests.support import response as flood
from tests.support.consoles import name_of, touched
from tests.support.response import DECIDED, DUTY
from tests.support.stores_hall import Hall
from tests.console.test_response_pane import Desk

OTHER = "0123456789abcdef"
