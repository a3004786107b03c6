"""Scores over token lists: integer counts in, one frozen result out, a signature with every number."""

from hmer_kit.scoring.inputs import Tokenizer, TokenPair, check_pairs, check_tokenizer, check_tolerance, token_pairs
from hmer_kit.scoring.measures import bleu, edit_score, expression_rate, released_cer, score, token_error_rate
from hmer_kit.scoring.ngrams import NgramCounts, bleu_from_counts, check_order, count_ngrams, sum_counts
from hmer_kit.scoring.result import REPORTED_TOLERANCES, ScoreResult, error_rate
from hmer_kit.scoring.samples import SampleScore, score_sample

__all__ = [
    "REPORTED_TOLERANCES",
    "NgramCounts",
    "SampleScore",
    "ScoreResult",
    "TokenPair",
    "Tokenizer",
    "bleu",
    "bleu_from_counts",
    "check_order",
    "check_pairs",
    "check_tokenizer",
    "check_tolerance",
    "count_ngrams",
    "edit_score",
    "error_rate",
    "expression_rate",
    "released_cer",
    "score",
    "score_sample",
    "sum_counts",
    "token_error_rate",
    "token_pairs",
]
