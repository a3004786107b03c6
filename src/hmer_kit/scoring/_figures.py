"""A result for readers and for ``json.dumps``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hmer_kit.scoring.measures.edits import REPORTED_TOLERANCES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.scoring.result import ScoreResult

_SHOWN_IDS = 5


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


def _finite(rate: float) -> float | None:
    return rate if math.isfinite(rate) else None
