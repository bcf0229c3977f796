"""Chinese to pinyin syllables, with our own readings first.

A dictionary of common words reads place names and surnames wrong, so that
`national/readings.toml` goes before it. It is used when files are laid in or a name is written,
never at start-up and never while searching: what search compares is stored beside the name.
"""

import tomllib
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

Syllables = tuple[str, ...]


@cache
def _tables() -> tuple[dict[str, tuple[Syllables, ...]], dict[str, Syllables]]:
    text = files("resources").joinpath("national/readings.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    phrases = {
        phrase: tuple(tuple(one.split()) for one in ([said] if isinstance(said, str) else said))
        for phrase, said in raw["phrase"].items()
    }
    return phrases, {name: tuple(said.split()) for name, said in raw["surname"].items()}


def syllables(text: str) -> Syllables:
    """One syllable per character; what has no reading (letters, digits, rare signs) stays."""
    return readings(text)[0]


def readings(text: str) -> tuple[Syllables, ...]:
    """All readings that search should know, the leading one first."""
    phrases, _ = _tables()
    longest = max(map(len, phrases))
    said: list[Syllables] = [()]
    plain = ""
    at = 0
    while at < len(text):
        phrase = next(
            (text[at : at + n] for n in range(longest, 0, -1) if text[at : at + n] in phrases), ""
        )
        if phrase:
            said = [(*one, *_common(plain), *more) for more in phrases[phrase] for one in said]
            plain = ""
        else:
            plain += text[at]
        at += len(phrase) or 1
    return tuple((*one, *_common(plain)) for one in said)


def name_syllables(name: str) -> Syllables:
    """A person's name: the surname by its own table (单雄信 shan xiong xin)."""
    _, surnames = _tables()
    for length in (2, 1):
        if name[:length] in surnames and len(name) >= length:
            return (*surnames[name[:length]], *_common(name[length:]))
    return _common(name)


def _common(text: str) -> Syllables:
    return tuple(_dictionary().lazy_pinyin(text, errors=_as_they_are)) if text else ()


@cache
def _dictionary() -> Any:
    """Its tables cost a start-up 0.1 s, so that they are read with the first name."""
    return import_module("pypinyin")


def _as_they_are(text: str) -> Any:
    return list(text)
