"""Sizes, symbols and relations of many expressions, and how far two corpora are apart."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from hmer_kit.exceptions import InputError, LatexError
from hmer_kit.latex.comparison import label_graph
from hmer_kit.latex.complexity import complexity
from hmer_kit.latex.parser import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Self

__all__ = ["CorpusStatistics", "StatisticsGap"]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class StatisticsGap:
    """How far two corpora are apart; divergences are those of Jensen and Shannon, in bits: 0 equal, 1 disjoint.

    Examples:
        >>> StatisticsGap(symbols=0.01, pairs=0.1, relations=0.0, depths=0.0, lengths=0.0).symbols
        0.01
    """

    symbols: float
    """Between the shares of the symbols."""
    pairs: float
    """Between the shares of neighbours: symbol, relation, symbol."""
    relations: float
    """Between the shares of the relations."""
    depths: float
    """Between the shares of the depths of expressions."""
    lengths: float
    """Largest difference between the shares of expressions with at most so many symbols (Kolmogorov, Smirnov)."""


@dataclass(frozen=True, slots=True)
class CorpusStatistics:
    """Counts over the expressions of a corpus.

    Examples:
        >>> CorpusStatistics.of(["x ^ { 2 }", "x + 1"]).symbols["x"]
        2
    """

    expressions: int
    """Expressions that were counted."""
    unparseable: int
    """Expressions that were not."""
    lengths: Mapping[int, int]
    """Expressions by their number of symbols."""
    depths: Mapping[int, int]
    """Expressions by their depth, see ``hmer_kit.latex.complexity``."""
    symbols: Mapping[str, int]
    """Labels of the label graphs."""
    relations: Mapping[str, int]
    """Relations of the label graphs."""
    pairs: Mapping[tuple[str, str, str], int]
    """Edges of the label graphs: label of the parent, relation, label of the child."""

    @classmethod
    def of(cls, captions: Iterable[str]) -> Self:
        """Count.

        Args:
            captions: LaTeX; what cannot be parsed is counted as that.

        Examples:
            >>> statistics = CorpusStatistics.of(["x ^ { 2 }", "{"])
            >>> statistics.expressions, statistics.unparseable
            (1, 1)
        """
        lengths: Counter[int] = Counter()
        depths: Counter[int] = Counter()
        pairs: Counter[tuple[str, str, str]] = Counter()
        symbols: Counter[str] = Counter()
        unparseable = 0
        for caption in captions:
            try:
                tree = parse(caption)
            except LatexError:
                unparseable += 1
                continue
            size, graph = complexity(tree), label_graph(tree)
            lengths[size.symbols] += 1
            depths[size.depth] += 1
            symbols.update(graph.labels)
            edges = zip(graph.parents, graph.relations, graph.labels, strict=True)
            pairs.update((graph.labels[at], str(relation), label) for at, relation, label in edges if at >= 0)
        relations: Counter[str] = Counter()
        for (_, relation, _), count in pairs.items():
            relations[relation] += count
        return cls(sum(lengths.values()), unparseable, lengths, depths, symbols, relations, pairs)

    def gap(self, other: CorpusStatistics) -> StatisticsGap:
        """Return how far another corpus is from this one.

        Args:
            other: The other.

        Raises:
            InputError: One of them is empty.

        Examples:
            >>> one = CorpusStatistics.of(["x + 1"])
            >>> one.gap(one).symbols
            0.0
        """
        if not self.expressions or not other.expressions:
            raise InputError("expected two corpora with expressions, got an empty one")
        return StatisticsGap(
            symbols=_divergence(self.symbols, other.symbols),
            pairs=_divergence(self.pairs, other.pairs),
            relations=_divergence(self.relations, other.relations),
            depths=_divergence(self.depths, other.depths),
            lengths=_largest_difference(self.lengths, other.lengths),
        )

    def length_quantiles(self, shares: Iterable[float] = (0.1, 0.25, 0.5, 0.75, 0.9)) -> list[int]:
        """Return how many symbols expressions have at most, by their share.

        Args:
            shares: Shares of the expressions, 0 to 1.

        Examples:
            >>> CorpusStatistics.of(["x", "x + 1", "x + 1 + y"]).length_quantiles([0.5])
            [3]
        """
        ordered = sorted(self.lengths.items())
        found = []
        for share in shares:
            left = share * self.expressions
            at = 0
            for length, count in ordered:
                at, left = length, left - count
                if left <= 0:
                    break
            found.append(at)
        return found


def _divergence(first: Mapping[_T, int], second: Mapping[_T, int]) -> float:
    one, two = sum(first.values()), sum(second.values())
    if not one or not two:
        return 0.0 if one == two else 1.0
    total = 0.0
    for key in first.keys() | second.keys():
        p, q = first.get(key, 0) / one, second.get(key, 0) / two
        middle = (p + q) / 2
        total += sum(share * math.log2(share / middle) for share in (p, q) if share) / 2
    return max(0.0, total)


def _largest_difference(first: Mapping[int, int], second: Mapping[int, int]) -> float:
    one, two = sum(first.values()), sum(second.values())
    widest = difference = 0.0
    for length in sorted(first.keys() | second.keys()):
        difference += first.get(length, 0) / one - second.get(length, 0) / two
        widest = max(widest, abs(difference))
    return widest
