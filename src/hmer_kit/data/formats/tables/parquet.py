"""Parquet files as records, row group by row group in bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.data.formats.tables._parquet_items import parquet_items
from hmer_kit.data.formats.tables._rows import record_reader
from hmer_kit.data.streams import gather

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hmer_kit._files import StrPath
    from hmer_kit.data.formats.tables.columns import Columns
    from hmer_kit.data.records import ReadResult, Record, Skip

__all__ = ["iter_parquet", "read_parquet"]


def iter_parquet(
    path: StrPath, *, columns: Columns | None = None, source: str | None = None
) -> Iterator[Record | Skip]:
    """Yield the rows of a Parquet file, or of all those in a folder, as records.

    Row groups are read a few rows at a time, and no more than a few pages are held. What a small file unpacks to is
    known before it is unpacked: pages over 256 MiB, or lists of millions of items, are skipped and named. Pictures
    stay as they are stored until they are loaded, under the limits of ``BytesImage``; those that a cell only names have
    to lie in the folder of the file.

    Skipped, each with a note: rows without a reference, with values of other kinds, with several pictures or with the
    answer to another task; row groups and files that are broken. Where the columns are guessed, the first item says
    how, and each column that is not read is named.

    Args:
        path: A file, or a folder with ``.parquet`` files in it or below.
        columns: Which column is which field; by default it is guessed, see ``guess_columns``.
        source: Name of the data set, to be written on each record that has none.

    Raises:
        DataError: There is no readable file, the columns could be more than one thing, or no row can be a record.
        InputError: A column that ``columns`` names is not there.
        MissingExtraError: pyarrow is not installed (extra ``parquet``).

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from hmer_kit.data import Record, write_parquet
        >>> with TemporaryDirectory() as folder:
        ...     _ = write_parquet(f"{folder}/a.parquet", [Record("a", "x ^ { 2 }")])
        ...     guess, record = iter_parquet(folder)
        >>> guess.reason[:39], record.reference
        ("columns guessed: reference = 'latex', i", 'x ^ { 2 }')
    """
    yield from parquet_items(path, reader=record_reader(columns, source=source))


def read_parquet(path: StrPath, *, columns: Columns | None = None, source: str | None = None) -> ReadResult[Record]:
    """Read the records of a Parquet file or a folder of them, all pictures in memory as they are stored.

    For sets larger than memory there are ``iter_parquet``, which reads them in order, and ``load_records``, which reads
    any row when asked for it.

    Args:
        path: As for ``iter_parquet``.
        columns: As for ``iter_parquet``.
        source: As for ``iter_parquet``.

    Raises:
        DataError: As for ``iter_parquet``.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from hmer_kit.data import Record, write_parquet
        >>> with TemporaryDirectory() as folder:
        ...     _ = write_parquet(f"{folder}/a.parquet", [Record("a", "x ^ { 2 }")])
        ...     read_parquet(folder).records[0].reference
        'x ^ { 2 }'
    """
    return gather(iter_parquet(path, columns=columns, source=source))
