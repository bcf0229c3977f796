"""The customary class of a rain total: what colour it gets on the map and what it is called.

Classes come as data (`resources/national/rain_classes.toml`). A class only colours; what a total
proves about a plan's condition is the business of `judge`.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal

from console.domain.evidence import Source
from console.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class RainClass:
    """From `at_least` mm up to the next class; `tone` is a colour's name in the theme."""

    name: str
    at_least: Decimal
    tone: str


@dataclass(frozen=True, slots=True)
class RainScale:
    """The classes of one window, lightest first."""

    window: timedelta
    classes: tuple[RainClass, ...]
    source: Source

    def of(self, amount: Decimal | None) -> RainClass | None:
        """None for an unknown total and for no rain at all."""
        if amount is None:
            return None
        return next((one for one in reversed(self.classes) if amount >= one.at_least), None)

    def ceiling(self, one: RainClass) -> Decimal | None:
        """Where the class ends; None for the heaviest."""
        after = self.classes[self.classes.index(one) + 1 :]
        return after[0].at_least if after else None

    def met(self, amounts: Iterable[Decimal | None]) -> tuple[RainClass, ...]:
        """The classes that occur among the totals, lightest first: what a legend must show."""
        found = {self.of(amount) for amount in amounts}
        return tuple(one for one in self.classes if one in found)


def scale_for(scales: Sequence[RainScale], window: timedelta) -> RainScale:
    """The scale of this window, else the next longer one, else the longest there is."""
    ordered = sorted(scales, key=lambda scale: scale.window)
    return next((scale for scale in ordered if scale.window >= window), ordered[-1])
