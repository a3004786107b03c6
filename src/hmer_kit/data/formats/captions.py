"""Captions files: ``captions.tsv`` (id TAB caption, UTF-8, no header) beside a folder or a zip archive of pictures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hmer_kit._files import StrPath, decode, file_path
from hmer_kit.data._text import quoted
from hmer_kit.data.pictures._index import PictureIndex, find_pictures
from hmer_kit.data.records import ReadResult, Record, Skip
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["MAX_LINE_BYTES", "problem_of_caption", "read_captions", "read_references"]

MAX_LINE_BYTES = 2**20
"""Longest line that is read: 1 MiB. A longer one is skipped without being held in memory."""

_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f]")


def read_captions(path: StrPath, *, images: StrPath | None = None, source: str | None = None) -> ReadResult[Record]:
    r"""Read captions and find the picture of each.

    A picture belongs to an id if the id is its file name or its path, with or without the extension (``.png``,
    ``.jpg``, ``.jpeg``, ``.bmp``). Pictures are found by name here and decoded later, by ``record.image.load()``.

    Skipped, each with a note: a blank line, a line without exactly one tab, an empty id or caption, a control
    character, a line over ``MAX_LINE_BYTES``, an id that came before (the first one stays), a caption without its
    picture or with several, and pictures without a caption.

    Args:
        path: A folder that holds ``captions.tsv`` and pictures, or a captions file, with pictures beside it or without.
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
    file = _captions_file(path)
    wanted = None if images is None else file_path(images)
    pictures = find_pictures(file.parent, wanted=wanted, required=file_path(path).is_dir())
    return _read(_Reader(file, pictures=pictures, source=source))


def read_references(path: StrPath, *, source: str | None = None) -> ReadResult[Record]:
    r"""Read captions alone, as the references that predictions are scored against.

    Pictures are not looked for, so a caption whose picture is missing still counts in the test set. What is skipped
    otherwise is what ``read_captions`` skips.

    Args:
        path: A captions file, or a folder that holds ``captions.tsv``.
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
    return _read(_Reader(_captions_file(path), pictures=None, source=source))


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
    return "control character" if _CONTROL.search(caption) else None


def _captions_file(path: StrPath) -> Path:
    given = file_path(path)
    file = given / "captions.tsv" if given.is_dir() else given
    if not file.is_file():
        raise DataError(f"expected a captions file, found none at {file}", code="missing_file", path=str(file))
    return file


def _read(reader: _Reader) -> ReadResult[Record]:
    result = ReadResult[Record](records=[], skipped=[])
    for number, line in _lines(reader.file):
        found = reader.read(line, number=number)
        if isinstance(found, Record):
            result.records.append(found)
        else:
            result.skipped.append(found)
    result.skipped.extend(_leftovers(reader.pictures))
    return result


class _Reader:
    """Turns lines into records; keeps the ids it has seen."""

    def __init__(self, file: Path, *, pictures: PictureIndex | None, source: str | None) -> None:
        self.file = file
        self.pictures = pictures
        self.source = source
        self.seen: set[str] = set()

    def read(self, line: str | None, *, number: int) -> Record | Skip:
        where = f"{self.file} line {number}"
        if line is None:
            return Skip(where, f"longer than {MAX_LINE_BYTES} bytes")
        record_id, tab, caption = line.partition("\t")
        if not tab:
            return Skip(where, "expected id TAB caption, found no tab" if line.strip() else "blank line")
        where = f"{where} (id {quoted(record_id)})"
        names = [] if self.pictures is None else self.pictures.find(record_id)
        reason = self._problem(record_id, caption, names=names)
        if reason is not None:
            return Skip(where, reason)
        self.seen.add(record_id)
        image = None if self.pictures is None else self.pictures.source(names[0])
        return Record(record_id, caption, image=image, source=self.source)

    def _problem(self, record_id: str, caption: str, *, names: list[str]) -> str | None:
        """Return why a line gives no record, or None."""
        if not record_id.strip():
            return "empty id"
        if (problem := problem_of_caption(caption)) is not None:
            return problem
        reasons = {
            "control character": bool(_CONTROL.search(record_id)),
            "id came before": record_id in self.seen,
            "caption without its picture": self.pictures is not None and not names,
            "several pictures of that name": len(names) > 1,
        }
        return next((reason for reason, holds in reasons.items() if holds), None)


def _lines(file: Path) -> Iterator[tuple[int, str | None]]:
    """Yield number and text of each line, None for one that is too long; memory stays bounded by one line."""
    try:
        with file.open("rb") as stream:
            number = 0
            while raw := stream.readline(MAX_LINE_BYTES + 2):
                number += 1
                complete = raw.endswith(b"\n")
                text = raw.removesuffix(b"\n").removesuffix(b"\r")
                yield number, decode(text, path=file, line=number) if len(text) <= MAX_LINE_BYTES else None
                while not complete and (rest := stream.readline(MAX_LINE_BYTES)):
                    complete = rest.endswith(b"\n")
    except OSError as error:
        message = f"cannot read the captions file {file}: {error.strerror}"
        raise DataError(message, code="unreadable", path=str(file)) from error
    if not number:
        raise DataError(f"expected captions, got an empty file (0 bytes): {file}", code="empty_file", path=str(file))


def _leftovers(pictures: PictureIndex | None) -> Iterator[Skip]:
    if pictures is None:
        return
    for name in pictures.unused():
        yield Skip(f"{pictures.place}: {quoted(name)}", "picture without a caption")
    for name in pictures.unsafe:
        yield Skip(f"{pictures.place}: {quoted(name)}", "picture name that leads out of its folder")
