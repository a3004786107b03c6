"""pyarrow where it is installed: files opened with bounds, batches of rows, kinds of columns."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from hmer_kit.data.formats.tables._pages import PageSizes, page_sizes
from hmer_kit.exceptions import DataError, HmerKitError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import ModuleType

    import pyarrow as pa
    import pyarrow.parquet as pq

MAX_ITEMS = 2**24
"""Most items that the lists of a column have in a row group."""

_DEEPEST = 64
"""Most levels of lists and structs in a column; only newer versions of pyarrow refuse deep ones themselves."""
_BATCH_BYTES = 2**24
_BATCH_ROWS = 1024
_LARGE_DICTIONARY = 2**21
_BUFFER = 2**20
_STRINGS = 2**24
_CONTAINERS = 2**20


def pyarrow_parquet() -> tuple[ModuleType, ModuleType]:
    """Return pyarrow and its module of Parquet files.

    Raises:
        MissingExtraError: It is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        message = "parquet files need pyarrow; install it with: pip install 'hmer_kit[parquet]'"
        raise MissingExtraError(message) from error
    return pa, pq


@contextmanager
def located(path: Path, what: str = "read the Parquet file") -> Iterator[None]:
    """Turn what pyarrow and the system raise into errors that name the file."""
    arrow, _ = pyarrow_parquet()
    try:
        yield
    except HmerKitError:
        raise
    except FileNotFoundError as error:
        message = f"expected a Parquet file, found no such file: {path}"
        raise DataError(message, code="missing_file", path=str(path)) from error
    except (arrow.ArrowException, OSError, ValueError, TypeError, MemoryError, RecursionError) as error:
        reason = " ".join(str(error).split())[:200]
        raise DataError(f"cannot {what} {path}: {reason}", code="broken_parquet", path=str(path)) from error


def open_parquet(path: Path, *, like: pq.ParquetFile | None = None, dictionaries: Sequence[str] = ()) -> pq.ParquetFile:
    """Open a file; with bounds on its footer, and nothing read ahead.

    Args:
        path: The file.
        like: The same file, opened before, whose footer is not read again.
        dictionaries: Columns whose values are kept once each, as they are stored: a text that a small file repeats a
            million times then stays small.

    Raises:
        DataError: A column is nested too deep.
        OSError: It cannot be read, and other errors of pyarrow; use it within ``located``.
    """
    _, parquet = pyarrow_parquet()
    file = parquet.ParquetFile(
        path,
        metadata=None if like is None else like.metadata,
        read_dictionary=list(dictionaries),
        pre_buffer=False,
        buffer_size=_BUFFER,
        thrift_string_size_limit=_STRINGS,
        thrift_container_size_limit=_CONTAINERS,
    )
    if like is None:
        _require_shallow(file, path)
    return file


def _require_shallow(file: pq.ParquetFile, path: Path) -> None:
    for number in range(len(file.schema)):
        if (levels := file.schema.column(number).path.count(".")) > _DEEPEST:
            file.close()
            message = f"expected columns of at most {_DEEPEST} levels in {path}, got one {levels} levels deep"
            raise DataError(message, code="too_deep", path=str(path))


def kinds_of_schema(schema: pa.Schema) -> dict[str, str]:
    """Return the kind of each column, in the words of ``guess_columns``."""
    return {field.name: _kind(field.type) for field in schema}


def batches(file: pq.ParquetFile, path: Path, *, group: int, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a row group, a few at a time.

    Raises:
        DataError: The group is broken, or unpacks to more than fits.
    """
    with located(path):
        rows, leaves = _measured(file, path, group=group, names=names)
        opened = open_parquet(path, like=file, dictionaries=leaves)
        with opened:
            yield from opened.iter_batches(rows, row_groups=[group], columns=list(names), use_threads=False)


def _measured(file: pq.ParquetFile, path: Path, *, group: int, names: Sequence[str]) -> tuple[int, list[str]]:
    """Return how many rows to read at once, and the columns whose values are kept once each."""
    rows, leaves = _BATCH_ROWS, []
    part = file.metadata.row_group(group)
    with path.open("rb") as stream:
        for number in range(part.num_columns):
            column = part.column(number)
            leaf = column.path_in_schema
            if not any(leaf == name or leaf.startswith(f"{name}.") for name in names):
                continue
            starts = [place for place in (column.dictionary_page_offset, column.data_page_offset) if place]
            sizes = PageSizes()
            if starts:
                sizes = page_sizes(stream, start=min(starts), size=column.total_compressed_size)
            repeated = file.schema.column(number).max_repetition_level > 0
            if sizes.values > (MAX_ITEMS if repeated else part.num_rows):
                raise DataError(
                    f"the column {leaf} holds {sizes.values} values in {part.num_rows} rows", code="too_large"
                )
            # A value has at most the bytes of its page, or of the dictionary; kept once each, those count once.
            once = column.physical_type == "BYTE_ARRAY" and (repeated or sizes.dictionary > _LARGE_DICTIONARY)
            if once:
                leaves.append(leaf)
            largest = max(1, sizes.largest, 0 if once else sizes.dictionary)
            rows = min(rows, max(1, _BATCH_BYTES // largest))
    return rows, leaves


def _kind(kind: Any) -> str:  # noqa: ANN401 - a pyarrow type
    arrow, _ = pyarrow_parquet()
    types = arrow.types
    if types.is_dictionary(kind):
        kind = kind.value_type
    if types.is_string(kind) or types.is_large_string(kind):
        return "text"
    if types.is_binary(kind) or types.is_large_binary(kind):
        return "image"
    if types.is_struct(kind):
        return "image" if {kind.field(place).name for place in range(kind.num_fields)} == {"bytes", "path"} else "other"
    if types.is_list(kind) or types.is_large_list(kind):
        return "list"
    return "number" if types.is_integer(kind) else "other"
