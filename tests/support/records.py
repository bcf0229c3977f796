"""Any record of the trade, made by hypothesis from its own annotations."""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from db.coding import EPOCH

words = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
moments = st.integers(0, 4_102_444_800_000).map(lambda ms: EPOCH + timedelta(milliseconds=ms))
_SCALARS = {
    str: words,
    int: st.integers(-(2**53), 2**53),
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    datetime: moments,
    Decimal: st.integers(-(10**12), 10**12).map(lambda n: Decimal(n) / 1000),
    object: words,
}


def values(annotation: Any) -> st.SearchStrategy:  # noqa: PLR0911 - one way per shape
    """What a field with this annotation may hold."""
    if annotation in _SCALARS:
        return _SCALARS[annotation]
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return st.sampled_from(list(annotation))
    if is_dataclass(annotation):
        return st.builds(annotation, **_fields(annotation))
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in {Union, types.UnionType}:
        return st.one_of(*(st.none() if a is types.NoneType else values(a) for a in arguments))
    if origin is tuple and arguments[-1] is Ellipsis:
        return st.lists(values(arguments[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*(values(a) for a in arguments))
    if origin is frozenset:
        return st.frozensets(values(arguments[0]), max_size=3)
    if origin is not None and issubclass(origin, Mapping):
        return st.dictionaries(values(arguments[0]), values(arguments[1]), max_size=3)
    raise TypeError(f"no strategy for {annotation!r}")


def _fields(record: type[Any]) -> dict[str, st.SearchStrategy]:
    hints = get_type_hints(record)
    return {f.name: values(hints[f.name]) for f in fields(record)}


def sample(record: type[Any], **given: Any) -> Any:
    """The plainest record of its kind, with what the test cares about."""
    hints = get_type_hints(record)
    return record(**{f.name: given.get(f.name, _plainest(hints[f.name])) for f in fields(record)})


def _plainest(annotation: Any) -> Any:
    if annotation is datetime:
        return EPOCH
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return next(iter(annotation))
    if types.NoneType in get_args(annotation):
        return None
    if is_dataclass(annotation):
        return sample(annotation)
    return (get_origin(annotation) or annotation)()


def records(record: type[Any]) -> st.SearchStrategy:
    """The record with any values; the store checks no rule of the trade."""
    return st.builds(record, **_fields(record))
