"""Which format a source is read in by those who have always read captions: these go before all else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.data.formats.captioned._places import is_archive
from hmer_kit.data.opening.opening import guess_format
from hmer_kit.data.pictures._archives import open_archive
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from pathlib import Path

_CAPTIONS = "captions.tsv"


def format_of(path: Path) -> str:
    """Return the name of the format of a source; captions go before all else, and what is wrong with them is theirs.

    Raises:
        DataError: There is nothing, no format fits, or several do.
    """
    if (path / _CAPTIONS).is_file() or (
        path.is_file() and is_archive(path) and _CAPTIONS in open_archive(path).NameToInfo
    ):
        return "captions"
    try:
        return guess_format(path)
    except DataError as error:
        if error.code == "unknown_format" and path.is_file() and path.suffix == ".tsv":
            return "captions"  # whose reader says what is wrong with it
        raise
