"""What a mutant is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    name: str
    breaks: str
    module: str
    was: str
    becomes: str
    by: str = ""  # a test file of its own, where no history and no far end in memory comes by it


def m(name: str, breaks: str, module: str, was: str, becomes: str, by: str = "") -> Mutant:
    return Mutant(name, breaks, module, was, becomes, by)
