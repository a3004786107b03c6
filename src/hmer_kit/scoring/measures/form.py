"""Symbol counts, and whether a prediction is well-formed at all."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from hmer_kit.latex import is_parseable, tokenize
from hmer_kit.latex.commands import SCRIPT_SIGNS
from hmer_kit.scoring.measures.measure import Family, Measure, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.scoring.measures.measure import Counts
    from hmer_kit.scoring.samples import SampleScore

__all__ = ["COUNT_MEASURES", "FORM_MEASURES"]

_NOT_COUNTED: Final = frozenset({"{", "}", *SCRIPT_SIGNS})
_CAN: Final = "CAN (Li et al., ECCV 2022), whose means over symbol classes divide these by the size of the vocabulary"


def _count_symbols(sample: SampleScore) -> Counts:
    if sample.is_same:
        return 1, 0, 0, int(not sample.missing)
    predicted, expected = (Counter(token for token in side if token not in _NOT_COUNTED) for side in sample.tokens)
    wrong = [abs(predicted[symbol] - expected[symbol]) for symbol in predicted.keys() | expected.keys()]
    return 1, sum(wrong), sum(number * number for number in wrong), int(not any(wrong) and not sample.missing)


_COUNTS: Final = Family("counts", ("samples", "absolute", "squared", "right"), _count_symbols)


def _first(sums: Sequence[int]) -> float:
    return share(sums[1], sums[0])


def _second(sums: Sequence[int]) -> float:
    return share(sums[2], sums[0])


def _third(sums: Sequence[int]) -> float:
    return share(sums[3], sums[0])


COUNT_MEASURES: Final = (
    Measure(
        "count_mae",
        _COUNTS,
        _first,
        definition="Symbols counted wrong in a sample: mean of the sum over symbols of |predicted - true number|.",
        source=_CAN,
        kind="number",
        higher_is_better=False,
    ),
    Measure(
        "count_mse",
        _COUNTS,
        _second,
        definition="Mean over samples of the sum over symbols of (predicted - true number) squared.",
        source=_CAN,
        kind="number",
        higher_is_better=False,
    ),
    Measure(
        "count_exact_rate",
        _COUNTS,
        _third,
        definition="Share of samples in which every symbol is there as often as in the reference; _ ^ { } left out.",
        source="symbol counting of Uni-MuMER (arXiv 2505.23566, section 3.4)",
    ),
)
"""Errors of symbol counts: mean absolute, mean squared, and the share of samples without."""


def _count_form(sample: SampleScore) -> Counts:
    there = not sample.missing
    balanced = there and _is_balanced(tokenize(sample.prediction))
    parses = there and is_parseable(sample.prediction)
    return 1, int(balanced), int(parses), int(sample.runaway)


_BRACES: Final = {"{": 1, "}": -1}


def _is_balanced(tokens: Sequence[str]) -> bool:
    depth = 0
    for token in tokens:
        depth += _BRACES.get(token, 0)
        if depth < 0:
            return False
    return depth == 0


_FORM: Final = Family("form", ("samples", "balanced", "parses", "runaway"), _count_form)

FORM_MEASURES: Final = (
    Measure(
        "bracket_balance_rate",
        _FORM,
        _first,
        definition="Share of predictions whose braces match.",
        source="bracket accuracy of TAMER (arXiv 2408.08578)",
    ),
    Measure(
        "parse_rate",
        _FORM,
        _second,
        definition="Share of predictions that are well-formed LaTeX.",
        source="hmer_kit.latex.is_parseable",
    ),
    Measure(
        "runaway_rate",
        _FORM,
        _third,
        definition="Share of predictions that repeat themselves to a length limit.",
        source="hmer_kit.alignment.is_runaway",
        higher_is_better=False,
    ),
)
"""Whether braces match, whether the prediction parses, whether it ran away."""
