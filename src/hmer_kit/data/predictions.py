"""Prediction files: what a recognizer gave, beside the reference.

Three layouts are read: a JSON list of objects, JSON Lines, and one object of columns, ``{"preds": [...],
"target": [...]}``.
Keys may be named as in the released files (``gt``, ``pred``, ``img_id``) or as elsewhere here (``reference`` or
``target``, ``prediction`` or ``preds``, ``id`` or ``ids``). Other keys are not read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NoReturn

from hmer_kit.data._files import StrPath, file_path, write_atomic
from hmer_kit.data._json import MAX_BYTES, json_list, read_rows
from hmer_kit.data._prediction_rows import BadRow, records_of, rows_of_columns
from hmer_kit.data._text import problem_of_str, quoted
from hmer_kit.data.records import ReadResult, Record, Skip
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["read_predictions", "write_predictions"]

_BAD_SHOWN = 3


def read_predictions(
    path: StrPath, *, on_bad: Literal["raise", "skip"] = "raise", max_bytes: int = MAX_BYTES
) -> ReadResult[Record]:
    r"""Read a file of predictions and references.

    A record is bad if its reference or its prediction is missing or no string, if two names of one field disagree, or
    if its id is missing while others have one, is neither string nor integer, or came before. In a file without any
    ids the records are called ``"1"``, ``"2"`` and so on. Strings are kept as they are, blanks included.

    Args:
        path: The file.
        on_bad: ``"raise"``: one error that counts the bad records and names the first few; ``"skip"``: leave them out
            and note each.
        max_bytes: Largest file to read; it is parsed in memory, which takes about five times its size.

    Returns:
        Records in file order, and what was skipped.

    Raises:
        DataError: The file is missing, empty, too large, no UTF-8, no JSON, or of another layout; columns differ in
            length; or a record is bad and ``on_bad`` is ``"raise"``.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "pred.json")
        ...     _ = file.write_text('[{"img_id": "a", "gt": "x", "pred": "X"}, {"img_id": "b", "gt": "y"}]')
        ...     result = read_predictions(file, on_bad="skip")
        >>> result.records[0].prediction, result.summary()
        ('X', "1 read, 1 skipped (1 × expected 'pred', found no such key)")
    """
    if on_bad not in {"raise", "skip"}:
        raise InputError(f"expected on_bad to be 'raise' or 'skip', got {on_bad!r}")
    source = file_path(path)
    rows = read_rows(source, max_bytes=max_bytes, what="prediction file")
    if rows.single:
        rows = rows_of_columns(rows, path=source)
    result = ReadResult[Record](records=[], skipped=[])
    bad: list[BadRow] = []
    for found in records_of(rows):
        if isinstance(found, Record):
            result.records.append(found)
        else:
            bad.append(found)
            result.skipped.append(Skip(f"{source} {found.where}", found.reason))
    if bad and on_bad == "raise":
        _raise_bad(bad, count=len(rows.values), path=source)
    return result


def write_predictions(path: StrPath, records: Iterable[Record], *, indent: int | None = 2) -> None:
    r"""Write records with predictions as the released JSON list of ``gt``, ``pred``, ``img_id``.

    The file appears whole or not at all. Reading it gives the same ids, references and predictions.

    Args:
        path: File to write; its folder must exist.
        records: What to write; each needs a prediction and an id of its own.
        indent: Blanks per level, as in ``json.dumps``; the released files have 2.

    Raises:
        InputError: A record has no prediction or an id that came before, or a string that UTF-8 cannot store.
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
    write_atomic(path, json_list(_to_rows(records), indent=indent))


def _to_rows(records: Iterable[Record]) -> Iterator[dict[str, str | None]]:
    seen: set[str] = set()
    for number, record in enumerate(records, start=1):
        if not isinstance(record, Record):
            raise InputError(f"expected a Record as item {number}, got {type(record).__name__}")
        row = {"gt": record.reference, "pred": record.prediction, "img_id": record.id}
        problems = [f"{key!r}: {problem}" for key, text in row.items() if (problem := problem_of_str(text))]
        if not record.id.strip():
            problems.append("its id is empty")
        if record.id in seen:
            problems.append("its id came before")
        if problems:
            raise InputError(f"cannot write record {number} (id {quoted(record.id)}): {problems[0]}")
        seen.add(record.id)
        yield row


def _raise_bad(bad: list[BadRow], *, count: int, path: Path) -> NoReturn:
    shown = "; ".join(f"{row.where}: {row.reason}" for row in bad[:_BAD_SHOWN])
    more = f"; and {len(bad) - _BAD_SHOWN} more" if len(bad) > _BAD_SHOWN else ""
    verb = "is" if len(bad) == 1 else "are"
    raise DataError(
        f"{len(bad)} of {count} records in {path} {verb} bad: {shown}{more}. Repair them, or skip them: on_bad='skip'",
        code="bad_records",
        path=str(path),
        line=bad[0].number,
        record_id=bad[0].record_id,
    )
