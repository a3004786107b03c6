"""A folder or a zip archive, seen alike: names of files, lines of text and pictures."""

from __future__ import annotations

import os
import stat
from typing import IO, TYPE_CHECKING

from hmer_kit._files import StrPath, file_path, is_safe_name
from hmer_kit.data._text import problem_of_str, quoted
from hmer_kit.data.formats.captioned._lines import raw_lines
from hmer_kit.data.pictures._archives import ARCHIVE_ERRORS, open_archive, open_member
from hmer_kit.data.pictures._index import PictureIndex, folder_names
from hmer_kit.data.records import Skip
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MAX_TEXT_BYTES = 2**30
"""Largest text file of an archive that is read, unpacked: 1 GiB."""

SPLITS = {
    name: split
    for split, names in {
        "train": ("train", "training"),
        "validation": ("val", "valid", "validate", "validation", "dev"),
        "test": ("test", "testing"),
    }.items()
    for name in names
}
"""Splits by the names of their folders and files."""

_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_HIDDEN = frozenset({"__MACOSX", "__pycache__"})


class Place:
    """The files of a folder, with its subfolders, or of a zip archive; what macOS and others hide there is left out.

    Args:
        path: The folder or the archive.

    Raises:
        DataError: It is neither, or cannot be listed.
    """

    def __init__(self, path: StrPath) -> None:
        self.path = file_path(path)
        self.is_folder = self.path.is_dir()
        if not self.is_folder and not is_archive(self.path):
            found = "something else" if self.path.exists() else "nothing"
            message = f"expected a folder or a zip archive, found {found} there: {self.path}"
            raise DataError(message, code="no_folder", path=str(self.path))
        self.names: list[str] = []
        """Relative names of the files, with ``/`` between the parts."""
        self.refused: list[Skip] = []
        """A note for each file that is not looked at, by its name or because it is a link in an archive."""
        folder = ((name, False) for name in folder_names(self.path)) if self.is_folder else None
        for name, is_link in folder or _member_names(self.path):
            self._add(name, problem="a link in an archive" if is_link else _problem_of_name(name))
        self.inner = common_folder(self.names)
        """Folder that all files are in, ``"HME100K/"`` for example, else ``""``."""
        self._known = frozenset(self.names)

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def _add(self, name: str, *, problem: str | None) -> None:
        if _is_hidden(name):
            return
        if problem is None:
            self.names.append(name)
        else:
            self.refused.append(Skip(f"{self.path}: {quoted(name)}", problem))

    def where(self, name: str) -> str:
        """Return the name of a file for messages."""
        return str(self.path / name) if self.is_folder else f"{self.path}:{name}"

    def open(self, name: str) -> IO[bytes]:
        """Open a file of text, which may not lead out of the folder.

        Raises:
            DataError: It is missing, no file, or a link that leads out.
        """
        if not self.is_folder:
            return open_member(self.path, name, max_bytes=MAX_TEXT_BYTES)
        file = self.path / name
        try:
            real, root = file.resolve(), self.path.resolve()
            if real.is_relative_to(root) and stat.S_ISREG(real.stat().st_mode):
                return real.open("rb")
        except (OSError, RuntimeError) as error:
            raise DataError(f"cannot read {file}: {error}", code="unreadable", path=str(file)) from error
        message = f"expected a file below {self.path}, found no file, or a link that leads out of it: {file}"
        raise DataError(message, code="outside_root", path=str(file))

    def lines(self, name: str, *, what: str) -> Iterator[tuple[int, bytes | None]]:
        """Yield number and bytes of each line of a text file, as ``raw_lines`` does."""
        return raw_lines(lambda: self.open(name), path=self.where(name), what=what)

    def head(self, name: str, *, size: int = 4096) -> bytes:
        """Return the first bytes of a file.

        Raises:
            DataError: It cannot be read.
        """
        try:
            with self.open(name) as stream:
                return stream.read(size)
        except DataError:
            raise  # a ValueError too
        except ARCHIVE_ERRORS as error:
            where = self.where(name)
            raise DataError(f"cannot read {where}: {error}", code="unreadable", path=where) from error

    def pictures(self) -> PictureIndex:
        """Return the index of the pictures."""
        return PictureIndex(self.path, names=self.names)

    def texts(self, *suffixes: str) -> list[str]:
        """Return the files with one of these suffixes."""
        return [name for name in self.names if name.lower().endswith(suffixes)]


def is_archive(path: Path) -> bool:
    """Whether a file is a zip archive, by its first bytes."""
    try:
        with path.open("rb") as file:
            return file.read(4) in _ZIP_STARTS
    except OSError:
        return False


def leftovers(index: PictureIndex, *, below: Iterable[str]) -> Iterator[Skip]:
    """Yield a note for each picture below these folders that no caption has asked for."""
    prefixes = tuple(below)
    for name in index.unused():
        if name.startswith(prefixes):
            yield Skip(f"{index.place}: {quoted(name)}", "picture without a caption")


def split_of(name: str) -> str | None:
    """Return the split that a folder or a file belongs to, by the first or last word of its name."""
    words = os.path.splitext(name.strip("/").rpartition("/")[2])[0].lower().replace("-", "_").split("_")
    return SPLITS.get(words[0]) or SPLITS.get(words[-1])


def common_folder(names: Iterable[str]) -> str:
    """Return the folder that all files are in, if it is not that of a split."""
    first = {name.partition("/")[0] if "/" in name else "" for name in names}
    (only,) = first if len(first) == 1 else ("",)
    return f"{only}/" if only and only.lower() not in SPLITS and not only.lower().startswith("image") else ""


def whole_text(place: Place, name: str, *, max_bytes: int) -> bytes:
    """Return the content of a small file.

    Raises:
        DataError: It is larger than ``max_bytes``, or cannot be read.
    """
    content = place.head(name, size=max_bytes + 1)
    if len(content) > max_bytes:
        message = f"expected a file of at most {max_bytes} bytes, got a larger one: {place.where(name)}"
        raise DataError(message, code="too_large", path=place.where(name))
    return content


def _member_names(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield the files of an archive, and whether each is a link."""
    for info in open_archive(path).infolist():
        if not info.filename.endswith("/"):  # not info.is_dir(): on an empty name that is an IndexError
            yield info.filename, stat.S_ISLNK(info.external_attr >> 16)


def _problem_of_name(name: str) -> str | None:
    if not is_safe_name(name):
        return "name that leads out of its folder"
    return "name that is no UTF-8" if problem_of_str(name) else None


def _is_hidden(name: str) -> bool:
    folder, _, file = name.replace("\\", "/").rpartition("/")
    return file.startswith(".") or not _HIDDEN.isdisjoint(folder.split("/"))
