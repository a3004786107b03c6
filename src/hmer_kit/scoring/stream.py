"""Scores of any number of pairs in constant memory: sums of counts alone, and no sample is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError
from hmer_kit.scoring.inputs import check_pairs
from hmer_kit.scoring.measures.measure import Counts, Family, sum_rows
from hmer_kit.scoring.measures.table import RELEASED_MEASURES, get_measure
from hmer_kit.scoring.protocols.table import get_protocol
from hmer_kit.scoring.result import signature_of
from hmer_kit.scoring.samples import SampleScore

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hmer_kit.scoring.measures.measure import Measure
    from hmer_kit.scoring.protocols.protocol import ScoringProtocol

__all__ = ["ScoreStream", "count_pairs", "families_of"]


class ScoreStream:
    """Add up batches of pairs, and read any of the chosen measures off the sums.

    The numbers are those that ``score`` gives for all pairs at once. Streams of parts, from other processes or
    machines, can be merged; a stream pickles.

    Args:
        measures: Measures or their names; those of the released script by default.
        protocol: What counts as an error.

    Raises:
        InputError: There is no such measure or protocol.

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
    ) -> None:
        if isinstance(measures, str):
            raise InputError(f"expected measures in a list, got the str {measures!r}; write [{measures!r}]")
        self.measures = tuple(map(get_measure, measures))
        self.protocol = get_protocol(protocol)
        self._families = families_of(self.measures)
        self._sums = {family.name: (0,) * len(family.columns) for family in self._families}
        self.n = 0

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
            InputError: If the lengths differ, a bare string is given, or an item is no string.
        """
        self._add(count_pairs(preds, target, families=self._families, protocol=self.protocol), n=len(preds))

    def merge(self, other: ScoreStream) -> None:
        """Add what another stream has seen.

        Raises:
            InputError: It counts something else, or by another protocol.
        """
        mine, theirs = self._what(), other._what() if isinstance(other, ScoreStream) else other
        if mine != theirs:
            raise InputError(f"expected a stream of {mine}, got {theirs}")
        self._add(other._sums, n=other.n)

    def rates(self) -> dict[str, float]:
        """Return the numbers by the names of the measures; ``nan`` without samples."""
        return {measure.name: measure.rate(self._sums[measure.family.name]) for measure in self.measures}

    def totals(self) -> dict[str, dict[str, int]]:
        """Return the sums of the counts by family and column."""
        return {
            family.name: dict(zip(family.columns, self._sums[family.name], strict=True)) for family in self._families
        }

    def _add(self, sums: dict[str, Counts], *, n: int) -> None:
        added = {name: sum_rows([self._sums[name], counts], size=len(counts)) for name, counts in sums.items()}
        self._sums, self.n = added, self.n + n

    def _what(self) -> str:
        return f"{', '.join(family.name for family in self._families)} by {self.protocol.signature}"


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
    check_pairs(preds, target)
    chosen = get_protocol(protocol)
    samples = [SampleScore(*pair, protocol=chosen) for pair in zip(preds, target, strict=True)]
    return {family.name: sum_rows(map(family.count, samples), size=len(family.columns)) for family in families}


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
