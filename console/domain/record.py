"""`dataclass` for records: the standard library's, made in a third of the time.

A frozen class of the standard library compiles six small functions, half a millisecond each time,
and some two hundred records stand between a start and the painted wall. Here only `__init__` is
compiled; equality, hash, text, frozenness and copying are closures over the fields. What is not
frozen goes to the standard library; `fields` and `replace` work on both alike.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

_MISSING = dataclasses.MISSING
_Made = dict[str, Callable[..., Any]]


class _Factory:
    """Stands in a signature for a default that is made anew each time."""

    def __repr__(self) -> str:
        return "<factory>"


_FACTORY = _Factory()


def _quick(
    *, frozen: bool = False, slots: bool = False, kw_only: bool = False, eq: bool = True
) -> Callable[[type], type]:
    """As `dataclasses.dataclass(…)`."""

    def make(cls: type) -> type:
        if not frozen:
            return dataclasses.dataclass(slots=slots, kw_only=kw_only, eq=eq)(cls)
        if not cls.__doc__:
            cls.__doc__ = cls.__name__  # else the signature is worked out only for this
        plain = dataclasses.dataclass(
            init=False, repr=False, eq=False, slots=slots, kw_only=kw_only
        )
        made: type = plain(cls)
        _give(made, _init(made, slots=slots) | _methods(made, eq=eq))
        return made

    return make


def _give(made: type, methods: _Made) -> None:
    """Methods that the class brings itself stay."""
    for name, method in methods.items():
        if name not in made.__dict__ or (name == "__hash__" and made.__dict__[name] is None):
            setattr(made, name, method)


def _init(made: type, *, slots: bool) -> _Made:
    """The one function that is compiled, because it runs for every row that is read."""
    known: dict[str, Any] = {"_FACTORY": _FACTORY, "_set": object.__setattr__}
    by_place: list[str] = []
    by_name: list[str] = []
    body: list[str] = []
    for n, one in enumerate(dataclasses.fields(made)):
        default, value = "", one.name
        if one.default is not _MISSING:
            known[f"_d{n}"], default = one.default, f"=_d{n}"
        elif one.default_factory is not _MISSING:
            known[f"_f{n}"], default = one.default_factory, "=_FACTORY"
            value = f"_f{n}() if {one.name} is _FACTORY else {one.name}"
        (by_name if one.kw_only else by_place).append(one.name + default)
        if slots:
            known[f"_s{n}"] = getattr(made, one.name).__set__
            body.append(f" _s{n}(self, {value})")
        else:
            body.append(f" _set(self, {one.name!r}, {value})")
    if hasattr(made, "__post_init__"):
        body.append(" self.__post_init__()")
    taken = ["self", *by_place, *(["*", *by_name] if by_name else [])]
    source = f"def __init__({', '.join(taken)}):\n" + "\n".join(body or [" pass"])
    exec(source, known)  # noqa: S102 - the fields' own names, as the standard library does
    return {"__init__": known["__init__"]}


def _methods(made: type, *, eq: bool) -> _Made:
    names = tuple(one.name for one in dataclasses.fields(made))
    shown = tuple(one.name for one in dataclasses.fields(made) if one.repr)

    def show(self: Any) -> str:
        told = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{type(self).__qualname__}({told})"

    def state(self: Any) -> list[Any]:
        return [getattr(self, name) for name in names]

    def restore(self: Any, values: list[Any]) -> None:
        for name, value in zip(names, values, strict=True):
            object.__setattr__(self, name, value)

    given: _Made = {
        "__repr__": show,
        "__getstate__": state,
        "__setstate__": restore,
        "__setattr__": _no_assignment,
        "__delattr__": _no_deletion,
    }
    return given | _comparing(made) if eq else given


def _comparing(made: type) -> _Made:
    names = tuple(one.name for one in dataclasses.fields(made) if one.compare)
    values: Callable[[Any], Any] = attrgetter(*names) if names else _nothing

    def same(self: Any, other: object) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return values(self) == values(other)

    def hashed(self: Any) -> int:
        return hash(values(self))

    return {"__eq__": same, "__hash__": hashed}


def _nothing(_record: Any) -> tuple[()]:
    return ()


def _no_assignment(_self: Any, name: str, _value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _no_deletion(_self: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


if not TYPE_CHECKING:

    def dataclass(cls: type | None = None, /, **how: bool) -> Any:
        """`@dataclass` and `@dataclass(frozen=True, slots=True, kw_only=True)`."""
        return _quick(**how) if cls is None else _quick(**how)(cls)
