"""Which rows of an error corpus become training data (paper section 3.3): every option that the paper leaves open.

The paper says neither how many candidates of a picture it keeps nor whether far misses or right predictions are among
them. The defaults keep every distinct near and far miss, and nothing that is right.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from heapq import nsmallest
from itertools import groupby
from typing import Literal, TypeAlias, get_args

from hmer_kit.data import Skip
from hmer_kit.error_mining.corpus import Band, ErrorRecord
from hmer_kit.exceptions import InputError

__all__ = ["CandidateChoice", "ErrorRows", "select_errors"]

CandidateChoice: TypeAlias = Literal["all", "commonest"]
"""Every distinct wrong prediction of an expression, or the one that most samples gave."""

_RIGHT = Band.RIGHT  # looked up once: a member of an enumeration is slow to get at
_NEVER_KEPT = {Band.RUNAWAY: "runaway", _RIGHT: "right"}


@dataclass(frozen=True, slots=True)
class ErrorRows:
    """What to make training data of.

    Raises:
        InputError: An option of the wrong kind.

    Examples:
        >>> ErrorRows(bands=["near"], error_free_share=0.1).bands
        (<Band.NEAR: 'near'>,)
    """

    bands: Collection[Band] = (Band.NEAR, Band.FAR)
    """Bands to keep; ``[Band.NEAR]`` leaves far misses out. Runaways are never kept."""
    candidates: CandidateChoice = "all"
    """Every candidate of an expression, or one: the commonest, then the surest, then the one with the fewest edits."""
    max_errors: int | None = None
    """Most marks of a row; 1 leaves out rows with several errors."""
    notation: Literal["keep", "leave_out"] = "keep"
    """Whether to keep rows in which the notation alone is wrong."""
    synthetic: Literal["keep", "leave_out"] = "keep"
    """Whether to keep rows that no model made."""
    error_free_share: float = 0.0
    """Share of rows in which nothing is wrong, of all rows: the reference stands as the prediction."""
    seed: int = 0
    """Which expressions give such rows."""

    def __post_init__(self) -> None:
        bands = tuple(self.bands) if isinstance(self.bands, Collection) and not isinstance(self.bands, str) else ("",)
        if not bands or not all(band in {Band.NEAR, Band.FAR} for band in bands):
            raise InputError(f"expected bands as a list of near and far, got {self.bands!r}")
        object.__setattr__(self, "bands", tuple(Band(band) for band in bands))
        _require_choice("candidates", self.candidates, get_args(CandidateChoice))
        for name in ("notation", "synthetic"):
            _require_choice(name, getattr(self, name), ("keep", "leave_out"))
        is_share = isinstance(self.error_free_share, (int, float)) and not isinstance(self.error_free_share, bool)
        if not is_share or not 0 <= self.error_free_share < 1:
            raise InputError(f"expected error_free_share from 0 to less than 1, got {self.error_free_share!r}")
        for name, value, least in (("seed", self.seed, None), ("max_errors", self.max_errors, 1)):
            is_number = isinstance(value, int) and not isinstance(value, bool) and (least is None or value >= least)
            if not is_number and not (name == "max_errors" and value is None):
                raise InputError(f"expected {name} as an integer{' of 1 or more' if least else ''}, got {value!r}")


def select_errors(records: Iterable[ErrorRecord], rows: ErrorRows | None = None) -> Iterator[ErrorRecord | Skip]:
    """Yield the rows of a corpus to make training data of, and a note for each wrong one that is left out.

    Args:
        records: A corpus that can be gone through more than once: an ``ErrorCorpus``, a ``CorpusFile`` or a list.
        rows: What to keep; everything that is near or far by default.

    Returns:
        Rows and notes in the order of the corpus. One of band ``right`` is error-free.

    Raises:
        InputError: ``records`` can be gone through only once, or holds something else.

    Examples:
        >>> from hmer_kit.error_mining.corpus import Candidate, ErrorCorpus
        >>> corpus = ErrorCorpus.from_candidates([Candidate("a", "x", "X"), Candidate("a", "x", "y + z")])
        >>> [getattr(row, "reason", row.prediction if isinstance(row, ErrorRecord) else "")
        ...  for row in select_errors(corpus, ErrorRows(bands=["near"]))]
        ['X', 'far miss']
    """
    chosen = ErrorRows() if rows is None else rows
    if isinstance(records, (str, bytes, Iterator)) or not isinstance(records, Iterable):
        raise InputError(
            f"expected a corpus that can be gone through again, got {type(records).__name__}; give an ErrorCorpus, "
            "open_corpus(path) or a list"
        )
    return _selected(records, chosen)


def _selected(records: Iterable[ErrorRecord], rows: ErrorRows) -> Iterator[ErrorRecord | Skip]:
    free = _error_free(records, rows)
    for expression, group in groupby(records, key=_expression):
        found = list(group)
        if expression in free:
            yield ErrorRecord(*expression, expression[1], Band.RIGHT, tokens=found[0].tokens)
        yield from _of_expression(found, rows)


def _of_expression(found: list[ErrorRecord], rows: ErrorRows) -> Iterator[ErrorRecord | Skip]:
    """Yield the wrong rows of one expression, or why not."""
    problems = [_problem(record, rows) for record in found]
    best: ErrorRecord | None = None
    if rows.candidates == "commonest":
        usable = [record for record, problem in zip(found, problems, strict=True) if problem is None]
        best = min(usable, key=_rank, default=None)
    for record, problem in zip(found, problems, strict=True):
        if problem is None and (best is None or record is best):
            yield record
        elif record.band is not _RIGHT:
            yield Skip(f"record {record.id!r}", problem or "a commoner prediction was taken")


def _problem(record: ErrorRecord, rows: ErrorRows) -> str | None:
    """Return why a row is not kept, a phrase that is the same for all of its kind; None if it is."""
    if record.band not in rows.bands:
        return _NEVER_KEPT.get(record.band) or f"{record.band} miss"
    if rows.max_errors is not None and record.errors > rows.max_errors:
        return f"more than {rows.max_errors} marks"
    if rows.notation == "leave_out" and record.same_ink:
        return "notation alone"
    if rows.synthetic == "leave_out" and record.is_synthetic:
        return "synthetic"
    return None


def _rank(record: ErrorRecord) -> tuple[int, float, int, str]:
    sureness = float("-inf") if record.confidence is None else record.confidence
    return -record.times, -sureness, record.edits, record.prediction


def _error_free(records: Iterable[ErrorRecord], rows: ErrorRows) -> set[tuple[str, str]]:
    """Return the expressions that give a row without errors: drawn by a seeded hash, so that none depends on others."""
    if not rows.error_free_share:
        return set()
    errors = 0
    drawn: list[tuple[str, str]] = []
    for expression, group in groupby(records, key=_expression):
        errors += sum(isinstance(row, ErrorRecord) for row in _of_expression(list(group), rows))
        if expression[1]:
            drawn.append(expression)
    wanted = round(errors * rows.error_free_share / (1 - rows.error_free_share))
    return set(nsmallest(wanted, drawn, key=lambda expression: _lot(expression, rows.seed)))


def _lot(expression: tuple[str, str], seed: int) -> bytes:
    text = "\0".join((str(seed), *expression))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _expression(record: object) -> tuple[str, str]:
    if not isinstance(record, ErrorRecord):
        raise InputError(f"expected an ErrorRecord, got {type(record).__name__}; see ErrorCorpus.from_candidates")
    return record.id, record.reference


def _require_choice(name: str, value: object, known: tuple[str, ...]) -> None:
    if value not in known:
        raise InputError(f"expected {name} to be one of {', '.join(known)}, got {value!r}")
