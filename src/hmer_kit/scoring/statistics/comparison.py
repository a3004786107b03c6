"""Two systems on the same samples: who is better, by how much, and where."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError
from hmer_kit.scoring.inputs import check_tolerance
from hmer_kit.scoring.measures.measure import sum_rows
from hmer_kit.scoring.measures.table import RELEASED_MEASURES, get_measure
from hmer_kit.scoring.signatures import signature_of
from hmer_kit.scoring.statistics.intervals import Interval, check_level, check_seeding, percentile_interval
from hmer_kit.scoring.statistics.mcnemar import McNemar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from hmer_kit.scoring.measures.measure import Counts, Measure
    from hmer_kit.scoring.result import ScoreResult
    from hmer_kit.scoring.samples import SampleScore

__all__ = ["Comparison", "Difference", "compare_scores"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure of two systems, on the samples that both have.

    Examples:
        >>> from hmer_kit.scoring import score
        >>> found = compare_scores(score(["x", "y"], ["x", "y"]), score(["x", "z"], ["x", "y"]))
        >>> edit_score = found.differences[0]
        >>> edit_score.measure, edit_score.rate, edit_score.other_rate, edit_score.difference
        ('edit_score', 1.0, 0.5, 0.5)
    """

    measure: str
    """Name of the measure."""
    kind: str
    """``"fraction"``, ``"ratio"`` or ``"number"``, see ``Measure``."""
    higher_is_better: bool
    """Which way is better."""
    rate: float
    """Of the first system."""
    other_rate: float
    """Of the other."""
    interval: Interval
    """Of ``difference``, by paired bootstrap."""
    p_value: float
    """Two-sided, from the same resamples: twice the share of those that are not on the commoner side of no difference
    (Koehn 2004), at least ``2 / (n_resamples + 1)``; ``nan`` where no resample has a difference."""

    @property
    def difference(self) -> float:
        """``rate - other_rate``; 0.0 if both are infinite."""
        return _minus(self.rate, self.other_rate)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What sets a system apart from another.

    Examples:
        >>> from hmer_kit.scoring import score
        >>> target = ["a", "b", "c"]
        >>> found = compare_scores(score(["a", "b", "x"], target), score(["a", "y", "z"], target))
        >>> found.gained, found.lost, found.mcnemar.both_wrong, found.mcnemar.p_value
        (('1',), (), 1, 1.0)
    """

    mcnemar: McNemar
    """How often each is right at ``tolerance``; the first system is the one that was compared with the other."""
    tolerance: int
    """Errors that a right sample may have."""
    gained: tuple[str, ...]
    """Ids of samples that only the first has right."""
    lost: tuple[str, ...]
    """Ids of samples that only the other has right."""
    differences: tuple[Difference, ...]
    """By measure, in the order asked for."""
    only_first: tuple[str, ...]
    """Ids that the other lacks; they are not compared."""
    only_other: tuple[str, ...]
    """Ids that only the other has; they are not compared."""
    signature: str
    """Protocol, unit of an error, number of shared samples, version."""

    def __repr__(self) -> str:
        flipped = f"{len(self.gained)} gained, {len(self.lost)} lost"
        return f"<Comparison {flipped}, {len(self.differences)} measures, {self.signature}>"

    @property
    def n(self) -> int:
        """Number of samples that both systems have."""
        return self.mcnemar.n

    def table(self) -> str:
        """Return the comparison as plain text, with its signature.

        Fractions are per cent, their differences percentage points; all else is a plain number.

        Returns:
            Lines without a newline at the end.
        """
        from hmer_kit.scoring.statistics._tables import comparison_table

        return comparison_table(self)

    def plot(self, ax: Axes | None = None) -> tuple[Figure, Axes]:
        """Draw the differences with their intervals, see ``plot_comparison``.

        Args:
            ax: Axes to draw on; a new figure if left out.

        Returns:
            Figure and axes.

        Raises:
            MissingExtraError: matplotlib is not installed.
        """
        from hmer_kit.scoring.plots import plot_comparison

        return plot_comparison(self, ax)

    def _repr_html_(self) -> str:
        from hmer_kit.scoring._notebook import comparison_html

        return comparison_html(self)


def compare_scores(
    result: ScoreResult,
    other: ScoreResult,
    *,
    measures: Iterable[str | Measure] = RELEASED_MEASURES,
    tolerance: int = 0,
    level: float = 0.95,
    n_resamples: int = 1000,
    seed: int = 0,
) -> Comparison:
    """Compare two systems on the samples that both have, joined by their ids.

    Two tests, one for each question. Is one right more often? McNemar's exact test on the samples where they differ.
    By how much do their numbers differ? A paired bootstrap: each resample is drawn once and scored for both, so that
    hard samples are hard for both. Neither corrects for looking at many measures.

    Args:
        result: Scores of the first system.
        other: Scores of the other, by the same protocol.
        measures: What to compare; what the released script prints by default.
        tolerance: Errors that a right sample may have, for McNemar's test.
        level: Confidence of the intervals.
        n_resamples: How many resamples are drawn.
        seed: What they are drawn from.

    Returns:
        Differences, each the first less the other. Without shared samples, rates and bounds are ``nan`` and the test
        says 1.0.

    Raises:
        InputError: The protocols differ, an id stands twice in one result, a shared sample has two references, there is
            no such measure, or a number is out of range.

    Examples:
        >>> from hmer_kit.scoring import score
        >>> target = ["x"] * 20
        >>> better, worse = score(["x"] * 18 + ["y"] * 2, target), score(["x"] * 9 + ["y"] * 11, target)
        >>> found = compare_scores(better, worse, measures=["expression_rate"])
        >>> found.mcnemar.only_first, found.mcnemar.p_value
        (9, 0.00390625)
        >>> found.differences[0].interval.low > 0
        True
    """
    check_level(level)
    check_seeding(n_resamples=n_resamples, seed=seed)
    check_tolerance(tolerance)
    if isinstance(measures, str):
        raise InputError(f"expected measures in a list, got the str {measures!r}; write [{measures!r}]")
    chosen = list(map(get_measure, measures))
    pairs = _join(result, other)
    differences = [
        _difference(measure, result, other, pairs=pairs, level=level, n_resamples=n_resamples, seed=seed)
        for measure in chosen
    ]
    mcnemar, gained, lost = _flips(result, other, pairs=pairs, tolerance=tolerance)
    shared = {result.samples[at].id for at, _ in pairs}
    return Comparison(
        mcnemar=mcnemar,
        tolerance=tolerance,
        gained=gained,
        lost=lost,
        differences=tuple(differences),
        only_first=tuple(sample.id for sample in result.samples if sample.id not in shared),
        only_other=tuple(sample.id for sample in other.samples if sample.id not in shared),
        signature=signature_of(result.protocol, n=len(pairs), selection=_selection(result, other)),
    )


def _flips(
    result: ScoreResult, other: ScoreResult, *, pairs: Sequence[tuple[int, int]], tolerance: int
) -> tuple[McNemar, tuple[str, ...], tuple[str, ...]]:
    """Return the table of who is right, the ids that only the first has right, and those that only the other has."""
    verdicts = [
        (result.samples[at].id, result.samples[at].is_within(tolerance), other.samples[there].is_within(tolerance))
        for at, there in pairs
    ]
    gained = tuple(name for name, mine, theirs in verdicts if mine and not theirs)
    lost = tuple(name for name, mine, theirs in verdicts if theirs and not mine)
    right = sum(mine and theirs for _, mine, theirs in verdicts)
    return McNemar(right, len(gained), len(lost), len(pairs) - right - len(gained) - len(lost)), gained, lost


def _join(result: ScoreResult, other: ScoreResult) -> list[tuple[int, int]]:
    """Return the places of the shared samples in both results, in the order of the first."""
    if result.protocol != other.protocol:
        mine, theirs = result.protocol.signature, other.protocol.signature
        raise InputError(f"expected scores by one protocol, got {mine} and {theirs}")
    first, second = (_places(samples) for samples in (result.samples, other.samples))
    pairs = [(at, second[name]) for name, at in first.items() if name in second]
    for at, there in pairs:
        if result.samples[at].reference != other.samples[there].reference:
            raise _not_the_same(result.samples[at], other.samples[there])
    return pairs


def _places(samples: Sequence[SampleScore]) -> dict[str, int]:
    places = {sample.id: at for at, sample in enumerate(samples)}
    if len(places) < len(samples):
        twice = next(sample.id for at, sample in enumerate(samples) if places[sample.id] != at)
        raise InputError(f"expected every id once, got {twice!r} twice; score with ids of their own")
    return places


def _not_the_same(sample: SampleScore, other: SampleScore) -> InputError:
    return InputError(
        f"expected one reference for {sample.id!r}, got {sample.reference!r:.80} and {other.reference!r:.80}; "
        "compare predictions for the same test set"
    )


def _selection(result: ScoreResult, other: ScoreResult) -> str:
    selections = dict.fromkeys([result.selection, other.selection])
    return " and ".join(selections)


def _difference(
    measure: Measure,
    result: ScoreResult,
    other: ScoreResult,
    *,
    pairs: Sequence[tuple[int, int]],
    level: float,
    n_resamples: int,
    seed: int,
) -> Difference:
    first, second = result.counts(measure), other.counts(measure)
    rows = [first[at] + second[there] for at, there in pairs]
    width = len(measure.family.columns)
    mine, theirs = _rates(measure, sum_rows(rows, size=2 * width), width=width)
    interval, p_value = Interval(math.nan, math.nan, level, "bootstrap", n_resamples, seed, n_resamples), math.nan
    if rows:
        from hmer_kit.scoring.statistics._resampling import bootstrap_sums

        sums = bootstrap_sums(rows, n_resamples=n_resamples, seed=seed)
        seen = [_minus(*_rates(measure, row, width=width)) for row in sums]
        interval = percentile_interval(seen, level=level, method="bootstrap", seed=seed)
        p_value = _p_value(seen)
    return Difference(measure.name, measure.kind, measure.higher_is_better, mine, theirs, interval, p_value)


def _rates(measure: Measure, sums: Counts | Sequence[int], *, width: int) -> tuple[float, float]:
    return measure.rate(sums[:width]), measure.rate(sums[width:])


def _minus(rate: float, other: float) -> float:
    return 0.0 if rate == other else rate - other


def _p_value(differences: Sequence[float]) -> float:
    """Return twice the share of resamples beyond no difference; one more is added so that no result is impossible."""
    known = [difference for difference in differences if not math.isnan(difference)]
    if not known:
        return math.nan
    beyond = min(sum(difference <= 0 for difference in known), sum(difference >= 0 for difference in known))
    return min(1.0, 2 * (beyond + 1) / (len(known) + 1))
