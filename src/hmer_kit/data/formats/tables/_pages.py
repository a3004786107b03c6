"""What the pages of a Parquet column say of themselves, read before anything is unpacked.

A few bytes can declare two gigabytes (a compressed page), or a hundred million items in the lists of one row. Sizes in
the footer may be wrong, so the head of each page is read: Thrift's compact protocol, of which the few kinds that page
heads use are understood.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from typing import BinaryIO

MAX_PAGE = 2**28
"""Largest page that is unpacked: 256 MiB, the limit of a picture."""

_HEAD = 2**13
_LARGEST_HEAD = 2**22  # statistics hold the least and the greatest value of a page
_SIZE, _STORED = 2, 3
_DATA, _DICTIONARY, _DATA_V2 = 5, 7, 8
_DEEPEST = 8
_BOOLS, _BYTE, _INTEGERS, _DOUBLE, _BINARY, _LISTS, _STRUCT = (1, 2), 3, (4, 5, 6), 7, 8, (9, 10), 12


@dataclass(frozen=True, slots=True)
class PageSizes:
    """What the pages of a column add up to."""

    largest: int = 0
    """Bytes of the largest page of values, unpacked."""
    dictionary: int = 0
    """Bytes of the dictionary, unpacked: what a single value may have, however small its page."""
    values: int = 0
    """Values of all pages; more than rows where there are lists."""


def page_sizes(file: BinaryIO, *, start: int, size: int) -> PageSizes:
    """Read the heads of the pages of a column.

    Raises:
        DataError: A head is no head, a page leads out of its column, or is larger than ``MAX_PAGE``.
    """
    largest = dictionary = values = 0
    place, end = start, start + size
    while place < end:
        head, length = _head(file, place, end=end)
        stored, unpacked = head.get(_STORED), head.get(_SIZE)
        if not isinstance(stored, int) or not isinstance(unpacked, int) or stored < 0 or unpacked < 0:
            raise DataError(f"expected the head of a page at byte {place}, found none", code="broken_parquet")
        if unpacked > MAX_PAGE:
            raise DataError(f"a page of more than {MAX_PAGE} bytes at byte {place}", code="too_large")
        for kind in (_DATA, _DATA_V2):
            part = head.get(kind)
            if isinstance(part, dict) and isinstance(count := part.get(1), int):
                values += max(0, count)
                largest = max(largest, unpacked)
        if _DICTIONARY in head:
            dictionary = max(dictionary, unpacked)
        place += length + stored
    return PageSizes(largest, dictionary, values)


def _head(file: BinaryIO, place: int, *, end: int) -> tuple[dict[int, object], int]:
    """Return the fields of the head at a place, and its length."""
    room = _HEAD
    while True:
        file.seek(place)
        data = file.read(min(room, end - place))
        try:
            reader = _Compact(data)
            return reader.struct(), reader.place
        except IndexError:
            if len(data) < room or room >= _LARGEST_HEAD:
                raise DataError(
                    f"expected the head of a page at byte {place}, found none", code="broken_parquet"
                ) from None
            room = min(room * 16, _LARGEST_HEAD)


class _Compact:
    """Reads a struct of Thrift's compact protocol; IndexError where the bytes end too early."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.place = 0

    def struct(self, depth: int = 0) -> dict[int, object]:
        if depth > _DEEPEST:
            raise DataError("the head of a page is nested too deep", code="broken_parquet")
        fields: dict[int, object] = {}
        number = 0
        while kind := self._byte():
            number = number + (kind >> 4) if kind >> 4 else self._integer()
            fields[number] = self._value(kind & 15, depth=depth)
        return fields

    def _value(self, kind: int, *, depth: int) -> object:
        if kind in _BOOLS:
            return kind == 1
        if kind in {_BYTE, _DOUBLE}:
            self._skip(1 if kind == _BYTE else 8)
            return None
        if kind in _INTEGERS:
            return self._integer()
        if kind == _BINARY:
            self._skip(self._varint())
            return None
        if kind == _STRUCT:
            return self.struct(depth + 1)
        raise DataError(f"the head of a page holds a field of kind {kind}", code="broken_parquet")

    def _byte(self) -> int:
        value = self.data[self.place]
        self.place += 1
        return value

    def _varint(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value
            if shift > 63:
                raise DataError("the head of a page holds a number that does not end", code="broken_parquet")

    def _integer(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)

    def _skip(self, count: int) -> None:
        if self.place + count > len(self.data):
            raise IndexError
        self.place += count
