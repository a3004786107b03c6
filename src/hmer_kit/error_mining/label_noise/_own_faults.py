"""References that disagree with themselves: they do not parse, or are not what came with them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from hmer_kit.error_mining.label_noise._shared_edits import NoiseKind
from hmer_kit.exceptions import InputError, LatexError
from hmer_kit.latex import label_graph, parse, split_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hmer_kit.latex import LabelGraph, LayoutNode

_SHOWN = 6
_BRACES = frozenset({"{", "}"})
_SCRIPTS = frozenset({"^", "_"})


class Fault(NamedTuple):
    """Why a reference is suspected, in words, and how much of it is concerned."""

    kind: NoiseKind
    reason: str
    size: int


def faults(
    reference: str, *, counts: Mapping[str, int] | None, graph: LabelGraph | None, scripts_count: bool
) -> Iterator[Fault]:
    """Yield what is wrong with a reference by itself."""
    try:
        tree = parse(reference)
    except LatexError as error:
        yield Fault(NoiseKind.UNPARSED, str(error), 1)
    else:
        yield from _graph_fault(tree, graph)
    yield from _count_fault(reference, counts, scripts_count=scripts_count)


def count_scripts(given: Sequence[Mapping[str, int] | None]) -> bool:
    """Return whether script signs are counted: the released counts have them, those of the paper do not."""
    return any(sign in counts for counts in given if counts for sign in _SCRIPTS)


def _count_fault(reference: str, counts: Mapping[str, int] | None, *, scripts_count: bool) -> Iterator[Fault]:
    if counts is None:
        return
    left_out = _BRACES if scripts_count else _BRACES | _SCRIPTS
    own = Counter(token for token in split_tokens(reference) if token not in left_out)
    given = Counter({token: count for token, count in counts.items() if token not in left_out})
    if own != given:
        yield Fault(NoiseKind.COUNTS, f"counts: {_sides(own, given)}", (own - given).total() + (given - own).total())


def _graph_fault(tree: LayoutNode, graph: LabelGraph | None) -> Iterator[Fault]:
    if graph is None:
        return
    own = label_graph(tree)
    known: dict[tuple[int, str, str], int] = {}
    if _numbered(own, known) == _numbered(graph, known):
        return
    labels, given = Counter(own.labels), Counter(graph.labels)
    if labels == given:
        labels, given = _edges(own), _edges(graph)
    size = (labels - given).total() + (given - labels).total()
    yield Fault(NoiseKind.GRAPH, f"label graph: {_sides(labels, given) or 'the same edges elsewhere'}", max(size, 1))


def _numbered(graph: LabelGraph, known: dict[tuple[int, str, str], int]) -> Counter[int]:
    """Return nodes as numbers that stand for their whole path from the top, so that siblings may come in any order.

    Args:
        graph: Symbols with their edges.
        known: Numbers given so far; the same for graphs that are to be compared.

    Raises:
        InputError: A symbol comes before the one that it hangs on.
    """
    numbers: list[int] = []
    for place, (parent, relation, label) in enumerate(zip(graph.parents, graph.relations, graph.labels, strict=True)):
        if not -1 <= parent < place:
            raise InputError(
                f"expected a label graph in reading order, got parent {parent} of symbol {place} ({label!r}); "
                "put each symbol after the one that it hangs on"
            )
        above = numbers[parent] if parent >= 0 else -1
        numbers.append(known.setdefault((above, str(relation), label), len(known)))
    return Counter(numbers)


def _edges(graph: LabelGraph) -> Counter[str]:
    return Counter(
        f"{graph.labels[parent] if parent >= 0 else 'start'} {relation} {label}"
        for parent, relation, label in zip(graph.parents, graph.relations, graph.labels, strict=True)
    )


def _sides(own: Counter[str], given: Counter[str]) -> str:
    """Return what each side has too many, the first few."""
    parts = []
    for name, more in (("only in the reference", own - given), ("only in what came with it", given - own)):
        shown = [f"{token} × {count}" if count > 1 else token for token, count in list(more.items())[:_SHOWN]]
        if more:
            parts.append(f"{name}: {', '.join(shown)}{' ...' if len(more) > _SHOWN else ''}")
    return "; ".join(parts)
