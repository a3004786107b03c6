"""What ``hmer-kit build-tasks`` reads: records with their predictions, and what could not be used of both files."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hmer_kit.cli._skips import say_remarks
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hmer_kit.data import PredictionTable, Record, RecordStream, Skip

__all__ = ["TaskSource", "open_items"]


class TaskSource(NamedTuple):
    """What task files are made of.

    Examples:
        >>> TaskSource(iter(()), in_files=True).in_files
        True
    """

    items: Iterator[Record | Skip]
    """Records and notes, as they come."""
    in_files: bool
    """Whether the pictures are files that a trainer can open by their names, in a folder or a zip archive: of others,
    drawn ones for example, copies are wanted."""


def open_items(
    data: str,
    *,
    predictions: str | None = None,
    format: str | None = None,  # noqa: A002 - the word users look for
    style: str | None = None,
) -> TaskSource:
    r"""Open records of any format, to be walked through once; predictions are joined to them on the way.

    The predictions are held in memory, the records are not. A note stands in its place for each thing that cannot be
    used; predictions that fit no record come last.

    Args:
        data: A file, a folder or an archive.
        predictions: File of predictions.
        format: One of ``hmer_kit.data.RECORD_FORMATS``; by default it is told from the data.
        style: How ink is drawn, by default ``hmer_kit.data.PUBLISHED_STYLE``.

    Raises:
        DataError: A file cannot be read, there are no pictures, or the predictions are of other captions.
        InputError: There is no such format or style.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from PIL import Image
        >>> with TemporaryDirectory() as folder:
        ...     Path(folder, "images").mkdir()
        ...     Image.new("L", (8, 8)).save(f"{folder}/images/a.png")
        ...     _ = Path(folder, "captions.tsv").write_text("a\tx + 1\n\n", encoding="utf-8")
        ...     [getattr(item, "reason", item) for item in open_items(folder).items]  # doctest: +ELLIPSIS
        [Record(id='a', reference='x + 1', ...), 'blank line']
    """
    from hmer_kit.data import PUBLISHED_STYLE, FileImage, ZipImage, open_with_pictures

    stream = open_with_pictures(data, format=format, style=style or PUBLISHED_STYLE)
    first = next((record.image for record in stream if record.image is not None), None)
    in_files = isinstance(first, (FileImage, ZipImage))
    if predictions is None:
        return TaskSource(say_remarks(stream.items()), in_files=in_files)
    table, skipped = _table_of(predictions)
    if not any(map(table.fits, stream)):
        message = f"expected predictions for the captions, found no common id and reference in {predictions}"
        raise DataError(message, path=predictions)
    return TaskSource(_joined(stream, table=table, skipped=skipped), in_files=in_files)


def _table_of(file: str) -> tuple[PredictionTable, list[Skip]]:
    from hmer_kit.data import PredictionTable, read_predictions

    read = read_predictions(file, on_bad="skip")
    return PredictionTable(read.records, name=file), read.skipped


def _joined(stream: RecordStream, *, table: PredictionTable, skipped: list[Skip]) -> Iterator[Record | Skip]:
    yield from skipped
    yield from table.join(say_remarks(stream.items()))
