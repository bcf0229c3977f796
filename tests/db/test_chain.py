"""The hash chain: every value counts, wherever it stands."""

from hypothesis import assume, given
from hypothesis import strategies as st

from db.chain import GENESIS, digest, link

words = st.text(st.characters(exclude_categories=("Cs",)), max_size=6)
raws = st.none() | words | st.integers(-(2**63), 2**63 - 1) | st.binary(max_size=6)
raws |= st.floats(allow_nan=False)
rows = st.lists(raws, max_size=5).map(tuple)


@given(rows, rows)
def test_two_rows_that_differ_have_two_digests(one, other):
    same = len(one) == len(other) and all(
        type(a) is type(b) and a == b and repr(a) == repr(b)
        for a, b in zip(one, other, strict=True)
    )
    assert (digest(one) == digest(other)) == same


@given(words, words)
def test_moving_a_character_to_the_next_field_shows(one, other):
    assume(one)
    assert digest((one, other)) != digest((one[:-1], one[-1] + other))


def test_nothing_a_number_and_its_spelling_are_three_things():
    assert len({digest((value,)) for value in (None, "", 0, "0", b"0", b"", 0.0)}) == 7


@given(st.lists(rows, min_size=1, max_size=6), st.data())
def test_a_line_changed_anywhere_changes_the_head(lines, data):
    def head(of):
        at = GENESIS
        for values in of:
            at = link(at, values)
        return at

    n = data.draw(st.integers(0, len(lines) - 1))
    other = data.draw(rows)
    assume(digest(other) != digest(lines[n]))
    assert head(lines) != head([*lines[:n], other, *lines[n + 1 :]])
    assert head(lines) != head(lines[:-1])
