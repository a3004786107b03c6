"""Which picture belongs to which id: an index over a folder or a zip archive of pictures."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hmer_kit._files import is_safe_name
from hmer_kit.data.pictures._archives import open_archive
from hmer_kit.data.pictures.images import FileImage, ZipImage
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from hmer_kit.data.records import ImageSource

_EXTENSIONS = frozenset({".png", ".jpg", ".jpeg", ".bmp"})


class PictureIndex:
    """The pictures of a folder (with its subfolders) or of a zip archive, by file name and by name without extension.

    Files with other extensions, hidden files and the ``__MACOSX`` folder of archives are no pictures.

    Args:
        place: The folder or the zip archive.

    Raises:
        DataError: The place is missing or no zip archive.
    """

    def __init__(self, place: Path, *, names: Iterable[str] | None = None) -> None:
        self.place = place
        self.unsafe: list[str] = []
        self._folder = place.is_dir()
        self._unused: dict[str, None] = {}
        self._twice: set[str] = set()
        self._by_stem: dict[str, str | list[str]] = {}
        for name in self._names() if names is None else names:
            if is_picture(name):
                self._add(name)

    def find(self, record_id: str, *, below: str = "") -> list[str]:
        """Return the names of the pictures of that id, and count them as used.

        Args:
            record_id: A path or a file name, each with or without the extension.
            below: What the names begin with, ``"train/"`` for example; the id may leave it out.
        """
        file = record_id.replace("\\", "/").rpartition("/")[2]
        found: list[str] = []
        for stem in dict.fromkeys((file, os.path.splitext(file)[0])):
            named = self._by_stem.get(stem, [])
            found += [named] if isinstance(named, str) else named
        found = [name for name in found if name.startswith(below) and _is_called(name, record_id, below=below)]
        for name in found:
            self._unused.pop(name, None)
        return [again for name in found for again in [name] * (1 + (name in self._twice))]

    def unused(self) -> list[str]:
        """Return the names that no id has asked for, in file order."""
        return list(self._unused)

    def source(self, name: str) -> ImageSource:
        """Return the source of a picture."""
        return FileImage(self.place, name) if self._folder else ZipImage(self.place, name)

    def _add(self, name: str) -> None:
        if not is_safe_name(name):
            self.unsafe.append(name)
        elif name in self._unused:
            self._twice.add(name)
        else:
            self._unused[name] = None
            file = name.replace("\\", "/").rpartition("/")[2]
            stem = file[: file.rfind(".")]  # a picture has an extension, and more than a point before it
            others = self._by_stem.setdefault(stem, name)
            if isinstance(others, list):
                others.append(name)
            elif others != name:
                self._by_stem[stem] = [others, name]

    def _names(self) -> Iterator[str]:
        return folder_names(self.place) if self._folder else iter(open_archive(self.place).namelist())


def find_pictures(folder: Path, *, wanted: Path | None, required: bool) -> PictureIndex | None:
    """Return the index of the wanted place, else of ``images/``, else of ``images.zip``, in that folder.

    Raises:
        DataError: The wanted place is not there, or none is there and one is required.
    """
    if wanted is not None:
        if not (folder / wanted).exists():
            message = f"expected a folder or a zip archive of pictures, found nothing there: {folder / wanted}"
            raise DataError(message, code="missing_pictures", path=str(folder / wanted))
        return PictureIndex(folder / wanted)
    for place in (folder / "images", folder / "images.zip"):
        if place.exists():
            return PictureIndex(place)
    if required:
        message = f"expected pictures in {folder / 'images'} or {folder / 'images.zip'}, found neither; pass images="
        raise DataError(
            f"{message}, or the .tsv file itself to read captions alone", code="missing_pictures", path=str(folder)
        )
    return None


def folder_names(folder: Path) -> Iterator[str]:
    """Yield the files of a folder and of its subfolders, at any depth, not those behind links to other folders.

    Raises:
        DataError: A folder cannot be listed.
    """
    waiting = [""]
    while waiting:
        below = waiting.pop()
        files, folders = _entries(folder, below)
        yield from (f"{below}{name}" for name in files)
        waiting += [f"{below}{name}/" for name in reversed(folders)]


def _entries(folder: Path, below: str) -> tuple[list[str], list[str]]:
    """Return the files and the folders of a folder, sorted; a link to a folder is neither."""
    files: list[str] = []
    folders: list[str] = []
    try:
        with os.scandir(folder / below) as entries:
            for entry in entries:
                is_folder, leads_to_folder = _folder_by_name_and_by_link(entry)
                if is_folder or not leads_to_folder:
                    (folders if is_folder else files).append(entry.name)
    except OSError as error:
        message = f"cannot list the folder {folder}: {error}"
        raise DataError(message, code="unreadable", path=str(folder)) from error
    return sorted(files), sorted(folders)


def _folder_by_name_and_by_link(entry: os.DirEntry[str]) -> tuple[bool, bool]:
    """Whether an entry is a folder, and whether it is one or leads to one."""
    try:
        return entry.is_dir(follow_symlinks=False), entry.is_dir()
    except OSError:  # a link to itself
        return False, False


def is_picture(name: str) -> bool:
    """Whether a file is a picture by its name."""
    folder, _, file = name.replace("\\", "/").rpartition("/")
    if file.startswith(".") or file[file.rfind(".") :].lower() not in _EXTENSIONS:
        return False
    return "__MACOSX" not in folder or "__MACOSX" not in folder.split("/")


def _is_called(name: str, record_id: str, *, below: str) -> bool:
    """Whether an id calls the picture so: its path or its file name, each with or without the extension."""
    path = name.replace("\\", "/")
    stem = path[: path.rfind(".")]  # a picture has an extension
    if record_id in {path, stem}:
        return True
    called = path.rpartition("/")[2], stem.rpartition("/")[2], path.removeprefix(below), stem.removeprefix(below)
    return record_id in called
