"""Structure rate, and precision and recall of symbols and relations."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from hmer_kit.scoring.measures.measure import Family, Measure, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.scoring.measures.measure import Counts
    from hmer_kit.scoring.samples import SampleScore

__all__ = ["STRUCTURE_MEASURES"]

_SYMBOLS: Final = slice(2, 5)
_RELATIONS: Final = slice(5, 8)
_ALIGNED: Final = "hmer_kit.scoring.layouts: symbols are paired by alignment; LgEval pairs them by their strokes"


def _count(sample: SampleScore) -> Counts:
    layout = sample.layout
    predicted, expected = layout.symbols_predicted, layout.symbols_expected
    return (
        1,
        int(layout.same_structure and not sample.missing),
        layout.symbols_matched,
        predicted,
        expected,
        layout.relations_matched,
        max(0, predicted - 1),
        max(0, expected - 1),
    )


_LAYOUT: Final = Family(
    "layout",
    (
        "samples",
        "same_structure",
        "symbols_matched",
        "symbols_predicted",
        "symbols_expected",
        "relations_matched",
        "relations_predicted",
        "relations_expected",
    ),
    _count,
)


def _structure_rate(sums: Sequence[int]) -> float:
    return share(sums[1], sums[0])


def _precision(sums: Sequence[int], *, of: slice) -> float:
    matched, predicted, _ = sums[of]
    return share(matched, predicted)


def _recall(sums: Sequence[int], *, of: slice) -> float:
    matched, _, expected = sums[of]
    return share(matched, expected)


def _f1(sums: Sequence[int], *, of: slice) -> float:
    matched, predicted, expected = sums[of]
    return share(2 * matched, predicted + expected)


def _found(what: str, of: slice) -> tuple[Measure, ...]:
    """Return precision, recall and F1 of symbols or relations."""
    return (
        Measure(
            f"{what}_precision",
            _LAYOUT,
            partial(_precision, of=of),
            definition=f"Share of the predicted {what}s that are right; nan where nothing is predicted.",
            source=_ALIGNED,
        ),
        Measure(
            f"{what}_recall",
            _LAYOUT,
            partial(_recall, of=of),
            definition=f"Share of the reference's {what}s that are found; nan where there are none.",
            source=_ALIGNED,
        ),
        Measure(
            f"{what}_f1",
            _LAYOUT,
            partial(_f1, of=of),
            definition=f"Harmonic mean of {what} precision and recall.",
            source=_ALIGNED,
        ),
    )


STRUCTURE_MEASURES: Final = (
    Measure(
        "structure_rate",
        _LAYOUT,
        _structure_rate,
        definition="Share of samples whose layout tree is right when its labels are ignored.",
        source='LgEval (CROHME), "Struct Rate"; StruRate in CoMER',
    ),
    *_found("symbol", _SYMBOLS),
    *_found("relation", _RELATIONS),
)
"""Structure rate, then precision, recall and F1 of symbols and of relations."""
