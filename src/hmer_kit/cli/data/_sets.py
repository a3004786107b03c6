"""What the commands of this room read: data sets of any format, with or without pictures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.cli._skips import name_skips, say_remarks
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hmer_kit.data import Record, RecordStream, Skip


def open_set(data: str, *, format: str | None = None, style: str | None = None) -> RecordStream:  # noqa: A002
    r"""Open records of any format, to be walked through as often as one likes; remarks of a reader are said.

    Args:
        data: A file, a folder or an archive. Pictures need not be there.
        format: One of ``hmer_kit.data.RECORD_FORMATS``; by default it is told from the data.
        style: How ink without a picture is drawn; None leaves it as it is.

    Raises:
        DataError: There is nothing, no format fits, or several do.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     _ = Path(folder, "a.tsv").write_text("a\tx + 1\n", encoding="utf-8")
        ...     [record.reference for record in open_set(f"{folder}/a.tsv")]
        ['x + 1']
    """
    from hmer_kit.data import RecordStream, open_records
    from hmer_kit.data.opening._preference import format_of

    stream = open_records(data, format=format or format_of(Path(data)))
    said: set[str] = set()
    return RecordStream(lambda: _drawn(say_remarks(stream.items(), said=said), style), format=stream.format, name=data)


def _drawn(items: Iterator[Record | Skip], style: str | None) -> Iterator[Record | Skip]:
    from hmer_kit.data import InkImage, Record
    from hmer_kit.ink import drawing_style

    chosen = None if style is None else drawing_style(style)
    for item in items:
        if chosen is not None and isinstance(item, Record) and item.image is None and item.ink is not None:
            yield replace(item, image=InkImage(item.ink, chosen))
        else:
            yield item


def read_set(data: str, *, format: str | None = None, style: str | None = None) -> tuple[list[Record], int]:  # noqa: A002
    r"""Read a data set into memory, name what was skipped, and return the records and how many were skipped.

    Raises:
        DataError: There is nothing, no format fits, or several do.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     _ = Path(folder, "a.tsv").write_text("a\tx + 1\n", encoding="utf-8")
        ...     read_set(f"{folder}/a.tsv")[1]
        0
    """
    from hmer_kit.data import gather

    read = gather(open_set(data, format=format, style=style).items())
    name_skips(read.skipped, read=len(read.records), where=data)
    return read.records, len(read.skipped)


def named_sets(sets: Sequence[str]) -> dict[str, str]:
    """Return paths by a name for each: ``NAME=PATH``, or the last part of the path, or all of it where parts are alike.

    Raises:
        InputError: A name comes twice.

    Examples:
        >>> named_sets(["crohme/test2014", "new=crohme/test2016"])
        {'test2014': 'crohme/test2014', 'new': 'crohme/test2016'}
    """
    pairs = [_named(text) for text in sets]
    stems = [name or Path(path).stem for name, path in pairs]
    named = [
        (name or (stem if stems.count(stem) == 1 else path), path)
        for (name, path), stem in zip(pairs, stems, strict=True)
    ]
    found = dict(named)
    if len(found) < len(named):
        raise InputError(f"expected a name of its own for each set, got {', '.join(name for name, _ in named)}")
    return found


def _named(text: str) -> tuple[str, str]:
    name, sign, path = text.partition("=")
    return (name, path) if sign and path and not Path(text).exists() else ("", text)
