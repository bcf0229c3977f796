"""What is made up, made the same way each time: dice without a memory, names, telephones."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")

_SURNAMES = "汪胡周许葛章程方曹高冯邵舒石唐柯余张王陈"
_NUMBERS = "一二三四五六七八九十"
_ABOUT = 400  # dots within a village's reach, in ten-thousandths of a degree


class Dice:
    """Numbers that follow from a word, so that a county is the same wherever it is built."""

    def __init__(self, word: str) -> None:
        self._word = word.encode()
        self._n = 0

    def below(self, limit: int) -> int:
        self._n += 1
        thrown = blake2b(self._word + self._n.to_bytes(8, "big"), digest_size=8).digest()
        return int.from_bytes(thrown, "big") % limit

    def between(self, least: int, most: int) -> int:
        return least + self.below(most - least + 1)

    def one(self, some: Sequence[T]) -> T:
        return some[self.below(len(some))]

    def near(self, lon: float | None, lat: float | None) -> tuple[float | None, float | None]:
        """Two or three kilometres around a seat; nowhere where the seat is not known."""
        if lon is None or lat is None:
            return None, None
        east, north = (self.below(_ABOUT) - _ABOUT // 2 for _ in range(2))
        return round(lon + east / 10_000, 5), round(lat + north / 10_000, 5)


def name(n: int) -> str:
    """汪一一, 胡一一 …: nobody is called so, and 2,000 are told apart."""
    number, surname = divmod(n, len(_SURNAMES))
    tens, ones = divmod(number % len(_NUMBERS) ** 2, len(_NUMBERS))
    return f"{_SURNAMES[surname]}{_NUMBERS[tens]}{_NUMBERS[ones]}"


def phone(n: int) -> str:
    """In 100 …, which no operator gives out."""
    return f"100 {n // 10_000:04d} {n % 10_000:04d}"
