"""Files below a root folder that they may not leave."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from hmer_kit._files import StrPath, is_safe_name, read_bytes
from hmer_kit.data._text import quoted
from hmer_kit.exceptions import DataError


def require_safe(name: str) -> None:
    """Raise a DataError unless a name is a relative path that stays below its root."""
    if not isinstance(name, str) or not is_safe_name(name):
        shown = quoted(name) if isinstance(name, str) else type(name).__name__
        raise DataError(f"expected a relative path below its root, got {shown}", code="unsafe_name", path=str(name))


def read_below(root: StrPath, name: str, *, max_bytes: int, what: str) -> bytes:
    """Return the content of a file below a root; a link may lead to another file below it, not out of it.

    Args:
        root: The folder.
        name: Path of the file below it.
        max_bytes: Most bytes to take.
        what: What the file is, for messages.

    Raises:
        DataError: It is missing, no file, leads out of the root, is empty or too large.
    """
    if plain := _plain(root, name):
        return read_bytes(plain, max_bytes=max_bytes, what=what)
    where = Path(root, name)
    try:
        real = where.resolve()
        inside = real.is_relative_to(Path(root).resolve())
        special = real.exists() and not stat.S_ISREG(real.stat().st_mode)
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, before Python 3.13
        raise DataError(f"cannot read the {what} {where}: {error}", code="unreadable", path=str(where)) from error
    if not inside:
        message = f"expected a {what} below {root}, got a link that leads out of it: {where}"
        raise DataError(message, code="outside_root", path=str(where))
    if special:
        raise DataError(f"expected a {what}, found no file: {where}", code="no_file", path=str(where))
    return read_bytes(where, max_bytes=max_bytes, what=what)


def _plain(root: StrPath, name: str) -> str | None:
    """Return the path of a file reached without a link: nearly always, and quicker to see than to resolve both."""
    if os.name == "nt":  # a junction is no link there, and leads elsewhere all the same
        return None
    place, mode = os.fspath(root), 0
    try:
        for part in name.split("/"):
            place = os.path.join(place, part)
            mode = os.lstat(place).st_mode
            if part in {"", ".", ".."} or stat.S_ISLNK(mode):
                return None
    except (OSError, ValueError):
        return None  # is named where both are resolved
    return place if stat.S_ISREG(mode) else None
