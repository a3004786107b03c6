r"""Which openers and closers of a damaged expression belong together.

Closers look for the nearest opener of their kind, the strongest kind first: ``\begin`` and ``\end`` pair up through
anything, braces through anything but an environment, ``\left`` and ``\right`` through anything but both. So a closer
that is missing or too many does as little harm as possible; an opener without a partner is one whose closer is lost.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from hmer_kit.latex._parsing.frames import BRACE, END, RIGHT
from hmer_kit.latex.commands import ROW_BREAKS

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Pairs"]

_BEGIN: Final = "\\begin"
_SUBSTACK: Final = "\\substack"
_SEPARATORS: Final = ROW_BREAKS | {"&"}


class Pairs:
    r"""The pairs of one expression: ``partner`` from an opener to its closer and back, ``cells`` from a separator.

    ``cells`` leads from ``&`` or ``\\`` to the ``\begin`` whose cells it separates: nothing that has a closer lies in
    between.

    Args:
        texts: The tokens.
    """

    __slots__ = ("_braces", "_texts", "cells", "partner")

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self.partner: dict[int, int] = {}
        self.cells: dict[int, int] = {}
        self._braces = _plain_braces(texts)
        self._pair_environments()
        self._pair("{", BRACE)
        self._pair("\\left", RIGHT)
        self._find_cells()

    def past_raw(self, first: int) -> int:
        """Return the token after balanced braces, or after one token that is none; 0 where braces do not close."""
        if self._texts[first] != "{":
            return first + 1
        return self._braces.get(first, -1) + 1

    def _pair_environments(self) -> None:
        r"""Pair each ``\end`` with the nearest open ``\begin`` of its name, else with the nearest at all."""
        openers: list[tuple[int, str]] = []
        names: Counter[str] = Counter()
        for at, text in enumerate(self._texts):
            if text == _BEGIN:
                name = self._name(at)
                openers.append((at, name))
                names[name] += 1
            elif text == END and openers:
                wanted = self._name(at)
                is_open = names[wanted] > 0
                opener, name = openers.pop()
                names[name] -= 1
                while is_open and name != wanted:
                    opener, name = openers.pop()
                    names[name] -= 1
                self._join(opener, at)

    def _pair(self, opening: str, closing: str) -> None:
        """Pair up one kind within the pairs that there are."""
        partner = self.partner
        openers: list[int] = []
        for at, text in enumerate(self._texts):
            other = partner.get(at)
            if other is not None:
                _enter_or_leave(openers, at, other)
            elif text == opening:
                openers.append(at)
            elif text == closing and openers and openers[-1] not in partner:
                self._join(openers.pop(), at)

    def _find_cells(self) -> None:
        r"""Note for each separator what it stands in: innermost, and closed or ``\begin``."""
        openers: list[int] = []
        for at, text in enumerate(self._texts):
            other = self.partner.get(at)
            if other is not None:
                _enter_or_leave(openers, at, other)
            elif self._opens_cells(at):
                openers.append(at)
            elif text in _SEPARATORS and openers and self._opens_cells(openers[-1]):
                self.cells[at] = openers[-1]

    def _opens_cells(self, at: int) -> bool:
        if self._texts[at] == _BEGIN:
            return at in self.partner or self._name(at)[:1] == "{"
        return self._texts[at] == "{" and at > 0 and self._texts[at - 1] == _SUBSTACK

    def _join(self, opener: int, closer: int) -> None:
        self.partner[opener], self.partner[closer] = closer, opener

    def _name(self, at: int) -> str:
        return self._texts[at + 1] if at + 1 < len(self._texts) else ""


def _plain_braces(texts: Sequence[str]) -> dict[int, int]:
    """Return the closer of each brace where nothing but braces counts."""
    openers: list[int] = []
    braces: dict[int, int] = {}
    for at, text in enumerate(texts):
        if text == "{":
            openers.append(at)
        elif text == BRACE and openers:
            braces[openers.pop()] = at
    return braces


def _enter_or_leave(openers: list[int], at: int, other: int) -> None:
    """Push an opener, or drop the openers down to that of a closer."""
    if other > at:
        openers.append(at)
        return
    while openers.pop() != other:
        pass
