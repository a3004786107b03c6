"""A result for readers and for ``json.dumps``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hmer_kit.scoring.measures.edits import REPORTED_TOLERANCES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.scoring.measures.measure import Measure
    from hmer_kit.scoring.result import ScoreResult

_SHOWN_IDS = 5
_LABELS = {
    "expression_rate": "exact",
    "expression_rate_1": "<=1",
    "expression_rate_2": "<=2",
    "expression_rate_3": "<=3",
    "bleu": "BLEU-4",
    "released_cer": 'released "CER"',
    "count_mae": "count MAE",
    "count_mse": "count MSE",
    "symbol_f1": "symbol F1",
    "relation_f1": "relation F1",
}


def figures(result: ScoreResult) -> dict[str, object]:
    """Return the numbers of the released script at full precision, ``None`` where there is no finite one."""
    return {
        "n": result.n,
        "edit_score": _finite(result.edit_score),
        "bleu": _finite(result.bleu),
        "released_cer": _finite(result.released_cer),
        "expression_rate": {str(k): _finite(result.expression_rate(k)) for k in REPORTED_TOLERANCES},
        "token_error_rate": _finite(result.token_error_rate),
    }


def some_ids(ids: Sequence[str]) -> str:
    """Return the first few ids, and how many more there are."""
    more = len(ids) - _SHOWN_IDS
    return ", ".join(ids[:_SHOWN_IDS]) + (f" and {more} more" if more > 0 else "")


def label_of(measure: Measure) -> str:
    """Return what a measure is called in tables."""
    return _LABELS.get(measure.name, measure.name.replace("_", " "))


def figure(rate: float, kind: str, sign: str = "") -> str:
    """Return a rate as it is shown: a fraction per cent, all else as it is."""
    if math.isnan(rate):
        return "n/a"
    return f"{100 * rate:{sign}.2f} %" if kind == "fraction" else f"{rate:{sign}.4f}"


def _finite(rate: float) -> float | None:
    return rate if math.isfinite(rate) else None
