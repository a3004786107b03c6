"""Figures of one run: rates with intervals, runaways, symbols counted wrong."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from hmer_kit.alignment import LoopRule
from hmer_kit.counting import count_difference
from hmer_kit.report.parts import (
    CountErrors,
    MeasuredRate,
    ProtocolScores,
    Runaways,
    RunawaySample,
    SymbolCountErrors,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hmer_kit.scoring import SampleScore, ScoreResult

_LOOP: Final = LoopRule(min_tokens=8, min_repeats=3)
"""What a runaway repeats is shown, and decides nothing: so the rule may be a mild one."""
_MOVED: Final = ("expression_rate", "edit_score", "token_error_rate", "bleu")
"""What runaways may move, and the rate that they hardly do."""


def measure(result: ScoreResult, measures: Iterable[str], *, n_resamples: int, seed: int) -> tuple[MeasuredRate, ...]:
    """Return numbers of a result with their bootstrap intervals.

    Examples:
        >>> from hmer_kit.scoring import score
        >>> measure(score(["x", "y"], ["x", "z"]), ["expression_rate"], n_resamples=10, seed=0)[0].rate
        0.5
    """
    return tuple(
        MeasuredRate(name, result.rate(name), result.interval(name, n_resamples=n_resamples, seed=seed))
        for name in measures
    )


def protocol_scores(result: ScoreResult, measures: Iterable[str], *, n_resamples: int, seed: int) -> ProtocolScores:
    """Return the row of a result in the table of protocols."""
    rates = measure(result, measures, n_resamples=n_resamples, seed=seed)
    return ProtocolScores(result.protocol, rates, signature=str(result.signature))


def runaways_of(result: ScoreResult) -> Runaways | None:
    """Return what ran away, longest first, and the rates with and without; None if nothing did.

    Examples:
        >>> from hmer_kit.scoring import score
        >>> found = runaways_of(score(["x " * 99, "y"], ["x", "y"], ids=["a", "b"]))
        >>> [(one.id, one.period, one.repeats) for one in found.samples], found.rates["expression_rate"]
        ([('a', ('x',), 99.0)], (0.5, 1.0))
    """
    rows = result.runaways
    if not rows:
        return None
    robust = result.without_runaways()
    samples = sorted(map(_runaway, rows), key=lambda one: (-one.prediction_length, one.id))
    return Runaways(tuple(samples), {name: (result.rate(name), robust.rate(name)) for name in _MOVED})


def _runaway(row: SampleScore) -> RunawaySample:
    tokens = row.tokens[0]
    loop = _LOOP.find(tokens)
    if loop is None:
        return RunawaySample(row.id, row.prediction_length, row.reference_length)
    period = tuple(tokens[-loop.period :])
    return RunawaySample(row.id, row.prediction_length, row.reference_length, period=period, repeats=loop.repeats)


def count_errors_of(result: ScoreResult, *, n_resamples: int, seed: int) -> CountErrors | None:
    """Return the symbols that are there too often or too rarely; None if all are right.

    Runaways and samples without a prediction are in the rates, as ``count_mae`` has them, and not in the symbols.

    Examples:
        >>> from hmer_kit.scoring import score
        >>> found = count_errors_of(score(["x + x", "y"], ["x", "y"], ids=["a", "b"]), n_resamples=10, seed=0)
        >>> [(one.symbol, one.extra, one.missing, one.extra_ids) for one in found.symbols]
        [('+', 1, 0, ('a',)), ('x', 1, 0, ('a',))]
    """
    rows = [row for row in result.samples if not row.missing and not row.runaway]
    wrong = _wrong_counts(rows)
    rates = measure(result, ("count_mae", "count_exact_rate"), n_resamples=n_resamples, seed=seed)
    symbols = sorted(_by_symbol(wrong), key=lambda one: (-one.total, one.symbol))
    if not symbols:
        return None
    return CountErrors(rates, symbols=tuple(symbols), wrong_ids=tuple(wrong), compared=len(rows))


def _wrong_counts(rows: Sequence[SampleScore]) -> dict[str, dict[str, int]]:
    """Return the differences of each sample that has some."""
    found = {}
    for row in rows:
        if not row.is_same:
            differences = count_difference(row.prediction, row.reference, dialect="can").differences
            if differences:
                found[row.id] = differences
    return found


def _by_symbol(wrong: dict[str, dict[str, int]]) -> Iterable[SymbolCountErrors]:
    extra: dict[str, dict[str, int]] = defaultdict(dict)
    missing: dict[str, dict[str, int]] = defaultdict(dict)
    for name, differences in wrong.items():
        for symbol, count in differences.items():
            (extra if count > 0 else missing)[symbol][name] = abs(count)
    for symbol in dict.fromkeys([*extra, *missing]):
        more, less = extra.get(symbol, {}), missing.get(symbol, {})
        yield SymbolCountErrors(
            symbol,
            extra=sum(more.values()),
            missing=sum(less.values()),
            extra_ids=tuple(more),
            missing_ids=tuple(less),
        )
