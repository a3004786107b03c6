"""Samples ranked by confidence, and the sums over them that selective prediction is made of."""

from __future__ import annotations

import math
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Flags: TypeAlias = Sequence[bool] | Sequence[int] | NDArray[Any]
    Numbers: TypeAlias = Sequence[float] | NDArray[Any]


class Ranked(NamedTuple):
    """Samples by their confidence, highest first: all there is to know where order must not matter."""

    confidences: NDArray[np.float64]
    sizes: NDArray[np.int64]
    wrong: NDArray[np.int64]


def rank(correct: Flags, confidences: Numbers) -> Ranked:
    import numpy as np

    for name, items in (("correct", correct), ("confidences", confidences)):
        if not hasattr(items, "__len__") or isinstance(items, Mapping | AbstractSet | str):
            raise InputError(f"expected {name} as a sequence of numbers, got {type(items).__name__}")
    if len(correct) != len(confidences):
        raise InputError(
            f"expected one confidence for each sample, got {len(correct)} samples and {len(confidences)} confidences"
        )
    flags = _column(correct, kinds="biuf", name="correct", expected="True or False")
    _refuse(~np.isin(flags, (0, 1)), correct, name="correct", expected="True or False")
    numbers = _column(confidences, kinds="iuf", name="confidences", expected="a finite number").astype(np.float64)
    _refuse(~np.isfinite(numbers), confidences, name="confidences", expected="a finite number")
    values, group, sizes = np.unique(-numbers, return_inverse=True, return_counts=True)
    wrong = np.bincount(group[flags == 0], minlength=len(values))
    return Ranked(0.0 - values, sizes, wrong)


def _column(items: Flags | Numbers, *, kinds: str, name: str, expected: str) -> NDArray[Any]:
    """Return numbers as an array; where numpy makes something else of them, look for the one to blame."""
    import numpy as np

    try:
        column = np.asarray(items)
    except ValueError:  # lists of unequal lengths within
        column = np.empty(0, dtype=object)
    if column.ndim == 1 and (column.dtype.kind in kinds or not len(items)):
        return column
    odd = [not (np.ndim(item) == 0 and np.asarray(item).dtype.kind in kinds) for item in items]
    _refuse(np.array(odd or [True]), items, name=name, expected=expected)
    raise InputError(f"expected {name} as a flat sequence of numbers, got {items!r:.80}")


def _refuse(odd: NDArray[np.bool_], items: Flags | Numbers, *, name: str, expected: str) -> None:
    if odd.any():
        index = int(odd.argmax())
        raise InputError(f"expected {expected} at {name}[{index}], got {items[index]!r:.80}")


def check_bins(n_bins: int) -> None:
    if not isinstance(n_bins, int) or isinstance(n_bins, bool) or n_bins < 1:
        raise InputError(f"expected n_bins as a positive integer, got {n_bins!r}")


def area(sizes: NDArray[np.int64], wrong: NDArray[np.int64]) -> float:
    """Return the mean over k = 1, 2, ... of the errors to expect among the k surest, divided by k."""
    import numpy as np

    n = int(sizes.sum())
    if n == 0:
        return math.nan
    answered = np.arange(1, n + 1)
    within = answered - np.repeat(sizes.cumsum() - sizes, sizes)
    errors = np.repeat(wrong.cumsum() - wrong, sizes) + within * np.repeat(wrong, sizes) / np.repeat(sizes, sizes)
    return float((errors / answered).mean())


def best_area(n: int, wrong: int) -> float:
    import numpy as np

    sizes = np.array([n - wrong, wrong])
    return area(sizes, np.array([0, wrong]))


def are_shares(ranked: Ranked) -> bool:
    return bool(((ranked.confidences >= 0) & (ranked.confidences <= 1)).all())


def calibration_error(ranked: Ranked, n_bins: int) -> float:
    import numpy as np

    n = int(ranked.sizes.sum())
    if n == 0:
        return math.nan
    upper = np.arange(1, n_bins + 1) / n_bins
    bins = np.searchsorted(upper, ranked.confidences, side="left")
    # Sums over the sorted distinct confidences: to the last digit the same for every order of the samples.
    excess = (ranked.sizes - ranked.wrong) - ranked.confidences * ranked.sizes
    return float(np.abs(np.bincount(bins, weights=excess)).sum() / n)
