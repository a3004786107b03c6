"""Many metrics at once, by the names of their measures."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from torchmetrics import MetricCollection

from hmer_kit.exceptions import InputError
from hmer_kit.metrics.edits import (
    CharacterErrorRate,
    EditScore,
    ErrorRate,
    ExpressionRate,
    ReleasedCER,
    TokenErrorRate,
)
from hmer_kit.metrics.form import BracketBalanceRate, CountExactRate, CountMAE, CountMSE, ParseRate, RunawayRate
from hmer_kit.metrics.ngrams import BLEU
from hmer_kit.metrics.structure import (
    RelationF1,
    RelationPrecision,
    RelationRecall,
    StructureRate,
    SymbolF1,
    SymbolPrecision,
    SymbolRecall,
)
from hmer_kit.scoring import MEASURES, RELEASED_MEASURES, REPORTED_TOLERANCES, expression_rate_measure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from torchmetrics import Metric

    from hmer_kit.scoring import ScoringProtocol

__all__ = ["score_metrics"]

_RELEASED: Final = tuple(measure.name for measure in RELEASED_MEASURES)
_METRICS: Final[Mapping[str, Callable[..., Metric]]] = MappingProxyType(
    {
        **{expression_rate_measure(k).name: partial(ExpressionRate, k) for k in REPORTED_TOLERANCES},
        "edit_score": EditScore,
        "error_rate": ErrorRate,
        "token_error_rate": TokenErrorRate,
        "character_error_rate": CharacterErrorRate,
        "released_cer": ReleasedCER,
        "bleu": BLEU,
        "structure_rate": StructureRate,
        "symbol_precision": SymbolPrecision,
        "symbol_recall": SymbolRecall,
        "symbol_f1": SymbolF1,
        "relation_precision": RelationPrecision,
        "relation_recall": RelationRecall,
        "relation_f1": RelationF1,
        "count_mae": CountMAE,
        "count_mse": CountMSE,
        "count_exact_rate": CountExactRate,
        "bracket_balance_rate": BracketBalanceRate,
        "parse_rate": ParseRate,
        "runaway_rate": RunawayRate,
    }
)


def score_metrics(
    measures: Iterable[str] = _RELEASED,
    *,
    protocol: str | ScoringProtocol = "released",
    prefix: str | None = None,
    **kwargs: Any,
) -> MetricCollection:
    """Return a collection of metrics under the names of their measures; those that count alike count once.

    Args:
        measures: Names of measures, see ``hmer_kit.scoring.MEASURES``; those of the released script by default.
        protocol: What counts as an error.
        prefix: Put before each name, as ``"val_"``.
        kwargs: Options of every metric, as ``n_bootstraps``.

    Raises:
        InputError: There is no such measure or protocol, or none is named.

    Examples:
        >>> metrics = score_metrics(["expression_rate", "expression_rate_1", "structure_rate"], prefix="val_")
        >>> metrics(["x", "y"], ["x", "z"])["val_expression_rate"]
        tensor(0.5000)
    """
    names = [] if isinstance(measures, str) else list(measures)
    if not names or any(name not in MEASURES for name in names):
        raise InputError(f"expected names out of {', '.join(MEASURES)} in a list, got {measures!r:.80}")
    metrics: dict[str, Metric | MetricCollection] = {
        name: _METRICS[name](protocol=protocol, **kwargs) for name in names
    }
    return MetricCollection(metrics, prefix=prefix)
