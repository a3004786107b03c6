"""How alike two readings are, from 0 to 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from hmer_kit.scoring import compare_layouts

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["SIMILARITIES"]


def _by_tokens(one: str, other: str) -> float:
    """Return 1 less the token edits between two normal forms over the length of the longer one."""
    left, right = one.split(), other.split()
    longer = max(len(left), len(right))
    return 1 - Levenshtein.distance(left, right) / longer if longer else 1.0


def _by_layout(one: str, other: str) -> float:
    """Return the F1 of symbols and relations together."""
    found = compare_layouts(one, other)
    sizes = [max(0, 2 * symbols - 1) for symbols in (found.symbols_predicted, found.symbols_expected)]
    return 2 * (found.symbols_matched + found.relations_matched) / sum(sizes) if any(sizes) else 1.0


SIMILARITIES: dict[str, Callable[[str, str], float]] = {"tokens": _by_tokens, "layout": _by_layout}
"""Each by its name; symmetric but for ties in the alignment of symbols."""
