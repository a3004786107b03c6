"""How far the symbols of an expression are from counts, whichever dialect these are in."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from hmer_kit.counting import CountDialect, count_error, count_symbols

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["count_agreement", "count_distance"]


def count_distance(counts: Mapping[str, int], latex: str) -> int:
    """Return by how much counts differ from those of an expression, in the dialect that suits them best."""
    return min(_errors(counts, latex))[0]


def count_agreement(counts: Mapping[str, int], latex: str) -> float:
    """Return 1 less that difference over the symbols of both sides; 1 where both are empty."""
    error, size = min(_errors(counts, latex))
    return 1 - error / size if size else 1.0


def _errors(counts: Mapping[str, int], latex: str) -> list[tuple[int, int]]:
    """Return, for each dialect, the difference and the symbols of both sides."""
    found = []
    for dialect in get_args(CountDialect):
        own = count_symbols(latex, dialect=dialect)
        found.append((count_error(counts, own), sum(counts.values()) + sum(own.values())))
    return found
