"""Marked expressions and correction logs: made, read, mended, carried out (paper sections 3.3 and 3.4)."""

from hmer_kit.error_mining.marking.corrections import apply_corrections, correction_log, marks_and_log
from hmer_kit.error_mining.marking.log_text import dumps_log, loads_log
from hmer_kit.error_mining.marking.marks import MarkedPiece, PieceKind, mark_errors, parse_marked, unmark
from hmer_kit.error_mining.marking.operations import Correction, CorrectionOp
from hmer_kit.error_mining.marking.recovery import Recovery, Unapplied, recover_corrections
from hmer_kit.error_mining.marking.tags import AFTER, ARROW, DELETED, ERROR_END, ERROR_START, START

__all__ = [
    "AFTER",
    "ARROW",
    "DELETED",
    "ERROR_END",
    "ERROR_START",
    "START",
    "Correction",
    "CorrectionOp",
    "MarkedPiece",
    "PieceKind",
    "Recovery",
    "Unapplied",
    "apply_corrections",
    "correction_log",
    "dumps_log",
    "loads_log",
    "mark_errors",
    "marks_and_log",
    "parse_marked",
    "recover_corrections",
    "unmark",
]
