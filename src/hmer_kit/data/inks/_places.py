"""The InkML files of a place: one file, a folder with its subfolders, a zip or a tar archive."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from hmer_kit._files import is_safe_name
from hmer_kit.data._text import quoted
from hmer_kit.data.inks._tar import tar_members
from hmer_kit.data.inks._unpacking import MAGIC, allowance
from hmer_kit.data.inks.sources import FileInk, PackedInk, ZipInk
from hmer_kit.data.pictures._archives import open_archive
from hmer_kit.data.pictures._index import folder_names
from hmer_kit.data.records import InkSource, Skip
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hmer_kit.ink.inkml import InkLimits

SUFFIX = ".inkml"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_BOMB = "archive that unpacks to far more than it holds"
_TAR_AT, _TAR = 257, b"ustar"


def is_ink(name: str) -> bool:
    """Whether a file is ink by its name: hidden files and the ``__MACOSX`` folder of archives are not."""
    *folders, file = name.replace("\\", "/").split("/")
    return file.lower().endswith(SUFFIX) and not file.startswith(".") and "__MACOSX" not in folders


def ink_sources(
    path: Path, *, truth: tuple[str, ...], limits: InkLimits, wanted: Callable[[str], bool] = is_ink
) -> Iterator[InkSource | Skip]:
    """Yield the InkML files of a place in the order of its names, or of the archive, and what is no plain file.

    Args:
        path: The place.
        truth: Types of annotations that may hold the LaTeX.
        limits: How much is taken of one file.
        wanted: Whether a file is read, by its name; of a single file it is not asked.

    Raises:
        DataError: There is nothing there, or it cannot be read at all.
    """
    if path.is_dir():
        yield from _folder(path, truth=truth, limits=limits, wanted=wanted)
        return
    head = _head(path)
    if head.startswith(_ZIP):
        yield from _zip(path, truth=truth, limits=limits, wanted=wanted)
    elif head.startswith(MAGIC) or head[_TAR_AT:].startswith(_TAR) or path.suffix.lower() == ".tar":
        yield from _tar(path, truth=truth, limits=limits, wanted=wanted)
    else:
        yield FileInk(path.parent, path.name, truth, limits)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise DataError(
                    f"expected a file, a folder or an archive, found no file: {path}", code="no_file", path=str(path)
                )
            return file.read(_TAR_AT + len(_TAR))
    except FileNotFoundError as error:
        message = f"expected InkML, found no such file or folder: {path}"
        raise DataError(message, code="missing_file", path=str(path)) from error
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}", code="unreadable", path=str(path)) from error


def _folder(
    folder: Path, *, truth: tuple[str, ...], limits: InkLimits, wanted: Callable[[str], bool]
) -> Iterator[InkSource | Skip]:
    for name in folder_names(folder):
        if not wanted(name):
            continue
        if is_safe_name(name):
            yield FileInk(folder, name, truth, limits)
        else:
            yield Skip(f"{folder}: {quoted(name)}", "name that leads out of its folder")


def _zip(
    path: Path, *, truth: tuple[str, ...], limits: InkLimits, wanted: Callable[[str], bool]
) -> Iterator[InkSource | Skip]:
    seen: set[str] = set()
    left = allowance(path.stat().st_size)  # members may lie over one another and be small each
    for info in open_archive(path).infolist():
        where = f"{path}: {quoted(info.filename)}"
        if stat.S_ISLNK(info.external_attr >> 16):
            yield Skip(where, "link in an archive")
        elif not is_safe_name(info.filename):
            yield Skip(where, "name that leads out of its archive")
        elif info.filename in seen:
            yield Skip(where, "name that came before")
        elif not info.is_dir() and wanted(info.filename):
            seen.add(info.filename)
            left -= min(info.file_size, limits.max_bytes)
            if left < 0:
                yield Skip(f"{path}: what follows", _BOMB)
                return
            yield ZipInk(path, info.filename, truth, limits)


def _tar(
    path: Path, *, truth: tuple[str, ...], limits: InkLimits, wanted: Callable[[str], bool]
) -> Iterator[InkSource | Skip]:
    read = False
    try:
        for member in tar_members(path, max_bytes=limits.max_bytes, wanted=wanted):
            read = True
            name, where = member.name.removeprefix("./"), f"{path}: {quoted(member.name)}"
            if not is_safe_name(name):
                yield Skip(where, "name that leads out of its archive")
            elif member.problem is not None:
                yield Skip(where, member.problem)
            elif member.data is not None:
                yield PackedInk.of(member.data, name=name, truth=truth, limits=limits)
    except DataError as error:
        if not read:
            raise
        reason = _BOMB if error.code == "too_large" else "broken archive"
        yield Skip(f"{path}: what follows", reason)
