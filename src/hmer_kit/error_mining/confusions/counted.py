"""What a confusion table holds, and what can be read from it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hmer_kit.alignment import EditOp
from hmer_kit.error_mining.confusions._merge import Caps, joined
from hmer_kit.error_mining.confusions._views import (
    confusion_matrix,
    confusion_rows,
    kinds,
    limit,
    ranked,
    symmetric_pairs,
)
from hmer_kit.error_mining.confusions.pairs import ConfusionPair, Context, MutualConfusion, PairCounts
from hmer_kit.error_mining.confusions.profile import SAME_BY_HAND
from hmer_kit.error_mining.confusions.rates import ConfusionRate, SymbolErrors, confusion_rate, symbol_errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["CountedConfusions"]


@dataclass(frozen=True, slots=True)
class CountedConfusions:
    """The counts of a ``ConfusionTable`` and its views.

    Examples:
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> isinstance(ConfusionTable(), CountedConfusions)
        True
    """

    counts: Mapping[ConfusionPair, int] = field(init=False, compare=False)
    """Edits of each pair, the commonest first."""
    samples: Mapping[ConfusionPair, int] = field(init=False, compare=False)
    """Samples that hold each pair."""
    examples: Mapping[ConfusionPair, tuple[str, ...]] = field(init=False, compare=False)
    """Ids of the first of those samples, at most ``max_examples``; those with other ink before those without."""
    contexts: Mapping[ConfusionPair, Mapping[Context, int]] = field(init=False, compare=False)
    """Where the edits happened: the contexts that came first, at most ``max_contexts`` of a pair."""
    written: Mapping[str, int] = field(init=False, compare=False, repr=False)
    """How often each symbol stands in the references compared, runaways left out."""
    ink_pairs: PairCounts = field(default_factory=PairCounts)
    """Counts of the pairs whose ink differs."""
    notation_pairs: PairCounts = field(default_factory=PairCounts)
    """Counts of the pairs that are gone when both sides of the sample are normalized."""
    correct: Mapping[str, int] = field(default_factory=dict)
    """Times each symbol was read right."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Edits of pairs beyond ``max_pairs``, which are counted nowhere else, by the symbol of the reference."""
    compared: int = 0
    """Samples compared, wrong ones and runaways included."""
    wrong: int = 0
    """Samples whose prediction differs from the reference, runaways included."""
    notation_only: int = 0
    """Samples that are wrong in notation alone."""
    runaways: tuple[str, ...] = ()
    """Ids of the first 1000 runaway predictions; none of their tokens is counted."""
    runaway_count: int = 0
    """All runaway predictions."""
    max_examples: int = 10
    """Most ids kept for a pair."""
    max_contexts: int = 10
    """Most contexts kept for a pair."""
    max_pairs: int = 50_000
    """Most pairs kept, of ink and of notation each."""
    cost: str = "edits"
    """What the alignment kept least."""
    profile: str = SAME_BY_HAND.signature
    """Signature of the profile that tells notation from ink; empty where all is taken for ink."""

    def __post_init__(self) -> None:
        caps = Caps(self.max_examples, self.max_contexts, 2 * self.max_pairs)
        for name in ("ink_pairs", "notation_pairs"):
            object.__setattr__(self, name, joined(getattr(self, name), PairCounts(), caps))
        both = joined(self.ink_pairs, self.notation_pairs, caps) if self.notation_pairs.counts else self.ink_pairs
        totals = Counter(self.correct) + Counter(self.left_out)
        for pair, count in both.counts.items():
            totals[pair.reference] += count
        derived = {
            "counts": both.counts,
            "samples": both.samples,
            "examples": both.examples,
            "contexts": both.contexts,
            "correct": ranked(self.correct),
            "left_out": ranked(self.left_out),
            "written": ranked({symbol: count for symbol, count in totals.items() if symbol}),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

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
            >>> from hmer_kit.error_mining import ConfusionTable
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
            >>> from hmer_kit.error_mining import ConfusionTable
            >>> ConfusionTable.from_pairs(["x", "X", "C"], ["X", "x", "c"]).symmetric()[0]
            MutualConfusion(symbols=('X', 'x'), forward=1, backward=1)
        """
        return symmetric_pairs(self)[: limit(n)]

    def symbols(self, n: int | None = None) -> list[str]:
        """Return the symbols with the most edits, written or read; ``""`` is none.

        Args:
            n: Most symbols to return; all by default.

        Returns:
            By falling number of edits, those of equal number in code-point order.

        Raises:
            InputError: ``n`` is negative.

        Examples:
            >>> from hmer_kit.error_mining import ConfusionTable
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
            >>> from hmer_kit.error_mining import ConfusionTable
            >>> ConfusionTable.from_pairs(["x + x"], ["X + x"]).matrix(["X", "x", "+"], include_correct=True)
            [[0, 1, 0], [0, 1, 0], [0, 0, 1]]
        """
        return confusion_matrix(self, symbols, include_correct=include_correct)

    def reference_counts(self) -> dict[str, int]:
        """Return how often each symbol stands in the references compared, runaways left out.

        Examples:
            >>> from hmer_kit.error_mining import ConfusionTable
            >>> ConfusionTable.from_pairs(["x + x"], ["X + x"]).reference_counts()
            {'+': 1, 'X': 1, 'x': 1}
        """
        return dict(self.written)

    def rate(self, pair: ConfusionPair, *, level: float = 0.95) -> ConfusionRate:
        """Return how often a pair came up: out of all times its symbol stands in the references, with an interval.

        For a symbol put in, out of all tokens of the references (of as many as were put in, if those are more).

        Raises:
            InputError: ``level`` is not between 0 and 1.

        Examples:
            >>> from hmer_kit.error_mining import ConfusionTable
            >>> print(ConfusionTable.from_pairs(["x + X"], ["X + X"]).rate(ConfusionPair("X", "x")))
            1 of 2: 50.00 % (9.45 .. 90.55)
        """
        return confusion_rate(self, pair, level=level)

    def symbol_errors(self, n: int | None = None, *, level: float = 0.95) -> list[SymbolErrors]:
        """Return what became of each symbol of the references that was not always read right.

        Args:
            n: Most symbols to return; all by default.
            level: Confidence of the intervals.

        Returns:
            By falling number of edits, those of equal number in code-point order.

        Raises:
            InputError: ``n`` is negative, or ``level`` not between 0 and 1.

        Examples:
            >>> from hmer_kit.error_mining import ConfusionTable
            >>> [(each.symbol, each.rate.count) for each in ConfusionTable.from_pairs(["x"], ["X 1"]).symbol_errors(1)]
            [('1', 1)]
        """
        return symbol_errors(self, level=level)[: limit(n)]

    def to_rows(self) -> list[dict[str, Any]]:
        """Return one flat row for each pair, the commonest first, for a table or JSON.

        Returns:
            Rows with ``reference``, ``prediction``, ``op``, ``count``, ``rate`` with ``low`` and ``high`` (see
            ``rate``), ``notation`` (edits out of ``count`` that are no ink), ``samples`` and ``examples``.

        Examples:
            >>> from hmer_kit.error_mining import ConfusionTable
            >>> row = ConfusionTable.from_pairs(["x + X"], ["X + X"]).to_rows()[0]
            >>> row["op"], row["count"], row["rate"]
            ('substitute', 1, 0.5)
        """
        return confusion_rows(self)
