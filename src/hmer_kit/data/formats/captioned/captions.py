"""Captions files: ``captions.tsv`` (id TAB caption, UTF-8, no header) beside pictures, or in an archive with them."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, NamedTuple

from hmer_kit._files import StrPath, decode, file_path
from hmer_kit.data._text import quoted
from hmer_kit.data.formats.captioned._lines import MAX_LINE_BYTES, raw_lines
from hmer_kit.data.formats.captioned._making import CONTROL, RecordMaker, Row
from hmer_kit.data.formats.captioned._places import MAX_TEXT_BYTES, is_archive
from hmer_kit.data.pictures._archives import open_member
from hmer_kit.data.pictures._index import PictureIndex, find_pictures
from hmer_kit.data.records import Record, Skip
from hmer_kit.data.streams import gather
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hmer_kit.data.records import ReadResult

__all__ = ["MAX_LINE_BYTES", "iter_captions", "problem_of_caption", "read_captions", "read_references"]

_NAME = "captions.tsv"


def iter_captions(
    path: StrPath, *, images: StrPath | None = None, source: str | None = None
) -> Iterator[Record | Skip]:
    r"""Yield records and skips as ``read_captions`` gathers them, in memory that is bounded by a line and the names.

    The names of the pictures and the ids that came before are held, and nothing else. What is wrong with the whole
    file is told at once, what is wrong with a line in its place; pictures without a caption come last.

    Args:
        path: A folder or a zip archive that holds ``captions.tsv`` and pictures, or a captions file.
        images: Folder or zip archive of the pictures, seen from the folder of the captions.
        source: Name of the data set, to be written on each record.

    Raises:
        DataError: The captions file or the pictures are missing, empty or unreadable, or a line is no UTF-8.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "captions.tsv")
        ...     _ = file.write_text("a\tx ^ { 2 }\nb\n", encoding="utf-8")
        ...     [type(item).__name__ for item in iter_captions(file)]
        ['Record', 'Skip']
    """
    file = _captions_file(path)
    if images is None and file.is_archive:
        return _records(file, pictures=PictureIndex(file.path), source=source)
    wanted = None if images is None else file_path(images)
    pictures = find_pictures(file.path.parent, wanted=wanted, required=file_path(path).is_dir())
    return _records(file, pictures=pictures, source=source)


def read_captions(path: StrPath, *, images: StrPath | None = None, source: str | None = None) -> ReadResult[Record]:
    r"""Read captions and find the picture of each.

    A picture belongs to an id if the id is its file name or its path, with or without the extension (``.png``,
    ``.jpg``, ``.jpeg``, ``.bmp``). Pictures are found by name here and decoded later, by ``record.image.load()``.

    Skipped, each with a note: a blank line, a line without exactly one tab, an empty id or caption, a control
    character, a line over ``MAX_LINE_BYTES``, an id that came before (the first one stays), a caption without its
    picture or with several, and pictures without a caption.

    Args:
        path: A folder or a zip archive that holds ``captions.tsv`` and pictures, or a captions file, with pictures
            beside it or without.
        images: Folder or zip archive of the pictures, seen from the folder of the captions; by default ``images/`` and
            then ``images.zip``. A captions file that has neither beside it gives records without a picture.
        source: Name of the data set, to be written on each record.

    Returns:
        Records in file order, and what was skipped.

    Raises:
        DataError: The captions file or the pictures are missing, empty or unreadable, or a line is no UTF-8.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "captions.tsv")
        ...     _ = file.write_text("a\tx ^ { 2 }\nb\n", encoding="utf-8")
        ...     result = read_captions(file)
        >>> result.records[0].reference, result.summary()
        ('x ^ { 2 }', '1 read, 1 skipped (1 × expected id TAB caption, found no tab)')
    """
    return gather(iter_captions(path, images=images, source=source))


def read_references(path: StrPath, *, source: str | None = None) -> ReadResult[Record]:
    r"""Read captions alone, as the references that predictions are scored against.

    Pictures are not looked for, so a caption whose picture is missing still counts in the test set. What is skipped
    otherwise is what ``read_captions`` skips.

    Args:
        path: A captions file, or a folder or a zip archive that holds ``captions.tsv``.
        source: Name of the data set, to be written on each record.

    Returns:
        Records without pictures in file order, and what was skipped.

    Raises:
        DataError: The captions file is missing, empty or unreadable, or a line is no UTF-8.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     _ = Path(folder, "captions.tsv").write_text("a\tx ^ { 2 }\n", encoding="utf-8")
        ...     read_references(folder).records[0].reference
        'x ^ { 2 }'
    """
    return gather(_records(_captions_file(path), pictures=None, source=source))


def problem_of_caption(caption: str) -> str | None:
    r"""Return why a text is no caption, or None.

    Args:
        caption: What stands behind the tab.

    Examples:
        >>> problem_of_caption("x\ty"), problem_of_caption("x ^ { 2 }")
        ('more than one tab', None)
    """
    if not caption.strip():
        return "empty caption"
    if "\t" in caption:
        return "more than one tab"
    return "control character" if CONTROL.search(caption) else None


class _CaptionsFile(NamedTuple):
    """A captions file, or an archive that holds one."""

    path: Path
    is_archive: bool

    @property
    def where(self) -> str:
        return f"{self.path}:{_NAME}" if self.is_archive else str(self.path)

    def open(self) -> IO[bytes]:
        if self.is_archive:
            return open_member(self.path, _NAME, max_bytes=MAX_TEXT_BYTES)
        return self.path.open("rb")


def _captions_file(path: StrPath) -> _CaptionsFile:
    given = file_path(path)
    file = given / _NAME if given.is_dir() else given
    if not file.is_file():
        raise DataError(f"expected a captions file, found none at {file}", code="missing_file", path=str(file))
    return _CaptionsFile(file, is_archive(file))


def _records(file: _CaptionsFile, *, pictures: PictureIndex | None, source: str | None) -> Iterator[Record | Skip]:
    maker = RecordMaker(pictures, source=source)
    for number, raw in raw_lines(file.open, path=file.where, what="captions file"):
        where = f"{file.where} line {number}"
        if raw is None:
            yield Skip(where, f"longer than {MAX_LINE_BYTES} bytes")
        else:
            yield _record(decode(raw, path=file.where, line=number), maker=maker, where=where)
    yield from _leftovers(pictures)


def _record(line: str, *, maker: RecordMaker, where: str) -> Record | Skip:
    record_id, tab, caption = line.partition("\t")
    if not tab:
        return Skip(where, "expected id TAB caption, found no tab" if line.strip() else "blank line")
    made = maker.make(Row(where, record_id, caption))
    if isinstance(made, Record) and "\t" in caption:
        maker.seen.discard(record_id)
        return Skip(f"{where} (id {quoted(record_id)})", "more than one tab")
    return made


def _leftovers(pictures: PictureIndex | None) -> Iterator[Skip]:
    if pictures is None:
        return
    for name in pictures.unused():
        yield Skip(f"{pictures.place}: {quoted(name)}", "picture without a caption")
    for name in pictures.unsafe:
        yield Skip(f"{pictures.place}: {quoted(name)}", "picture name that leads out of its folder")
