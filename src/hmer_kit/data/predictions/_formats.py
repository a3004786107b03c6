"""Which format a file of predictions has, by its suffix, else by what it holds."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

from hmer_kit._files import StrPath, decode, file_path, read_bytes
from hmer_kit.data._json import rows_of_text
from hmer_kit.data._text import quoted
from hmer_kit.data.predictions._rows import Table, table_of_json
from hmer_kit.data.predictions._samples import archive_table, folder_table, label_graph_error
from hmer_kit.data.predictions._tables import first_line, names_columns, read_table
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from pathlib import Path

PredictionFormat = Literal["json", "csv", "tsv", "folder", "zip"]
FORMATS: tuple[PredictionFormat, ...] = ("json", "csv", "tsv", "folder", "zip")

_BY_SUFFIX: dict[str, PredictionFormat] = {
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".zip": "zip",
}
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_WHAT = "prediction file"


def open_table(path: StrPath, *, given: PredictionFormat | None, max_bytes: int, needs_reference: bool) -> Table:
    """Return the rows of a file, folder or archive of predictions, in the format given or found out.

    Raises:
        DataError: It cannot be read, or its format cannot be told.
    """
    source = file_path(path)
    kind = given or ("folder" if os.path.isdir(source) else _BY_SUFFIX.get(source.suffix.lower()))
    if kind == "folder":
        return folder_table(source, max_bytes=max_bytes)
    if kind == "zip":
        return archive_table(source, max_bytes=max_bytes)
    if source.suffix.lower() == ".lg":
        raise label_graph_error(source, found="the file itself")
    # Read once, whatever it turns out to be: a pipe cannot be read again.
    data = read_bytes(source, max_bytes=max_bytes, what=_WHAT)
    if kind is None and data.startswith(_ZIP_STARTS):
        return archive_table(source, max_bytes=max_bytes)
    text = decode(data, path=source)
    del data
    kind = given or _kind_of_text(text, path=source)
    if kind == "json":
        rows = rows_of_text(text, path=source, what=_WHAT)
        return table_of_json(rows, path=source, needs_reference=needs_reference)
    return read_table(text, path=source, delimiter="," if kind == "csv" else "\t")


def _kind_of_text(text: str, *, path: Path) -> PredictionFormat:
    by_suffix = _BY_SUFFIX.get(path.suffix.lower())
    if by_suffix == "csv" and names_columns(text, delimiter="\t") and not names_columns(text, delimiter=","):
        return "tsv"
    if by_suffix is not None:
        return by_suffix
    if text.lstrip()[:1] in {"[", "{"}:
        return "json"
    if "\t" in first_line(text):
        return "tsv"
    if names_columns(text, delimiter=","):
        return "csv"
    tried = (
        "no JSON ([ or { comes first), no TSV (a tab in the first line), no CSV (names of columns such as pred in it)"
    )
    advice = "name it .json, .jsonl, .csv, .tsv or .zip, give a folder of <id>.txt files, or pass format="
    message = f"cannot tell the format of {path}: {tried}; it starts with {quoted(first_line(text))}; {advice}"
    raise DataError(message, code="unknown_format", path=str(path))
