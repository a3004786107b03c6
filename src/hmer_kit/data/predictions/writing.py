"""Records with predictions into a file, in the format that its name ends in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hmer_kit._files import StrPath, file_path, write_atomic
from hmer_kit.data._csv import MAX_CELL
from hmer_kit.data._json import json_list
from hmer_kit.data._text import problem_of_str, quoted
from hmer_kit.data.records import Record
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["write_predictions"]

_COLUMNS = ("img_id", "gt", "pred")
_DELIMITERS = {".csv": ",", ".tsv": "\t"}


def write_predictions(path: StrPath, records: Iterable[Record], *, indent: int | None = 2) -> None:
    r"""Write records with predictions: ``gt``, ``pred``, ``img_id``, as the released JSON list has them.

    A name that ends in ``.jsonl`` or ``.ndjson`` gives JSON Lines, ``.csv`` or ``.tsv`` a table with the names of the
    columns in its first line, any other the list. The file appears whole or not at all. Reading it gives the same ids,
    references and predictions.

    Args:
        path: File to write; its folder must exist.
        records: What to write; each needs a prediction and an id of its own.
        indent: Blanks per level of the list, as in ``json.dumps``; the released files have 2.

    Raises:
        InputError: A record has no prediction or an id that came before, or a string that UTF-8 cannot store, or one
            with a NUL character or too long for the cell of a table.
        DataError: The file cannot be written.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "pred.json")
        ...     write_predictions(file, [Record("a", "x", prediction="X")], indent=None)
        ...     print(file.read_text(encoding="utf-8"))
        [{"gt": "x", "pred": "X", "img_id": "a"}]
    """
    suffix = file_path(path).suffix.lower()
    delimiter = _DELIMITERS.get(suffix)
    rows = _to_rows(records, in_table=delimiter is not None)
    if delimiter is not None:
        write_atomic(path, _table(rows, delimiter=delimiter))
    elif suffix in {".jsonl", ".ndjson"}:
        write_atomic(path, _lines(rows))
    else:
        write_atomic(path, json_list(rows, indent=indent))


def _lines(rows: Iterable[dict[str, str | None]]) -> Iterator[str]:
    empty = True
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"
        empty = False
    if empty:  # an empty file is refused as one that was cut off
        yield "\n"


def _table(rows: Iterable[dict[str, str | None]], *, delimiter: str) -> Iterator[str]:
    yield delimiter.join(_COLUMNS) + "\n"
    for row in rows:
        yield delimiter.join(_cell(row[name] or "", delimiter=delimiter) for name in _COLUMNS) + "\n"


def _cell(text: str, *, delimiter: str) -> str:
    """Quote a cell where the reader would else see more than a cell; ``csv.writer`` forgets a lone carriage return."""
    if any(mark in text for mark in (delimiter, '"', "\n", "\r")):
        return '"' + text.replace('"', '""') + '"'
    return text


def _to_rows(records: Iterable[Record], *, in_table: bool) -> Iterator[dict[str, str | None]]:
    seen: set[str] = set()
    for number, record in enumerate(records, start=1):
        if not isinstance(record, Record):
            raise InputError(f"expected a Record as item {number}, got {type(record).__name__}")
        row = {"gt": record.reference, "pred": record.prediction, "img_id": record.id}
        problem_of = _problem_of_cell if in_table else problem_of_str
        problems = [f"{key!r}: {problem}" for key, text in row.items() if (problem := problem_of(text))]
        if not record.id.strip():
            problems.append("its id is empty")
        if record.id in seen:
            problems.append("its id came before")
        if problems:
            raise InputError(f"cannot write record {number} (id {quoted(record.id)}): {problems[0]}")
        seen.add(record.id)
        yield row


def _problem_of_cell(text: str | None) -> str | None:
    """Return what keeps a string from being read back from a table, or None."""
    if text is None or problem_of_str(text):
        return problem_of_str(text)
    if "\0" in text:
        return "holds a NUL character, which tables cannot"
    return f"longer than the {MAX_CELL} characters of a cell" if len(text) > MAX_CELL else None
