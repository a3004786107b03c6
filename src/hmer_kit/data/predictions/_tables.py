"""CSV and TSV tables of predictions: cells as ``csv`` reads them, and lines of id TAB prediction as they stand."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from hmer_kit.data._csv import MAX_CELL, csv_rows
from hmer_kit.data._json import Broken
from hmer_kit.data._text import quoted
from hmer_kit.data.predictions._rows import ID, PREDICTION, REFERENCE, Table
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FIELDS = frozenset(ID + PREDICTION + REFERENCE)
_COMMA_ADVICE = "give it a first line with the names of the columns, img_id,gt,pred for example (gt may be left out)"
_TAB_ADVICE = (
    "a file without column names has two columns, id TAB prediction; name others in a first line: img_id, gt, pred"
)


def names_columns(text: str, *, delimiter: str) -> bool:
    """Whether the first line has one of the names that columns may have."""
    return not _FIELDS.isdisjoint(_cells_of(first_line(text), delimiter=delimiter))


def first_line(text: str) -> str:
    """Return the first line that is not blank, without its end."""
    return next((line for line in _lines(text) if line.strip()), "").rstrip("\r\n")


def read_table(text: str, *, path: Path, delimiter: str) -> Table:
    """Return the rows of a table.

    A first line with one of the known names is a header; quotes are then those of spreadsheets. Without a header a
    file parted by tabs is read as captions are, id TAB prediction, with no quotes at all.

    Raises:
        DataError: There is no header and the columns cannot be told apart, or the header lacks predictions.
    """
    if names_columns(text, delimiter=delimiter):
        return _with_header(text, path=path, delimiter=delimiter)
    first = first_line(text)
    if delimiter == "\t" and first.count("\t") == 1:
        return Table("line", _plain_rows(text), with_ids=True, with_references=False)
    advice = _TAB_ADVICE if delimiter == "\t" else _COMMA_ADVICE
    message = f"expected names of columns in the first line of {path}, got {quoted(first)}; {advice}"
    raise DataError(message, code="no_header", path=str(path), line=1)


def _with_header(text: str, *, path: Path, delimiter: str) -> Table:
    rows = csv_rows(_lines(text), path=path, delimiter=delimiter)
    header = next(cells for _, cells in rows if not isinstance(cells, Broken) and any(map(str.strip, cells)))
    known = {name: column for column, name in enumerate(header) if name in _FIELDS}
    if len(known) < sum(name in _FIELDS for name in header):
        twice = next(name for name in known if header.count(name) > 1)
        raise DataError(f"the column {twice!r} stands in {path} twice", code="column_twice", path=str(path), line=1)
    if known.keys().isdisjoint(PREDICTION):
        shown = ", ".join(quoted(name) for name in header[:5])
        message = f"expected a column {' or '.join(map(repr, PREDICTION))} in {path}, got the columns {shown}"
        raise DataError(message, code="no_header", path=str(path), line=1)
    return Table(
        "line",
        _rows(rows, known=known, width=len(header), may_hold_nul="\0" in text),
        with_ids=not known.keys().isdisjoint(ID),
        with_references=not known.keys().isdisjoint(REFERENCE),
    )


def _rows(
    rows: Iterator[tuple[int, list[str] | Broken]], *, known: dict[str, int], width: int, may_hold_nul: bool
) -> Iterator[tuple[int, object]]:
    """Yield the cells of each row under the names of the columns that are kept."""
    for number, cells in rows:
        if isinstance(cells, Broken):
            yield number, cells
        elif not cells:
            if width == 1:  # with more columns a blank line cannot be meant as a row
                yield number, Broken('blank line; an empty prediction is written ""')
        elif len(cells) != width:
            yield number, Broken(f"expected {width} cells as in the first line, got {len(cells)}")
        elif may_hold_nul and any("\0" in cells[column] for column in known.values()):
            yield number, Broken("holds a NUL character")
        else:
            yield number, {name: cells[column] for name, column in known.items()}


def _plain_rows(text: str) -> Iterator[tuple[int, object]]:
    for number, line in enumerate(_lines(text), start=1):
        bare = line.removesuffix("\n").removesuffix("\r")
        record_id, tab, prediction = bare.partition("\t")
        if len(bare) > MAX_CELL:
            yield number, Broken(f"longer than {MAX_CELL} characters")
        elif not tab:
            if bare.strip():
                yield number, Broken("expected id TAB prediction, found no tab")
        elif "\t" in prediction:
            yield number, Broken("more than one tab")
        elif "\0" in bare:
            yield number, Broken("holds a NUL character")
        else:
            yield number, {ID[0]: record_id, PREDICTION[0]: prediction}


def _cells_of(line: str, *, delimiter: str) -> list[str]:
    """Return the cells of a single line, none if it is no row."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []


def _lines(text: str) -> Iterator[str]:
    """Yield lines with their ends; only a line feed ends one, whatever else Unicode takes for a line break."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end
