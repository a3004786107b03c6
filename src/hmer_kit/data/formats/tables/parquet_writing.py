"""Records into a Parquet file that ``datasets`` opens with its pictures."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from hmer_kit._files import StrPath, sync
from hmer_kit.data.formats.tables._arrow import located, pyarrow_parquet
from hmer_kit.data.formats.tables.columns import MAX_TEXT, Columns
from hmer_kit.data.formats.tables.parquet import iter_parquet
from hmer_kit.data.records import Record, Skip
from hmer_kit.data.writing._checking import read_back, require_share, texts_of
from hmer_kit.data.writing._drafts import Draft, draft_of_run, file_to_write
from hmer_kit.data.writing._preparing import FIELDS, Prepared, Preparer
from hmer_kit.data.writing.reports import WriteReport
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pyarrow as pa

__all__ = ["write_parquet"]

_TEXTS = ("id", "latex", *FIELDS)
_COLUMNS = Columns(id="id", **{name: name for name in FIELDS})


def write_parquet(
    path: StrPath, records: Iterable[Record | Skip], *, row_group_bytes: int = 2**24, verify: float = 1.0
) -> WriteReport:
    r"""Write records into a Parquet file.

    Its columns are ``id``, ``image``, ``latex``, ``prediction``, ``writer``, ``source`` and ``split``. A picture is a
    struct of ``bytes`` and ``path``, and the file says so in the words of ``datasets``, so that
    ``load_dataset("parquet", data_files=...)`` gives decoded pictures. Stored PNG, JPEG and BMP files are kept byte for
    byte, any other picture becomes a PNG without loss. Memory holds one row group.

    The file appears whole, or stays as it was. A run that is killed leaves ``.NAME.unfinished`` beside it; given again
    with the same records it goes on after the last row group, and ends with the same bytes.

    Left out, each with a note: a record whose picture cannot be read, a text of more than 65,536 characters, an id
    that came before; and ink.

    Args:
        path: File to write.
        records: What to write, in order; it may be a generator. What a reader has skipped may stand among them, and is
            named in the report.
        row_group_bytes: A row group ends with the record that brings it to this size.
        verify: Share of the pictures that are read back and compared; the texts always are.

    Raises:
        InputError: An item is no record, or a size or share is out of range.
        DataError: The file cannot be written, another run is at work on it, an unfinished one was given other records,
            or what is read back differs.
        MissingExtraError: pyarrow is not installed (extra ``parquet``).

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from hmer_kit.data import read_parquet
        >>> with TemporaryDirectory() as folder:
        ...     report = write_parquet(f"{folder}/train.parquet", [Record("a", "x ^ { 2 }", writer="w7")])
        ...     again = read_parquet(f"{folder}/train.parquet").records[0]
        >>> again.reference, again.writer, report.summary()
        ('x ^ { 2 }', 'w7', '1 written, 1 read back, 0 notes')
    """
    require_share(verify)
    if isinstance(row_group_bytes, bool) or not isinstance(row_group_bytes, int) or row_group_bytes < 1:
        raise InputError(f"expected row_group_bytes of at least 1, got {row_group_bytes!r}")
    pyarrow_parquet()
    target = file_to_write(path)
    preparer = Preparer(dots=True, problem=_problem)
    head = {"format": "parquet", "version": 1, "row_group_bytes": row_group_bytes}
    with draft_of_run(target, head=head) as draft:
        written = _write_groups(records, draft, preparer=preparer, limit=row_group_bytes)
        file = draft.out / target.path.name
        _join(draft, file)
        items = iter_parquet(file, columns=_COLUMNS)
        verified = read_back(items, draft, verify=verify, where=str(target.path))
        skipped = [*draft.skipped(), *preparer.notes()]
        sync(file)
        os.replace(file, target.path)
        return WriteReport(written, skipped, [target.path], verified=verified, resumed=draft.resumed)


def _write_groups(records: Iterable[Record | Skip], draft: Draft, *, preparer: Preparer, limit: int) -> int:
    """Write each row group into a file of its own, and return how many records were written."""
    number = sum("file" in part for part in draft.journal())
    written: int = draft.last["written"]
    rows: list[dict[str, Any]] = []
    skipped: list[Skip] = []
    size = 0
    for item in preparer.prepared(records, draft):
        if isinstance(item, Skip):
            skipped.append(item)
            continue
        rows.append(_row(item))
        draft.check(texts_of(item.record), item.picture)
        size += len(item.picture or b"") + sum(len(text or "") for text in texts_of(item.record))
        if size >= limit:
            file = _write_group(draft.parts / f"{number:06d}.parquet", rows)
            written, number, size = written + len(rows), number + 1, 0
            draft.commit(written=written, skipped=skipped, file=file)
            rows, skipped = [], []
    if rows:
        file = _write_group(draft.parts / f"{number:06d}.parquet", rows)
        draft.commit(written=written + len(rows), skipped=skipped, file=file, end=True)
    elif skipped or not draft.last.get("end"):
        draft.commit(written=written, skipped=skipped, end=True)
    return written + len(rows)


def _write_group(file: Path, rows: list[dict[str, Any]]) -> str:
    arrow, parquet = pyarrow_parquet()
    part = file.with_suffix(".tmp")
    with located(file, "write the Parquet file"):
        table = arrow.Table.from_pylist(rows, schema=_schema())
        parquet.write_table(table, part, row_group_size=len(rows), **_options())
    sync(part)
    os.replace(part, file)
    return file.name


def _join(draft: Draft, file: Path) -> None:
    """Put the row groups into one file, one at a time."""
    _, parquet = pyarrow_parquet()
    with located(file, "write the Parquet file"), parquet.ParquetWriter(file, _schema(), **_options()) as writer:
        for part in draft.journal():
            if "file" in part:
                table = parquet.read_table(draft.parts / part["file"], schema=_schema(), use_threads=False)
                writer.write_table(table, row_group_size=max(1, len(table)))


def _row(item: Prepared) -> dict[str, Any]:
    record = item.record
    image = None if item.picture is None else {"bytes": item.picture, "path": f"{item.key}{item.extension}"}
    fields = {name: getattr(record, name) for name in FIELDS}
    return {"id": record.id, "image": image, "latex": record.reference, **fields}


def _schema() -> pa.Schema:
    """Return the columns, with what ``datasets`` has to know of them."""
    arrow, _ = pyarrow_parquet()
    picture = arrow.struct([("bytes", arrow.binary()), ("path", arrow.string())])
    names = ("id", "image", "latex", *FIELDS)
    schema = arrow.schema([(name, picture if name == "image" else arrow.string()) for name in names])
    kinds = {name: {"_type": "Image"} if name == "image" else {"dtype": "string", "_type": "Value"} for name in names}
    return schema.with_metadata({b"huggingface": json.dumps({"info": {"features": kinds}}).encode()})


def _options() -> dict[str, Any]:
    """Return how columns are stored: texts packed, pictures, which are packed already, as they are."""
    codecs = dict.fromkeys(_TEXTS, "snappy") | {"image.bytes": "none", "image.path": "snappy"}
    return {"compression": codecs, "use_dictionary": list(FIELDS), "write_statistics": False, "write_page_index": True}


def _problem(record: Record) -> str | None:
    texts = [text for text in texts_of(record) if text is not None]
    return "text that is too long for a cell" if any(len(text) > MAX_TEXT for text in texts) else None
