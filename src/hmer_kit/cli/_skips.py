"""What is read, and what was left out of it, on standard error: counted, the first ones named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.cli._text import say
from hmer_kit.data import ReadResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hmer_kit.data import Record, Skip

SKIPS_NAMED = 20


def say_remarks(items: Iterable[Record | Skip], *, said: set[str] | None = None) -> Iterator[Record | Skip]:
    """Yield records and notes; what a reader only remarks, the columns that it has guessed, is said instead.

    Args:
        items: What is read.
        said: Remarks of earlier rounds through the same data, not said again; those of this one are added.

    Examples:
        >>> import contextlib, io
        >>> from hmer_kit.data import Skip
        >>> with contextlib.redirect_stderr(io.StringIO()) as text:
        ...     list(say_remarks([Skip("a.parquet", "columns guessed: reference = 'latex'"), Skip("row 3", "no text")]))
        [Skip(where='row 3', reason='no text')]
        >>> print(text.getvalue(), end="")
        hmer-kit: a.parquet: columns guessed: reference = 'latex'
    """
    from hmer_kit.data import Skip
    from hmer_kit.data.formats.tables._remarks import is_remark

    known = set() if said is None else said
    for item in items:
        if not (isinstance(item, Skip) and is_remark(item)):
            yield item
        elif str(item) not in known:
            known.add(str(item))
            say(str(item))


def read_with_pictures(data: str, *, format: str | None = None, style: str | None = None) -> ReadResult[Record]:  # noqa: A002
    """Read records of any format into memory, their pictures by name; ink is drawn.

    Args:
        data: A file, a folder or an archive.
        format: One of ``hmer_kit.data.RECORD_FORMATS``; by default it is told from the data.
        style: How ink is drawn, by default ``hmer_kit.data.PUBLISHED_STYLE``.

    Raises:
        DataError: There is nothing, no format fits, several do, or there are no pictures.

    Examples:
        >>> read_with_pictures("no such folder")
        Traceback (most recent call last):
        ...
        hmer_kit.exceptions.DataError: expected a data set, found nothing there: no such folder
    """
    from hmer_kit.data import PUBLISHED_STYLE, gather, open_with_pictures

    stream = open_with_pictures(data, format=format, style=style or PUBLISHED_STYLE)
    return gather(say_remarks(stream.items()))


def name_skips(skipped: Sequence[Skip], *, read: int, where: str) -> None:
    """Say how many were read and left out and why, and name the first twenty; nothing if none was left out.

    Examples:
        >>> import contextlib, io
        >>> from hmer_kit.data import Skip
        >>> with contextlib.redirect_stderr(io.StringIO()) as text:
        ...     name_skips([Skip("row 3", "no id")], read=7, where="a.json")
        >>> print(text.getvalue(), end="")
        hmer-kit: a.json: 7 read, 1 skipped (1 × no id)
        hmer-kit:   row 3: no id
    """
    if not skipped:
        return
    say(f"{where}: {ReadResult[object](list(range(read)), list(skipped)).summary()}")
    for skip in skipped[:SKIPS_NAMED]:
        say(f"  {skip}")
    if len(skipped) > SKIPS_NAMED:
        say(f"  and {len(skipped) - SKIPS_NAMED} more")
