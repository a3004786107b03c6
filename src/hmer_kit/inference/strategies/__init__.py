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
from hmer_kit.inference.strategies.count_check import CountDecision, CountVerdict, check_counts
from hmer_kit.inference.strategies.reading import Reading
from hmer_kit.inference.strategies.reranking import RerankVerdict, Similarity, rerank
from hmer_kit.inference.strategies.run import StrategyRun, Verdict
from hmer_kit.inference.strategies.tree_check import TreeDecision, TreeVerdict, check_tree
from hmer_kit.inference.strategies.voting import Ballot, VoteVerdict, Weighing, vote

__all__ = [
    "Ballot",
    "CandidateAgrees",
    "CorrectionRun",
    "CorrectionStep",
    "CorrectionTrail",
    "CountDecision",
    "CountVerdict",
    "CountsAgree",
    "Guard",
    "Outcome",
    "Proposal",
    "Reading",
    "Reason",
    "RerankVerdict",
    "Similarity",
    "StrategyRun",
    "TreeDecision",
    "TreeVerdict",
    "Verdict",
    "VoteVerdict",
    "Weighing",
    "check_counts",
    "check_tree",
    "detect_and_correct",
    "rerank",
    "vote",
]
