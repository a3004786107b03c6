r"""Confusions: which symbol was read as which, how often, where, and in which samples.

A confusion is one edit of an alignment, never a merged run: ``X`` read as ``x``, a symbol left out (the prediction is
``""``) or one put in (the reference is ``""``). Runaway predictions are named and kept out of the counts, since a
single one would fill the table with its loop.

What is counted is notation as well as ink: a model that writes ``\to`` where the reference has ``\rightarrow`` shows up
as a confusion. ``table.ink()`` leaves that out, ``table.notation()`` holds nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hmer_kit.error_mining.confusions._json import dumps_table, loads_table
from hmer_kit.error_mining.confusions._merge import merged, only
from hmer_kit.error_mining.confusions._views import confusion_graph
from hmer_kit.error_mining.confusions.counted import CountedConfusions
from hmer_kit.error_mining.confusions.profile import SAME_BY_HAND

if TYPE_CHECKING:
    from collections.abc import Sequence

    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from hmer_kit.alignment import Cost
    from hmer_kit.error_mining.tokens import Tokenizer
    from hmer_kit.latex import Profile

__all__ = ["ConfusionTable"]


@dataclass(frozen=True, slots=True)
class ConfusionTable(CountedConfusions):
    """Counted confusions of a set of predictions. ``+`` merges two tables; ``ConfusionTable()`` is an empty one.

    Examples:
        >>> table = ConfusionTable.from_pairs(["x + 1", "x"], ["X + 1", "x"])
        >>> table.most_common(1)
        [(ConfusionPair(reference='X', prediction='x'), 1)]
        >>> (table + table).wrong
        2
    """

    @classmethod
    def from_pairs(
        cls,
        preds: Sequence[str],
        target: Sequence[str],
        *,
        ids: Sequence[str] | None = None,
        max_examples: int = 10,
        max_contexts: int = 10,
        tokenizer: Tokenizer = "auto",
        cost: Cost = "edits",
        profile: str | Profile | None = SAME_BY_HAND,
    ) -> ConfusionTable:
        """Count the confusions of predictions with their references; ``ConfusionStream`` does so batch by batch.

        Args:
            preds: Predictions.
            target: References, one for each prediction.
            ids: Names of the samples; their numbers from 0 by default.
            max_examples: Most ids to keep for a pair.
            max_contexts: Most contexts to keep for a pair.
            tokenizer: How to cut, see ``token_pair``.
            cost: What the alignment keeps least, see ``hmer_kit.alignment.align``.
            profile: What tells notation from ink, see ``ConfusionStream``.

        Returns:
            The table; an empty one for no samples.

        Raises:
            InputError: The lengths differ, something is no list of strings, or there is no such option.

        Examples:
            >>> ConfusionTable.from_pairs(["x x", ""], ["X X", "2"], ids=["a", "b"]).examples
            {ConfusionPair(reference='X', prediction='x'): ('a',), ConfusionPair(reference='2', prediction=''): ('b',)}
        """
        from hmer_kit.error_mining.confusions.stream import ConfusionStream

        stream = ConfusionStream(
            max_examples=max_examples, max_contexts=max_contexts, tokenizer=tokenizer, cost=cost, profile=profile
        )
        stream.update(preds, target, ids=ids)
        return stream.table()

    def __add__(self, other: ConfusionTable) -> ConfusionTable:
        if not isinstance(other, ConfusionTable):
            return NotImplemented
        return merged(self, other)

    def ink(self) -> ConfusionTable:
        r"""Return the confusions of ink alone; a token that was only written otherwise counts as read right.

        Examples:
            >>> table = ConfusionTable.from_pairs([r"x \rightarrow 0"], [r"X \to 0"])
            >>> [(pair.reference, pair.prediction) for pair in table.ink().counts]
            [('X', 'x')]
        """
        return only(self, notation=False)

    def notation(self) -> ConfusionTable:
        r"""Return what differs in notation alone; a token whose ink was misread counts as read right.

        Examples:
            >>> table = ConfusionTable.from_pairs([r"x \rightarrow 0"], [r"X \to 0"])
            >>> [(pair.reference, pair.prediction) for pair in table.notation().counts]
            [('\\to', '\\rightarrow')]
        """
        return only(self, notation=True)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values, ready for JSON.

        Returns:
            ``compared``, ``wrong``, ``edits``, ``operations``, ``runaways``, ``runaway_count``, ``notation_only``,
            ``left_out``, ``confusions`` (see ``to_rows``) and ``correct``.

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
            "runaway_count": self.runaway_count,
            "notation_only": self.notation_only,
            "left_out": sum(self.left_out.values()),
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

    def to_json(self) -> str:
        """Return everything as JSON that ``from_json`` reads; equal tables give equal text.

        Examples:
            >>> table = ConfusionTable.from_pairs(["x"], ["X"])
            >>> ConfusionTable.from_json(table.to_json()) == table
            True
        """
        return dumps_table(self)

    @classmethod
    def from_json(cls, text: str) -> ConfusionTable:
        """Return the table that ``to_json`` wrote.

        Raises:
            InputError: ``text`` is no string.
            FormatError: It is no such JSON; the message says where and what was expected.

        Examples:
            >>> ConfusionTable.from_json("[]")
            Traceback (most recent call last):
            ...
            hmer_kit.exceptions.FormatError: expected an object at the top of a confusion table, got a list
        """
        return loads_table(text, cls)

    def plot(self, ax: Axes | None = None, *, max_symbols: int = 14) -> tuple[Figure, Axes]:
        """Draw the heat map, see ``plot_confusions``.

        Args:
            ax: Axes to draw on; a new figure if left out.
            max_symbols: Most symbols to show.

        Returns:
            Figure and axes.

        Raises:
            InputError: ``max_symbols`` is no integer of 0 or more.
            MissingExtraError: matplotlib is not installed.
        """
        from hmer_kit.error_mining.confusions.plots import plot_confusions

        return plot_confusions(self, ax, max_symbols=max_symbols)

    def _repr_html_(self) -> str:
        from hmer_kit.error_mining._notebook import confusions_html

        return confusions_html(self)
