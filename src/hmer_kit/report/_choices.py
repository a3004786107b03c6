"""What a report works out unless told otherwise: data only, which the command line shows without importing more."""

from __future__ import annotations

from typing import Final

REPORT_PROTOCOLS: Final = ("released", "same_ink", "label_graph")
"""What published scores go by, what forgives notation, and what CROHME itself counts."""
REPORT_MEASURES: Final = (
    "expression_rate",
    "expression_rate_1",
    "expression_rate_2",
    "expression_rate_3",
    "edit_score",
    "token_error_rate",
)
"""Columns of the table of protocols, and what two runs are compared by."""
REPORT_GROUPINGS: Final = ("depth", "structures", "length")
"""Sizes of the reference that the rates are broken down by; writers join them where they are known."""
