"""What the rows of Parquet files give, in order: bounded, and with a note for whatever is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from hmer_kit._files import StrPath, file_path
from hmer_kit.data.formats.tables._arrow import batches, kinds_of_schema, located, open_parquet, pyarrow_parquet
from hmer_kit.data.formats.tables._rows import RowReader, reason_of
from hmer_kit.data.formats.tables.columns import MAX_TEXT
from hmer_kit.data.formats.tables.messages import MAX_MESSAGES
from hmer_kit.data.pictures.images import MAX_BYTES
from hmer_kit.data.records import Skip
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa
    import pyarrow.parquet as pq

T = TypeVar("T")

_ROWS_PER_BYTE = 8  # a file that declares more rows for each of its bytes holds no records
_UNPACKED, _UNPACKED_PER_BYTE = 2**30, 1000  # one that gives more bytes than this was made to


def parquet_items(path: StrPath, *, reader: RowReader[T]) -> Iterator[T | Skip]:
    """Yield what the rows of a file, or of all files of a folder, give.

    Raises:
        DataError: There is no file, or none that can be read; the columns are not clear.
        InputError: A column that was named is not there.
    """
    given = file_path(path)
    alone = not given.is_dir()
    failed: DataError | None = None
    number = opened = 0
    for file in [given] if alone else _files_of(given):
        if isinstance(file, Skip):
            yield file
            continue
        try:
            table = _opened(file)
        except DataError as error:
            failed = error
            if not alone:
                yield Skip(str(file), "Parquet file that cannot be read")
            continue
        opened += 1
        with table:
            yield from _of_table(table, file, reader=reader, first=number)
            number += table.metadata.num_rows
    if not opened:
        message = f"expected Parquet files in {given}, found none"
        raise failed or DataError(message, code="missing_file", path=str(given))


def _files_of(folder: Path) -> list[Path | Skip]:
    """Return the files of a folder in the order of their names; a link that leads out of it is named."""
    root = folder.resolve()
    found = sorted(file for file in folder.rglob("*.parquet") if file.is_file() and not _hidden(file, folder))
    return [
        file if file.resolve().is_relative_to(root) else Skip(str(file), "link that leads out of its folder")
        for file in found
    ]


def _hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def _opened(file: Path) -> pq.ParquetFile:
    with located(file):
        table = open_parquet(file)
        rows, size = table.metadata.num_rows, file.stat().st_size
    if rows > _ROWS_PER_BYTE * size:
        raise DataError(
            f"expected a table whose rows are stored, got {rows} rows in {size} bytes: {file}",
            code="too_many_rows",
            path=str(file),
        )
    return table


def _of_table(table: pq.ParquetFile, file: Path, *, reader: RowReader[T], first: int) -> Iterator[T | Skip]:
    with located(file):
        kinds = kinds_of_schema(table.schema_arrow)
    yield from reader.begin(kinds, where=str(file))
    names = reader.columns.names()
    room = _Room(file)
    begun = 0
    for group in range(table.metadata.num_row_groups):
        size = table.metadata.row_group(group).num_rows
        row = begun
        try:
            for batch in batches(table, file, group=group, names=names):
                for place in range(len(batch)):
                    where = f"{file} row {row + 1}"
                    values = _values(batch, place, room=room)
                    if isinstance(values, DataError):
                        yield Skip(where, reason_of(values))
                    else:
                        yield reader.read(values, name=str(first + row), where=where, root=file.parent)
                    row += 1
        except DataError as error:
            yield Skip(f"{file} rows {row + 1} to {begun + size}", reason_of(error))
        begun += size


class _Room:
    """How much a file may still give, before it is taken for one that was made to fill memory or time."""

    def __init__(self, file: Path) -> None:
        self._file = file
        with located(file):
            self._left = _UNPACKED + _UNPACKED_PER_BYTE * file.stat().st_size

    def take(self, size: int) -> None:
        """Count bytes; DataError once there are too many."""
        self._left -= size
        if self._left < 0:
            raise DataError(f"{self._file} unpacks to far more than its size", code="too_large")


def _values(batch: pa.RecordBatch, place: int, *, room: _Room) -> dict[str, Any] | DataError:
    """Return the cells of a row as Python has them, or why not: what they take is known before.

    Raises:
        DataError: The file has given too much.
    """
    values: dict[str, Any] = {}
    for name in batch.schema.names:
        cell = batch.column(name)[place]
        size, fits = _size_of_cell(cell)
        room.take(size)
        if not fits:
            return DataError("a cell that is too large", code="too_large")
        try:
            values[name] = cell.as_py()
        except UnicodeDecodeError:
            return DataError("a text that is no UTF-8", code="not_utf8")
        except (ValueError, OverflowError, TypeError, NotImplementedError):
            return DataError("a value that Python cannot hold", code="no_text")
    return values


def _size_of_cell(cell: pa.Scalar) -> tuple[int, bool]:
    """Return the bytes of a cell, counted until they are too many, and whether it may be taken."""
    arrow, _ = pyarrow_parquet()
    texts = (arrow.StringScalar, arrow.LargeStringScalar)
    taken = 0
    stack = [cell]
    while stack:
        part = stack.pop()
        if isinstance(part, arrow.DictionaryScalar):
            part = part.value
        if not part.is_valid:
            continue
        if isinstance(part, (arrow.ListScalar, arrow.LargeListScalar)):
            if len(part.values) > MAX_MESSAGES:
                return taken + len(part.values), False
            stack.extend(part.values)
        elif isinstance(part, arrow.StructScalar):
            stack.extend(part[number] for number in range(len(part.type)))
        elif isinstance(part, (*texts, arrow.BinaryScalar, arrow.LargeBinaryScalar)):
            taken += (size := part.as_buffer().size)
            if taken > MAX_BYTES or (isinstance(part, texts) and size > 4 * MAX_TEXT):
                return taken, False
    return taken, True
