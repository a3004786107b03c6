"""Selective prediction: how far confidences tell right readings from wrong ones, and whether they are honest.

Whoever answers only where the model is sure trades coverage, the share that is answered, for risk, the share of wrong
ones among the answers. Risk and coverage depend on the order of the confidences alone, so that log probabilities serve
as well; the calibration error compares them with shares, and needs numbers in 0..1.

Samples of equal confidence cannot be told apart: at a coverage inside such a tie the risk is what it is on average over
all orders. So no number depends on the order of the samples.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError
from hmer_kit.scoring.inputs import check_tolerance
from hmer_kit.scoring.result import ScoreResult
from hmer_kit.scoring.statistics._ranking import are_shares, area, best_area, calibration_error, check_bins, rank

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from hmer_kit.scoring.statistics._ranking import Flags, Numbers

__all__ = ["SelectiveResult", "area_under_risk_coverage", "expected_calibration_error", "selective_prediction"]


@dataclass(frozen=True, slots=True)
class SelectiveResult:
    """What confidences are good for; every rate is a fraction.

    Examples:
        >>> found = selective_prediction([True, True, False, True], [0.9, 0.8, 0.7, 0.6])
        >>> found.coverage_at_risk(0.0), found.threshold_at_risk(0.0)
        (0.5, 0.8)
        >>> [round(risk, 2) for risk in found.risks]
        [0.0, 0.0, 0.33, 0.25]
    """

    n: int
    """Number of samples."""
    thresholds: tuple[float, ...]
    """The distinct confidences, highest first; each answers all samples that are at least so sure."""
    coverages: tuple[float, ...]
    """Share of the samples that is answered at each threshold; the last is 1."""
    risks: tuple[float, ...]
    """Share of wrong ones among the answers at each threshold; the last is the error rate over all."""
    aurc: float
    """Area under the curve, see ``area_under_risk_coverage``; ``nan`` without samples."""
    excess_aurc: float
    """``aurc`` less what the best possible order of the same samples has: 0 if every right one is surer than every
    wrong one; ``nan`` without samples."""
    ece: float
    """See ``expected_calibration_error``; ``nan`` without samples, and where a confidence is outside of 0..1."""

    def coverage_at_risk(self, risk: float) -> float:
        """Return the largest share that can be answered at no more than a given risk.

        Args:
            risk: Share of wrong answers that is accepted, 0..1.

        Returns:
            A fraction 0..1; 0.0 where no threshold is safe enough, ``nan`` without samples.

        Raises:
            InputError: ``risk`` lies outside of 0..1.
        """
        return max(self._safe(risk), default=(0.0 if self.n else math.nan, 0.0))[0]

    def threshold_at_risk(self, risk: float) -> float:
        """Return the lowest confidence from which on to answer at no more than a given risk.

        Args:
            risk: Share of wrong answers that is accepted, 0..1.

        Returns:
            A confidence; ``inf`` where no threshold is safe enough, ``nan`` without samples.

        Raises:
            InputError: ``risk`` lies outside of 0..1.
        """
        return max(self._safe(risk), default=(0.0, math.inf if self.n else math.nan))[1]

    def _safe(self, risk: float) -> list[tuple[float, float]]:
        if not 0 <= risk <= 1:
            raise InputError(f"expected risk as a fraction 0..1, got {risk!r}")
        points = zip(self.coverages, self.thresholds, self.risks, strict=True)
        return [(coverage, threshold) for coverage, threshold, seen in points if seen <= risk]

    def plot(self, ax: Axes | None = None) -> tuple[Figure, Axes]:
        """Draw the risk-coverage curve, see ``plot_selective``.

        Args:
            ax: Axes to draw on; a new figure if left out.

        Returns:
            Figure and axes.

        Raises:
            MissingExtraError: matplotlib is not installed.
        """
        from hmer_kit.scoring.plots import plot_selective

        return plot_selective(self, ax)

    def _repr_html_(self) -> str:
        from hmer_kit.scoring._notebook import selective_html

        return selective_html(self)


def selective_prediction(
    correct: ScoreResult | Flags, confidences: Numbers, *, tolerance: int = 0, n_bins: int = 15
) -> SelectiveResult:
    """Hold confidences against what turned out right.

    Args:
        correct: A score, or for each sample whether it is right.
        confidences: One for each sample, in the same order; higher is surer, any finite numbers.
        tolerance: Errors that a sample of a score may have and be right; not used with flags.
        n_bins: Bins of the calibration error.

    Returns:
        The risk-coverage curve and the numbers that sum it up.

    Raises:
        InputError: The lengths differ, a confidence is no finite number, a flag neither true nor false, or ``n_bins``
            no positive integer.

    Examples:
        >>> from hmer_kit.scoring import score
        >>> result = score(["x", "y", "z"], ["x", "y", "2"])
        >>> found = selective_prediction(result, [-0.1, -0.3, -2.5])
        >>> found.risks[:2], found.excess_aurc, found.ece
        ((0.0, 0.0), 0.0, nan)
    """
    check_bins(n_bins)
    check_tolerance(tolerance)
    if isinstance(correct, ScoreResult):
        correct = [sample.is_within(tolerance) for sample in correct.samples]
    ranked = rank(correct, confidences)
    n = int(ranked.sizes.sum())
    answered, wrong = ranked.sizes.cumsum(), ranked.wrong.cumsum()
    aurc = area(ranked.sizes, ranked.wrong)
    return SelectiveResult(
        n=n,
        thresholds=tuple(ranked.confidences.tolist()),
        coverages=tuple((answered / max(n, 1)).tolist()),
        risks=tuple((wrong / answered).tolist()),
        aurc=aurc,
        excess_aurc=aurc - best_area(n, int(ranked.wrong.sum())),
        ece=calibration_error(ranked, n_bins) if are_shares(ranked) else math.nan,
    )


def area_under_risk_coverage(correct: Flags, confidences: Numbers) -> float:
    """Return the area under the risk-coverage curve (AURC): the mean risk over all coverages 1/n, 2/n, ..., 1.

    The curve is that of Geifman and El-Yaniv, "Selective Classification for Deep Neural Networks" (NeurIPS 2017), its
    area that of Geifman, Uziel and El-Yaniv, "Bias-Reduced Uncertainty Estimation for Deep Neural Classifiers" (ICLR
    2019). Ties count as the mean over their orders.

    Args:
        correct: Whether each prediction is right.
        confidences: One for each prediction; higher is surer, any finite numbers.

    Returns:
        A fraction 0..1, lower is better: 0 if all are right, 1 if all are wrong; ``nan`` without samples.

    Raises:
        InputError: The lengths differ, a confidence is no finite number, or a flag neither true nor false.

    Examples:
        >>> area_under_risk_coverage([True, False], [0.9, 0.1]), area_under_risk_coverage([True, False], [0.1, 0.9])
        (0.25, 0.75)
        >>> area_under_risk_coverage([True, False], [0.5, 0.5])
        0.5
    """
    ranked = rank(correct, confidences)
    return area(ranked.sizes, ranked.wrong)


def expected_calibration_error(correct: Flags, confidences: Numbers, *, n_bins: int = 15) -> float:
    """Return the expected calibration error (ECE): how far confidences are from the share that is right.

    Guo et al., "On Calibration of Modern Neural Networks" (ICML 2017): bins of equal width, each open below and closed
    above (0 is in the first), the mean over samples of ``|share right - mean confidence|`` of their bin.

    Args:
        correct: Whether each prediction is right.
        confidences: One for each prediction, 0..1.
        n_bins: Number of bins.

    Returns:
        A fraction 0..1, lower is better; ``nan`` without samples.

    Raises:
        InputError: The lengths differ, a confidence is no number in 0..1, a flag neither true nor false, or ``n_bins``
            no positive integer.

    Examples:
        >>> expected_calibration_error([True, True, True, False], [0.75, 0.75, 0.75, 0.75])
        0.0
        >>> expected_calibration_error([True, False], [1.0, 1.0])
        0.5
    """
    check_bins(n_bins)
    ranked = rank(correct, confidences)
    if not are_shares(ranked):
        bad = next(index for index, value in enumerate(confidences) if not 0 <= value <= 1)
        raise InputError(f"expected a confidence in 0..1 at confidences[{bad}], got {confidences[bad]!r:.80}")
    return calibration_error(ranked, n_bins)
