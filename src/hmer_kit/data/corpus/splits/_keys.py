"""Keys by which records are kept together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.data._text import one_line
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.data.corpus.duplicates.keys import RecordKey


def record_keys(by: RecordKey | Sequence[RecordKey]) -> list[RecordKey]:
    """Return one key or several as a list; ``NearPictures`` is none, for it says of no picture alone what it shares."""
    keys: object = [by] if callable(by) else by
    if not isinstance(keys, (list, tuple)) or not all(callable(key) for key in keys):
        raise InputError(f"expected functions of a record as keys, got {one_line(repr(by))}; write [by_expression]")
    return list(keys)
