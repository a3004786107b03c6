"""Detect, then correct: a model looks at its own prediction again, guarded, with a trail of every step."""

from __future__ import annotations

from hmer_kit.inference.strategies.correction.correction import detect_and_correct
from hmer_kit.inference.strategies.correction.guards import CandidateAgrees, CountsAgree, Guard, Proposal
from hmer_kit.inference.strategies.correction.trail import (
    CorrectionRun,
    CorrectionStep,
    CorrectionTrail,
    Outcome,
    Reason,
)

__all__ = [
    "CandidateAgrees",
    "CorrectionRun",
    "CorrectionStep",
    "CorrectionTrail",
    "CountsAgree",
    "Guard",
    "Outcome",
    "Proposal",
    "Reason",
    "detect_and_correct",
]
