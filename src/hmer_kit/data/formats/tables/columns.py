"""Rows of tables as records: which column is which field, and what a picture in a cell may be."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from hmer_kit._files import is_safe_name
from hmer_kit.data._text import kind_of, quoted
from hmer_kit.data.formats.tables.messages import asks_for_latex, question_and_answer
from hmer_kit.data.pictures.images import MAX_BYTES, BytesImage, FileImage
from hmer_kit.data.records import Record
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from hmer_kit._files import StrPath
    from hmer_kit.data.records import ImageSource

__all__ = ["MAX_TEXT", "Columns", "image_of_value"]

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # a cell may have several lines

MAX_TEXT = 2**16
"""Longest text of a cell that is read, in characters."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a data set are the fields of a record.

    Where a column of conversations or of prompts is named, the reference is the answer to a question that asks for the
    LaTeX of the picture and for nothing else; answers of other tasks are no references.

    Examples:
        >>> Columns(reference="formula").record({"formula": "x", "image": b"..."}, name="7").reference
        'x'
    """

    reference: str | None = "latex"
    """True LaTeX; the answer, where ``prompt`` is named; None where ``messages`` are read."""
    image: str | None = "image"
    """The picture: bytes, a picture of Pillow, a dict of ``bytes`` and ``path``, a path below the folder of the data
    set, or a list of one of those."""
    id: str | None = None
    """Name of the record; by default the file name of its picture, else its number."""
    prediction: str | None = None
    """LaTeX that a recognizer gave."""
    writer: str | None = None
    """Who wrote it."""
    source: str | None = None
    """Data set it comes from."""
    split: str | None = None
    """Part of the data set."""
    messages: str | None = None
    """A conversation: a list of ``from`` and ``value``, or of ``role`` and ``content``."""
    prompt: str | None = None
    """What is asked, where question and answer have columns of their own."""

    def texts(self) -> list[str]:
        """Return the columns other than the picture."""
        fields = (self.reference, self.messages, self.prompt, self.id, *self._further().values())
        return list(dict.fromkeys(name for name in fields if name is not None))

    def names(self) -> list[str]:
        """Return all columns."""
        return self.texts() + ([] if self.image is None or self.image in self.texts() else [self.image])

    def record(self, row: Mapping[str, Any], *, name: str, root: StrPath | None = None) -> Record:
        """Make a record of a row.

        Args:
            row: Values by column.
            name: Its number, where nothing else names it.
            root: Folder of the data set, which pictures in files of their own may not leave.

        Raises:
            DataError: A column is missing, a text is none or too long, the LaTeX is empty or not what is asked
                for, or the picture is of another kind.
        """
        missing = [column for column in self.texts() if column not in row]
        if missing:
            raise DataError(f"expected the columns {missing}, found {list(row)}; give columns=", code="no_column")
        reference = self._reference(row, name=name)
        image = None if self.image is None else image_of_value(row.get(self.image), name=name, root=root)
        further: dict[str, Any] = {
            field: _optional(row[column], name=name) for field, column in self._further().items()
        }
        identity = name if image is None else os.path.splitext(image.name)[0]
        if self.id is not None and row[self.id] is not None:
            identity = _text(str(row[self.id]), name=name)
        try:
            return Record(identity, reference, image=image, **further)
        except InputError as error:
            raise DataError(f"row {name}: {error}", code="no_text") from error

    def _further(self) -> dict[str, str]:
        fields = ("prediction", "writer", "source", "split")
        return {field: column for field in fields if (column := getattr(self, field)) is not None}

    def _reference(self, row: Mapping[str, Any], *, name: str) -> str:
        if self.messages is not None:
            question, answer = question_and_answer(row[self.messages], name=name)
        elif self.reference is not None:
            answer = row[self.reference]
            question = "" if self.prompt is None else _text(row[self.prompt], name=name)
        else:
            raise DataError(f"expected a column of references for row {name}; give columns=", code="no_column")
        asked = self.messages is not None or self.prompt is not None
        if asked and not asks_for_latex(question):
            raise DataError(
                f"expected a question for LaTeX alone in row {name}, got {quoted(question)}; name the column of the "
                "references in columns=, or read conversations",
                code="other_task",
            )
        reference = _text(answer, name=name)
        if not reference.strip():
            raise DataError(f"expected LaTeX in row {name}, got a text of blanks alone", code="empty_text")
        return reference


def image_of_value(value: Any, *, name: str, root: StrPath | None) -> ImageSource | None:  # noqa: ANN401
    """Return the picture in a cell, or None where there is none.

    Args:
        value: Bytes, a picture of Pillow, a dict of ``bytes`` and ``path``, a path, a source of a picture, or a list
            of one of them.
        name: What the picture is called where it has no path.
        root: Folder that a picture in a file of its own has to be in.

    Raises:
        DataError: It is something else, too large, several, or a path that leads out of the folder.

    Examples:
        >>> image_of_value({"bytes": b"...", "path": "a.png"}, name="7", root=None).name
        'a.png'
    """
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        if len(value) > 1:
            raise DataError(f"expected one picture in row {name}, got {len(value)}", code="several_pictures")
        return image_of_value(value[0], name=name, root=root) if value else None
    if value is None or (hasattr(value, "load") and hasattr(value, "name")):
        return value  # type: ignore[no-any-return]  # a source already
    if isinstance(value, Image.Image):
        return _Decoded(name, value)
    if isinstance(value, str):
        return _picture_in_file(value, name=name, root=root)
    path, data = (None, value) if isinstance(value, bytes) else _parts(value, name=name)
    if data is None:
        return None if path is None else _picture_in_file(path, name=name, root=root)
    if len(data) > MAX_BYTES:
        raise DataError(f"the picture of row {name} has more than {MAX_BYTES} bytes", code="too_large")
    return BytesImage(_label(path) or name, data)


@dataclass(frozen=True, slots=True, eq=False)
class _Decoded:
    """A picture that the data set has decoded."""

    name: str
    picture: Image.Image

    def load(self) -> Image.Image:
        return self.picture.copy()

    def size(self) -> tuple[int, int]:
        return self.picture.size


def _parts(value: Any, *, name: str) -> tuple[str | None, bytes | None]:  # noqa: ANN401
    """Return path and bytes of a cell."""
    if isinstance(value, Mapping) and {"bytes", "path"} & set(value):
        path, data = value.get("path"), value.get("bytes")
        if isinstance(path, str | None) and isinstance(data, bytes | None):
            return path, data
    raise DataError(f"expected a picture or its bytes in row {name}, got {type(value).__name__}", code="no_image")


def _label(path: str | None) -> str | None:
    """Return what a picture in a cell is called: its path, if that may be joined to a folder, else the last part."""
    if not path or is_safe_name(path):
        return path
    last = path.replace("\\", "/").rpartition("/")[2]
    return last if is_safe_name(last) else None


def _picture_in_file(path: str, *, name: str, root: StrPath | None) -> FileImage:
    """Return the picture that a cell names; a path below the root, absolute or seen from the root, and no other."""
    if root is not None:
        base = Path(root).absolute()
        if not Path(path).is_absolute():
            return FileImage(root, path)
        if Path(path).is_relative_to(base):
            return FileImage(root, Path(path).relative_to(base).as_posix())
    raise DataError(
        f"expected the picture of row {name} in the data set or below its folder, got the path {path!r}",
        code="outside_root",
        path=str(path),
    )


def _optional(value: object, *, name: str) -> str | None:
    return None if value is None else _text(value, name=name)


def _text(value: object, *, name: str) -> str:
    if not isinstance(value, str):
        raise DataError(f"row {name}: expected a string as reference, got {kind_of(value)}", code="no_text")
    if len(value) > MAX_TEXT:
        raise DataError(f"row {name}: a text of more than {MAX_TEXT} characters", code="long_text")
    if _CONTROL.search(value):
        raise DataError(f"row {name}: expected text, got a control character in {quoted(value)}", code="control")
    return value
