"""What a run gives when it is at its end."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    import os

__all__ = ["MiningResult", "mining_result"]


@dataclass(frozen=True, slots=True)
class MiningResult:
    """The two files of a finished run.

    Examples:
        >>> from pathlib import Path
        >>> MiningResult(Path("c.jsonl"), errors=Path("e.jsonl")).errors.name
        'e.jsonl'
    """

    candidates: Path
    """Every candidate of every record, for ``hmer_kit.error_mining.corpus.read_candidates``."""
    errors: Path
    """The error corpus made of them, for ``hmer_kit.error_mining.corpus.open_corpus``."""


def mining_result(folder: str | os.PathLike[str]) -> MiningResult:
    """Return where the result of a finished run lies.

    Args:
        folder: The run's folder.

    Raises:
        DataError: The run is not at its end.

    Examples:
        >>> mining_result("no such folder")
        Traceback (most recent call last):
        hmer_kit.exceptions.DataError: expected the result of a finished run in no such folder, found none; finish it
    """
    place = Path(folder, "result")
    result = MiningResult(place / "candidates.jsonl", errors=place / "errors.jsonl")
    if not (result.candidates.is_file() and result.errors.is_file()):
        raise DataError(f"expected the result of a finished run in {folder}, found none; finish it", path=str(folder))
    return result
