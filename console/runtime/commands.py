"""Commands as data: whatever can be done has a name, a key and a place.

The palette, the menus, the shortcut sheet and the README's table are rendered from one registry.
A pane exports `COMMANDS: list[Command]`; `run` and `when` receive that pane (the shell's own
commands receive the window).
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from console.domain.record import dataclass
from console.runtime.pinyin import rank


def always(_target: Any) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class By:
    """A method of the target by its name: a room's commands load without its page."""

    method: str

    def __call__(self, target: Any) -> Any:
        return getattr(target, self.method)()


@dataclass(frozen=True, slots=True)
class Command:
    """One action.

    `when(target)` returns an empty string where the command can run, else the sentence that says
    what is missing; it must also answer for a pane that has read nothing yet. `keys` is Qt's
    portable text (`F2`, `Ctrl+Return`). `pane` names the room whose pane is the target; empty for
    the shell. With `page` the room is shown first. Local keys (`scope="pane"`) work only while
    their room is in front; all others everywhere.
    """

    id: str
    title: str
    run: Callable[[Any], object]
    keys: str = ""
    when: Callable[[Any], str] = always
    group: str = ""
    help: str = ""
    pane: str = ""
    page: bool = False
    scope: str = "window"

    def why_not(self, target: Any) -> str:
        return "" if target is None else self.when(target)


class Registry:
    """All commands, each under its id; one key means one thing within a scope."""

    def __init__(self, commands: Iterable[Command] = ()) -> None:
        self._by_id: dict[str, Command] = {}
        for command in commands:
            self.add(command)

    def add(self, command: Command) -> None:
        if command.id in self._by_id:
            raise ValueError(f"command {command.id} twice")
        clash = next((c for c in self if _collide(c, command)), None)
        if clash is not None:
            raise ValueError(f"{command.keys}: {clash.id} and {command.id}")
        self._by_id[command.id] = command

    def __iter__(self) -> Iterator[Command]:
        return iter(self._by_id.values())

    def __getitem__(self, command_id: str) -> Command:
        return self._by_id[command_id]

    def get(self, command_id: str) -> Command | None:
        return self._by_id.get(command_id)

    def found(self, query: str) -> list[Command]:
        """What the palette shows: by Chinese, full pinyin or initials, best first."""
        ranked = []
        for order, command in enumerate(self):
            ranks = [
                r for r in (rank(query, command.title), rank(query, command.keys)) if r is not None
            ]
            if not ranks:
                group = rank(query, command.group) if command.group and query else None
                ranks = [7 + group] if group is not None else []
            if ranks:
                ranked.append((min(ranks), order, command))
        return [command for _, _, command in sorted(ranked, key=lambda one: one[:2])]

    def groups(self) -> dict[str, list[Command]]:
        """For the shortcut sheet and the README, in the order of registration."""
        grouped: dict[str, list[Command]] = {}
        for command in self:
            grouped.setdefault(command.group, []).append(command)
        return grouped

    def markdown(self) -> str:
        """The README's table."""
        lines = ["| 命令 | 键 | 说明 |", "|---|---|---|"]
        lines += [f"| {c.title} | {c.keys or '—'} | {c.help} |" for c in self]
        return "\n".join(lines)


def _collide(one: Command, other: Command) -> bool:
    if not one.keys or one.keys.lower() != other.keys.lower():
        return False
    return "window" in {one.scope, other.scope} or one.pane == other.pane
