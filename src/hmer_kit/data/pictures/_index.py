"""Which picture belongs to which id: an index over a folder or a zip archive of pictures."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit._files import is_safe_name
from hmer_kit.data.pictures._archives import open_archive
from hmer_kit.data.pictures.images import FileImage, ZipImage
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

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

    def __init__(self, place: Path) -> None:
        self.place = place
        self.unsafe: list[str] = []
        self._folder = place.is_dir()
        self._unused: dict[str, None] = {}
        self._by_key: dict[str, list[str]] = defaultdict(list)
        for name in self._names():
            if not _is_picture(name):
                continue
            if not is_safe_name(name):
                self.unsafe.append(name)
                continue
            self._unused[name] = None
            for key in _keys(name):
                self._by_key[key].append(name)

    def find(self, record_id: str) -> list[str]:
        """Return the names of the pictures of that id, and count them as used."""
        found = self._by_key.get(record_id, [])
        for name in found:
            self._unused.pop(name, None)
        return found

    def unused(self) -> list[str]:
        """Return the names that no id has asked for, in file order."""
        return list(self._unused)

    def source(self, name: str) -> ImageSource:
        """Return the source of a picture."""
        return FileImage(self.place, name) if self._folder else ZipImage(self.place, name)

    def _names(self) -> Iterator[str]:
        return _folder_names(self.place) if self._folder else iter(open_archive(self.place).namelist())


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


def _folder_names(folder: Path) -> Iterator[str]:
    def refuse(error: OSError) -> None:
        raise DataError(f"cannot list the folder of pictures {folder}: {error}", code="unreadable", path=str(folder))

    for root, folders, files in os.walk(folder, onerror=refuse):
        folders.sort()
        for file in sorted(files):
            yield Path(root, file).relative_to(folder).as_posix()


def _is_picture(name: str) -> bool:
    *folders, file = name.replace("\\", "/").split("/")
    return os.path.splitext(file)[1].lower() in _EXTENSIONS and not file.startswith(".") and "__MACOSX" not in folders


def _keys(name: str) -> set[str]:
    """Return what an id may call the picture: its path or its file name, each with or without the extension."""
    path = name.replace("\\", "/")
    file = path.rpartition("/")[2]
    return {path, file, os.path.splitext(path)[0], os.path.splitext(file)[0]}
