"""Symbols that handwriting confuses, and how often what goes wrong. Data only."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from hmer_kit.alignment import EditOp

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["EDITS_PER_EXPRESSION", "EDIT_SHARES", "LOOK_ALIKES"]

EDIT_SHARES: Final[Mapping[EditOp, int]] = MappingProxyType(
    {EditOp.SUBSTITUTE: 68, EditOp.DELETE: 21, EditOp.INSERT: 11}
)
"""Share of each kind among the edits of symbols in the Uni-MuMER and CoMER predictions for CROHME and MNE, per cent."""

EDITS_PER_EXPRESSION: Final[Mapping[int, int]] = MappingProxyType({1: 60, 2: 25, 3: 15})
"""Share of each number of edits among those of their wrong predictions that have at most three, per cent."""

_GROUPS = (
    "0 o O", "1 l / |", "2 z Z", "3 8 B", "4 9 y q g", "5 s S", "6 b", "7 1", "a d u \\alpha", "c C ( e", "f t +",
    "h n k b", "i j ;", "k K x", "m n M", "n r \\pi u", "p P q \\rho", "r \\gamma v", "t + \\tau", "u v \\mu", "v V r",
    "w W \\omega", "x X \\times \\chi", "y Y \\gamma g", "- = .", "+ t \\pm", ". , \\cdot", "\\cdots \\ldots",
    "< ( \\leq", "> ) \\geq", "\\sum \\Sigma E", "\\beta B \\rho", "\\theta \\phi 0", "[ (", "] )", "\\int S f",
)  # fmt: skip


def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, dict[str, None]] = {}
    for members in (group.split() for group in _GROUPS):
        for symbol in members:
            table.setdefault(symbol, {}).update(dict.fromkeys(other for other in members if other != symbol))
    return {symbol: tuple(others) for symbol, others in table.items()}


LOOK_ALIKES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(_table())
"""Symbol to symbols that it may be taken for; it goes both ways."""
