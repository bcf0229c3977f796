"""Schema 2: an attachment says when its file was last written, beside when it was added (D22).

A photograph of the breach that is put in two hours later is no photograph of two hours later.
Up there is nothing to do: what was not asked is not known, and no time is made up. Down the
column is left out.
"""

from db.sync.convert.steps import Step, Words

_KIND, _COLUMN = "attachment", "file_time"


def up(_kind: str, words: Words) -> Words:
    """Of schema 1; an attachment without the column has no file time."""
    return words


def down(kind: str, words: Words) -> Words | None:
    """For schema 1."""
    if kind != _KIND or _COLUMN not in words:
        return words
    return {name: value for name, value in words.items() if name != _COLUMN}


STEP = Step(2, up, down, columns={_KIND: frozenset({_COLUMN})})
