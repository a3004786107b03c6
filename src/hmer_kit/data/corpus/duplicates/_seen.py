"""What has been seen of each of several keys, in a few score bytes a record and key."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Protocol

from hmer_kit._groups import name_of
from hmer_kit.data.corpus.duplicates.keys import NearPictures, RecordKey
from hmer_kit.data.records import Record, Skip
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from hmer_kit.data.corpus._perceptual import Look

ByKeys = RecordKey | NearPictures | Sequence[RecordKey | NearPictures]

_SHORT = 32
"""A key of more characters is kept as a checksum of 16 bytes; among 10^9 of them, two are equal once in 10^20 times."""


Place = tuple[int, Hashable]
"""A key's place among the keys, and what it gave."""


class Index(Protocol):
    """Finds the first record with a value like this one."""

    def find(self, value: Hashable, /) -> int | None: ...

    def add(self, value: Hashable, number: int, /) -> object: ...

    def __len__(self) -> int: ...


class Seen:
    """Numbers of records by what they have in common.

    Args:
        by: A key or several.

    Raises:
        InputError: There is none, or one is no function.
    """

    def __init__(self, by: ByKeys) -> None:
        self.keys = as_keys(by)
        self.names = [name_of(key) for key in self.keys]
        self._read = [(place, _reader_of(key)) for place, key in enumerate(self.keys)]
        self._indexes: list[Index] = [_index_of(key) for key in self.keys]

    @property
    def sizes(self) -> list[int]:
        """How many different values of each key there are."""
        return [len(index) for index in self._indexes]

    def values(self, record: Record) -> tuple[list[Place], list[str]]:
        """Return what a record may share, and why a key that wants its picture had to pass."""
        values: list[Place] = []
        problems: list[str] = []
        for place, read in self._read:
            try:
                value = read(record)
            except DataError as error:
                problems.append(f"picture cannot be read ({error.code or 'unknown'})")
                continue
            if value is not None:
                values.append((place, value))
        return values, list(dict.fromkeys(problems)) if problems else problems

    def first(self, values: Sequence[Place]) -> tuple[int, int] | None:
        """Return the first of what ``find`` yields, or None."""
        for place, value in values:
            number = self._indexes[place].find(value)
            if number is not None:
                return place, number
        return None

    def find(self, values: Sequence[Place]) -> Iterator[tuple[int, int]]:
        """Yield the place of each key by which there is a record already, and the number of that record."""
        for place, value in values:
            number = self._indexes[place].find(value)
            if number is not None:
                yield place, number

    def add(self, values: Sequence[Place], number: int) -> None:
        """Remember a record by all that it may share; of equal values, the first record stays."""
        for place, value in values:
            self._indexes[place].add(value, number)


class _Equal:
    """Records by equal values."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self.find = self._numbers.get  # without a call between, which would take as long again
        self.add = self._numbers.setdefault

    def __len__(self) -> int:
        return len(self._numbers)


def where(record: Record, number: int) -> str:
    """Name a record by its place, from 1, and its id."""
    return f"record {number} (id {record.id!r:.80})"


def skips_of(record: Record, number: int, problems: Sequence[str], *, part: str = "") -> list[Skip]:
    """Return a note for each thing of a record that could not be read."""
    return [Skip(f"{part} {where(record, number)}".lstrip(), problem) for problem in problems]


def as_keys(by: ByKeys) -> tuple[RecordKey | NearPictures, ...]:
    """Return one key or several as a tuple."""
    given: object = (by,) if callable(by) or isinstance(by, NearPictures) else by
    if isinstance(given, str) or not isinstance(given, Sequence) or not given:
        raise InputError(f"expected a key or several, such as by_id, got {by!r:.80}; write by=[by_id, by_expression]")
    for key in given:
        if not callable(key) and not isinstance(key, NearPictures):
            raise InputError(f"expected a function of a record as a key, got {key!r:.80}; write by=[by_id]")
    return tuple(given)


def _reader_of(key: RecordKey | NearPictures) -> Callable[[Record], Hashable]:
    if isinstance(key, NearPictures):
        return _look

    def read(record: Record) -> Hashable:
        value = key(record)
        return value if type(value) is str and len(value) <= _SHORT else _short(value)

    return read


def _index_of(key: RecordKey | NearPictures) -> Index:
    if not isinstance(key, NearPictures):
        return _Equal()
    from hmer_kit.data.corpus.duplicates._near_index import NearIndex  # brings numpy

    return NearIndex(max_distance=key.max_distance, max_stretch=key.max_stretch)


def _look(record: Record) -> Look | None:
    from hmer_kit.data.corpus._perceptual import look_of  # brings numpy

    return None if record.image is None else look_of(record.image.load())


def _short(value: Hashable) -> Hashable:
    """Return a long text or tuple of texts as its checksum, so that memory does not grow with the expressions."""
    if type(value) is not str and isinstance(value, tuple) and all(isinstance(item, (str, int)) for item in value):
        value = repr(value)
    if isinstance(value, str) and len(value) > _SHORT:
        return blake2b(value.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    return value
