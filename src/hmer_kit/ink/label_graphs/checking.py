r"""Whether the symbols and relations of written ink are those of its caption, and in which they differ.

The caption is normalized first, so that only ink counts: spelling, spaces, fonts and sizes do not. Whether limits stand
beside their operator or above and below it is not compared, for label graphs follow the caption in it, or the ink, or
neither.
"""

from __future__ import annotations

from collections import Counter

from hmer_kit.exceptions import DataError, InputError
from hmer_kit.ink.document import InkDocument
from hmer_kit.ink.label_graphs._notation import FRACTION, caption_graph, without_limits
from hmer_kit.ink.label_graphs.names import FRACTION_BAR, LABELS
from hmer_kit.ink.label_graphs.symbol_graph import SymbolGraph
from hmer_kit.latex.comparison.graph_differences import GraphDifference, GraphDifferences, compare_label_graphs

__all__ = ["compare_symbols_with_caption", "compare_with_caption"]


def compare_with_caption(written: SymbolGraph | InkDocument, caption: str) -> GraphDifferences:
    r"""Compare symbols and relations with a caption.

    Args:
        written: The label graph, or ink with symbols and relations.
        caption: LaTeX.

    Returns:
        Symbols that are missing or extra, and relations that differ; none if they agree.

    Raises:
        DataError: There are no relations (``no_relations``: then compare the symbols alone), or they make no one tree.
        LatexError: The caption does not parse.
        InputError: ``written`` is neither of the two, or ``caption`` no string.

    Examples:
        >>> from hmer_kit.ink import InkSymbol
        >>> from hmer_kit.latex import Relation
        >>> graph = SymbolGraph("a", (InkSymbol("x", (0,)), InkSymbol("2", (1,))), ((0, 1, Relation.SUP),))
        >>> compare_with_caption(graph, "x ^ 2").agrees
        True
        >>> [str(difference) for difference in compare_with_caption(graph, "x _ { 2 }").differences]
        ["other relation '2': sup of 'x', not sub of 'x'"]
    """
    graph = _graph(written)
    if len(graph.symbols) > 1 and not graph.relations:
        raise DataError(
            f"{graph.name}: expected relations between its {len(graph.symbols)} symbols, got none; "
            "compare_symbols_with_caption compares the symbols alone",
            code="no_relations",
            path=graph.name,
        )
    return compare_label_graphs(without_limits(graph.label_graph()), without_limits(caption_graph(caption)))


def compare_symbols_with_caption(written: SymbolGraph | InkDocument, caption: str) -> GraphDifferences:
    r"""Compare symbols alone with a caption: which are missing, and which are extra, wherever they lie.

    Args:
        written: The label graph, or ink with symbols.
        caption: LaTeX.

    Raises:
        LatexError: The caption does not parse.
        InputError: ``written`` is neither of the two, or ``caption`` no string.

    Examples:
        >>> from hmer_kit.ink import InkSymbol
        >>> graph = SymbolGraph("a", (InkSymbol("x", (0,)), InkSymbol("3", (1,))), ())
        >>> [str(difference) for difference in compare_symbols_with_caption(graph, "x ^ 2").differences]
        ["extra symbol '3': 1 of 1", "missing symbol '2': 1 of 1"]
    """
    found = Counter(_plain(symbol.label) for symbol in _graph(written).symbols)
    wanted = Counter(map(_plain, caption_graph(caption).labels))
    wanted.pop("", None)
    extra, missing = found - wanted, wanted - found
    differences = [
        GraphDifference("extra symbol", label, graph=f"{count} of {found[label]}") for label, count in extra.items()
    ]
    differences += [
        GraphDifference("missing symbol", label, reference=f"{count} of {wanted[label]}")
        for label, count in missing.items()
    ]
    return GraphDifferences(tuple(differences))


def _graph(written: SymbolGraph | InkDocument) -> SymbolGraph:
    if isinstance(written, InkDocument):
        return SymbolGraph.of(written)
    if not isinstance(written, SymbolGraph):
        raise InputError(f"expected a SymbolGraph or an InkDocument, got {type(written).__name__}")
    return written


def _plain(label: str) -> str:
    """Return a label as it is when nothing is known of what lies around it."""
    return FRACTION_BAR if label == FRACTION else LABELS.get(label, label)
