"""The front door: predictions out of a file, a folder or an archive of any format that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NoReturn, TypeVar

from hmer_kit._files import StrPath, file_path
from hmer_kit.data._json import MAX_BYTES
from hmer_kit.data.predictions._formats import FORMATS, PredictionFormat, open_table
from hmer_kit.data.predictions._rows import NO_KEY, REFERENCE, BadRow, fields_of
from hmer_kit.data.records import Prediction, ReadResult, Record, Skip
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["read_bare_predictions", "read_predictions"]

_T = TypeVar("_T", Record, Prediction)

_BAD_SHOWN = 3
_NO_REFERENCE = NO_KEY.format(REFERENCE[0])
_JOIN_ADVICE = (
    "Predictions without references are read by read_bare_predictions and joined to a test set by join_predictions"
    " (hmer-kit score: --references)"
)


def read_predictions(
    path: StrPath,
    *,
    on_bad: Literal["raise", "skip"] = "raise",
    format: PredictionFormat | None = None,  # noqa: A002
    max_bytes: int = MAX_BYTES,
) -> ReadResult[Record]:
    r"""Read predictions with their references.

    A record is bad if its reference or its prediction is missing or no string, if two names of one field disagree, or
    if its id is missing while others have one, is neither string nor integer, or came before. In a file without any
    ids the records are called ``"1"``, ``"2"`` and so on. Strings are kept as they are, blanks included.

    Args:
        path: The file; ``hmer_kit.data.predictions`` lists the formats.
        on_bad: ``"raise"``: one error that counts the bad records and names the first few; ``"skip"``: leave them out
            and note each.
        format: ``"json"`` (JSON Lines too), ``"csv"``, ``"tsv"``, ``"folder"`` or ``"zip"``; by default what the name
            ends in, else what the content looks like.
        max_bytes: Most bytes to read; they are parsed in memory, which takes about five times their size.

    Returns:
        Records in file order, and what was skipped.

    Raises:
        DataError: The file is missing, empty, too large, no UTF-8, malformed or of an unknown format; columns differ in
            length; it has no place for references (``read_bare_predictions`` reads it then); or a record is bad and
            ``on_bad`` is ``"raise"``.

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
    return _read(_to_record, path, on_bad=on_bad, given=format, max_bytes=max_bytes, needs_reference=True)


def read_bare_predictions(
    path: StrPath,
    *,
    on_bad: Literal["raise", "skip"] = "raise",
    format: PredictionFormat | None = None,  # noqa: A002
    max_bytes: int = MAX_BYTES,
) -> ReadResult[Prediction]:
    r"""Read predictions that need no references beside them, to be joined to those of a test set.

    All formats are read, and references that are there are kept. The rest is as in ``read_predictions``.

    Args:
        path: A file, a folder or an archive; ``hmer_kit.data.predictions`` lists the formats.
        on_bad: ``"raise"``: one error that counts the bad predictions and names the first few; ``"skip"``: leave them
            out and note each.
        format: ``"json"`` (JSON Lines too), ``"csv"``, ``"tsv"``, ``"folder"`` or ``"zip"``; by default what the name
            ends in, else what the content looks like.
        max_bytes: Most bytes to read, those of all files of a folder or an archive together.

    Returns:
        Predictions in file order, by name in a folder, and what was skipped.

    Raises:
        DataError: The file is missing, empty, too large, no UTF-8, malformed or of an unknown format, or a prediction
            is bad and ``on_bad`` is ``"raise"``.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     _ = Path(folder, "18_em_0.txt").write_text("%18_em_0\n$x ^ { 2 }$")
        ...     read_bare_predictions(folder).records
        [Prediction(id='18_em_0', prediction='x ^ { 2 }', reference=None)]
    """
    return _read(Prediction, path, on_bad=on_bad, given=format, max_bytes=max_bytes, needs_reference=False)


def _to_record(record_id: str, prediction: str, reference: str | None) -> Record:
    return Record(record_id, reference or "", prediction=prediction)  # where it is needed, none is None


def _read(
    make: Callable[[str, str, str | None], _T],
    path: StrPath,
    *,
    on_bad: str,
    given: PredictionFormat | None,
    max_bytes: int,
    needs_reference: bool,
) -> ReadResult[_T]:
    if on_bad not in {"raise", "skip"}:
        raise InputError(f"expected on_bad to be 'raise' or 'skip', got {on_bad!r}")
    if given is not None and given not in FORMATS:
        raise InputError(f"expected format to be None or one of {', '.join(map(repr, FORMATS))}, got {given!r}")
    source = file_path(path)
    table = open_table(source, given=given, max_bytes=max_bytes, needs_reference=needs_reference)
    if needs_reference and not table.with_references:
        raise DataError(
            f"expected references in {source}, found none. {_JOIN_ADVICE}", code="no_references", path=str(source)
        )
    result = ReadResult[_T](records=[], skipped=[])
    bad: list[BadRow] = []
    for found in fields_of(table, needs_reference=needs_reference):
        if isinstance(found, BadRow):
            bad.append(found)
            result.skipped.append(Skip(f"{source} {found.where}", found.reason))
        else:
            result.records.append(make(*found))
    if bad and on_bad == "raise":
        _raise_bad(bad, count=len(bad) + len(result.records), path=source)
    return result


def _raise_bad(bad: list[BadRow], *, count: int, path: Path) -> NoReturn:
    shown = "; ".join(f"{row.where}: {row.reason}" for row in bad[:_BAD_SHOWN])
    more = f"; and {len(bad) - _BAD_SHOWN} more" if len(bad) > _BAD_SHOWN else ""
    verb = "is" if len(bad) == 1 else "are"
    none_has = all(row.reason == _NO_REFERENCE for row in bad) and len(bad) == count
    advice = _JOIN_ADVICE if none_has else "Repair them, or skip them: on_bad='skip'"
    raise DataError(
        f"{len(bad)} of {count} records in {path} {verb} bad: {shown}{more}. {advice}",
        code="bad_records",
        path=str(path),
        line=bad[0].number,
        record_id=bad[0].record_id,
    )
