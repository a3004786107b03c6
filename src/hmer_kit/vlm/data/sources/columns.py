"""Rows of tables as records: which column is which field, and what a picture in a cell may be."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from hmer_kit.data import BytesImage, FileImage, Record
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from hmer_kit._files import StrPath
    from hmer_kit.data import ImageSource

__all__ = ["Columns", "image_of_value"]


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a data set are the fields of a record.

    Examples:
        >>> Columns(reference="formula").record({"formula": "x", "image": b"..."}, name="7").reference
        'x'
    """

    reference: str = "latex"
    """True LaTeX."""
    image: str | None = "image"
    """The picture: bytes, a picture of Pillow, or a dict of ``bytes`` and ``path``."""
    id: str | None = None
    """Name of the record; by default the file name of its picture, else its number."""
    prediction: str | None = None
    """LaTeX that a recognizer gave."""
    writer: str | None = None
    """Who wrote it."""

    def texts(self) -> list[str]:
        """Return the columns other than the picture."""
        return [name for name in (self.reference, self.id, self.prediction, self.writer) if name is not None]

    def record(self, row: Mapping[str, Any], *, name: str, root: StrPath | None = None) -> Record:
        """Make a record of a row.

        Args:
            row: Values by column.
            name: Its number, where nothing else names it.
            root: Folder of the data set, which pictures in files of their own may not leave.

        Raises:
            DataError: A column is missing, a text is none, or the picture is of another kind.
        """
        missing = [column for column in self.texts() if column not in row]
        if missing:
            raise DataError(f"expected the columns {missing}, found {list(row)}; give columns=", code="no_column")
        image = None if self.image is None else image_of_value(row.get(self.image), name=name, root=root)
        values: dict[str, Any] = {
            field: row[column]
            for field, column in (("prediction", self.prediction), ("writer", self.writer))
            if column is not None
        }
        identity = name if image is None else os.path.splitext(image.name)[0]
        try:
            return Record(
                identity if self.id is None else str(row[self.id]), row[self.reference], image=image, **values
            )
        except InputError as error:
            raise DataError(f"row {name}: {error}", code="no_text") from error


@dataclass(frozen=True, slots=True, eq=False)
class _Decoded:
    """A picture that the data set has decoded."""

    name: str
    picture: Image.Image

    def load(self) -> Image.Image:
        return self.picture.copy()

    def size(self) -> tuple[int, int]:
        return self.picture.size


def image_of_value(value: Any, *, name: str, root: StrPath | None) -> ImageSource | None:  # noqa: ANN401
    """Return the picture in a cell, or None where there is none.

    Args:
        value: Bytes, a picture of Pillow, a dict of ``bytes`` and ``path``, or a source of a picture.
        name: What the picture is called where it has no path.
        root: Folder that a picture in a file of its own has to be in.

    Raises:
        DataError: It is something else, or a path that leads out of the folder.

    Examples:
        >>> image_of_value({"bytes": b"...", "path": "a.png"}, name="7", root=None).name
        'a.png'
    """
    if value is None or (hasattr(value, "load") and hasattr(value, "name")):
        return value  # type: ignore[no-any-return]  # a source already
    if isinstance(value, bytes):
        return BytesImage(name, value)
    if isinstance(value, Image.Image):
        return _Decoded(name, value)
    if not isinstance(value, Mapping) or not {"bytes", "path"} & set(value):
        raise DataError(f"expected a picture or its bytes in row {name}, got {type(value).__name__}", code="no_image")
    path = value.get("path")
    if value.get("bytes") is not None:
        return BytesImage(path or name, value["bytes"])
    if path is None:
        return None
    if root is None or not Path(path).is_absolute() or not Path(path).is_relative_to(Path(root).absolute()):
        raise DataError(
            f"expected the picture of row {name} in the data set or below its folder, got the path {path!r}",
            code="outside_root",
            path=str(path),
        )
    return FileImage(root, Path(path).relative_to(Path(root).absolute()).as_posix())
