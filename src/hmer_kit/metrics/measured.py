"""A metric of any measure: also of one that is not ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hmer_kit.metrics._counting import _CountingMetric

if TYPE_CHECKING:
    from hmer_kit.scoring import Measure, ScoringProtocol

__all__ = ["MeasureMetric"]


class MeasureMetric(_CountingMetric):
    """Any measure as a metric: one of your own, or one of ``MEASURES`` by its name.

    Args:
        measure: What is counted, and how the sums become a rate.
        protocol: How predictions and references are read.
        kwargs: Options of every metric of counts: ``n_bootstraps``, ``seed``, and those of torchmetrics.

    Raises:
        InputError: There is no such measure or protocol.

    Examples:
        >>> from hmer_kit.scoring import Family, Measure
        >>> family = Family("empty", ("samples", "empty"), lambda sample: (1, int(not sample.prediction)))
        >>> measure = Measure(
        ...     "empty_rate", family, lambda sums: sums[1] / sums[0], definition="Empty predictions.", source="own"
        ... )
        >>> MeasureMetric(measure)(["", "x + 1"], ["x ^ 2", "x + 1"])
        tensor(0.5000)
    """

    def __init__(self, measure: str | Measure, *, protocol: str | ScoringProtocol = "released", **kwargs: Any) -> None:
        super().__init__(measure, protocol=protocol, **kwargs)

    @property
    def higher_is_better(self) -> bool:  # type: ignore[override] # the framework has a constant of the class
        """Which way is better."""
        return self.measure.higher_is_better

    @property
    def plot_upper_bound(self) -> float | None:  # type: ignore[override] # the same
        """Largest value that a plot shows; None where the measure has no bound."""
        return 1.0 if self.measure.kind == "fraction" else None
