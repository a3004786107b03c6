"""Formulas alone, one a line: ``im2latex_formulas.lst``, ``math.txt``, a list of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit._files import file_path
from hmer_kit.data._json import Broken
from hmer_kit.data.formats.captioned._lines import known_encoding, raw_lines, text_of
from hmer_kit.data.formats.captioned._making import RecordMaker, Row
from hmer_kit.data.records import Skip
from hmer_kit.data.streams import gather
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hmer_kit._files import StrPath
    from hmer_kit.data.records import ReadResult, Record

__all__ = ["iter_formulas", "read_formulas"]


def iter_formulas(path: StrPath, *, encoding: str = "utf-8", source: str | None = None) -> Iterator[Record | Skip]:
    r"""Yield a record without a picture for each line that is not blank; its id is the number of the line, from 1.

    Args:
        path: The file.
        encoding: How lines are read that are no UTF-8, which are skipped by default; ``"latin-1"`` for
            ``im2latex_formulas.lst``.
        source: Name of the data set, to be written on each record.

    Raises:
        DataError: The file is missing, empty or unreadable.
        InputError: Python knows no such encoding.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "math.txt")
        ...     _ = file.write_text("x ^ { 2 }\n\n\\alpha\n")
        ...     items = list(iter_formulas(file))
        >>> items[0].id, items[1].reason, items[2].id
        ('1', 'blank line', '3')
    """
    file = file_path(path)
    if not file.is_file():
        raise DataError(f"expected a file of formulas, found none at {file}", code="missing_file", path=str(file))
    return _records(file, encoding=known_encoding(encoding), source=source)


def read_formulas(path: StrPath, *, encoding: str = "utf-8", source: str | None = None) -> ReadResult[Record]:
    r"""Read formulas, as ``iter_formulas`` yields them.

    Args:
        path: The file.
        encoding: How lines are read that are no UTF-8, which are skipped by default.
        source: Name of the data set, to be written on each record.

    Raises:
        DataError: As in ``iter_formulas``.
        InputError: As in ``iter_formulas``.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "math.txt")
        ...     _ = file.write_text("x ^ { 2 }\n\n\\alpha\n")
        ...     read_formulas(file).summary()
        '2 read, 1 skipped (1 × blank line)'
    """
    return gather(iter_formulas(path, encoding=encoding, source=source))


def _records(file: Path, *, encoding: str, source: str | None) -> Iterator[Record | Skip]:
    maker = RecordMaker(None, source=source)
    for number, raw in raw_lines(lambda: file.open("rb"), path=file, what="file of formulas"):
        where = f"{file} line {number}"
        line = text_of(raw, path=file, number=number, encoding=encoding)
        if isinstance(line, Broken):
            yield Skip(where, line.problem)
        elif not line.strip():
            yield Skip(where, "blank line")
        else:
            yield maker.make(Row(where, str(number), line.replace("\r", " ").strip()))
            maker.seen.clear()  # numbers do not come twice
