"""One hand out of a bank: the symbols of one person, and of others where that person has none."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from hmer_kit.ink.synthetic.banks._metrics import bank_label
from hmer_kit.ink.synthetic.writer import generator

if TYPE_CHECKING:
    from hmer_kit.ink.synthetic.banks.bank import SymbolBank
    from hmer_kit.ink.synthetic.shapes import Shape

__all__ = ["Specimens"]

_STREAM = 0x6B616E62


class Specimens:
    """What one writer finds in a bank.

    The seed chooses a person of the bank, those with many different symbols more often. Where that person never wrote
    a symbol, another one lends it, always the same for the same seed and symbol.

    Args:
        bank: The bank.
        seed: Seed of the writer.

    Examples:
        >>> from hmer_kit.ink import InkDocument, InkSymbol, Strokes, SymbolBank
        >>> ink = Strokes.of([[(0, 0), (5, 9)], [(5, 0), (0, 9)]])
        >>> bank = SymbolBank.cut([InkDocument("a", ink, symbols=(InkSymbol("x", (0, 1)),), writer="Ann")])
        >>> hand = Specimens(bank, seed=3)
        >>> hand.person, "x" in hand, "y" in hand
        ('Ann', True, False)
    """

    __slots__ = ("_bank", "_seed", "person")

    def __init__(self, bank: SymbolBank, seed: int) -> None:
        self._bank = bank
        self._seed = seed
        self.person = bank.person(float(generator(seed, _STREAM).random()))

    def __contains__(self, symbol: str) -> bool:
        return bool(self._bank.people(bank_label(symbol)))

    def owns(self, symbol: str) -> bool:
        """Return whether the person of this hand wrote the symbol.

        Args:
            symbol: LaTeX token.
        """
        return self.person in self._bank.people(bank_label(symbol))

    def choose(self, symbol: str, draw: float) -> Shape:
        """Return one specimen of a symbol.

        Args:
            symbol: LaTeX token, one that the hand contains.
            draw: A number from [0, 1) that decides which.
        """
        label = bank_label(symbol)
        people = self._bank.people(label)
        person = self.person
        if person not in people:
            names = list(people)
            person = names[zlib.crc32(f"{self._seed} {label}".encode()) % len(names)]
        numbers = people[person]
        return self._bank.shape(numbers[int(draw * len(numbers))])
