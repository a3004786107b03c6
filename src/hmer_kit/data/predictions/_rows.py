"""Rows of a prediction file turned into predictions: which key is which field, and what is bad about a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.data._json import Broken, Rows
from hmer_kit.data._text import kind_of, problem_of_str, quoted
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

REFERENCE = ("gt", "reference", "target")
PREDICTION = ("pred", "prediction", "preds")
ID = ("img_id", "id", "ids")
Fields = tuple[str, str, str | None]
"""Id, prediction and reference."""
NO_KEY = "expected {!r}, found no such key"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a prediction file of any format, to be gone through once."""

    unit: str
    """What the key of a row names: ``"record"``, ``"line"`` or ``"file"``."""
    rows: Iterable[tuple[int | str, object]]
    """Key (a number from 1, or a file name) and value (an object, or a ``Broken`` one) of each row."""
    with_ids: bool
    """Whether some row has an id; if none has, they are numbered."""
    with_references: bool = True
    """Whether the format has a place for references at all."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that gives no prediction."""

    number: int | None
    record_id: str | None
    where: str
    reason: str


class _BadRowError(Exception):
    """Why a row gives no prediction; never leaves this module."""


def table_of_json(rows: Rows, *, path: Path, needs_reference: bool) -> Table:
    """Return the rows of a JSON file; one object of lists is turned into rows.

    Raises:
        DataError: It is one object without the lists that are needed, or its lists differ in length.
    """
    if rows.single:
        rows = _rows_of_columns(rows, path=path, needs_reference=needs_reference)
    with_ids = any(isinstance(row, dict) and not row.keys().isdisjoint(ID) for _, row in rows.values)
    return Table(rows.unit, rows.values, with_ids=with_ids)


def fields_of(table: Table, *, needs_reference: bool) -> Iterator[Fields | BadRow]:
    """Turn each row into its fields, or into a note of what is bad about it."""
    seen: set[str] = set()
    for number, (key, row) in enumerate(table.rows, start=1):
        record_id = None if table.with_ids else str(number)
        try:
            fields = _require_object(row)
            record_id = _id(fields) if record_id is None else record_id
            _require_new(record_id, seen=seen)
            reference = _text(fields, REFERENCE) if needs_reference else _text_if_any(fields, REFERENCE)
            yield record_id, _text(fields, PREDICTION), reference
            seen.add(record_id)
        except _BadRowError as error:
            known = record_id if table.with_ids else None
            place = f"{table.unit} {key if isinstance(key, int) else quoted(key)}"
            where = place if known is None else f"{place} (id {quoted(known)})"
            yield BadRow(key if isinstance(key, int) else None, known, where, str(error))


def _rows_of_columns(rows: Rows, *, path: Path, needs_reference: bool) -> Rows:
    """Turn one object of lists into rows; one object of strings is a row already."""
    table = _require_object(rows.values[0][1])
    found = [
        next((name for name in names if isinstance(table.get(name), list)), None) for names in (PREDICTION, REFERENCE)
    ]
    may_lack_references = not needs_reference and table.keys().isdisjoint(REFERENCE)
    if found[0] is None or (found[1] is None and not may_lack_references):
        if found == [None, None] and not table.keys().isdisjoint(REFERENCE + PREDICTION):
            return rows
        message = (
            f"expected a list of objects, or an object with the lists 'preds' and 'target', in {path}; got an object"
        )
        keys = ", ".join(quoted(key) for key in list(table)[:5])
        raise DataError(f"{message} with the keys {keys or '(none)'}", code="no_list", path=str(path))
    names = [name for name in found if name] + [name for name in ID if isinstance(table.get(name), list)][:1]
    columns = [column for column in map(table.get, names) if isinstance(column, list)]
    if len({len(column) for column in columns}) > 1:
        lengths = ", ".join(f"{len(column)} {name!r}" for name, column in zip(names, columns, strict=True))
        message = f"expected lists of equal length in {path}, got {lengths}"
        raise DataError(message, code="unequal_lengths", path=str(path))
    cells = zip(*columns, strict=True)
    return Rows("record", [(number, dict(zip(names, row, strict=True))) for number, row in enumerate(cells, start=1)])


def _require_new(record_id: str, *, seen: set[str]) -> None:
    if record_id in seen:
        raise _BadRowError("id came before")


def _require_object(row: object) -> dict[str, object]:
    if isinstance(row, dict):
        return row
    raise _BadRowError(row.problem if isinstance(row, Broken) else f"expected an object, got {kind_of(row)}")


def _text(row: Mapping[str, object], names: tuple[str, ...]) -> str:
    """Return the string that stands under one of the names."""
    text = _text_if_any(row, names)
    if text is None:
        raise _BadRowError(NO_KEY.format(names[0]))
    return text


def _text_if_any(row: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    """Return the string that stands under one of the names, or None where the row has none of them."""
    found = [name for name in names if name in row]
    if not found:
        return None
    text = _require_text(row[found[0]], name=found[0])
    if any(row[name] != text for name in found[1:]):
        raise _BadRowError(f"{found[0]!r} and {found[1]!r} differ; keep one of them")
    return text


def _id(row: Mapping[str, object]) -> str:
    """Return the id; an integer is written out."""
    name = next((name for name in ID if name in row), None)
    if name is None:
        raise _BadRowError(f"expected {ID[0]!r} as in other records, found no such key")
    value = row[name]
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not (text := _require_text(value, name=name)).strip():
        raise _BadRowError(f"{name!r}: expected an id, got an empty string")
    return text


def _require_text(value: object, *, name: str) -> str:
    problem = problem_of_str(value)
    if problem is None and isinstance(value, str):
        return value
    raise _BadRowError(f"{name!r}: {problem}")
