"""Scores of any number of pairs in constant memory: sums of counts alone, and no sample is kept."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Literal

from hmer_kit.exceptions import InputError
from hmer_kit.scoring.inputs import check_pairs
from hmer_kit.scoring.measures.measure import Counts, Family, sum_rows
from hmer_kit.scoring.measures.table import RELEASED_MEASURES, get_measure
from hmer_kit.scoring.protocols.table import get_protocol
from hmer_kit.scoring.samples import _samples_of
from hmer_kit.scoring.signatures import signature_of
from hmer_kit.scoring.statistics.bootstrap import count_of_share
from hmer_kit.scoring.statistics.intervals import check_level, check_seeding, wilson_interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hmer_kit.scoring.measures.measure import Measure
    from hmer_kit.scoring.protocols.protocol import ScoringProtocol
    from hmer_kit.scoring.statistics._poisson import PoissonSums
    from hmer_kit.scoring.statistics.intervals import Interval

__all__ = ["ScoreStream", "count_pairs", "count_rows", "families_of"]


class ScoreStream:
    """Add up batches of pairs, and read any of the chosen measures off the sums.

    The numbers are those that ``score`` gives for all pairs at once. Streams of parts, from other processes or
    machines, can be merged; a stream pickles.

    With ``n_bootstraps``, every rate has an interval too: each sample counts 0, 1, 2, ... times in each of so many
    resamples, at random (Poisson bootstrap, for a stream what drawing with replacement is for a list). Their sums are
    all that is kept. How often a sample counts follows from ``seed``, ``part`` and its number in the stream, so that
    intervals do not depend on batches.

    Args:
        measures: Measures or their names; those of the released script by default.
        protocol: What counts as an error.
        n_bootstraps: Resamples for intervals; 0 for none.
        seed: What they are drawn from.
        part: Number of this stream among those that will be merged, the rank of a process for example: no two may draw
            the same.

    Raises:
        InputError: There is no such measure or protocol, or a number is negative.

    Examples:
        >>> stream = ScoreStream(["expression_rate", "token_error_rate"])
        >>> for batch in [(["x", "y"], ["x", "z"]), (["a + b"], ["a + b"])]:
        ...     stream.update(*batch)
        >>> stream.n, stream.rates()
        (3, {'expression_rate': 0.6666666666666666, 'token_error_rate': 0.2})
    """

    def __init__(
        self,
        measures: Iterable[str | Measure] = RELEASED_MEASURES,
        *,
        protocol: str | ScoringProtocol = "released",
        n_bootstraps: int = 0,
        seed: int = 0,
        part: int = 0,
    ) -> None:
        if isinstance(measures, str):
            raise InputError(f"expected measures in a list, got the str {measures!r}; write [{measures!r}]")
        self.measures = tuple(map(get_measure, measures))
        self.protocol = get_protocol(protocol)
        self._families = families_of(self.measures)
        self._sums = {family.name: (0,) * len(family.columns) for family in self._families}
        self.n = 0
        check_seeding(n_bootstraps=n_bootstraps, seed=seed, part=part)
        self._resampled = self._no_resamples(n_bootstraps, seed=seed, part=part) if n_bootstraps else None

    @property
    def signature(self) -> str:
        """How the numbers came about."""
        return signature_of(self.protocol, n=self.n)

    def update(self, preds: Sequence[str], target: Sequence[str]) -> None:
        """Add a batch; if it is refused, nothing changes.

        Args:
            preds: Predictions as LaTeX; may be empty.
            target: References, one for each prediction.

        Raises:
            InputError: If the lengths differ, a bare string is given, an item is no string, or resampled sums would
                exceed 2^63.
        """
        rows = count_rows(preds, target, families=self._families, protocol=self.protocol)
        resampled = self._resampled.plus_samples(rows) if self._resampled else None
        sums = {family.name: sum_rows(rows[family.name], size=len(family.columns)) for family in self._families}
        self._add(sums, n=len(preds), resampled=resampled)

    def merge(self, other: ScoreStream) -> None:
        """Add what another stream has seen; if it is refused, nothing changes.

        Raises:
            InputError: It counts something else, by another protocol, with another number of resamples, or has drawn
                the same part of the same seed.
        """
        mine, theirs = self._what(), other._what() if isinstance(other, ScoreStream) else other
        if mine != theirs:
            raise InputError(f"expected a stream of {mine}, got {theirs}")
        resampled = self._resampled.plus(other._resampled) if self._resampled and other._resampled else None
        self._add(other._sums, n=other.n, resampled=resampled)

    def rates(self) -> dict[str, float]:
        """Return the numbers by the names of the measures; ``nan`` without samples."""
        return {measure.name: measure.rate(self._sums[measure.family.name]) for measure in self.measures}

    def interval(
        self, measure: str | Measure, *, level: float = 0.95, method: Literal["poisson", "wilson"] = "poisson"
    ) -> Interval:
        """Return the confidence interval of one number.

        Args:
            measure: One of the measures of this stream, or another that is read off the same counts.
            level: Confidence, 0..1, both excluded.
            method: ``"wilson"`` for ``wilson_interval``, which shares of samples can have, without resamples.

        Returns:
            Bounds, ``nan`` without samples; of resamples, as ``confidence_interval`` has it.

        Raises:
            InputError: The stream does not count that, or has no resamples; there is no such method, the measure is no
                share of samples (Wilson), or ``level`` is out of range.

        Examples:
            >>> stream = ScoreStream(["expression_rate"], n_bootstraps=1000)
            >>> stream.update(["x"] * 100, ["x"] * 80 + ["y"] * 20)
            >>> found = stream.interval("expression_rate")
            >>> round(found.low, 1), round(found.high, 1)
            (0.7, 0.9)
        """
        check_level(level)
        chosen = get_measure(measure)
        if chosen.family.name not in self._sums:
            raise InputError(f"expected a measure of this stream ({self._what()}), got {chosen.name}")
        if method == "wilson":
            return wilson_interval(count_of_share(chosen, self._sums[chosen.family.name]), self.n, level=level)
        if method != "poisson":
            raise InputError(f"expected method as 'poisson' or 'wilson', got {method!r}")
        if self._resampled is None:
            raise InputError("expected a stream with resamples, got none; write ScoreStream(..., n_bootstraps=1000)")
        return self._resampled.interval(chosen, level=level)

    def totals(self) -> dict[str, dict[str, int]]:
        """Return the sums of the counts by family and column."""
        return {
            family.name: dict(zip(family.columns, self._sums[family.name], strict=True)) for family in self._families
        }

    def _add(self, sums: dict[str, Counts], *, n: int, resampled: PoissonSums | None) -> None:
        added = {name: sum_rows([self._sums[name], counts], size=len(counts)) for name, counts in sums.items()}
        self._sums, self.n, self._resampled = added, self.n + n, resampled

    def _no_resamples(self, n_resamples: int, *, seed: int, part: int) -> PoissonSums:
        from hmer_kit.scoring.statistics._poisson import no_sums

        return no_sums(self._families, n_resamples=n_resamples, seed=seed, part=part)

    def _what(self) -> str:
        resampled = f" with {self._resampled.n_resamples} resamples" if self._resampled else ""
        return f"{', '.join(family.name for family in self._families)} by {self.protocol.signature}{resampled}"


def count_pairs(
    preds: Sequence[str], target: Sequence[str], *, families: Iterable[Family], protocol: str | ScoringProtocol
) -> dict[str, Counts]:
    """Return the sums of the counts over a batch of pairs, by the name of the family.

    Args:
        preds: Predictions.
        target: References.
        families: What to count.
        protocol: What counts as an error.

    Raises:
        InputError: If the lengths differ, a bare string is given, an item is no string, or there is no such protocol.

    Examples:
        >>> from hmer_kit.scoring import get_measure
        >>> family = get_measure("expression_rate").family
        >>> count_pairs(["x", "y"], ["x", "z"], families=[family], protocol="released")
        {'within_0_1_2_3': (2, 1, 2, 2, 2)}
    """
    counted = tuple(families)
    rows = count_rows(preds, target, families=counted, protocol=protocol)
    return {family.name: sum_rows(rows[family.name], size=len(family.columns)) for family in counted}


def count_rows(
    preds: Sequence[str], target: Sequence[str], *, families: Iterable[Family], protocol: str | ScoringProtocol
) -> dict[str, list[Counts]]:
    """Return the counts of each pair of a batch, in order, by the name of the family.

    Args:
        preds: Predictions.
        target: References.
        families: What to count.
        protocol: What counts as an error.

    Raises:
        InputError: If the lengths differ, a bare string is given, an item is no string, or there is no such protocol.

    Examples:
        >>> from hmer_kit.scoring import get_measure
        >>> family = get_measure("expression_rate").family
        >>> count_rows(["x", "y"], ["x", "z"], families=[family], protocol="released")
        {'within_0_1_2_3': [(1, 1, 1, 1, 1), (1, 0, 1, 1, 1)]}
    """
    check_pairs(preds, target)
    chosen = get_protocol(protocol)
    samples = _samples_of(preds, target, repeat("0"), protocol=chosen)
    return {family.name: family.rows(samples) for family in families}


def families_of(measures: Iterable[Measure]) -> tuple[Family, ...]:
    """Return what has to be counted for some measures, each family once.

    Args:
        measures: Measures.

    Examples:
        >>> from hmer_kit.scoring import get_measure
        >>> names = ["edit_score", "token_error_rate", "bleu"]
        >>> [family.name for family in families_of(map(get_measure, names))]
        ['edits', 'bleu_4']
    """
    return tuple({measure.family.name: measure.family for measure in measures}.values())
