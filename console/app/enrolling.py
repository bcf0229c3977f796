"""入网 without a window: a workstation joins, takes over the county, and somebody can sign in.

Ctrl+C at any moment loses nothing: what has come is on disk with the place it came to, and the
same command, without a code, goes on from there. Passwords never travel, so that the first one is
set here, at the machine.
"""

import getpass
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from console.app.clerk import Office
from console.domain.link import LinkCode
from console.domain.linking import Standing
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.services.exchange.joining import Joining, bring_again, join, joined
from console.services.exchange.rounds import Done, Rounds
from console.services.first_words import demo_words, first_word
from console.services.founding import FULL, found
from console.services.health import peopled
from console.services.permission import SYSTEM
from console.services.world import World
from console.wording.exchange import far
from db.sync import listed

INTERRUPTED = 130
_NEVER = threading.Event()  # waited on, so that Ctrl+C comes through


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was given on the command line."""

    gateway: str = ""
    code: str = ""
    name: str = ""
    login: str = ""
    link: str = LinkCode.COMMAND.value
    demo: bool = False


def enrol(folder: Path, asked: Asked) -> int:
    """0 once the store holds all that the county has; 130 where it was interrupted."""
    with Office(folder) as office:
        if office.opened.recovery_key:
            _say(f"恢复码(只显示这一次,请抄下保管):{office.opened.recovery_key}")
        world = office.world
        _join(world, asked)
        try:
            fetch(world, LinkCode(asked.link), _line)
        except KeyboardInterrupt:
            _say("\n已中断,取回的都在;再运行同一条命令(不用入网码)接着取。")
            return INTERRUPTED
        _say("\n已取回本县全部数据。" if peopled(world) else "\n县里还没有数据。")
        if asked.demo and not peopled(world):
            _first(world, LinkCode(asked.link))
        _words(world, asked)
    return 0


def _first(world: World, link: LinkCode) -> None:
    """The first workstation of a county that is only made up makes it up, and tells it."""
    found(world, demo=True, size=FULL)
    bring_again(world)
    _say("已在本机建成演示县,正在报到省平台。")
    fetch(world, link, lambda _done, _total: _over_it(f"正在上报,还有 {world.store.waiting()} 组"))
    _say("\n演示县已报到省平台,其他工作站入网即可取回。")


def _join(world: World, asked: Asked) -> None:
    here = joined(world)
    if here is not None:
        _say(f"本机已入网({here.name or here.server}),接着取回。")
        return
    made, _ = join(world, SYSTEM, Joining(server=asked.gateway, code=asked.code, name=asked.name))
    _say(f"已入网:{made.name or made.device}。")


def fetch(
    world: World,
    link: LinkCode,
    tell: Callable[[int, int], None],
    wait: Callable[[float], object] = _NEVER.wait,
) -> None:
    """Round after round until there is nothing more; a line that is down is waited for."""

    def heard(_changes: object) -> None:
        tell(*_progress(world))

    rounds = Rounds(world, link, heard=heard, hurry=lambda: False, progress=tell)
    trouble = ""
    try:
        while True:
            done = rounds.once()
            tell(*_progress(world))
            if _over(done):
                return
            if done.state.trouble and done.state.trouble != trouble:
                _say("\n" + far(done.state.trouble))
            trouble = done.state.trouble
            if done.pause:
                wait(done.pause)
    finally:
        rounds.close()


def _progress(world: World) -> tuple[int, int]:
    with world.store.read() as read:
        return listed.progress(read)


def _over(done: Done) -> bool:
    if done.state.standing is Standing.STOPPED:
        raise Refused(f"far_{done.state.trouble}")
    quiet = not (done.pushed or done.pulled)
    return done.state.standing is Standing.ONLINE and not done.state.trouble and quiet


def _words(world: World, asked: Asked) -> None:
    if asked.demo:
        count = demo_words(world)
        if count:
            _say(f"演示县:{count} 人可用演示口令登录。")
    elif asked.login:
        word = getpass.getpass(f"{asked.login} 的口令:")
        if word != getpass.getpass("再输一遍口令:"):
            raise Refused("passwords_differ")
        first_word(world, asked.login, word)
        _say("口令已设,可以打开指挥台登录。")


def _line(done: int, total: int) -> None:
    share = f"{done * 100 // total} %" if total else "…"
    _over_it(f"正在取回本县数据 {share}")


def _over_it(words: str) -> None:
    """In the place of the line that stood there."""
    sys.stdout.write(f"\r{words}  ")
    sys.stdout.flush()


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
