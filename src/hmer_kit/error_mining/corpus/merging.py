"""Merging of corpora, row by row: associative, and merging one with itself changes nothing."""

from __future__ import annotations

from heapq import merge
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from hmer_kit.error_mining.corpus._order import in_order, joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hmer_kit.error_mining.corpus.records import ErrorRecord

__all__ = ["merge_records"]


def merge_records(*corpora: Iterable[ErrorRecord]) -> Iterator[ErrorRecord]:
    """Yield the rows of several corpora in order, the samples of equal predictions joined.

    No more than a row of each is held. All must be made with the same settings; ``ErrorCorpus`` and ``merge_corpora``
    see to that.

    Args:
        corpora: Rows in the order of ``ErrorRecord.key``, as ``mine_errors`` and the readers give them.

    Raises:
        InputError: Something else than a row, or rows out of order.

    Examples:
        >>> from hmer_kit.error_mining.corpus import Candidate, Origin, mine_errors
        >>> one, two = (list(mine_errors([Candidate("a", "x", "X", Origin(model))])) for model in ("m", "n"))
        >>> [row.by_model for row in merge_records(one, two, one)]
        [{'m': 1, 'n': 1}]
    """
    ordered = merge(*map(in_order, corpora), key=attrgetter("key"))
    return (joined(list(rows)) for _, rows in groupby(ordered, key=attrgetter("key")))
