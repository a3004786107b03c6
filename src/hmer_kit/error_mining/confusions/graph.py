"""What the confusion graph shows: families of look-alikes, and symbols taken for each other in a circle."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from hmer_kit.alignment import EditOp
from hmer_kit.error_mining._checks import require_count
from hmer_kit.error_mining.confusions._notation import is_symbol
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    import networkx as nx

    from hmer_kit.error_mining.confusions.table import ConfusionTable

__all__ = ["Community", "ConfusionCycle", "confusion_cycles", "look_alike_communities"]

_MOST_EDGES: Final = 400


@dataclass(frozen=True, slots=True)
class Community:
    """Symbols that are taken for each other more than for others.

    Examples:
        >>> Community(("X", "x"), inside=3, across=1).symbols
        ('X', 'x')
    """

    symbols: tuple[str, ...]
    """The symbols, the one with the most confusions inside first."""
    inside: int
    """Confusions among them."""
    across: int
    """Confusions with other symbols."""


@dataclass(frozen=True, slots=True)
class ConfusionCycle:
    """Symbols of which each is read as the next, and the last as the first.

    Examples:
        >>> cycle = ConfusionCycle(("X", "x"), (3, 2))
        >>> cycle.weakest, str(cycle)
        (2, 'X -> x -> X (3, 2)')
    """

    symbols: tuple[str, ...]
    """The symbols, the first one in code-point order first."""
    counts: tuple[int, ...]
    """Times each was read as the next."""

    @property
    def weakest(self) -> int:
        """The smallest of the counts, by which cycles are ranked."""
        return min(self.counts)

    def __str__(self) -> str:
        around = " -> ".join([*self.symbols, self.symbols[0]])
        return f"{around} ({', '.join(map(str, self.counts))})"


def look_alike_communities(
    table: ConfusionTable, *, min_count: int = 1, resolution: float = 1.0, seed: int = 0
) -> list[Community]:
    """Return the families of look-alikes: communities of the graph of symbols read as other symbols.

    Found by the Louvain method (Blondel et al. 2008) of networkx, on the counts of both directions together. Structure
    (braces, script signs and the like) and what was left out or put in are no part of it, nor is notation.

    Args:
        table: Confusions.
        min_count: Least number of times, in both directions together, that two symbols count as confused.
        resolution: Above 1 for more and smaller families, below for fewer and larger ones.
        seed: What the order of visits is drawn from; the same seed gives the same families on every machine.

    Returns:
        Families of two and more, that with the most confusions inside first.

    Raises:
        InputError: A number is out of range.

    Examples:
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> table = ConfusionTable.from_pairs(["x", "X", "c", "9", "q"], ["X", "x", "C", "g", "9"])
        >>> [family.symbols for family in look_alike_communities(table)]
        [('9', 'g', 'q'), ('X', 'x'), ('C', 'c')]
    """
    import networkx as nx

    require_count(min_count, "min_count")
    require_count(seed, "seed")
    if not isinstance(resolution, int | float) or not 0 < resolution < float("inf"):
        raise InputError(f"expected resolution as a number above 0, got {resolution!r}")
    graph = nx.Graph()
    pairs = [both for both in table.ink().symmetric() if both.count >= min_count and all(map(is_symbol, both.symbols))]
    # Whole numbers as nodes: sets of them have one order on every machine, sets of strings do not.
    names = sorted({symbol for both in pairs for symbol in both.symbols})
    number = {symbol: index for index, symbol in enumerate(names)}
    graph.add_nodes_from(range(len(names)))
    graph.add_weighted_edges_from((*map(number.__getitem__, both.symbols), both.count) for both in pairs)
    groups = nx.community.louvain_communities(graph, resolution=resolution, seed=seed) if pairs else []
    found = [_community(graph, group, names) for group in groups if len(group) > 1]
    return sorted(found, key=lambda family: (-family.inside, family.symbols))


def _community(graph: nx.Graph, group: set[int], names: list[str]) -> Community:
    inside = {
        node: sum(graph.edges[node, other]["weight"] for other in graph[node] if other in group) for node in group
    }
    total = sum(graph.degree(node, weight="weight") for node in group)
    ranked = sorted(group, key=lambda node: (-inside[node], names[node]))
    both = sum(inside.values())
    return Community(tuple(names[node] for node in ranked), inside=both // 2, across=total - both)


def confusion_cycles(
    table: ConfusionTable, n: int | None = 20, *, longest: int = 4, min_count: int = 1
) -> list[ConfusionCycle]:
    """Return the strongest cycles: mutual confusions, such as ``X`` and ``x``, and longer ones.

    A cycle is as strong as its weakest confusion. They are sought among the 400 commonest confusions of one symbol with
    another, in ink; a cycle that was missed for that is weaker than all of these.

    Args:
        table: Confusions.
        n: Most cycles to return; None for all.
        longest: Most symbols in a cycle, 2 to 6.
        min_count: Least count of each confusion in it.

    Returns:
        By falling count of the weakest confusion, then of all, then in code-point order.

    Raises:
        InputError: A number is out of range.

    Examples:
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> table = ConfusionTable.from_pairs(["x", "X", "9", "q", "g"], ["X", "x", "g", "9", "q"])
        >>> for cycle in confusion_cycles(table):
        ...     print(cycle)
        9 -> q -> g -> 9 (1, 1, 1)
        X -> x -> X (1, 1)
    """
    import networkx as nx

    if n is not None:
        require_count(n, "n")
    require_count(min_count, "min_count")
    if not isinstance(longest, int) or not 2 <= longest <= 6:
        raise InputError(f"expected longest as a number of symbols from 2 to 6, got {longest!r}")
    counts = {
        (pair.reference, pair.prediction): count
        for pair, count in table.ink().most_common(ops=[EditOp.SUBSTITUTE])
        if count >= min_count and is_symbol(pair.reference) and is_symbol(pair.prediction)
    }
    graph = nx.DiGraph(list(counts)[:_MOST_EDGES])
    found = []
    for symbols in nx.simple_cycles(graph, length_bound=longest):
        first = symbols.index(min(symbols))
        turned = [*symbols[first:], *symbols[:first]]
        steps = pairwise([*turned, turned[0]])
        found.append(ConfusionCycle(tuple(turned), tuple(counts[step] for step in steps)))
    found.sort(key=lambda cycle: (-cycle.weakest, -sum(cycle.counts), cycle.symbols))
    return found[:n]
