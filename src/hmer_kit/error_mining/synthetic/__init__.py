"""Errors that no model made: drawn by look-alikes or as a corpus was counted, and flagged."""

from hmer_kit.error_mining.synthetic.corrupting import corrupt
from hmer_kit.error_mining.synthetic.distribution import ErrorDistribution
from hmer_kit.error_mining.synthetic.filling import SYNTHETIC, add_synthetic
from hmer_kit.error_mining.synthetic.look_alikes import EDIT_SHARES, EDITS_PER_EXPRESSION, LOOK_ALIKES

__all__ = [
    "EDITS_PER_EXPRESSION",
    "EDIT_SHARES",
    "LOOK_ALIKES",
    "SYNTHETIC",
    "ErrorDistribution",
    "add_synthetic",
    "corrupt",
]
