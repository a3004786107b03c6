r"""Inference: predictors, and what to do with their answers before they are believed.

A *predictor* is anything with ``predict(questions)``: prompts and pictures in, responses out, many at a time.
Strategies work over any of them and return their evidence:

- ``detect_and_correct``: the model marks the errors of its predictions and corrects them, round by round; a correction
  counts only if it parses and passes the guards (``CountsAgree``, ``CandidateAgrees``, or one of your own), and the
  whole trail comes back.

``VLMPredictor`` answers with a model in this process, ``ServerPredictor`` by a server that speaks OpenAI's protocol;
importing this room brings neither torch nor openai. ``predict_records`` asks either about a whole data set, into a file
that a killed run is taken up from.
"""

from __future__ import annotations

from hmer_kit.inference.backends.server_predictor import ServerPredictor
from hmer_kit.inference.backends.vlm_predictor import VLMPredictor
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

__all__ = [
    "Answer",
    "Candidate",
    "CandidateAgrees",
    "CorrectionRun",
    "CorrectionStep",
    "CorrectionTrail",
    "CountsAgree",
    "Exchange",
    "Finish",
    "Guard",
    "Outcome",
    "PredictionRun",
    "Predictor",
    "Proposal",
    "Question",
    "Reason",
    "ServerPredictor",
    "VLMPredictor",
    "detect_and_correct",
    "predict_records",
]
