"""What goes wrong, as counted in a corpus: the chances that synthetic errors are drawn with."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from hmer_kit.alignment import EditOp, align
from hmer_kit.error_mining.corpus import Band, ErrorRecord
from hmer_kit.error_mining.synthetic._plain import is_plain
from hmer_kit.error_mining.tokens import token_pair
from hmer_kit.exceptions import InputError
from hmer_kit.latex import is_parseable, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["ErrorDistribution"]

_MOST_EDITS = 8


@dataclass(frozen=True, slots=True)
class ErrorDistribution:
    """How often symbols are taken for others, left out and put in; symbols alone, no braces and no commands with rows.

    Examples:
        >>> from hmer_kit.error_mining.corpus import Candidate, ErrorCorpus
        >>> corpus = ErrorCorpus.from_candidates([Candidate("a", "x + x", "X + x"), Candidate("b", "x", "x")])
        >>> found = ErrorDistribution.from_records(corpus)
        >>> found.substituted, round(found.rate("x", EditOp.SUBSTITUTE), 2)
        ({'x': {'X': 1}}, 0.33)
    """

    substituted: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """What each symbol was read as, and how often."""
    deleted: Mapping[str, int] = field(default_factory=dict)
    """How often each symbol was left out."""
    inserted: Mapping[str, int] = field(default_factory=dict)
    """How often each symbol was put in."""
    written: Mapping[str, int] = field(default_factory=dict)
    """How often each symbol stands in the references."""
    edits: Mapping[int, int] = field(default_factory=dict)
    """How many predictions have one such edit, two, ..., eight or more."""

    @classmethod
    def from_records(cls, records: Iterable[ErrorRecord]) -> ErrorDistribution:
        """Count the near misses of a corpus; far ones, runaways, notation and synthetic errors teach nothing.

        Args:
            records: Rows of a corpus; each distinct prediction counts once.

        Raises:
            InputError: Something else than rows.

        Examples:
            >>> ErrorDistribution.from_records([]).edits
            {}
        """
        counts: dict[EditOp, Counter[tuple[str, str]]] = {op: Counter() for op in EditOp}
        written: Counter[str] = Counter()
        sizes: Counter[int] = Counter()
        for record in records:
            if not isinstance(record, ErrorRecord):
                raise InputError(f"expected an ErrorRecord, got {type(record).__name__}")
            if record.band not in {Band.RIGHT, Band.NEAR} or record.is_synthetic or record.same_ink:
                continue
            found = _edits(record, counts)
            written.update(token_pair(record.prediction, record.reference)[1])
            sizes.update([min(found, _MOST_EDITS)] if found else ())
        substituted: dict[str, dict[str, int]] = {}
        for (reference, prediction), count in sorted(counts[EditOp.SUBSTITUTE].items()):
            substituted.setdefault(reference, {})[prediction] = count
        return cls(
            substituted,
            deleted={symbol: count for (symbol, _), count in sorted(counts[EditOp.DELETE].items())},
            inserted={symbol: count for (_, symbol), count in sorted(counts[EditOp.INSERT].items())},
            written=dict(sorted(written.items())),
            edits=dict(sorted(sizes.items())),
        )

    @property
    def operations(self) -> dict[EditOp, int]:
        """Edits of each kind."""
        substituted = sum(sum(others.values()) for others in self.substituted.values())
        return {
            EditOp.SUBSTITUTE: substituted,
            EditOp.DELETE: sum(self.deleted.values()),
            EditOp.INSERT: sum(self.inserted.values()),
        }

    def rate(self, symbol: str, op: EditOp) -> float:
        """Return how often a symbol is substituted or deleted, over the times it is written.

        Examples:
            >>> ErrorDistribution(deleted={"+": 1}, written={"+": 4}).rate("+", EditOp.DELETE)
            0.25
        """
        if op is EditOp.SUBSTITUTE:
            times = sum(self.substituted.get(symbol, {}).values())
        else:
            times = self.deleted.get(symbol, 0)
        return times / max(1, self.written.get(symbol, 0))


def _edits(record: ErrorRecord, counts: Mapping[EditOp, Counter[tuple[str, str]]]) -> int:
    """Count the edits of symbols in a prediction, and return how many there are."""
    if record.band is Band.RIGHT:
        return 0
    found = 0
    for edit in align(*token_pair(record.prediction, record.reference)):
        sides = [side for side in (edit.reference, edit.prediction) if side is not None]
        if edit.op is not EditOp.EQUAL and all(map(_is_symbol, sides)):
            counts[edit.op][edit.reference or "", edit.prediction or ""] += 1
            found += 1
    return found


@lru_cache(maxsize=4096)
def _is_symbol(text: str) -> bool:
    """Return whether a token is a symbol that another can take the place of."""
    row = parse(text).slots[0].row if is_parseable(text) else []
    return [node.head for node in row if is_plain(node)] == [(text,)]
