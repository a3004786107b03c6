"""torchmetrics classes over integer sum-states."""

from hmer_kit.metrics.text import BLEU, EditScore, ExpressionRate, TokenErrorRate

__all__ = ["BLEU", "EditScore", "ExpressionRate", "TokenErrorRate"]
