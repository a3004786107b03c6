"""Parts, folds and hold-outs that share nothing."""

from __future__ import annotations

from hmer_kit.data.corpus.splits.division import (
    DivisionLeak,
    RecordDivision,
    by_depth,
    by_length,
    divide_records,
    fold_records,
)
from hmer_kit.data.corpus.splits.split import split_records

__all__ = [
    "DivisionLeak",
    "RecordDivision",
    "by_depth",
    "by_length",
    "divide_records",
    "fold_records",
    "split_records",
]
