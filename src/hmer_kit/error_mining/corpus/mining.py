"""Error mining: from candidates in any order to the rows of a corpus, in bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.error_mining.corpus._analysis import Analyst
from hmer_kit.error_mining.corpus._checks import require_iterable, require_whole, shown
from hmer_kit.error_mining.corpus._origins import merge_origins
from hmer_kit.error_mining.corpus._sorting import Sorter
from hmer_kit.error_mining.corpus.candidates import Candidate
from hmer_kit.error_mining.corpus.records import CorpusSettings
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hmer_kit.error_mining.corpus.records import ErrorRecord

__all__ = ["mine_errors"]

_BUFFER = 50_000


def mine_errors(
    candidates: Iterable[Candidate], *, settings: CorpusSettings | None = None, buffer: int = _BUFFER
) -> Iterator[ErrorRecord]:
    """Yield each distinct prediction for each expression once, with all samples that gave it.

    Right predictions are among them, so that nothing is lost of how often an expression is read right. The rows come in
    the order of ``ErrorRecord.key``, whatever the order of the candidates; the same sample given twice counts once.

    Args:
        candidates: Samples of any models, in any order; they are taken one by one.
        settings: What is near, far and notation.
        buffer: Distinct predictions held in memory; beyond them, sorted runs are kept in a temporary folder.

    Returns:
        The rows, one by one; the first comes when the last candidate has been taken.

    Raises:
        InputError: ``candidates`` holds something else, or ``buffer`` is no positive integer.

    Examples:
        >>> from hmer_kit.error_mining.corpus import Origin
        >>> rows = mine_errors([Candidate("a", "x", "X", Origin("m")), Candidate("a", "x", "X ", Origin("n"))])
        >>> [(row.prediction, row.times) for row in rows]
        [('X', 2)]
    """
    require_iterable(candidates, "candidates")
    require_whole(buffer, "buffer")
    if not buffer:
        raise InputError("expected buffer as an integer of 1 or more, got 0")
    analyst = Analyst(CorpusSettings() if settings is None else settings)
    return _mined(candidates, analyst, buffer)


def _mined(candidates: Iterable[Candidate], analyst: Analyst, buffer: int) -> Iterator[ErrorRecord]:
    with Sorter(buffer) as sorter:
        for number, candidate in enumerate(candidates):
            if not isinstance(candidate, Candidate):
                raise InputError(f"expected a Candidate as item {number}, got {shown(candidate)}")
            key = candidate.id, _folded(candidate.reference), _folded(candidate.prediction)
            sorter.add(key, candidate.origin)
        for key, origins in sorter.entries():
            yield analyst.record(key, merge_origins(origins))


def _folded(text: str) -> str:
    # Of white space, the blank alone is printable; so this is folded already, as nearly always.
    if text.isprintable() and "  " not in text and text.strip() == text:
        return text
    return " ".join(text.split())
