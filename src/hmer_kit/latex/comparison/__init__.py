"""Whether two expressions have the same layout, and the symbols and relations in which they differ."""

from hmer_kit.latex.comparison.graph_differences import GraphDifference, GraphDifferences, compare_label_graphs
from hmer_kit.latex.comparison.graph_trees import from_label_graph
from hmer_kit.latex.comparison.keys import TreeKey, layout_key, same_layout, same_structure, structure_key
from hmer_kit.latex.comparison.label_graphs import LabelGraph, label_graph

__all__ = [
    "GraphDifference",
    "GraphDifferences",
    "LabelGraph",
    "TreeKey",
    "compare_label_graphs",
    "from_label_graph",
    "label_graph",
    "layout_key",
    "same_layout",
    "same_structure",
    "structure_key",
]
