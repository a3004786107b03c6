"""A score for readers: as plain text, and as figures for ``json.dumps``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hmer_kit.scoring.measures.edits import REPORTED_TOLERANCES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hmer_kit.scoring.result import ScoreResult

_SHOWN_IDS = 5


def format_table(columns: Sequence[ScoreResult], *, notes: Mapping[str, Sequence[str]]) -> str:
    """Return one line for each figure, one column for each result, then a line for each note that names samples."""
    lines = [] if len(columns) == 1 else [_line("", [column.selection for column in columns])]
    lines += [_line(name, [show(column) for column in columns]) for name, show in _ROWS]
    lines += [f"{what}: {len(ids)} ({_some(ids)})" for what, ids in notes.items() if ids]
    return "\n".join([*lines, *(column.signature for column in columns)])


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


def _finite(rate: float) -> float | None:
    return rate if math.isfinite(rate) else None


def _line(name: str, cells: Sequence[str]) -> str:
    return f"{name:<17}" + "".join(f"{cell:>18}" for cell in cells)


def _per_cent(rate: float) -> str:
    return "n/a" if math.isnan(rate) else f"{100 * rate:.4f} %"


def _ratio(rate: float) -> str:
    return "n/a" if math.isnan(rate) else f"{rate:.4f}"


def _some(ids: Sequence[str]) -> str:
    more = len(ids) - _SHOWN_IDS
    return ", ".join(ids[:_SHOWN_IDS]) + (f" and {more} more" if more > 0 else "")


_ROWS: tuple[tuple[str, Callable[[ScoreResult], str]], ...] = (
    ("samples", lambda result: str(result.n)),
    ("edit score", lambda result: _per_cent(result.edit_score)),
    ("BLEU-4", lambda result: _per_cent(result.bleu)),
    ('released "CER"', lambda result: _ratio(result.released_cer)),
    ("exact", lambda result: _per_cent(result.expression_rate())),
    ("<=1", lambda result: _per_cent(result.expression_rate(1))),
    ("<=2", lambda result: _per_cent(result.expression_rate(2))),
    ("<=3", lambda result: _per_cent(result.expression_rate(3))),
    ("token error rate", lambda result: _ratio(result.token_error_rate)),
)
