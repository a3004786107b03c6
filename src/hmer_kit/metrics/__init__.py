"""torchmetrics classes over integer states.

Each is the twin of a function of ``hmer_kit.scoring`` or ``hmer_kit.visual`` and gives the same number, as a float32
scalar. ``update`` takes two sequences of LaTeX strings; a batch that is refused changes nothing. States are sums of
int64, so any split over batches and processes gives the same result. Without samples the result is ``nan``;
torchmetrics warns if ``compute`` comes before the first ``update``. Metrics that count the same thing share the name of
their state, so that a ``MetricCollection`` counts it once.

With ``n_bootstraps=1000`` a metric of counts keeps that many resampled sums beside its own, and
``interval(level=0.95)`` returns a confidence interval. ``StratifiedMetric`` gives a rate for each group of samples.
``AURC`` and ``ExpectedCalibrationError`` take confidences and keep every sample. ``VisualExactMatch`` and
``CharacterDetectionMatching`` compare what is drawn.
"""

from hmer_kit.metrics.collection import score_metrics
from hmer_kit.metrics.edits import (
    CharacterErrorRate,
    EditScore,
    ErrorRate,
    ExpressionRate,
    ReleasedCER,
    TokenErrorRate,
)
from hmer_kit.metrics.form import BracketBalanceRate, CountExactRate, CountMAE, CountMSE, ParseRate, RunawayRate
from hmer_kit.metrics.measured import MeasureMetric
from hmer_kit.metrics.ngrams import BLEU
from hmer_kit.metrics.selective import AURC, ExpectedCalibrationError
from hmer_kit.metrics.stratified import StratifiedMetric
from hmer_kit.metrics.structure import (
    RelationF1,
    RelationPrecision,
    RelationRecall,
    StructureRate,
    SymbolF1,
    SymbolPrecision,
    SymbolRecall,
)
from hmer_kit.metrics.visual import CharacterDetectionMatching, VisualExactMatch

__all__ = [
    "AURC",
    "BLEU",
    "BracketBalanceRate",
    "CharacterDetectionMatching",
    "CharacterErrorRate",
    "CountExactRate",
    "CountMAE",
    "CountMSE",
    "EditScore",
    "ErrorRate",
    "ExpectedCalibrationError",
    "ExpressionRate",
    "MeasureMetric",
    "ParseRate",
    "RelationF1",
    "RelationPrecision",
    "RelationRecall",
    "ReleasedCER",
    "RunawayRate",
    "StratifiedMetric",
    "StructureRate",
    "SymbolF1",
    "SymbolPrecision",
    "SymbolRecall",
    "TokenErrorRate",
    "VisualExactMatch",
    "score_metrics",
]
