"""Where the pictures of a ShareGPT file are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit._files import is_safe_name
from hmer_kit.data.pictures._archives import open_archive
from hmer_kit.data.pictures.images import FileImage, ZipImage
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from pathlib import Path

    from hmer_kit.data.formats.conversations.sharegpt import ShareGPTFile
    from hmer_kit.data.records import ImageSource

_LOOKED_AT = 100


class NamedPictures:
    """Pictures of a folder or a zip archive, by their paths in it.

    Raises:
        DataError: There is neither.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        self._members = None if place.is_dir() else frozenset(filter(is_safe_name, open_archive(place).namelist()))

    def source(self, name: str) -> ImageSource | None:
        """Return the picture of that path, None where there is none."""
        if self._members is not None:
            return ZipImage(self.place, name) if name in self._members else None
        if not is_safe_name(name):
            return None
        return FileImage(self.place, name) if (self.place / name).is_file() else None


def find_place(rows: ShareGPTFile) -> NamedPictures:
    """Return the first place that holds one of the first pictures: the folder of the file, ``images/``, ``images.zip``.

    Raises:
        DataError: None of them does.
    """
    folder = rows.path.parent
    found = [NamedPictures(place) for place in (folder, folder / "images", folder / "images.zip") if place.exists()]
    names: list[str] = []
    for row in range(min(len(rows), _LOOKED_AT)):
        try:
            names += [name.replace("\\", "/").removeprefix("./") for name in rows[row].images]
        except DataError:
            continue  # it is told about when the records are read
    for pictures in found:
        if any(pictures.source(name) is not None for name in names):
            return pictures
    message = f"expected the pictures of {rows.path} in its folder, in images/ or in images.zip beside it, found none"
    raise DataError(f"{message}; give images=", code="missing_pictures", path=str(rows.path))
