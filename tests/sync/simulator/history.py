"""A seed makes a history: who works, what goes wrong and how often, then quiet and the reckoning."""

import base64
import random
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from db.schema import SCHEMA_NO
from tests.support.world import JUNE_20, HandClock
from tests.sync.simulator import checks, probes
from tests.sync.simulator.acts import ACTS, photograph, poison
from tests.sync.simulator.console import Console, memory, new_store
from tests.sync.simulator.far import Far, Faults, SimLine, Weather
from tests.sync.simulator.regressions import FAILED_ONCE

HOME, NEXT_DOOR = "341824", "341822"
QUIET_ROUNDS = 40
IDLE_REQUESTS = 2  # hello was said already: a question for news, and no more than one other


def _key(word: str) -> str:
    return base64.b64encode((word * 8).encode()).decode()


@dataclass
class Swarm:
    """What this seed is made of; most seeds know only some kinds of misfortune."""

    consoles: int
    steps: int
    faults: Faults
    years: float
    restore: float
    put_back: float
    outage: float
    clone: float
    poison: float

    @classmethod
    def of(cls, rng: random.Random) -> "Swarm":
        def rate(most: float) -> float:
            return rng.random() * most if rng.random() < 0.5 else 0.0

        return cls(
            consoles=rng.choice((2, 2, 3, 4)),
            steps=rng.choice((20, 40, 80)),
            faults=Faults(
                drop=rate(0.3),
                lose=rate(0.3),
                double=rate(0.3),
                late=rate(0.3),
                stale=rate(0.2),
                cut=rate(0.2),
                hotel=rate(0.1),
                die=rate(0.2),
                busy=rate(0.1),
                crash=rate(0.25),
            ),
            years=rate(0.1),
            restore=0.03 if rng.random() < 0.25 else 0.0,
            put_back=0.04 if rng.random() < 0.2 else 0.0,
            outage=rate(0.15),
            clone=0.05 if rng.random() < 0.1 else 0.0,
            poison=0.05 if rng.random() < 0.15 else 0.0,
        )


@dataclass
class History:
    """`restore` in place of the seed's own rate: a far end that is put back from a copy often."""

    seed: int
    folder: Path
    restore: float = 0.0
    stats: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.swarm = Swarm.of(self.rng)
        self.swarm.restore = self.restore or self.swarm.restore
        self.clock = HandClock(JUNE_20)
        self.far = Far(self.clock.now, self.rng)
        self.far.shelves.add(HOME, "绩溪县", _key("home"))
        self.far.shelves.add(NEXT_DOOR, "旌德县", _key("next"))
        self.consoles = [self._console(f"c{n}", HOME) for n in range(self.swarm.consoles)]
        self.stranger = self._console("x0", NEXT_DOOR)
        self.saved: Any = None
        # Dice of its own: what was thrown before there were schemas falls as it fell then.
        self.ages = random.Random(f"schema {self.seed}")
        self.aging = self.seed not in FAILED_ONCE and self.ages.random() < 0.35
        for console in self.consoles:
            if self.aging and self.ages.random() < 0.6:
                console.schema = 1
                self.count("old builds")

    def _console(self, name: str, county: str) -> Console:
        made = self._machine(name, county)
        new_store(made.home, self.rng)
        made.open()
        return made

    def _machine(self, name: str, county: str) -> Console:
        clock = HandClock(JUNE_20)
        line = SimLine(self.far, Weather(Faults()), self.rng, clock.now)
        return Console(name, county, self.folder / name, clock, self.rng, self.far, line)

    @property
    def everybody(self) -> list[Console]:
        return [*self.consoles, self.stranger]

    def count(self, what: str) -> None:
        self.stats[what] = self.stats.get(what, 0) + 1

    # -- the run ---------------------------------------------------------------------------

    def run(self) -> None:
        try:
            for console in self.everybody:
                console.enrol()
                console.line.weather.faults = self.swarm.faults
            for _ in range(self.swarm.steps):
                self.step()
            self.quiet()
            self.reckon()
        finally:
            for console in self.everybody:
                console.close()

    def step(self) -> None:
        rng = self.rng
        console = rng.choice(self.everybody if rng.random() < 0.2 else self.consoles)
        self.clock.wind(seconds=rng.randint(1, 120))
        self._misfortune(console)
        if self.aging:
            self._age(console)
        if self.swarm.faults.crash and rng.random() < self.swarm.faults.crash:
            console.doom = rng.randint(1, 12)
        if rng.random() < 0.55:
            act = rng.choices([a for a, _ in ACTS], [w for _, w in ACTS])[0]
            act = poison if rng.random() < self.swarm.poison else act
            self.count(act.__name__ if act(console, rng) else "nothing")
        else:
            console.exchange()
            self.count("rounds")
        console.doom = 0
        # A console that reads a new history of the far end anew shows more than that until the end.
        if rng.random() < 0.25 and not self.stats.get("restores"):
            checks.prefix(console, self.county(console))

    def _misfortune(self, console: Console) -> None:
        rng, swarm = self.rng, self.swarm
        if rng.random() < swarm.years:
            console.clock.jump(days=rng.choice((-365, 365, -1, 1)))
            self.count("clock jumps")
        if rng.random() < swarm.outage:
            console.line.weather.up = not console.line.weather.up
            self.count("outages")
        if swarm.faults.crash and rng.random() < swarm.faults.crash / 3:
            console.crash()
            self.count("crashes")
        if rng.random() < swarm.clone and not any(c.twin for c in self.consoles):
            self._clone(console)
        if swarm.restore:
            self._far_backup()
        if swarm.put_back and not swarm.restore and not console.twin:
            self._old_disk(console)

    def _age(self, console: Console) -> None:
        """Builds of two schemas work side by side, and one is upgraded with groups pending."""
        roll = self.ages.random()
        if roll < 0.04 and console.schema < SCHEMA_NO:
            console.upgrade()
            self.count("upgrades")
        elif roll < 0.3:
            self.count("photographs" if photograph(console, self.ages) else "nothing")

    def _far_backup(self) -> None:
        if self.saved is None or self.rng.random() < self.swarm.restore:
            self.saved = self.far.shelves.saved()
        elif self.rng.random() < self.swarm.restore:
            number = self.stats.get("restores", 0) + 2
            self.far.shelves.restore(self.saved, f"0190aaaa-0000-7000-8000-{number:012d}")
            self.count("restores")

    def _clone(self, console: Console) -> None:
        """An image of its disk is put into a second machine, which works on beside it."""
        if console is self.stranger:
            return
        twin = self._machine("twin", HOME)
        twin.line.weather.faults = self.swarm.faults
        console.clone_to(twin)
        self.consoles.append(twin)
        self.count("clones")

    def _old_disk(self, console: Console) -> None:
        roll = self.rng.random()
        if roll < self.swarm.put_back:
            console.keep_copy()
        elif roll < 2 * self.swarm.put_back and console.backups:
            console.put_back()
            self.count("old disks")

    def county(self, console: Console) -> Any:
        tenant = self.far.shelves.tenant(console.county)
        assert tenant is not None
        return self.far.shelves.state.counties[tenant.id]

    # -- the end ---------------------------------------------------------------------------

    def quiet(self) -> None:
        """The line is healed and nobody writes: they sync until nothing moves any more."""
        for console in self.everybody:
            console.line.weather.heal()
            console.engine = None if self.rng.random() < 0.5 else console.engine
            console.doom = 0
            if self.aging and console.schema < SCHEMA_NO and self.ages.random() < 0.6:
                console.upgrade()
                self.count("upgrades")
        still = 0
        for _ in range(QUIET_ROUNDS):
            before = self._where()
            for console in self.everybody:
                self.clock.wind(seconds=5)
                console.clock.wind(minutes=6)  # sums are not compared more often than that
                console.exchange()
            still = still + 1 if self._where() == before else 0
            if still == 2:
                return
        waits = {c.name: (c.stand().cursor, c.problems[-3:]) for c in self.everybody}
        checks.sure("G14", held=False, told=f"no quiet after {QUIET_ROUNDS} rounds: {waits}")

    def _where(self) -> list[Any]:
        return [
            (
                console.stand().cursor,
                console.rows("SELECT count(*) FROM outbox WHERE state = 'pending'")[0][0],
                self.county(console).head,
            )
            for console in self.everybody
        ]

    def reckon(self) -> None:
        twins = {console.stand().device for console in self.everybody if console.twin}
        restored = bool(self.stats.get("restores"))
        for console in self.everybody:
            county = self.county(console)
            checks.whole(console, twins)
            if console.twin:
                checks.kept(console)
                continue  # the far end turns one of the two away until it is enrolled anew
            checks.sure("G14", not console.went_back, console.problems)
            checks.answered(console, county, restored=restored)
            checks.converged(console, county)
            self._idle(console)
        for everybody in (self.consoles, [self.stranger]):
            county = self.county(everybody[0])
            group = [console for console in everybody if not console.twin]
            ops = {tx: told for console in everybody for tx, told in console.committed.items()}
            checks.log_itself(county, twins)
            checks.meetings(county, ops)
            checks.awaited(county, ops)
            checks.ledger(county)
            checks.alone(county)
            checks.sound(county, twins, poisoned="poison" in self.stats)
            if not (restored or twins or self.stats.get("old disks")):
                checks.one_hand(county)
            checks.journals(group, county, twins if restored else set())
            checks.words(group)
        probes.strangers(self.far, self.consoles[0], self.stranger)
        checks.apart(self.consoles, [self.stranger])
        checks.apart([self.stranger], self.consoles)

    def _idle(self, console: Console) -> None:
        """G14: a round with nothing to say."""
        before = self.far.requests
        found = console.exchange()
        checks.sure("G14", found is not None and not found.problem, found)
        spent = self.far.requests - before
        checks.sure("G14", spent <= IDLE_REQUESTS, f"{spent} requests for nothing")


def live(seed: int, root: Path | None = None, *, restore: float = 0.0) -> History:
    """Runs one history in memory; raises `checks.Broken` where a promise was not kept."""
    folder = Path(tempfile.mkdtemp(prefix=f"seed-{seed}-", dir=root or memory()))
    try:
        history = History(seed, folder, restore)
        history.run()
        return history
    finally:
        shutil.rmtree(folder, ignore_errors=True)
