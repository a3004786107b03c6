"""A corpus as a parquet file, through pyarrow where it is installed."""

from __future__ import annotations

import json
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hmer_kit._files import draft_of, file_path
from hmer_kit.error_mining.corpus._lines import VERSION, bad_row, checked_head
from hmer_kit.error_mining.corpus._rows import (
    COUNTS,
    FLAGS,
    NO_ORIGIN,
    ORIGIN_FIELDS,
    TEXTS,
    origin_to_row,
    record_to_row,
    row_to_record,
)
from hmer_kit.exceptions import DataError, InputError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import ModuleType

    import pyarrow as pa

    from hmer_kit._files import StrPath
    from hmer_kit.error_mining.corpus.candidates import Origin
    from hmer_kit.error_mining.corpus.records import ErrorRecord

_META = b"hmer_kit"
_BATCH = 10_000


def write(path: StrPath, records: Iterable[ErrorRecord], *, kind: str, head: Mapping[str, object]) -> None:
    """Write a corpus, batch by batch; it appears whole or not at all."""
    arrow, parquet = _pyarrow()
    text = json.dumps({"format": kind, "version": VERSION, **head})
    schema = _schema(arrow).with_metadata({_META: text.encode()})
    rows = map(_flat, records)
    with (
        _located(path, "write"),
        draft_of(file_path(path).resolve()) as draft,
        parquet.ParquetWriter(draft, schema) as writer,
    ):
        while batch := list(islice(rows, _BATCH)):
            writer.write_batch(arrow.RecordBatch.from_pylist(batch, schema=schema))


def head(path: StrPath, *, kind: str) -> dict[str, Any]:
    """Return what a file says of itself."""
    _, parquet = _pyarrow()
    with _located(path, "read"):
        found = (parquet.read_schema(_existing(path)).metadata or {}).get(_META, b"null")
        return checked_head(json.loads(found), path=path, kind=kind)


def rows(path: StrPath) -> Iterator[ErrorRecord]:
    """Yield the rows of a corpus."""
    arrow, parquet = _pyarrow()
    with _located(path, "read"):
        number = 0
        with parquet.ParquetFile(_existing(path)) as file:
            if not file.schema_arrow.equals(_schema(arrow), check_metadata=False):
                raise DataError(
                    f"expected the columns of an error corpus in {path}", code="bad_columns", path=str(path)
                )
            for batch in file.iter_batches(batch_size=_BATCH):
                for row in batch.to_pylist():
                    number += 1
                    yield _record(row, path=path, number=number)


def _record(row: dict[str, Any], *, path: StrPath, number: int) -> ErrorRecord:
    try:
        for origin in row["origins"] or ():
            for name in ORIGIN_FIELDS:
                if origin[name] is None:
                    origin[name] = getattr(NO_ORIGIN, name)
        return row_to_record(row)
    except InputError as error:
        raise bad_row(str(error), path=path, line=number) from error


def _flat(record: ErrorRecord) -> dict[str, Any]:
    return record_to_row(record) | {"origins": [_values(origin) for origin in record.origins]}


def _values(origin: Origin) -> dict[str, Any]:
    return dict.fromkeys(ORIGIN_FIELDS) | origin_to_row(origin)


def _schema(arrow: ModuleType) -> pa.Schema:
    kinds = {
        "model": arrow.string(),
        "fold": arrow.int64(),
        "sample": arrow.int64(),
        "temperature": arrow.float64(),
        "decoding": arrow.string(),
        "confidence": arrow.float64(),
        "synthetic": arrow.bool_(),
    }
    origin = arrow.struct([(name, kinds[name]) for name in ORIGIN_FIELDS])
    columns = [(name, arrow.string()) for name in (*TEXTS, "band")]
    columns += [(name, arrow.int64()) for name in COUNTS] + [(name, arrow.bool_()) for name in FLAGS]
    return arrow.schema([*columns, ("origins", arrow.list_(origin))])


def _existing(path: StrPath) -> Path:
    if not Path(path).is_file():
        raise DataError(f"expected a file, found no such file: {path}", code="missing_file", path=str(path))
    return Path(path)


@contextmanager
def _located(path: StrPath, what: str) -> Iterator[None]:
    """Turn what pyarrow and the system raise into errors that name the file."""
    arrow, _ = _pyarrow()
    try:
        yield
    except (arrow.ArrowException, OSError, UnicodeDecodeError, RecursionError) as error:
        reason = " ".join(str(error).split())[:200]
        raise DataError(f"cannot {what} {path}: {reason}", code=f"un{what}able", path=str(path)) from error
    except ValueError as error:
        if isinstance(error, (DataError, InputError)):
            raise
        raise DataError(f"cannot {what} {path}: {error}", code=f"un{what}able", path=str(path)) from error


def _pyarrow() -> tuple[ModuleType, ModuleType]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        message = "parquet files need pyarrow; install it with: pip install 'hmer_kit[parquet]'"
        raise MissingExtraError(message) from error
    return pa, pq
