"""A corpus in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hmer_kit.error_mining.corpus._order import require_equal_settings, sorted_records
from hmer_kit.error_mining.corpus.merging import merge_records
from hmer_kit.error_mining.corpus.mining import mine_errors
from hmer_kit.error_mining.corpus.records import Band, CorpusSettings
from hmer_kit.error_mining.corpus.statistics import corpus_statistics

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hmer_kit.error_mining.corpus.candidates import Candidate
    from hmer_kit.error_mining.corpus.records import ErrorRecord
    from hmer_kit.error_mining.corpus.statistics import CorpusStatistics

__all__ = ["ErrorCorpus"]


@dataclass(frozen=True, slots=True)
class ErrorCorpus:
    """The rows of a corpus and what they were made with; ``+`` merges two.

    Rows are sorted when it is made, and the samples of equal ones joined, so that two corpora of the same rows are
    equal. One that is larger than memory is a ``CorpusFile``.

    Raises:
        InputError: Something else than rows.

    Examples:
        >>> from hmer_kit.error_mining.corpus import Candidate
        >>> corpus = ErrorCorpus.from_candidates([Candidate("a", "x", "X"), Candidate("b", "y", "y")])
        >>> len(corpus), [row.id for row in corpus.errors]
        (2, ['a'])
        >>> corpus + corpus == corpus
        True
    """

    records: tuple[ErrorRecord, ...] = ()
    """The rows, in the order of ``ErrorRecord.key``."""
    settings: CorpusSettings = field(default_factory=CorpusSettings)
    """What is near, far and notation."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "records", sorted_records(self.records))

    @classmethod
    def from_candidates(cls, candidates: Iterable[Candidate], *, settings: CorpusSettings | None = None) -> ErrorCorpus:
        """Mine the errors of candidates, see ``mine_errors``.

        Raises:
            InputError: Something else than candidates.

        Examples:
            >>> ErrorCorpus.from_candidates([]).records
            ()
        """
        chosen = CorpusSettings() if settings is None else settings
        return cls(tuple(mine_errors(candidates, settings=chosen)), chosen)

    def __add__(self, other: ErrorCorpus) -> ErrorCorpus:
        if not isinstance(other, ErrorCorpus):
            return NotImplemented
        require_equal_settings([self.settings, other.settings])
        return ErrorCorpus(tuple(merge_records(self.records, other.records)), self.settings)

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[ErrorRecord]:
        return iter(self.records)

    @property
    def errors(self) -> list[ErrorRecord]:
        """Near and far misses."""
        return [record for record in self.records if record.is_wrong]

    @property
    def runaways(self) -> list[ErrorRecord]:
        """Predictions that ran away; no task is made of them."""
        return [record for record in self.records if record.band is Band.RUNAWAY]

    def statistics(self) -> CorpusStatistics:
        """Count what the corpus holds.

        Examples:
            >>> ErrorCorpus().statistics().wrong
            0
        """
        return corpus_statistics(self.records)

    def _repr_html_(self) -> str:
        from hmer_kit.error_mining._notebook import corpus_html

        return corpus_html(self)
