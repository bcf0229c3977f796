"""The county's rules as texts: the package's own, or what the county has made of them.

A rule is a small TOML file with its source and mark. The county edits it in the program; what it
wrote stands in the store and is laid over the package's text when the store is opened (D21). An
upgrade changes the package's text and never the county's. Whoever reads a rule asks `text`; what
was worked out from it is kept until another text is laid.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

TITLES = {
    "rules/alarm.toml": "告警",
    "rules/duty.toml": "值守人数与询问要点",
    "rules/reporting.toml": "报告时限",
    "rules/response.toml": "响应与发文约定",
    "rules/seat.toml": "决策席与承诺额度",
    "rules/transfer.toml": "调拨规则",
    "rules/exchange.toml": "与省平台的数据交换",
    "norms.toml": "人均保障标准",
}
_NATIONAL = frozenset({"norms.toml"})  # not written by the county, but open to it

_laid: Mapping[str, str] = {}
_tried: ContextVar[tuple[str, str] | None] = ContextVar("tried", default=None)
_forget: list[Callable[[], None]] = []


def kept(read: Callable[P, T]) -> Callable[P, T]:
    """As `functools.cache`, forgotten when another text is laid; a try reads by itself."""
    held = cache(read)
    _forget.append(held.cache_clear)

    def reads(*args: P.args, **kwargs: P.kwargs) -> T:
        return read(*args, **kwargs) if _tried.get() else held(*args, **kwargs)  # type: ignore[arg-type]

    return reads


def path_of(sheet: str, county: str) -> str:
    """Where the package has it."""
    return f"national/{sheet}" if sheet in _NATIONAL else f"counties/{county}/{sheet}"


def default(path: str) -> str:
    """The package's own text."""
    return files("resources").joinpath(path).read_text(encoding="utf-8")


def text(path: str) -> str:
    tried = _tried.get()
    if tried is not None and tried[0] == path:
        return tried[1]
    return _laid[path] if path in _laid else default(path)


def lay(texts: Mapping[str, str]) -> None:
    """These over the package's; every other rule is the package's again."""
    global _laid  # noqa: PLW0603 - the one place, replaced whole
    if texts == _laid:
        return
    _laid = dict(texts)
    for forget in _forget:
        forget()


@contextmanager
def trying(path: str, words: str) -> Iterator[None]:
    """On this thread, as if the text were laid; nobody else sees it."""
    token = _tried.set((path, words))
    try:
        yield
    finally:
        _tried.reset(token)
