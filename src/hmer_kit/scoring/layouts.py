r"""Symbols and relations of a prediction against those of its reference, on their layout trees.

Two ways of pairing symbols answer two questions:

- *by place*, as LgEval does with symbol-level label graphs: a symbol is named by the way to it, and compared with the
  symbol of the same name. ``label_errors`` counts labels that differ (LgEval's D_B): one for a wrong symbol, two for a
  symbol that the other side lacks, itself and its edge. What follows an inserted symbol has moved, and counts too.
- *by alignment* of the symbols in reading order with the fewest edits: an inserted symbol costs one place. Symbol and
  relation precision and recall are counted so. A relation is matched where both its symbols are paired with those of
  one relation of the same kind on the other side.

What does not parse is repaired (``parse(..., on_error="recover")``), so that it is counted as far as it goes, but has
at least one error and no right structure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from hmer_kit.latex import label_graph, parse, same_structure

if TYPE_CHECKING:
    from hmer_kit.latex import LabelGraph, LayoutTree, Relation

__all__ = ["LayoutComparison", "compare_layouts", "label_errors"]


@dataclass(frozen=True, slots=True)
class LayoutComparison:
    """What two layouts have in common, in counts.

    Examples:
        >>> compare_layouts("x ^ 2", "x _ 2").label_errors
        4
    """

    symbols_predicted: int
    """Symbols of the prediction."""
    symbols_expected: int
    """Symbols of the reference."""
    symbols_matched: int
    """Pairs of the same label, by alignment."""
    relations_matched: int
    """Relations found on both sides, by alignment; each side has one for every symbol but its first."""
    label_errors: int
    """Labels of nodes and edges that differ, by place; 0 only if prediction and reference have the same symbols at the
    same places."""
    same_structure: bool
    """Whether the layouts are equal when labels are ignored, and the prediction parses."""


def compare_layouts(prediction: str, reference: str) -> LayoutComparison:
    r"""Compare the layouts of two expressions.

    Linear in their symbols, but for the alignment, which is quadratic with a small constant.

    Args:
        prediction: LaTeX, well-formed or not.
        reference: LaTeX, well-formed or not.

    Returns:
        Counts.

    Examples:
        >>> found = compare_layouts(r"\frac { a } { b } + c", r"\frac { a } { d } + c")
        >>> found.symbols_matched, found.symbols_expected, found.relations_matched, found.label_errors
        (4, 5, 4, 1)
        >>> found.same_structure
        True
    """
    return _TwoLayouts(prediction, reference).comparison()


class _TwoLayouts:
    """The layouts of a prediction and of its reference, read once, for whatever is asked of them."""

    __slots__ = ("expected", "is_repaired", "predicted", "trees")

    def __init__(self, prediction: str, reference: str) -> None:
        expected = parse(reference, on_error="recover")
        predicted = expected if prediction == reference else parse(prediction, on_error="recover")
        self.trees = predicted, expected
        self.expected = label_graph(expected)
        self.predicted = self.expected if predicted is expected else label_graph(predicted)
        self.is_repaired = bool(predicted.repairs or expected.repairs)

    def label_errors(self) -> int:
        """Return what ``LayoutComparison.label_errors`` is, without aligning anything."""
        if self.predicted is self.expected:
            return 0
        return max(label_errors(self.predicted, self.expected), int(self.is_repaired))

    def labels(self) -> tuple[int, int, int]:
        """Return wrong labels, symbols of the prediction, symbols of the reference."""
        return self.label_errors(), len(self.predicted.labels), len(self.expected.labels)

    def comparison(self) -> LayoutComparison:
        """Return all counts."""
        predicted, expected = self.predicted, self.expected
        size = len(expected.labels)
        if predicted is expected:
            return LayoutComparison(size, size, size, max(0, size - 1), 0, same_structure=True)
        symbols, relations = _aligned(predicted, expected)
        return LayoutComparison(
            symbols_predicted=len(predicted.labels),
            symbols_expected=size,
            symbols_matched=symbols,
            relations_matched=relations,
            label_errors=self.label_errors(),
            same_structure=not self.is_repaired and _same_structure(predicted, expected, self.trees),
        )


def _same_structure(predicted: LabelGraph, expected: LabelGraph, trees: tuple[LayoutTree, LayoutTree]) -> bool:
    """Ask the trees only where the edges agree: a graph does not tell the rows of a matrix from its columns."""
    edges_agree = predicted.parents == expected.parents and predicted.relations == expected.relations
    return edges_agree and same_structure(*trees)


def _aligned(predicted: LabelGraph, expected: LabelGraph) -> tuple[int, int]:
    """Return how many symbols and how many relations are matched."""
    partner: dict[int, int] = {}
    symbols = 0
    for code in Levenshtein.opcodes(predicted.labels, expected.labels):
        if code.tag in ("equal", "replace"):
            span = range(code.src_start, code.src_end)
            partner.update(zip(span, range(code.dest_start, code.dest_end), strict=True))
            symbols += len(span) if code.tag == "equal" else 0
    relations = sum(
        parent >= 0
        and partner.get(parent) == expected.parents[partner[at]]
        and predicted.relations[at] is expected.relations[partner[at]]
        for at, parent in enumerate(predicted.parents)
        if at in partner
    )
    return symbols, relations


def label_errors(predicted: LabelGraph, expected: LabelGraph) -> int:
    """Return how many labels of nodes and edges differ, symbols being named by their places.

    Args:
        predicted: Symbols of the prediction.
        expected: Symbols of the reference.

    Examples:
        >>> from hmer_kit.latex import label_graph, parse
        >>> label_errors(label_graph(parse("x + 1")), label_graph(parse("x - 1 2")))
        3
    """
    left, right = _children(predicted), _children(expected)
    if not left or not right:
        return _labels(len(left)) + _labels(len(right))
    pairs = [(0, 0)]
    wrong = matched = 0
    while pairs:
        at, other = pairs.pop()
        matched += 1
        wrong += predicted.labels[at] != expected.labels[other]
        mine, theirs = left[at], right[other]
        pairs.extend((mine[edge], theirs[edge]) for edge in mine.keys() & theirs.keys())
    return wrong + 2 * (len(left) - matched) + 2 * (len(right) - matched)


def _labels(symbols: int) -> int:
    """Return the labels of a whole graph: one for each symbol, one for each edge."""
    return 2 * symbols - bool(symbols)


def _children(graph: LabelGraph) -> list[dict[tuple[Relation, int], int]]:
    """Return, for each symbol, those that hang on it by relation, and by number where there are several."""
    children: list[dict[tuple[Relation, int], int]] = [{} for _ in graph.labels]
    seen: dict[tuple[int, Relation], int] = {}
    for at, edge in enumerate(zip(graph.parents, graph.relations, strict=True)):
        parent, relation = edge
        if parent >= 0:
            number = 0
            if (relation, 0) in children[parent]:  # only then count: there is one of a kind, mostly
                number = seen[edge] = seen.get(edge, 0) + 1
            children[parent][relation, number] = at
    return children
