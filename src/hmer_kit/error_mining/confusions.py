r"""Confusions: which symbol was read as which, how often, and in which samples.

A confusion is one edit of an alignment, never a merged run: ``X`` read as ``x``, a symbol left out (the prediction is
``""``) or one put in (the reference is ``""``). Runaway predictions are named and kept out of the counts, since a
single one would fill the table with its loop.

What is counted is notation as well as ink: a model that writes ``\to`` where the reference has ``\rightarrow`` shows up
as a confusion. Normalize both sides first where that is not wanted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from hmer_kit.alignment import EditOp
from hmer_kit.error_mining._checks import require_count, require_pairs
from hmer_kit.error_mining._tally import Tally
from hmer_kit.error_mining._views import confusion_graph, confusion_matrix, confusion_rows, kinds, limit, ranked
from hmer_kit.error_mining.confusion_pairs import ConfusionPair, MutualConfusion
from hmer_kit.error_mining.tokens import token_pair

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import networkx as nx

    from hmer_kit.error_mining.tokens import Tokenizer

__all__ = ["ConfusionPair", "ConfusionTable", "MutualConfusion"]


@dataclass(frozen=True, slots=True)
class ConfusionTable:
    """Counted confusions of a set of predictions. ``+`` merges two tables; ``ConfusionTable()`` is an empty one.

    Examples:
        >>> table = ConfusionTable.from_pairs(["x + 1", "x"], ["X + 1", "x"])
        >>> table.most_common(1)
        [(ConfusionPair(reference='X', prediction='x'), 1)]
        >>> (table + table).wrong
        2
    """

    counts: Mapping[ConfusionPair, int] = field(default_factory=dict)
    """Edits of each pair, the commonest first."""
    samples: Mapping[ConfusionPair, int] = field(default_factory=dict)
    """Samples that hold each pair."""
    examples: Mapping[ConfusionPair, tuple[str, ...]] = field(default_factory=dict)
    """Ids of the first of those samples, at most ``max_examples``."""
    correct: Mapping[str, int] = field(default_factory=dict)
    """Times each symbol was read right."""
    compared: int = 0
    """Samples compared, wrong ones and runaways included."""
    wrong: int = 0
    """Samples whose prediction differs from the reference, runaways included."""
    runaways: tuple[str, ...] = ()
    """Ids of the runaway predictions; none of their tokens is counted."""
    max_examples: int = 10
    """Most ids kept for a pair."""

    @classmethod
    def from_pairs(
        cls,
        preds: Sequence[str],
        target: Sequence[str],
        *,
        ids: Sequence[str] | None = None,
        max_examples: int = 10,
        tokenizer: Tokenizer = "auto",
    ) -> ConfusionTable:
        """Count the confusions of predictions with their references.

        Args:
            preds: Predictions.
            target: References, one for each prediction.
            ids: Names of the samples; their numbers from 0 by default.
            max_examples: Most ids to keep for a pair.
            tokenizer: How to cut, see ``token_pair``.

        Returns:
            The table; an empty one for no samples.

        Raises:
            InputError: The lengths differ, or something is no list of strings.

        Examples:
            >>> ConfusionTable.from_pairs(["x x", ""], ["X X", "2"], ids=["a", "b"]).examples
            {ConfusionPair(reference='X', prediction='x'): ('a',), ConfusionPair(reference='2', prediction=''): ('b',)}
        """
        require_pairs(preds, target, ids)
        require_count(max_examples, "max_examples")
        names = [str(index) for index in range(len(preds))] if ids is None else ids
        tally = Tally(max_examples=max_examples)
        for prediction, reference, name in zip(preds, target, names, strict=True):
            tally.add(*token_pair(prediction, reference, tokenizer=tokenizer), name)
        return cls(
            counts=ranked({ConfusionPair(*pair): count for pair, count in tally.counts.items()}),
            samples=ranked({ConfusionPair(*pair): count for pair, count in tally.samples.items()}),
            examples={ConfusionPair(*pair): tuple(found) for pair, found in tally.examples.items()},
            correct=ranked(tally.correct),
            compared=len(preds),
            wrong=tally.wrong,
            runaways=tuple(tally.runaways),
            max_examples=max_examples,
        )

    def __add__(self, other: ConfusionTable) -> ConfusionTable:
        if not isinstance(other, ConfusionTable):
            return NotImplemented
        most = max(self.max_examples, other.max_examples)
        return ConfusionTable(
            counts=ranked(Counter(self.counts) + Counter(other.counts)),
            samples=ranked(Counter(self.samples) + Counter(other.samples)),
            examples={
                pair: (self.examples.get(pair, ()) + other.examples.get(pair, ()))[:most]
                for pair in chain(self.examples, other.examples)
            },
            correct=ranked(Counter(self.correct) + Counter(other.correct)),
            compared=self.compared + other.compared,
            wrong=self.wrong + other.wrong,
            runaways=self.runaways + other.runaways,
            max_examples=most,
        )

    @property
    def edits(self) -> int:
        """All edits counted."""
        return sum(self.counts.values())

    @property
    def operations(self) -> dict[EditOp, int]:
        """Edits of each kind: substitute, insert, delete."""
        totals = dict.fromkeys((EditOp.SUBSTITUTE, EditOp.INSERT, EditOp.DELETE), 0)
        for pair, count in self.counts.items():
            totals[pair.op] += count
        return totals

    def most_common(
        self, n: int | None = None, *, ops: Iterable[EditOp] | None = None
    ) -> list[tuple[ConfusionPair, int]]:
        """Return the commonest pairs with their counts.

        Args:
            n: Most pairs to return; all by default.
            ops: Kinds of edits to return; all by default.

        Returns:
            Pairs by falling count, those of equal count in code-point order.

        Raises:
            InputError: ``n`` is negative, or ``ops`` holds something else than substitute, insert and delete.

        Examples:
            >>> table = ConfusionTable.from_pairs(["x", "x", "1 +"], ["X", "X", "1"])
            >>> table.most_common(1)
            [(ConfusionPair(reference='X', prediction='x'), 2)]
            >>> table.most_common(ops=[EditOp.INSERT])
            [(ConfusionPair(reference='', prediction='+'), 1)]
        """
        wanted = kinds(ops)
        found = [(pair, count) for pair, count in self.counts.items() if pair.op in wanted]
        return found[: limit(n)]

    def symmetric(self, n: int | None = None) -> list[MutualConfusion]:
        """Return the symbols taken for each other, both directions together; substitutions only.

        Args:
            n: Most pairs to return; all by default.

        Returns:
            By falling count of both directions, those of equal count in code-point order.

        Raises:
            InputError: ``n`` is negative.

        Examples:
            >>> ConfusionTable.from_pairs(["x", "X", "C"], ["X", "x", "c"]).symmetric()[0]
            MutualConfusion(symbols=('X', 'x'), forward=1, backward=1)
        """
        keys = {
            tuple(sorted((pair.reference, pair.prediction))) for pair, _ in self.most_common(ops=[EditOp.SUBSTITUTE])
        }
        found = [
            MutualConfusion(
                (first, second),
                forward=self.counts.get(ConfusionPair(first, second), 0),
                backward=self.counts.get(ConfusionPair(second, first), 0),
            )
            for first, second in keys
        ]
        return sorted(found, key=lambda both: (-both.count, both.symbols))[: limit(n)]

    def symbols(self, n: int | None = None) -> list[str]:
        """Return the symbols with the most edits, written or read; ``""`` is none.

        Args:
            n: Most symbols to return; all by default.

        Returns:
            By falling number of edits, those of equal number in code-point order.

        Raises:
            InputError: ``n`` is negative.

        Examples:
            >>> ConfusionTable.from_pairs(["x", "x", "C"], ["X", "n", "c"]).symbols(1)
            ['x']
        """
        totals: Counter[str] = Counter()
        for pair, count in self.counts.items():
            totals.update(dict.fromkeys({pair.reference, pair.prediction} - {""}, count))
        return list(ranked(totals))[: limit(n)]

    def matrix(self, symbols: Sequence[str], *, include_correct: bool = False) -> list[list[int]]:
        """Return the confusion matrix of some symbols, for a heat map.

        Args:
            symbols: Symbols of the rows and columns, such as ``table.symbols(20)``; ``""`` stands for what was put in
                (as a row) or left out (as a column).
            include_correct: Put the times each symbol was read right on the diagonal, which else is 0.

        Returns:
            Counts, ``(reference, prediction)``: one row for each symbol written, one column for each symbol read.

        Raises:
            InputError: ``symbols`` is no list of strings, or holds one twice.

        Examples:
            >>> ConfusionTable.from_pairs(["x + x"], ["X + x"]).matrix(["X", "x", "+"], include_correct=True)
            [[0, 1, 0], [0, 1, 0], [0, 0, 1]]
        """
        return confusion_matrix(self, symbols, include_correct=include_correct)

    def reference_counts(self) -> dict[str, int]:
        """Return how often each symbol stands in the references compared, runaways left out.

        Examples:
            >>> ConfusionTable.from_pairs(["x + x"], ["X + x"]).reference_counts()
            {'+': 1, 'X': 1, 'x': 1}
        """
        totals = Counter(self.correct)
        for pair, count in self.counts.items():
            totals.update({pair.reference: count} if pair.reference else {})
        return ranked(totals)

    def to_rows(self) -> list[dict[str, Any]]:
        """Return one flat row for each pair, the commonest first, for a table or JSON.

        Returns:
            Rows with ``reference``, ``prediction``, ``op``, ``count``, ``samples``, ``examples`` and ``rate``: the
            count over all times the symbol stands in the references, or over all their tokens for one put in.

        Examples:
            >>> row = ConfusionTable.from_pairs(["x + X"], ["X + X"]).to_rows()[0]
            >>> row["op"], row["count"], row["rate"]
            ('substitute', 1, 0.5)
        """
        return confusion_rows(self)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values, ready for JSON.

        Returns:
            ``compared``, ``wrong``, ``edits``, ``operations``, ``runaways``, ``confusions`` (see ``to_rows``) and
            ``correct``.

        Examples:
            >>> ConfusionTable.from_pairs(["x"], ["X"]).to_dict()["operations"]
            {'substitute': 1, 'insert': 0, 'delete': 0}
        """
        return {
            "compared": self.compared,
            "wrong": self.wrong,
            "edits": self.edits,
            "operations": {str(op): count for op, count in self.operations.items()},
            "runaways": list(self.runaways),
            "confusions": self.to_rows(),
            "correct": dict(self.correct),
        }

    def to_networkx(self) -> nx.DiGraph:
        """Return the confusion graph.

        Returns:
            Nodes are symbols, ``""`` for nothing, with ``reference`` (times in the references), ``prediction`` (times
            in the predictions) and ``correct`` (times read right). An edge goes from what was written to what was
            read, with ``count``, ``weight`` (the same, under the name that networkx's algorithms look for) and
            ``rate`` (see ``to_rows``).

        Examples:
            >>> graph = ConfusionTable.from_pairs(["x + X"], ["X + X"]).to_networkx()
            >>> graph.edges["X", "x"]
            {'count': 1, 'weight': 1, 'rate': 0.5}
            >>> graph.nodes["X"]
            {'reference': 2, 'prediction': 1, 'correct': 1}
        """
        return confusion_graph(self)
