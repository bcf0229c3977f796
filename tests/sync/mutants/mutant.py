"""What a mutant is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    name: str
    breaks: str
    module: str
    was: str
    becomes: str


def m(name: str, breaks: str, module: str, was: str, becomes: str) -> Mutant:
    return Mutant(name, breaks, module, was, becomes)
