"""Recognition errors: confusions, marked expressions, correction logs."""

from hmer_kit.error_mining.corrections import (
    Correction,
    CorrectionOp,
    apply_corrections,
    correction_log,
    dumps_log,
    loads_log,
)
from hmer_kit.error_mining.marks import MarkedPiece, PieceKind, mark_errors, parse_marked, unmark
from hmer_kit.error_mining.tags import DELETED, ERROR_END, ERROR_START

__all__ = [
    "DELETED",
    "ERROR_END",
    "ERROR_START",
    "Correction",
    "CorrectionOp",
    "MarkedPiece",
    "PieceKind",
    "apply_corrections",
    "correction_log",
    "dumps_log",
    "loads_log",
    "mark_errors",
    "parse_marked",
    "unmark",
]
