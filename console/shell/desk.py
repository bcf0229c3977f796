"""What the composition root hands to the window: rooms, the door, two questions, and the runtime.

The shell knows no concrete pane and no service; everything it shows or calls comes in here.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from console.domain.changes import Kind
from console.domain.clock import Clock
from console.domain.record import dataclass
from console.runtime.bus import Bus
from console.runtime.commands import Command
from console.runtime.focus import Focus
from console.runtime.settings import Settings
from console.runtime.tasks import Runner
from console.services.glance.bar import SituationGlance, StatusGlance
from console.widgets.complete import Choice
from console.widgets.pane import Card, Pane


class SignedIn(Protocol):
    """What the door answers: `console.services.officers.Session` is one."""

    @property
    def officer_id(self) -> str: ...

    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class Door:
    """Who may come in. Each call is slow on purpose and runs on a worker; each may refuse.

    `officers(read)` lists who can be chosen: Choice(key=officer id, text=name, hint=post or unit,
    also=(login,)). `sign_in` takes the name or login that was typed.
    """

    officers: Callable[[Any], Sequence[Choice]]
    sign_in: Callable[[str, str], SignedIn]
    unlock: Callable[[str, str], SignedIn]
    check_pin: Callable[[str, str], SignedIn]
    lock: Callable[[str], object]
    sign_out: Callable[[str], object]


@dataclass(frozen=True)
class PaneEntry:
    """One room. `place` is (column, row) of its card on the wall, None for a room without one;
    `weight` its share of the column's height.
    """

    name: str
    title: str
    icon: str
    pane: Callable[[Any, Bus, Focus, Runner], Pane]
    card: Callable[[Any, Bus, Focus, Runner], Card] | None = None
    commands: Sequence[Command] = ()
    place: tuple[int, int] | None = None
    weight: int = 50
    finds: frozenset[Kind] = frozenset()  # what its page can bring to the eye (`show_record`)


@dataclass(frozen=True)
class Desk:
    """Everything that a window needs. `situation` and `status` run on a reader thread;
    `login_hint` stands under the login form (the demo county tells its made-up password).
    """

    services: Any
    bus: Bus
    focus: Focus
    runner: Runner
    clock: Clock
    settings: Settings
    door: Door
    entries: Sequence[PaneEntry]
    situation: Callable[[Any, datetime], SituationGlance]
    status: Callable[[Any, datetime], StatusGlance]
    while_locked: frozenset[str] = frozenset({"duty.intake"})
    commands: Sequence[Command] = ()
    first: tuple[str, ...] = ()  # rooms whose cards are painted before the others are built
    title: str = ""
    login_hint: str = ""
