"""What the counts of a prediction have too many and too few."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.counting._checks import require_counts
from hmer_kit.counting.counts import CountDialect, count_symbols

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CountDifference", "compare_counts", "count_difference", "count_error"]


@dataclass(frozen=True, slots=True)
class CountDifference:
    """How the counts of a prediction differ from those of its reference.

    Examples:
        >>> difference = CountDifference({"x": -2, "y": 1})
        >>> difference.missing, difference.extra, difference.total
        (2, 1, 3)
    """

    differences: dict[str, int]
    """Predicted minus true number of each symbol that differs; empty if the counts agree."""

    @property
    def missing(self) -> int:
        """How many symbols the prediction has too few."""
        return -sum(count for count in self.differences.values() if count < 0)

    @property
    def extra(self) -> int:
        """How many symbols the prediction has too many."""
        return sum(count for count in self.differences.values() if count > 0)

    @property
    def total(self) -> int:
        """Both together, the sum of the absolute differences."""
        return self.missing + self.extra


def count_difference(prediction: str, reference: str, *, dialect: CountDialect = "released") -> CountDifference:
    r"""Compare the symbol counts of two expressions.

    Equal counts do not make equal expressions: ``a - b`` and ``b - a`` do not differ.

    Args:
        prediction: What a model wrote; it need not be balanced.
        reference: The true expression.
        dialect: What counts as a symbol.

    Returns:
        The differences; symbols of the reference first, in the order of each side.

    Raises:
        InputError: One of them is no string, or there is no such dialect.

    Examples:
        >>> count_difference("x ^ { 2 } + z", "x ^ { 2 } + 2", dialect="can").differences
        {'2': -1, 'z': 1}
    """
    predicted, true = (count_symbols(latex, dialect=dialect) for latex in (prediction, reference))
    return compare_counts(predicted, true)


def compare_counts(prediction_counts: Mapping[str, int], reference_counts: Mapping[str, int]) -> CountDifference:
    """Compare two counts, as of a count string that a model gave.

    Args:
        prediction_counts: Counts that a model gave.
        reference_counts: True counts.

    Returns:
        The differences; a symbol that one side lacks counts 0 there.

    Raises:
        InputError: One of them is no mapping from strings to numbers of times.

    Examples:
        >>> compare_counts({"x": 2, "+": 1}, {"x": 1, "y": 1, "+": 1}).differences
        {'x': 1, 'y': -1}
    """
    require_counts(prediction_counts, "prediction_counts")
    require_counts(reference_counts, "reference_counts")
    symbols = dict.fromkeys([*reference_counts, *prediction_counts])
    signed = {symbol: prediction_counts.get(symbol, 0) - reference_counts.get(symbol, 0) for symbol in symbols}
    return CountDifference({symbol: count for symbol, count in signed.items() if count})


def count_error(prediction_counts: Mapping[str, int], reference_counts: Mapping[str, int]) -> int:
    """Return the sum of the absolute differences of two counts.

    Args:
        prediction_counts: Counts that a model gave.
        reference_counts: True counts.

    Returns:
        0 if they agree, else ``compare_counts(prediction_counts, reference_counts).total``.

    Raises:
        InputError: One of them is no mapping from strings to numbers of times.

    Examples:
        >>> count_error({"x": 2, "+": 1}, {"x": 1, "y": 1, "+": 1})
        2
    """
    return compare_counts(prediction_counts, reference_counts).total
