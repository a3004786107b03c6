r"""From the notation of label graph files to that of ``hmer_kit.latex``, and to one in which both are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hmer_kit.ink.label_graphs.names import FRACTION_BAR, LABELS
from hmer_kit.latex.commands import COMMANDS, LIMIT_OPERATORS, LIMIT_RELATIONS
from hmer_kit.latex.comparison.label_graphs import LabelGraph, label_graph
from hmer_kit.latex.kinds import Relation
from hmer_kit.latex.normalization import SAME_INK
from hmer_kit.latex.normalization.normalizer import normalized_tree

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["FRACTION", "caption_graph", "in_file_terms", "in_latex_terms", "without_limits"]

FRACTION: Final = "\\frac"
_PROFILE: Final = SAME_INK.with_rules("fonts")

_ROOT: Final = "\\sqrt"
_VERTICAL: Final = frozenset({Relation.ABOVE, Relation.BELOW})
_AS_SCRIPTS: Final = {limit: script for script, limit in LIMIT_RELATIONS.items()}


def caption_graph(caption: str) -> LabelGraph:
    """Return the label graph of a caption, normalized to what has ink."""
    return label_graph(normalized_tree(caption, profile=_PROFILE))


def in_file_terms(graph: LabelGraph) -> list[str]:
    """Return the labels as files have them: a fraction with anything above or below it is a bar."""
    edges = zip(graph.parents, graph.relations, strict=True)
    bars = {parent for parent, relation in edges if relation in _VERTICAL}
    return [
        FRACTION_BAR if label == FRACTION and number in bars else label for number, label in enumerate(graph.labels)
    ]


def in_latex_terms(labels: Sequence[str], parents: Sequence[int], relations: Sequence[Relation]) -> LabelGraph:
    """Return the label graph of symbols as files have them."""
    bars = {parent for parent, relation in zip(parents, relations, strict=True) if relation in _VERTICAL}
    named = tuple(
        FRACTION if label == FRACTION_BAR and number in bars else LABELS.get(label, label)
        for number, label in enumerate(labels)
    )
    placed = tuple(
        _relation(named[parent], relation) if parent >= 0 else Relation.RIGHT
        for parent, relation in zip(parents, relations, strict=True)
    )
    return LabelGraph(named, tuple(parents), placed)


def _relation(parent: str, relation: Relation) -> Relation:
    if parent == _ROOT and relation in {Relation.ABOVE, Relation.SUP}:
        return Relation.INDEX if relation is Relation.ABOVE else relation
    if parent in LIMIT_OPERATORS:
        return LIMIT_RELATIONS.get(relation, relation)
    return relation


def without_limits(graph: LabelGraph) -> LabelGraph:
    """Return the graph with limits as scripts; what is above and below a fraction or the like stays there."""
    return LabelGraph(
        graph.labels,
        graph.parents,
        tuple(
            relation if parent < 0 or graph.labels[parent] in COMMANDS else _AS_SCRIPTS.get(relation, relation)
            for parent, relation in zip(graph.parents, graph.relations, strict=True)
        ),
    )
