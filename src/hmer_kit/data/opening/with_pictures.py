"""The door for those who need pictures, to train and to predict: any format, and ink is drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hmer_kit._files import StrPath, file_path
from hmer_kit.data._known_formats import PUBLISHED_STYLE
from hmer_kit.data.opening._format_table import FORMATS
from hmer_kit.data.opening._preference import format_of
from hmer_kit.data.opening.opening import open_records
from hmer_kit.data.pictures.ink_images import InkImage
from hmer_kit.data.records import Record, Skip
from hmer_kit.data.streams import RecordStream
from hmer_kit.exceptions import DataError
from hmer_kit.ink.drawing.styles import drawing_style

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hmer_kit.ink.drawing.styles import DrawingStyle

__all__ = ["PUBLISHED_STYLE", "open_with_pictures"]


def open_with_pictures(
    path: StrPath,
    *,
    format: str | None = None,  # noqa: A002
    style: DrawingStyle | str = PUBLISHED_STYLE,
    **options: Any,
) -> RecordStream:
    r"""Open a data set as ``open_records`` does, for models that read pictures.

    Of a record with ink and no picture the picture is drawn, whenever it is loaded. A folder or a zip archive with
    ``captions.tsv`` is read as captions, whatever else lies in it. The source is read up to its first picture at once,
    so that one without any is refused now.

    Args:
        path: A file, a folder or an archive.
        format: One of ``RECORD_FORMATS``; by default it is told from names and first bytes.
        style: How ink is drawn: a style, or its name in ``hmer_kit.ink.STYLES``.
        options: Options of that format's reader.

    Returns:
        The stream. A record may have no picture all the same, where others have one.

    Raises:
        DataError: There is nothing, no format fits, several do, or no record has a picture or ink.
        InputError: An unknown format or style, or an option that its reader does not have.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> ink = "<ink><annotation type='truth'>$x$</annotation><trace>1 2, 3 4</trace></ink>"
        >>> with TemporaryDirectory() as folder:
        ...     _ = Path(folder, "a.inkml").write_text(ink, encoding="utf-8")
        ...     [(record.reference, record.image.load().mode) for record in open_with_pictures(folder)]
        [('x', 'L')]
    """
    chosen = drawing_style(style)
    stream = open_records(path, format=format or format_of(file_path(path)), **options)
    drawn = RecordStream(lambda: _drawn(stream, chosen), format=stream.format, name=stream.name)
    _require_pictures(drawn)
    return drawn


def _drawn(stream: RecordStream, style: DrawingStyle) -> Iterator[Record | Skip]:
    for item in stream.items():
        if isinstance(item, Record) and item.image is None and item.ink is not None:
            yield replace(item, image=InkImage(item.ink, style))
        else:
            yield item


def _require_pictures(stream: RecordStream) -> None:
    """Refuse records of which none has a picture; where there is no record at all, notes say why."""
    record = None
    for record in stream:
        if record.image is not None:
            return
    if record is not None:
        takes = " give images=" if "images" in FORMATS[stream.format].options else ""
        message = (
            f"expected pictures beside the captions in {stream.name}, or ink to draw, found none of them (read as "
            f"{stream.format});{takes or ' give another source, or format='}"
        )
        raise DataError(message, code="no_pictures", path=stream.name)
