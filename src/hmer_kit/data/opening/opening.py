"""One door for every format: what a path holds is told from names and first bytes."""

from __future__ import annotations

import functools
from typing import Any

from hmer_kit._files import StrPath, file_path
from hmer_kit.data._known_formats import RECORD_FORMATS
from hmer_kit.data.opening._format_table import FORMATS, Format
from hmer_kit.data.opening._seen import Seen
from hmer_kit.data.streams import RecordStream
from hmer_kit.exceptions import DataError, InputError

__all__ = ["RECORD_FORMATS", "guess_format", "open_records"]

_GUIDE = "the guide 'Read your data' shows what each looks like"


def open_records(path: StrPath, *, format: str | None = None, **options: Any) -> RecordStream:  # noqa: A002
    r"""Open a data set of any known format, to be walked through as often as one likes.

    Records are read as the walk goes on; what is left out stands in ``stream.skipped`` afterwards.

    Args:
        path: A file, a folder or a zip archive.
        format: One of ``RECORD_FORMATS``; by default what ``guess_format`` says.
        options: Options of that format's reader, ``images=`` or ``splits=`` for example; ``iter_captions`` and the like
            list them.

    Returns:
        The stream; its ``format`` says what was read.

    Raises:
        DataError: There is nothing, no format fits, or several do.
        InputError: An unknown format, or an option that its reader does not have.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     _ = Path(folder, "test.txt").write_text("a\tx ^ { 2 }\nb\t\\alpha\nc\n")
        ...     stream = open_records(Path(folder, "test.txt"))
        ...     [record.reference for record in stream], stream.format, len(stream.skipped)
        (['x ^ { 2 }', '\\alpha'], 'captions', 1)
    """
    source = file_path(path)
    if format is not None and format not in FORMATS:
        raise InputError(f"expected format to be None or one of {', '.join(FORMATS)}, got {format!r}")
    row = FORMATS[guess_format(source) if format is None else format]
    _check_options(row, options)
    return RecordStream(functools.partial(row.iterate, source, **options), format=row.name, name=str(source))


def guess_format(path: StrPath) -> str:
    r"""Return the name of the format that a file, a folder or a zip archive has.

    Names and first bytes are looked at, never a suffix alone. A format of pictures and captions in general is thought
    of only where none of the others fits.

    Args:
        path: What to look at.

    Raises:
        DataError: There is nothing, no format fits, or several do; the message says what was seen.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     _ = Path(folder, "math.txt").write_text("x ^ { 2 }\n\\alpha\n")
        ...     guess_format(Path(folder, "math.txt"))
        'formulas'
    """
    seen = Seen(file_path(path))
    for general in (False, True):
        rows = [row for row in FORMATS.values() if row.is_general == general]
        fitting = {row.name: evidence for row in rows if (evidence := row.recognize(seen))}
        if len(fitting) == 1:
            return next(iter(fitting))
        if fitting:
            raise _several(seen, fitting)
    raise _unknown(seen)


def _check_options(row: Format, options: dict[str, Any]) -> None:
    unknown = [name for name in options if name not in row.options]
    if unknown:
        takes = ", ".join(row.options)
        raise InputError(f"expected options of the format {row.name} ({takes}), got {unknown[0]!r}")


def _several(seen: Seen, fitting: dict[str, str]) -> DataError:
    shown = " and ".join(f"{name} ({evidence})" for name, evidence in fitting.items())
    message = f"cannot tell the format of {seen.path}: it may be {shown}; say which with format="
    return DataError(message, code="several_formats", path=str(seen.path))


def _unknown(seen: Seen) -> DataError:
    saw = seen.text()
    advice = ""
    if saw == "a pickle":
        advice = " (to read a pickle is to run whatever code is in it, so it is not opened; give the pictures as files)"
    elif seen.place is None and any(word in saw for word in ("gzip", "tar archive", "bzip2", "xz")):
        advice = " (unpack it first)"
    message = f"cannot tell the format of {seen.path}: it is {saw}{advice}. Known formats: {', '.join(FORMATS)}"
    return DataError(
        f"{message}; {_GUIDE}, and format= (--format of a command) says which",
        code="unknown_format",
        path=str(seen.path),
    )
