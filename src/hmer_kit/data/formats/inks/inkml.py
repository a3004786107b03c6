"""Corpora of InkML: files, folders, zip and tar archives of CROHME, Seshat, MathWriting and others.

One file as a document is the business of ``hmer_kit.ink.load_inkml``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit._files import StrPath, file_path
from hmer_kit.data.inks._places import ink_sources
from hmer_kit.data.inks._records import InkRecords
from hmer_kit.data.records import ReadResult, Record, Skip
from hmer_kit.data.streams import gather
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.ink.inkml import TRUTH_ANNOTATIONS, InkLimits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["iter_inkml", "read_inkml"]


def iter_inkml(
    path: StrPath,
    *,
    source: str | None = None,
    truth: Sequence[str] = TRUTH_ANNOTATIONS,
    limits: InkLimits | None = None,
) -> Iterator[Record | Skip]:
    """Read InkML files one by one, in bounded memory.

    A record has the name of its file as id (its path, where that name came before), the truth as reference, and its
    writer. ``split`` is told by a folder or an archive whose name begins with "train", "valid" or "test"; ``source`` by
    the folder that the file lies in, such as ``HAMEX``, unless it is the folder of a split. ``record.ink.load()`` reads
    the strokes from the file or the zip archive again; of a tar archive it keeps the InkML packed in memory.

    Skipped, each with a note: files that are empty, too large, no XML, no InkML, in another encoding than they say or
    with a document type declaration; files without strokes or without a truth; in archives links, devices, and names
    that lead out of them; what follows in an archive that breaks off or unpacks to 200 times its size.

    Args:
        path: A file, a folder (read with its subfolders), or an archive: zip, or tar, plain or compressed by gzip,
            bzip2 or xz.
        source: Name of the data set, to be written on each record.
        truth: Types of annotations that may hold the LaTeX; the first of them that a file has is taken.
        limits: How much is taken of one file.

    Raises:
        DataError: There is no such file, no InkML in the folder or archive, or it cannot be read at all.
        InputError: An argument is of the wrong kind.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> ink = "<ink><annotation type='truth'>$x$</annotation><trace>1 2, 3 4</trace></ink>"
        >>> with TemporaryDirectory() as folder:
        ...     Path(folder, "train").mkdir()
        ...     _ = Path(folder, "train", "a.inkml").write_text(ink, encoding="utf-8")
        ...     _ = Path(folder, "train", "b.inkml").write_text("", encoding="utf-8")
        ...     for item in iter_inkml(folder):
        ...         print(item.reason if isinstance(item, Skip) else (item.id, item.reference, item.split))
        ('a', 'x', 'train')
        empty file
    """
    if isinstance(truth, str):
        raise InputError(f"expected a sequence of annotation types, got the string {truth!r}; write [{truth!r}]")
    place, bounds = file_path(path), limits or InkLimits()
    return _records(place, source=source, truth=tuple(truth), limits=bounds)


def read_inkml(
    path: StrPath,
    *,
    source: str | None = None,
    truth: Sequence[str] = TRUTH_ANNOTATIONS,
    limits: InkLimits | None = None,
) -> ReadResult[Record]:
    """Read InkML files into memory, as ``iter_inkml`` does one by one.

    Args:
        path: A file, a folder (read with its subfolders), or an archive.
        source: Name of the data set, to be written on each record.
        truth: Types of annotations that may hold the LaTeX; the first of them that a file has is taken.
        limits: How much is taken of one file.

    Raises:
        DataError: There is no such file, no InkML in the folder or archive, or it cannot be read at all.
        InputError: An argument is of the wrong kind.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     _ = Path(folder, "a.inkml").write_text("<ink/>", encoding="utf-8")
        ...     read_inkml(folder).summary()
        '0 read, 1 skipped (1 × no strokes)'
    """
    return gather(iter_inkml(path, source=source, truth=truth, limits=limits))


def _records(place: Path, *, source: str | None, truth: tuple[str, ...], limits: InkLimits) -> Iterator[Record | Skip]:
    records, empty = InkRecords(place, source=source), True
    for item in ink_sources(place, truth=truth, limits=limits):
        yield item if isinstance(item, Skip) else records.read(item)
        empty = False
    if empty:
        raise DataError(f"expected InkML files (.inkml), found none in {place}", code="no_inkml", path=str(place))
