"""Label graphs of written ink: CROHME's and LgEval's files, and whether a graph is that of a caption."""

from __future__ import annotations

from hmer_kit.ink.label_graphs.checking import compare_symbols_with_caption, compare_with_caption
from hmer_kit.ink.label_graphs.names import RELATIONS
from hmer_kit.ink.label_graphs.reading import MAX_LABEL_GRAPH_BYTES, load_label_graph, parse_label_graph
from hmer_kit.ink.label_graphs.symbol_graph import SymbolGraph
from hmer_kit.ink.label_graphs.writing import LabelGraphForm, label_graph_text, write_label_graph

__all__ = [
    "MAX_LABEL_GRAPH_BYTES",
    "RELATIONS",
    "LabelGraphForm",
    "SymbolGraph",
    "compare_symbols_with_caption",
    "compare_with_caption",
    "label_graph_text",
    "load_label_graph",
    "parse_label_graph",
    "write_label_graph",
]
