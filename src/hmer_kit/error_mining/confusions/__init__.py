"""Confusions: which symbol was read as which, in ink or in notation alone; their graph, and what training changed."""

from hmer_kit.error_mining.confusions.comparison import (
    ConfusionChange,
    ConfusionComparison,
    compare_confusions,
    fisher_p_value,
)
from hmer_kit.error_mining.confusions.counted import CountedConfusions
from hmer_kit.error_mining.confusions.export import confusions_csv, confusions_markdown
from hmer_kit.error_mining.confusions.graph import (
    Community,
    ConfusionCycle,
    confusion_cycles,
    look_alike_communities,
)
from hmer_kit.error_mining.confusions.graph_svg import confusion_graph_svg
from hmer_kit.error_mining.confusions.heat import (
    HEAT_LEVELS,
    HeatCell,
    HeatMap,
    describe_confusion,
    heat_map,
    top_symbols,
)
from hmer_kit.error_mining.confusions.heat_svg import heat_map_svg
from hmer_kit.error_mining.confusions.pairs import ConfusionPair, Context, MutualConfusion, PairCounts
from hmer_kit.error_mining.confusions.plots import plot_confusions
from hmer_kit.error_mining.confusions.profile import SAME_BY_HAND
from hmer_kit.error_mining.confusions.rates import ConfusionRate, SymbolErrors
from hmer_kit.error_mining.confusions.stream import ConfusionStream
from hmer_kit.error_mining.confusions.table import ConfusionTable
from hmer_kit.error_mining.confusions.weights import HasReference, HowToCombine, sampling_weights, symbol_hardness

__all__ = [
    "HEAT_LEVELS",
    "SAME_BY_HAND",
    "Community",
    "ConfusionChange",
    "ConfusionComparison",
    "ConfusionCycle",
    "ConfusionPair",
    "ConfusionRate",
    "ConfusionStream",
    "ConfusionTable",
    "Context",
    "CountedConfusions",
    "HasReference",
    "HeatCell",
    "HeatMap",
    "HowToCombine",
    "MutualConfusion",
    "PairCounts",
    "SymbolErrors",
    "compare_confusions",
    "confusion_cycles",
    "confusion_graph_svg",
    "confusions_csv",
    "confusions_markdown",
    "describe_confusion",
    "fisher_p_value",
    "heat_map",
    "heat_map_svg",
    "look_alike_communities",
    "plot_confusions",
    "sampling_weights",
    "symbol_hardness",
    "top_symbols",
]
