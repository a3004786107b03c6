"""Why the truth of an ink file and its published caption, or the relations of its MathML and of its LaTeX, differ.

Reasons are tried in order; the first that explains the whole difference is given, so that what is left over is small
enough to be named file by file in a test.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING

from hmer_kit.exceptions import LatexError
from hmer_kit.latex import PROFILES, LabelGraph, Relation, label_graph, normalize, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.ink import InkDocument

SAME_INK = PROFILES["same_ink"].rules
FONTS = SAME_INK | {"fonts"}
"""Fonts change no ink that a segmentation knows."""
LIMITS = {Relation.SUB: Relation.BELOW, Relation.SUP: Relation.ABOVE}
DOTS = {"\\cdot": 1, "\\cdots": 3, "\\ldots": 3, "\\dots": 3}

Key = tuple[tuple[str, tuple[tuple[str, "Key"], ...]], ...]
"""A row: each label with its rows, sorted by relation."""


@cache
def normal(latex: str, rules: frozenset[str]) -> str | None:
    """The normal form, or None for LaTeX that does not parse."""
    try:
        return normalize(latex, rules=rules).latex
    except LatexError:
        return None


def truth_reason(truth: str, caption: str) -> str:
    """Why a truth and its caption differ."""
    if normal(truth, SAME_INK) is None or normal(caption, SAME_INK) is None:
        return "LaTeX that does not parse"
    if normal(truth, SAME_INK) == normal(caption, SAME_INK):
        return "same ink"
    left, right = normal(truth, FONTS) or "", normal(caption, FONTS) or ""
    if graph_key(left) == graph_key(right):
        return "fonts" if left == right or "\\mbox" in left else "scripts of a group"
    if graph_key(left, limits=True) == graph_key(right, limits=True):
        return "limits beside the sign"
    if left.replace(" ", "").replace("\\", "") == right.replace(" ", "").replace("\\", ""):
        return "function name in letters"
    return "other symbols"


def relation_reason(document: InkDocument, latex: str) -> str:
    """Why the relations of a document and those of LaTeX differ."""
    if not document.relations and len(document.symbols) != 1:
        return "no relations in the file"
    left = normal(latex, FONTS)
    if left is None:
        return "LaTeX that does not parse"
    if ink_key(document) == graph_key(left):
        return "same"
    if ink_key(document, limits=True) == graph_key(left, limits=True):
        return "limits beside the sign"
    ink, tree = symbols_of_ink(document), symbols_of_latex(left)
    if ink != tree:
        return "dots of another kind" if without_dots(ink) == without_dots(tree) else "other symbols"
    return "other structure"


def ink_key(document: InkDocument, *, limits: bool = False) -> Key:
    labels = [plain(symbol.label) for symbol in document.symbols]
    return _key(labels, document.relations, limits=limits)


@cache
def graph_key(latex: str, *, limits: bool = False) -> Key:
    graph = label_graph(parse(latex))
    edges = [
        (parent, child, relation)
        for child, (parent, relation) in enumerate(zip(graph.parents, graph.relations, strict=True))
        if parent >= 0
    ]
    return _key(graph.labels, edges, limits=limits)


def symbols_of_ink(document: InkDocument) -> Counter[str]:
    return Counter(plain(symbol.label) for symbol in document.symbols)


@cache
def symbols_of_latex(latex: str) -> Counter[str]:
    graph: LabelGraph = label_graph(parse(latex))
    return Counter(map(plain, graph.labels))


def without_dots(symbols: Counter[str]) -> Counter[str]:
    """Symbols with a dot for each dot: ``\\cdots`` may be three full stops to whoever segments it."""
    found = Counter({label: count for label, count in symbols.items() if label not in DOTS})
    found["."] += sum(DOTS[label] * count for label, count in symbols.items() if label in DOTS)
    return +found


@cache
def plain(label: str) -> str:
    """A label in one spelling: fraction bars are minus signs in a segmentation."""
    found = normal(label, FONTS) or label
    return "-" if found == "\\frac" else found


def _key(labels: Sequence[str], edges: Sequence[tuple[int, int, Relation]], *, limits: bool) -> Key:
    hanging: dict[int, list[tuple[Relation, int]]] = defaultdict(list)
    for parent, child, relation in edges:
        hanging[parent].append((LIMITS.get(relation, relation) if limits else relation, child))
    (root,) = set(range(len(labels))) - {child for _, child, _ in edges}

    def row(first: int) -> Key:
        found, index = [], first
        while True:
            rows = [(str(relation), row(child)) for relation, child in hanging[index] if relation is not Relation.RIGHT]
            found.append((plain(labels[index]), tuple(sorted(rows))))
            following = [child for relation, child in hanging[index] if relation is Relation.RIGHT]
            if not following:
                return tuple(found)
            (index,) = following

    return row(root)
