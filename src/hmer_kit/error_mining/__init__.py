"""Recognition errors: confusions, marked expressions, correction logs."""

from hmer_kit.error_mining.confusion_pairs import ConfusionPair, MutualConfusion
from hmer_kit.error_mining.confusions import ConfusionTable
from hmer_kit.error_mining.corrections import apply_corrections, correction_log
from hmer_kit.error_mining.distribution import ErrorDistribution
from hmer_kit.error_mining.log_text import dumps_log, loads_log
from hmer_kit.error_mining.look_alikes import LOOK_ALIKES
from hmer_kit.error_mining.marks import MarkedPiece, PieceKind, mark_errors, parse_marked, unmark
from hmer_kit.error_mining.operations import Correction, CorrectionOp
from hmer_kit.error_mining.recovery import Recovery, Unapplied, recover_corrections
from hmer_kit.error_mining.synthetic import corrupt
from hmer_kit.error_mining.synthetic_corpus import SYNTHETIC, add_synthetic
from hmer_kit.error_mining.tags import DELETED, ERROR_END, ERROR_START

__all__ = [
    "DELETED",
    "ERROR_END",
    "ERROR_START",
    "LOOK_ALIKES",
    "SYNTHETIC",
    "ConfusionPair",
    "ConfusionTable",
    "Correction",
    "CorrectionOp",
    "ErrorDistribution",
    "MarkedPiece",
    "MutualConfusion",
    "PieceKind",
    "Recovery",
    "Unapplied",
    "add_synthetic",
    "apply_corrections",
    "correction_log",
    "corrupt",
    "dumps_log",
    "loads_log",
    "mark_errors",
    "parse_marked",
    "recover_corrections",
    "unmark",
]
