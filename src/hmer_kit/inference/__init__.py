r"""Inference: predictors, and what to do with their answers before they are believed.

A *predictor* is anything with ``predict(questions)``: prompts and pictures in, responses out, many at a time.
Strategies work over any of them and return their evidence:

- ``detect_and_correct``: the model marks the errors of its predictions and corrects them, round by round; a correction
  counts only if it parses and passes the guards (``CountsAgree``, ``CandidateAgrees``, or one of your own), and the
  whole trail comes back;
- ``vote``: candidates, models, prompts and tasks vote on whole expressions, whatever their spelling;
- ``rerank``: the candidate that agrees best with all of them;
- ``check_tree``: the tree of a Tree-CoT answer against its LaTeX, and the plain answer where they differ;
- ``check_counts``: the candidate that has the symbols which the model counts.

Each of the latter gives a confidence for selective prediction, see ``hmer_kit.scoring.selective_prediction``.

``response_grammar`` is what the answers to a task may be, for constrained decoding; ``server_fields`` what servers call
it; ``within_grammar`` tells which of given answers are so.

``VLMPredictor`` answers with a model in this process, ``ServerPredictor`` by a server that speaks OpenAI's protocol;
importing this room brings neither torch nor openai. ``predict_records`` asks either about a whole data set, into a file
that a killed run is taken up from.
"""

from __future__ import annotations

from hmer_kit.inference.backends.server_predictor import ServerPredictor
from hmer_kit.inference.backends.vlm_predictor import VLMPredictor
from hmer_kit.inference.grammar import GrammarServer, response_grammar, server_fields, within_grammar
from hmer_kit.inference.predictor import Answer, Candidate, Exchange, Finish, Predictor, Question
from hmer_kit.inference.running import PredictionRun, predict_records
from hmer_kit.inference.strategies.correction.correction import detect_and_correct
from hmer_kit.inference.strategies.correction.guards import CandidateAgrees, CountsAgree, Guard, Proposal
from hmer_kit.inference.strategies.correction.trail import (
    CorrectionRun,
    CorrectionStep,
    CorrectionTrail,
    Outcome,
    Reason,
)
from hmer_kit.inference.strategies.count_check import CountDecision, CountVerdict, check_counts
from hmer_kit.inference.strategies.reading import Reading
from hmer_kit.inference.strategies.reranking import RerankVerdict, Similarity, rerank
from hmer_kit.inference.strategies.run import StrategyRun, Verdict
from hmer_kit.inference.strategies.tree_check import TreeDecision, TreeVerdict, check_tree
from hmer_kit.inference.strategies.voting import Ballot, VoteVerdict, Weighing, vote

__all__ = [
    "Answer",
    "Ballot",
    "Candidate",
    "CandidateAgrees",
    "CorrectionRun",
    "CorrectionStep",
    "CorrectionTrail",
    "CountDecision",
    "CountVerdict",
    "CountsAgree",
    "Exchange",
    "Finish",
    "GrammarServer",
    "Guard",
    "Outcome",
    "PredictionRun",
    "Predictor",
    "Proposal",
    "Question",
    "Reading",
    "Reason",
    "RerankVerdict",
    "ServerPredictor",
    "Similarity",
    "StrategyRun",
    "TreeDecision",
    "TreeVerdict",
    "VLMPredictor",
    "Verdict",
    "VoteVerdict",
    "Weighing",
    "check_counts",
    "check_tree",
    "detect_and_correct",
    "predict_records",
    "rerank",
    "response_grammar",
    "server_fields",
    "vote",
    "within_grammar",
]
