"""How often each symbol stands in an expression."""

from __future__ import annotations

from collections import Counter
from typing import Final, Literal

from hmer_kit.counting._checks import require_dialect
from hmer_kit.latex.tokens import split_tokens

__all__ = ["CountDialect", "count_symbols"]

CountDialect = Literal["released", "paper", "can"]
"""How symbols are counted and written."""

_BRACES = frozenset({"{", "}"})
_UNCOUNTED: Final[dict[str, frozenset[str]]] = {
    "released": _BRACES,
    "paper": _BRACES | {"^", "_"},
    "can": _BRACES | {"^", "_"},
}


def count_symbols(latex: str, *, dialect: CountDialect = "released") -> dict[str, int]:
    r"""Count the symbols of an expression.

    Args:
        latex: Blank-separated LaTeX, split at its blanks as the released code does; tight LaTeX is tokenized. It need
            not be balanced.
        dialect: What counts as a symbol.

    Returns:
        Number of each symbol, in the order in which they first came.

    Raises:
        InputError: ``latex`` is no string, or there is no such dialect.

    Examples:
        >>> count_symbols(r"\frac { a ^ { 2 } } { a }")
        {'\\frac': 1, 'a': 2, '^': 1, '2': 1}
        >>> count_symbols(r"\frac { a ^ { 2 } } { a }", dialect="paper")
        {'\\frac': 1, 'a': 2, '2': 1}
    """
    require_dialect(dialect, _UNCOUNTED)
    counts = dict(Counter(split_tokens(latex)))
    for symbol in _UNCOUNTED[dialect]:
        counts.pop(symbol, None)
    return counts
