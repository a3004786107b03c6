"""Label graphs of written ink: CROHME's and LgEval's files, and whether a graph is that of a caption."""

from __future__ import annotations

from hmer_kit.ink.label_graphs.checking import compare_symbols_with_caption, compare_with_caption
from hmer_kit.ink.label_graphs.symbol_graph import SymbolGraph

__all__ = ["SymbolGraph", "compare_symbols_with_caption", "compare_with_caption"]
