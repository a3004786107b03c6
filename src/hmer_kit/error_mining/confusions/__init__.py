"""Confusions: which symbol was read as which, in ink or in notation alone; their graph, and what training changed."""

from hmer_kit.error_mining.confusions.counted import CountedConfusions
from hmer_kit.error_mining.confusions.pairs import ConfusionPair, Context, MutualConfusion, PairCounts
from hmer_kit.error_mining.confusions.rates import ConfusionRate, SymbolErrors
from hmer_kit.error_mining.confusions.stream import ConfusionStream
from hmer_kit.error_mining.confusions.table import ConfusionTable

__all__ = [
    "ConfusionPair",
    "ConfusionRate",
    "ConfusionStream",
    "ConfusionTable",
    "Context",
    "CountedConfusions",
    "MutualConfusion",
    "PairCounts",
    "SymbolErrors",
]
