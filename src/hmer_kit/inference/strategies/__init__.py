"""What to do with answers before they are believed: strategies over any predictor, which return their evidence."""

from __future__ import annotations

from hmer_kit.inference.strategies.correction import (
    CandidateAgrees,
    CorrectionRun,
    CorrectionStep,
    CorrectionTrail,
    CountsAgree,
    Guard,
    Outcome,
    Proposal,
    Reason,
    detect_and_correct,
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
