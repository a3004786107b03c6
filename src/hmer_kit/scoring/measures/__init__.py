"""Every number that predictions can get: integer counts of a sample, summed, and a rate of the sums."""

from hmer_kit.scoring.measures.bleu import BLEU_4, bleu_measure
from hmer_kit.scoring.measures.edits import (
    CHARACTER_ERROR_RATE,
    EDIT_SCORE,
    ERROR_RATE,
    RELEASED_CER,
    REPORTED_TOLERANCES,
    TOKEN_ERROR_RATE,
    expression_rate_measure,
)
from hmer_kit.scoring.measures.form import COUNT_MEASURES, FORM_MEASURES
from hmer_kit.scoring.measures.measure import Counts, Family, Measure, divide_errors, share, sum_rows
from hmer_kit.scoring.measures.ngrams import NgramCounts, bleu_from_counts, check_order, count_ngrams, sum_counts
from hmer_kit.scoring.measures.structure import STRUCTURE_MEASURES
from hmer_kit.scoring.measures.table import MEASURES, RELEASED_MEASURES, get_measure

__all__ = [
    "BLEU_4",
    "CHARACTER_ERROR_RATE",
    "COUNT_MEASURES",
    "EDIT_SCORE",
    "ERROR_RATE",
    "FORM_MEASURES",
    "MEASURES",
    "RELEASED_CER",
    "RELEASED_MEASURES",
    "REPORTED_TOLERANCES",
    "STRUCTURE_MEASURES",
    "TOKEN_ERROR_RATE",
    "Counts",
    "Family",
    "Measure",
    "NgramCounts",
    "bleu_from_counts",
    "bleu_measure",
    "check_order",
    "count_ngrams",
    "divide_errors",
    "expression_rate_measure",
    "get_measure",
    "share",
    "sum_counts",
    "sum_rows",
]
