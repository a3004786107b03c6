"""Scores as plots, with the intervals that say how much of a difference is chance.

Each returns the figure and its axes, as ``plot`` of a torchmetrics metric does, and draws on the axes it is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hmer_kit._plot import canvas
from hmer_kit.exceptions import InputError
from hmer_kit.scoring._figures import label_of
from hmer_kit.scoring.measures.edits import REPORTED_TOLERANCES, expression_rate_measure
from hmer_kit.scoring.measures.table import get_measure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from hmer_kit.scoring.measures.measure import Measure
    from hmer_kit.scoring.result import ScoreResult
    from hmer_kit.scoring.statistics.comparison import Comparison
    from hmer_kit.scoring.statistics.selective import SelectiveResult
    from hmer_kit.scoring.statistics.strata import Breakdown

__all__ = ["plot_breakdown", "plot_comparison", "plot_scores", "plot_selective"]

_SHARES: Final = "expression_rate"
_RESAMPLES: Final = 200
_PER_CENT: Final = 100
_FEW: Final = 8


def plot_scores(
    results: Mapping[str, ScoreResult],
    ax: Axes | None = None,
    *,
    tolerances: Sequence[int] = REPORTED_TOLERANCES,
    level: float = 0.95,
) -> tuple[Figure, Axes]:
    """Draw the expression rate at each tolerance, with Wilson's interval: a line for each run, or for each protocol.

    Args:
        results: Results by the names they have in the legend.
        ax: Axes to draw on; a new figure if left out.
        tolerances: Errors that are forgiven.
        level: Confidence of the intervals.

    Returns:
        Figure and axes. A result without samples has a name and no line.

    Raises:
        InputError: There is no result, a tolerance is negative, or ``level`` not between 0 and 1.
        MissingExtraError: matplotlib is not installed.

    Examples:
        >>> from matplotlib import pyplot as plt
        >>> from hmer_kit import scoring
        >>> preds, target = ["x", "y + 1"], ["x", "y + 2"]
        >>> runs = {name: scoring.score(preds, target, protocol=name) for name in ("released", "label_graph")}
        >>> figure, ax = plot_scores(runs)
        >>> [text.get_text() for text in ax.get_legend().get_texts()]
        ['released', 'label_graph']
        >>> plt.close(figure)
    """
    if not results:
        raise InputError("expected at least one result to draw, got none")
    figure, ax = canvas(ax)
    for at, (name, result) in enumerate(results.items()):
        shift = 0.06 * (at - (len(results) - 1) / 2)  # so that intervals stand side by side
        rates = [result.expression_rate(tolerance) for tolerance in tolerances]
        bars = [_spread(result, expression_rate_measure(tolerance), level) for tolerance in tolerances]
        places = [place + shift for place in range(len(tolerances))]
        low, high = zip(*bars, strict=True) if bars else ((), ())
        ax.errorbar(places, _per_cent(rates), yerr=[low, high], marker="o", capsize=3, label=name)
    ax.set_xticks(range(len(tolerances)), [f"<={tolerance}" if tolerance else "exact" for tolerance in tolerances])
    ax.set_xlabel("errors allowed")
    ax.set_ylabel(f"expression rate, % ({100 * level:g} % interval)")
    ax.grid(visible=True, axis="y", alpha=0.4)
    ax.legend()
    return figure, ax


def plot_breakdown(
    found: Breakdown, ax: Axes | None = None, *, measure: str | Measure = _SHARES, level: float = 0.95
) -> tuple[Figure, Axes]:
    r"""Draw one number of each group, with its interval: Wilson's for expression rates, else a bootstrap.

    Args:
        found: Scores by group.
        ax: Axes to draw on; a new figure if left out.
        measure: What to show; the expression rate by default.
        level: Confidence of the intervals.

    Returns:
        Figure and axes.

    Raises:
        InputError: There is no such measure, or ``level`` is not between 0 and 1.
        MissingExtraError: matplotlib is not installed.

    Examples:
        >>> from matplotlib import pyplot as plt
        >>> from hmer_kit import scoring
        >>> result = scoring.score(["x", "x ^ 2"], ["x", "x ^ 3"])
        >>> figure, ax = plot_breakdown(scoring.stratify(result, "depth"))
        >>> [label.get_text() for label in ax.get_xticklabels()]
        ['0\nn=1', '1\nn=1']
        >>> plt.close(figure)
    """
    chosen = get_measure(measure)
    figure, ax = canvas(ax)
    factor = _PER_CENT if chosen.kind == "fraction" else 1
    rates = [factor * group.rate(chosen) for group in found.groups.values()]
    bars = [_spread(group, chosen, level, factor=factor) for group in found.groups.values()]
    low, high = zip(*bars, strict=True) if bars else ((), ())
    ax.bar(range(len(rates)), rates, yerr=[low, high], capsize=3, color="C0", alpha=0.85)
    names = [f"{_plain(name)}\nn={group.n:,}" for name, group in found.groups.items()]
    ax.set_xticks(range(len(rates)), names, fontsize="medium" if len(names) <= _FEW else "x-small")
    ax.set_xlabel(_plain(found.by))
    ax.set_ylabel(f"{label_of(chosen)}{', %' if factor != 1 else ''} ({100 * level:g} % interval)")
    ax.grid(visible=True, axis="y", alpha=0.4)
    ax.set_axisbelow(True)
    return figure, ax


def plot_comparison(found: Comparison, ax: Axes | None = None) -> tuple[Figure, Axes]:
    """Draw what sets two systems apart: differences of shares with their intervals, and how many samples flipped.

    Args:
        found: The comparison; measures that are no fractions are left out, for they have another scale.
        ax: Axes to draw on; a new figure if left out.

    Returns:
        Figure and axes.

    Raises:
        MissingExtraError: matplotlib is not installed.

    Examples:
        >>> from matplotlib import pyplot as plt
        >>> from hmer_kit import scoring
        >>> target = ["a", "b", "c"]
        >>> better, worse = scoring.score(["a", "b", "x"], target), scoring.score(["a", "y", "z"], target)
        >>> figure, ax = plot_comparison(scoring.compare_scores(better, worse))
        >>> ax.get_title()
        'only first right: 1, only other right: 0, of 3 (p = 1)'
        >>> plt.close(figure)
    """
    figure, ax = canvas(ax)
    shown = [row for row in found.differences if row.kind == "fraction"][::-1]
    for place, row in enumerate(shown):
        bounds = [[_above(row.difference - row.interval.low)], [_above(row.interval.high - row.difference)]]
        ax.errorbar(
            [_PER_CENT * row.difference], [place], xerr=[[_PER_CENT * side for side in one] for one in bounds],
            marker="o", capsize=4, color="C0",
        )  # fmt: skip
    ax.axvline(0, color="0.5", linewidth=1)
    ax.set_yticks(range(len(shown)), [label_of(get_measure(row.measure)) for row in shown])
    ax.set_ylim(-0.6, len(shown) - 0.4)
    level = shown[0].interval.level if shown else 0.95
    ax.set_xlabel(f"first less other, percentage points ({_PER_CENT * level:g} % interval)")
    test = found.mcnemar
    flips = f"only first right: {test.only_first:,}, only other right: {test.only_second:,}, of {found.n:,}"
    ax.set_title(f"{flips} (p = {test.p_value:.3g})", fontsize="medium")
    return figure, ax


def plot_selective(result: SelectiveResult, ax: Axes | None = None) -> tuple[Figure, Axes]:
    """Draw the risk-coverage curve: how often answers are wrong, the more of the samples are answered.

    Args:
        result: Confidences held against what turned out right.
        ax: Axes to draw on; a new figure if left out.

    Returns:
        Figure and axes.

    Raises:
        MissingExtraError: matplotlib is not installed.

    Examples:
        >>> from matplotlib import pyplot as plt
        >>> from hmer_kit import scoring
        >>> figure, ax = plot_selective(scoring.selective_prediction([True, True, False], [0.9, 0.8, 0.1]))
        >>> ax.get_xlabel(), len(ax.lines[0].get_xdata())
        ('answered, %', 3)
        >>> plt.close(figure)
    """
    figure, ax = canvas(ax)
    ax.step(_per_cent(result.coverages), _per_cent(result.risks), where="post", marker="." if result.n < 50 else None)
    ax.set_xlim(0, _PER_CENT)
    ax.set_ylim(bottom=0)
    ax.set_xlabel("answered, %")
    ax.set_ylabel("wrong among the answers, %")
    ax.set_title(f"area under the curve: {result.aurc:.4f}", fontsize="medium")
    ax.grid(visible=True, alpha=0.4)
    return figure, ax


def _per_cent(shares: Sequence[float]) -> list[float]:
    return [_PER_CENT * share for share in shares]


def _spread(result: ScoreResult, measure: Measure, level: float, *, factor: float = _PER_CENT) -> tuple[float, float]:
    """Return how far the interval reaches below and above the rate, as error bars have it; 0 without samples."""
    if not result.n:
        return 0.0, 0.0
    is_share = measure.name.startswith(_SHARES)
    if is_share:
        interval = result.interval(measure, level=level, method="wilson")
    else:
        interval = result.interval(measure, level=level, n_resamples=_RESAMPLES)
    rate = result.rate(measure)
    return factor * _above(rate - interval.low), factor * _above(interval.high - rate)


def _above(length: float) -> float:
    return length if length > 0 else 0.0


def _plain(name: str) -> str:
    """Return a name that matplotlib shows as it is: a dollar sign would begin mathematics."""
    return name.replace("$", r"\$")
