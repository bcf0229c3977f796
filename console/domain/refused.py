"""The two ways in which the program says no.

`Refused`: a rule of the trade says no; the officer can mend it, the field stays as typed.
`Unavailable`: the surroundings failed (disk, lock, network); the same action may work later.
Anything else that is raised is a fault of the program. Both carry a code and facts;
`console.wording` turns them into a Chinese sentence.
"""


class Answer(Exception):  # noqa: N818 - an answer to the officer, not a fault
    """A code and the facts that its sentence needs."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.code} {self.facts}"


class Refused(Answer):
    """A rule said no."""


class Unavailable(Answer):
    """The surroundings said no."""
