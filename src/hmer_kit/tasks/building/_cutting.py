"""Records cut into parts."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from hmer_kit.data import Record, Skip
from hmer_kit.exceptions import InputError
from hmer_kit.tasks._records import require_record
from hmer_kit.tasks.building.parts import Part

if TYPE_CHECKING:
    from collections.abc import Iterator


def parts_of(items: object, *, size: int) -> Iterator[Part]:
    """Cut records and notes into parts, as they come."""
    if isinstance(items, (str, bytes)) or not isinstance(items, Iterable):
        raise InputError(f"expected records one by one, got {type(items).__name__}; give the records of a ReadResult")
    source = enumerate(items)
    number = 0
    while taken := [_item(item, at) for at, item in islice(source, size)]:
        yield Part(number, tuple(taken))
        number += 1


def _item(item: Record | Skip, at: int) -> Record | Skip:
    if not isinstance(item, Skip):
        require_record(item, f"item {at}")
    return item
