"""Our records behave as the standard library's; only making the class is quicker."""

import copy
import dataclasses
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain import record

HOW = {"frozen": True, "slots": True, "kw_only": True}


def both(**how):
    made = []
    for dataclass in (dataclasses.dataclass, record.dataclass):

        @dataclass(**how)
        class Depot:
            name: str
            held: int = 0
            aliases: list[str] = dataclasses.field(default_factory=list)
            key: str = dataclasses.field(default="", repr=False)
            seen: int = dataclasses.field(default=0, compare=False)

        made.append(Depot)
    return made


THEIRS, OURS = both(**HOW)


@record.dataclass(**HOW)
class Draft:
    value: int
    note: str = ""


@record.dataclass(**HOW)
class Kept(Draft):
    id: str

    @property
    def twice(self):
        return 2 * self.value


@given(st.text(), st.integers(), st.integers(), st.integers())
def test_text_and_equality_are_the_same(name, held, other, seen):
    texts = {repr(kind(name=name, held=held)).rpartition(".")[2] for kind in (THEIRS, OURS)}
    assert len(texts) == 1
    for kind in (THEIRS, OURS):
        one, same = kind(name=name, held=held, seen=seen), kind(name=name, held=held)
        assert one == same
        assert (one == kind(name=name, held=other)) is (held == other)
        assert one != name


def test_what_is_equal_hashes_equal_and_other_kinds_are_not_equal():
    assert len({Draft(value=1), Draft(value=1), Draft(value=2)}) == 2
    assert Draft(value=1) != Kept(value=1, id="a")


@pytest.mark.parametrize("kind", [THEIRS, OURS])
def test_nothing_can_be_assigned_or_deleted(kind):
    one = kind(name="县库")
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.name = "乡库"
    with pytest.raises(dataclasses.FrozenInstanceError):
        del one.name
    with pytest.raises((AttributeError, TypeError)):
        one.other = 1


@pytest.mark.parametrize("kind", [THEIRS, OURS])
def test_defaults_are_made_anew_and_names_are_asked_for(kind):
    first, second = kind(name="县库"), kind(name="县库")
    assert first.aliases is not second.aliases
    with pytest.raises(TypeError):
        kind("县库")
    with pytest.raises(TypeError):
        kind()
    with pytest.raises(TypeError):
        kind(name="县库", colour=1)


def test_an_heir_has_all_fields_and_replace_gives_a_new_one():
    kept = Kept(value=2, id="a")
    later = dataclasses.replace(kept, value=3)
    assert (kept.twice, later.twice, later.id) == (4, 6, "a")
    assert [f.name for f in dataclasses.fields(Kept)] == ["value", "note", "id"]


def test_a_record_is_copied_and_pickled():
    kept = Kept(value=2, id="a")
    assert copy.deepcopy(kept) == copy.copy(kept) == pickle.loads(pickle.dumps(kept)) == kept


def test_fields_by_place_and_without_slots():
    @record.dataclass(frozen=True)
    class Span:
        start: int
        end: int = 9

        def __post_init__(self):
            if self.end < self.start:
                raise ValueError

    assert Span(1, 2) == Span(start=1, end=2)
    with pytest.raises(ValueError):
        Span(10)


def test_what_is_not_frozen_is_the_librarys_own():
    @record.dataclass(slots=True)
    class Note:
        text: str = ""

    note = Note()
    note.text = "已核"
    assert note == Note("已核")
