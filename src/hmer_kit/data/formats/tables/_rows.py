"""From rows to records, or to whatever is made of a row, with a note for each that gives none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from hmer_kit.data.formats.tables.columns import Columns
from hmer_kit.data.formats.tables.guessing import ColumnGuess, guess_columns
from hmer_kit.data.records import Record, Skip
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hmer_kit._files import StrPath

T_co = TypeVar("T_co", covariant=True)

REASONS = {
    "broken_parquet": "broken Parquet data",
    "control": "control character",
    "empty_text": "empty reference",
    "long_text": "text that is too long",
    "no_conversation": "no conversation of a question and its answer",
    "no_image": "no picture in the column of pictures",
    "no_text": "no text where one is expected",
    "other_task": "answer to a question that asks for more than LaTeX",
    "outside_root": "picture outside the folder of the data set",
    "several_pictures": "several pictures in one row",
    "too_large": "larger than the limits",
    "unsafe_name": "picture outside the folder of the data set",
    "not_utf8": "text that is no UTF-8",
}


class Make(Protocol[T_co]):
    """What makes something of a row."""

    def __call__(self, columns: Columns, row: Mapping[str, Any], /, *, name: str, root: StrPath | None) -> T_co: ...


class RowReader(Generic[T_co]):
    """Makes something of each row; remembers its guess about the columns, so that it is said once.

    Args:
        make: Makes it of a row and its columns; DataError where the row cannot give it.
        columns: Which column is which; None to guess.
    """

    def __init__(self, make: Make[T_co], *, columns: Columns | None) -> None:
        self._make = make
        self._given = columns
        self._guess: ColumnGuess | None = None
        self.columns = columns or Columns()
        """Which column is which, once a table has begun."""

    def begin(self, kinds: Mapping[str, str], *, where: str) -> Iterator[Skip]:
        """Settle the columns of a table, and yield what is to be said of them.

        Raises:
            DataError: They could be more than one thing.
            InputError: One that was named is not there.
        """
        if self._given is not None:
            missing = [name for name in self._given.names() if name not in kinds]
            if missing:
                raise InputError(f"expected the columns {missing} in {where}, found {list(kinds)}; give columns=")
            return
        guess = guess_columns(kinds, where=where)
        if guess != self._guess:
            self._guess, self.columns = guess, guess.columns
            yield from guess.notes(where)

    def read(self, row: Mapping[str, Any], *, name: str, where: str, root: StrPath | None) -> T_co | Skip:
        """Return what a row gives, or why it gives nothing."""
        try:
            return self._make(self.columns, row, name=name, root=root)
        except DataError as error:
            return Skip(where, reason_of(error))


def record_reader(columns: Columns | None, *, source: str | None) -> RowReader[Record]:
    """Return what makes records; ``source`` is for those that have none."""

    def make(columns: Columns, row: Mapping[str, Any], *, name: str, root: StrPath | None) -> Record:
        record = columns.record(row, name=name, root=root)
        return record if source is None or record.source is not None else replace(record, source=source)

    return RowReader(make, columns=columns)


def reason_of(error: DataError) -> str:
    """Return the short phrase of a kind of error."""
    return REASONS.get(error.code or "", "row that cannot be read")
