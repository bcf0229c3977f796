"""Text as the index keeps it, and a typed question as the index is asked.

Every character is a word of its own, written as its number, so that a phrase of characters finds
any part of a name from one character on (a trigram index finds nothing for one or two Chinese
characters), no table of Unicode in SQLite has a say, and nothing that is typed can be syntax.
Sounds are words of Latin letters, one from each syllable to the end: linxi is found in
绩溪县临溪镇, and so is lxz.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from console.domain.record import dataclass

LONGEST = 64  # characters of a question that are looked at
MOST_TEXT = 400  # characters of one text that are indexed
GAP = "sep"  # between two texts in one column: no phrase reaches across
_DROPPED = frozenset("PZC")


@lru_cache(maxsize=8192)
def _kept(character: str) -> bool:
    return unicodedata.category(character)[0] not in _DROPPED


def fold(text: str) -> str:
    """Width, case and punctuation don't tell two texts apart."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in plain if _kept(character))


def numbered(text: str) -> str:
    return " ".join([f"{ord(character):x}" for character in fold(text[:MOST_TEXT])])


def column(texts: Iterable[str]) -> str:
    return f" {GAP} ".join(filter(None, map(numbered, texts)))


def spoken(readings: Iterable[Sequence[str]]) -> str:
    """Every ending of a reading that begins at a syllable, whole and by initials."""
    words: dict[str, None] = {}
    for syllables in readings:
        for start in range(len(syllables)):
            words["".join(syllables[start:])] = None
            words["".join(s if s.isdigit() else s[:1] for s in syllables[start:])] = None
    return " ".join(word for word in words if word)


@dataclass(frozen=True, slots=True)
class Question:
    """`chars`: what must stand in the text; `sounds`: what must be heard; both in the index's
    language, empty where nothing is asked. `plain` asks for all words as they are written.
    """

    folded: str
    chars: str
    sounds: str
    plain: str
    beginning: str

    def __bool__(self) -> bool:
        return bool(self.folded)


def question(text: str) -> Question:
    """Words with spaces between are all wanted; Latin letters may be sounds or stand as they are."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    runs = [run for word in plain.split() for run in _runs(fold(word))]
    heard = [run for run in runs if run.isascii() and any(c.isalpha() for c in run)]
    written = [run for run in runs if run not in heard]
    whole = fold(plain)
    return Question(
        folded=whole,
        chars=_phrases(written),
        sounds=" AND ".join(f'"{"".join(c for c in run if c.isalnum())}"*' for run in heard),
        plain=_phrases(runs),
        beginning=f"^ {_phrase(whole)}" if whole else "",
    )


def _runs(word: str) -> list[str]:
    """临溪lx → 临溪, lx."""
    runs: list[str] = []
    for character in word:
        if runs and runs[-1][-1].isascii() == character.isascii():
            runs[-1] += character
        else:
            runs.append(character)
    return runs


def _phrase(text: str) -> str:
    return f'"{" ".join(f"{ord(c):x}" for c in text)}"'


def _phrases(runs: Iterable[str]) -> str:
    return " AND ".join(map(_phrase, runs))
