"""Rows of CSV: strict about quotes, bounded, with the number of the line that each begins in."""

from __future__ import annotations

import csv
from threading import Lock
from typing import TYPE_CHECKING

from hmer_kit.data._json import Broken
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    import _csv
    from collections.abc import Iterable, Iterator

    from hmer_kit._files import StrPath

MAX_CELL = 2**20
"""Longest cell, and longest line without a header, that is read, in characters."""

MAX_ROW = 2**24
"""Longest row that is read, in characters: a row in quotes may go on over many lines."""

_BATCH = 4096
_LOCK = Lock()


def csv_rows(lines: Iterable[str], *, path: StrPath, delimiter: str) -> Iterator[tuple[int, list[str] | Broken]]:
    """Yield number of the first line and cells of each row; strict about quotes.

    Args:
        lines: Lines with their ends.
        path: Where they come from, for messages.
        delimiter: What parts the cells.

    Raises:
        DataError: Quotes do not match over several lines: which rows those were cannot be known; or a row is longer
            than ``MAX_ROW``.
    """
    budget = _Budget(lines, path=path)
    reader = csv.reader(budget, delimiter=delimiter, strict=True)
    batch: list[tuple[int, list[str] | Broken]] = [(0, [])]
    while batch:
        batch = []
        # The limit is one for the whole process, so it is changed for a moment only and by one thread at a time.
        with _LOCK:
            before = csv.field_size_limit(MAX_CELL)
            try:
                while len(batch) < _BATCH and (row := _next_row(reader, budget)):
                    batch.append(row)
            finally:
                csv.field_size_limit(before)
        yield from batch


class _Budget:
    """The lines, as many as one row may take."""

    def __init__(self, lines: Iterable[str], *, path: StrPath) -> None:
        self.path = path
        self.left = MAX_ROW
        self._lines = iter(lines)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.left -= len(line)
        if self.left < 0:
            message = f"expected rows of at most {MAX_ROW} characters in {self.path}, got more; quotes may not match"
            raise DataError(message, code="broken_quotes", path=str(self.path))
        return line


def _next_row(reader: _csv.Reader, budget: _Budget) -> tuple[int, list[str] | Broken] | None:
    first = reader.line_num + 1
    path, budget.left = budget.path, MAX_ROW
    try:
        cells = next(reader, None)
    except csv.Error as error:
        if reader.line_num > first:
            where = f"expected the row that starts in line {first} of {path} to end, read up to line {reader.line_num}"
            message = f"{where}: {_reason(str(error))}"
            raise DataError(message, code="broken_quotes", path=str(path), line=first) from error
        return first, Broken(_reason(str(error)))
    return None if cells is None else (first, cells)


def _reason(error: str) -> str:
    if "field limit" in error:
        return f"a cell longer than {MAX_CELL} characters"
    if "new-line" in error:
        return "a carriage return outside quotes"
    return f'quotes do not match ({error}); write a cell that holds " as "...""..."'
