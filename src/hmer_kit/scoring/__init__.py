"""Scores of predictions: named protocols, integer counts, one rich result, a signature with every number.

- ``protocols``: what counts as an error, and who counts so; ``samples``: one prediction beside its reference;
- ``measures``: every number, as counts of a sample and a rate of their sums; ``layouts``: symbols and relations;
- ``functions``: ``score`` and one function for each number; ``result``: what ``score`` returns; ``stream``: the same in
  constant memory.
"""

from hmer_kit.scoring.functions import (
    bleu,
    edit_score,
    expression_rate,
    released_cer,
    score,
    token_error_rate,
)
from hmer_kit.scoring.inputs import check_pairs, check_tolerance
from hmer_kit.scoring.layouts import LayoutComparison, compare_layouts, label_errors
from hmer_kit.scoring.measures import (
    BLEU_4,
    CHARACTER_ERROR_RATE,
    COUNT_MEASURES,
    EDIT_SCORE,
    ERROR_RATE,
    FORM_MEASURES,
    MEASURES,
    RELEASED_CER,
    RELEASED_MEASURES,
    REPORTED_TOLERANCES,
    STRUCTURE_MEASURES,
    TOKEN_ERROR_RATE,
    Counts,
    Family,
    Measure,
    NgramCounts,
    bleu_from_counts,
    bleu_measure,
    check_order,
    count_ngrams,
    error_rate,
    expression_rate_measure,
    get_measure,
    share,
    sum_counts,
    sum_rows,
)
from hmer_kit.scoring.protocols import PROTOCOLS, ScoringProtocol, get_protocol, normalized_protocol
from hmer_kit.scoring.result import ScoreResult, signature_of
from hmer_kit.scoring.samples import SampleScore
from hmer_kit.scoring.statistics import (
    SelectiveResult,
    area_under_risk_coverage,
    expected_calibration_error,
    selective_prediction,
)
from hmer_kit.scoring.stream import ScoreStream, count_pairs, families_of

__all__ = [
    "BLEU_4",
    "CHARACTER_ERROR_RATE",
    "COUNT_MEASURES",
    "EDIT_SCORE",
    "ERROR_RATE",
    "FORM_MEASURES",
    "MEASURES",
    "PROTOCOLS",
    "RELEASED_CER",
    "RELEASED_MEASURES",
    "REPORTED_TOLERANCES",
    "STRUCTURE_MEASURES",
    "TOKEN_ERROR_RATE",
    "Counts",
    "Family",
    "LayoutComparison",
    "Measure",
    "NgramCounts",
    "SampleScore",
    "ScoreResult",
    "ScoreStream",
    "ScoringProtocol",
    "SelectiveResult",
    "area_under_risk_coverage",
    "bleu",
    "bleu_from_counts",
    "bleu_measure",
    "check_order",
    "check_pairs",
    "check_tolerance",
    "compare_layouts",
    "count_ngrams",
    "count_pairs",
    "edit_score",
    "error_rate",
    "expected_calibration_error",
    "expression_rate",
    "expression_rate_measure",
    "families_of",
    "get_measure",
    "get_protocol",
    "label_errors",
    "normalized_protocol",
    "released_cer",
    "score",
    "selective_prediction",
    "share",
    "signature_of",
    "sum_counts",
    "sum_rows",
    "token_error_rate",
]
