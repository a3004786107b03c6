"""What the parts of a report above its samples are made of, where no other room has the shape already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hmer_kit.scoring import Comparison, Interval, ScoringProtocol

__all__ = [
    "CountErrors",
    "MeasuredRate",
    "ProtocolScores",
    "RunComparison",
    "RunawaySample",
    "Runaways",
    "SymbolCountErrors",
]


@dataclass(frozen=True, slots=True)
class MeasuredRate:
    """One number with its interval.

    Examples:
        >>> from hmer_kit.scoring import wilson_interval
        >>> MeasuredRate("expression_rate", 0.8, wilson_interval(8, 10)).interval.method
        'wilson'
    """

    measure: str
    """Name of the measure, one of ``hmer_kit.scoring.MEASURES`` as a rule."""
    rate: float
    """Its value; ``nan`` without samples."""
    interval: Interval
    """What it might be with other samples of the same kind."""


@dataclass(frozen=True, slots=True)
class ProtocolScores:
    """Rates of the same predictions under one protocol.

    Examples:
        >>> from hmer_kit.scoring import get_protocol
        >>> ProtocolScores(get_protocol("loose"), (), signature="loose/1|n:0").protocol.unit
        'token edits'
    """

    protocol: ScoringProtocol
    """What counts as an error."""
    rates: tuple[MeasuredRate, ...]
    """Numbers, in the order of their columns."""
    signature: str
    """How they came about."""


@dataclass(frozen=True, slots=True)
class RunComparison:
    """One run against another on the samples of both.

    Examples:
        >>> from hmer_kit.scoring import compare_scores, score
        >>> found = compare_scores(score(["x"], ["x"]), score(["y"], ["x"]))
        >>> RunComparison("ours", "baseline", found).comparison.gained
        ('0',)
    """

    name: str
    """The run that is reported on."""
    other: str
    """The run that it is compared with."""
    comparison: Comparison
    """Differences, tests, and the samples that flipped."""
    differing: tuple[str, ...] = ()
    """Ids that both have with another reference each; they are not compared."""


@dataclass(frozen=True, slots=True)
class RunawaySample:
    """One prediction that ran away.

    Examples:
        >>> RunawaySample("a", prediction_length=500, reference_length=3, period=("3", "."), repeats=249.0).repeats
        249.0
    """

    id: str
    """Name of the sample."""
    prediction_length: int
    """Tokens of the prediction."""
    reference_length: int
    """Tokens of the reference."""
    period: tuple[str, ...] = ()
    """What repeats at its end; empty where it is long without a loop."""
    repeats: float = 0.0
    """How often that stands there."""


@dataclass(frozen=True, slots=True)
class Runaways:
    """Predictions that ran away, and what they do to the numbers.

    Examples:
        >>> Runaways((), rates={"bleu": (0.5, 0.6)}).rates["bleu"][1]
        0.6
    """

    samples: tuple[RunawaySample, ...]
    """Those that did, longest first."""
    rates: Mapping[str, tuple[float, float]]
    """Measure to its value with all samples, and without the runaways."""


@dataclass(frozen=True, slots=True)
class SymbolCountErrors:
    """How often one symbol is there too often or too rarely.

    Examples:
        >>> SymbolCountErrors("x", extra=1, missing=3, extra_ids=("a",), missing_ids=("b", "c")).total
        4
    """

    symbol: str
    """The symbol."""
    extra: int
    """How many the predictions have too many, summed over the samples that have some."""
    missing: int
    """How many the predictions have too few, summed over the samples that lack some."""
    extra_ids: tuple[str, ...]
    """Samples with too many."""
    missing_ids: tuple[str, ...]
    """Samples with too few."""

    @property
    def total(self) -> int:
        """Both together."""
        return self.extra + self.missing


@dataclass(frozen=True, slots=True)
class CountErrors:
    """Symbols that predictions have too often or too rarely, wherever they stand.

    Examples:
        >>> CountErrors((), symbols=(), wrong_ids=(), compared=7).compared
        7
    """

    rates: tuple[MeasuredRate, ...]
    """``count_mae`` and ``count_exact_rate`` of all samples, with intervals."""
    symbols: tuple[SymbolCountErrors, ...]
    """Every symbol that is counted wrong somewhere, the commonest first."""
    wrong_ids: tuple[str, ...]
    """Samples in which some symbol is counted wrong."""
    compared: int
    """Samples whose symbols were counted: those with a prediction that did not run away."""
