"""Counts as a vector over a fixed vocabulary, the target of a counting head."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hmer_kit.counting.counts import CountDialect, count_symbols
from hmer_kit.exceptions import InputError

__all__ = ["CountVector", "count_vector"]

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class CountVector:
    """Counts of one expression over a vocabulary, and what the vocabulary lacks.

    Examples:
        >>> CountVector(counts=(2, 0, 1), unknown={"z": 1}).total
        4
    """

    counts: tuple[int, ...]
    """Number of each symbol, in the order of the vocabulary."""
    unknown: dict[str, int]
    """Number of each symbol that stands in the expression and not in the vocabulary; empty if there is none."""

    @property
    def total(self) -> int:
        """All symbols of the expression, known or not."""
        return sum(self.counts) + sum(self.unknown.values())


def count_vector(latex: str, vocabulary: Sequence[str], *, dialect: CountDialect = "can") -> CountVector:
    r"""Count the symbols of an expression at the places of a vocabulary.

    With the dialect ``can`` this is the target of CAN's counting module (arXiv 2207.11463, section 3.3): its code
    leaves out ``^``, ``_``, ``{``, ``}`` and the marks of start and end, so their places, if the vocabulary has them,
    hold 0 for every expression.

    Args:
        latex: One expression, split into symbols as ``count_symbols`` does.
        vocabulary: The symbols, each once, in the order of the vector; place 0 is the first.
        dialect: What counts as a symbol.

    Returns:
        The vector, as long as the vocabulary, and the symbols that have no place in it.

    Raises:
        InputError: ``latex`` is no string, ``vocabulary`` is no sequence of strings or names one twice, or there is no
            such dialect.

    Examples:
        >>> count_vector(r"\frac { x ^ { 2 } } { x z }", ["2", "x", "\\frac", "^"])
        CountVector(counts=(1, 2, 1, 0), unknown={'z': 1})
    """
    _check_vocabulary(vocabulary)
    counts = count_symbols(latex, dialect=dialect)
    vector = tuple(counts.pop(symbol, 0) for symbol in vocabulary)
    return CountVector(counts=vector, unknown=counts)


def _check_vocabulary(vocabulary: object) -> None:
    if not isinstance(vocabulary, Sequence) or isinstance(vocabulary, (str, bytes)):
        kind = type(vocabulary).__name__
        raise InputError(f"expected vocabulary as a list of symbols in the order of the vector, got {kind}")
    for place, symbol in enumerate(vocabulary):
        if not isinstance(symbol, str) or symbol.split() != [symbol]:
            raise InputError(f"expected symbols without white space in vocabulary, got {symbol!r} at place {place}")
    if len(set(vocabulary)) < len(vocabulary):
        twice = [symbol for symbol, count in Counter(vocabulary).items() if count > 1]
        raise InputError(f"expected each symbol once in vocabulary, got more of {twice[:_SHOWN]}; remove what repeats")
