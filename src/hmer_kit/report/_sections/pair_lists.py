"""The lists of common confusions beside the heat map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.alignment import EditOp
from hmer_kit.error_mining import describe_confusion

if TYPE_CHECKING:
    from hmer_kit.error_mining import ConfusionPair, ConfusionTable

MAX_LISTED = 9
MAX_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class ListedPair:
    """One line of the list of common confusions."""

    reference: str
    """Symbol that was written; empty where the prediction has one too many."""
    prediction: str
    """Symbol that was read; empty where it was left out."""
    count: int
    """How often."""
    share: float
    """Count in per cent of the commonest one, for the bar."""
    words: str
    """The same as a sentence."""
    examples: list[str]
    """Ids of samples that hold it."""
    more: int
    """How many further samples hold it."""


@dataclass(frozen=True, slots=True)
class PairList:
    """Common confusions of a kind."""

    title: str
    """What kind."""
    pairs: list[ListedPair]
    """Commonest first."""


def pair_lists(table: ConfusionTable) -> list[PairList]:
    """Return the commonest confusions, substitutions apart from the rest.

    Examples:
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> [listed.title for listed in pair_lists(ConfusionTable.from_pairs(["x", "1 +"], ["X", "1"]))]
        ['Read as another symbol', 'Left out or put in']
    """
    kinds = {
        "Read as another symbol": (EditOp.SUBSTITUTE,),
        "Left out or put in": (EditOp.DELETE, EditOp.INSERT),
    }
    common = {title: table.most_common(MAX_LISTED, ops=ops) for title, ops in kinds.items()}
    largest = max((count for pairs in common.values() for _, count in pairs), default=0)
    return [
        PairList(title, [_line(table, pair, count, largest) for pair, count in pairs])
        for title, pairs in common.items()
        if pairs
    ]


def _line(table: ConfusionTable, pair: ConfusionPair, count: int, largest: int) -> ListedPair:
    examples = list(table.examples.get(pair, ())[:MAX_EXAMPLES])
    return ListedPair(
        pair.reference,
        pair.prediction,
        count,
        share=100 * count / largest,
        words=describe_confusion(pair.reference, pair.prediction, count),
        examples=examples,
        more=max(table.samples.get(pair, 0) - len(examples), 0),
    )
