"""From strings to scores: ``score`` counts once; each other function reads off the number of its name."""

from hmer_kit.scoring.functions.edits import (
    bleu,
    character_error_rate,
    edit_score,
    error_rate,
    expression_rate,
    released_cer,
    token_error_rate,
)
from hmer_kit.scoring.functions.form import (
    bracket_balance_rate,
    count_exact_rate,
    count_mae,
    count_mse,
    parse_rate,
    runaway_rate,
)
from hmer_kit.scoring.functions.structure import (
    relation_f1,
    relation_precision,
    relation_recall,
    structure_rate,
    symbol_f1,
    symbol_precision,
    symbol_recall,
)
from hmer_kit.scoring.functions.whole import score

__all__ = [
    "bleu",
    "bracket_balance_rate",
    "character_error_rate",
    "count_exact_rate",
    "count_mae",
    "count_mse",
    "edit_score",
    "error_rate",
    "expression_rate",
    "parse_rate",
    "relation_f1",
    "relation_precision",
    "relation_recall",
    "released_cer",
    "runaway_rate",
    "score",
    "structure_rate",
    "symbol_f1",
    "symbol_precision",
    "symbol_recall",
    "token_error_rate",
]
