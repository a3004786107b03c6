"""Pictures in files, in zip archives and in memory, guarded against what a download may hold.

The first two keep a path only. The picture is read when ``load`` is called, from the process that calls it, so they
pickle, and work in DataLoader workers whether those are forked or spawned. Limits, both adjustable:

* ``max_bytes`` on the stored file (for a member of an archive on its declared and on its real size), and
* ``max_pixels`` on width × height, checked before a pixel is decoded.

A picture comes out as its camera meant it to be seen, by the orientation in its EXIF block; of an animation, the first
frame does. Modes are left alone: ``hmer_kit.data.flatten`` brings transparency, palettes, CMYK and 16 bits to paper.
Nothing is ever extracted to disk. Names are relative and stay below their root, so they are safe to join to a folder.
"""

from __future__ import annotations

import os
import struct
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from hmer_kit._files import StrPath, file_path
from hmer_kit.data._roots import read_below, require_safe
from hmer_kit.data.pictures._archives import read_member
from hmer_kit.exceptions import DataError

__all__ = ["MAX_BYTES", "MAX_PIXELS", "BytesImage", "FileImage", "ZipImage"]

MAX_BYTES = 2**28
"""Largest stored picture that is read by default: 256 MiB."""

MAX_PIXELS = 2**26
"""Largest picture that is decoded by default: 67 million pixels; telephone cameras give 12 to 50 million."""

_ORIENTATION = 0x0112
_QUARTER_TURNS = frozenset({5, 6, 7, 8})
_FORMATS = ("PNG", "JPEG", "BMP")
_DECODING_ERRORS = (
    OSError,  # UnidentifiedImageError too
    SyntaxError,  # Pillow's word for a broken PNG
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    struct.error,
    zlib.error,
    Warning,  # Pillow warns of a corrupt EXIF block; raised only where warnings are errors
)
_FAULTS = (*_DECODING_ERRORS, Image.DecompressionBombError)


@dataclass(frozen=True, slots=True)
class FileImage:
    """A picture in a file below a root folder.

    Raises:
        DataError: ``name`` is absolute or climbs out of the root.

    Examples:
        >>> FileImage("crohme/train", "images/a.png").name
        'images/a.png'
        >>> FileImage("crohme/train", "../secret.png")
        Traceback (most recent call last):
        ...
        hmer_kit.exceptions.DataError: expected a relative path below its root, got '../secret.png'
    """

    root: StrPath
    """Folder that the picture may not leave, not even through a link."""
    name: str
    """Path of the picture below the root."""
    max_bytes: int = MAX_BYTES
    """Largest file to read."""
    max_pixels: int = MAX_PIXELS
    """Largest picture to decode."""

    def __post_init__(self) -> None:
        file_path(self.root)
        require_safe(self.name)

    def load(self) -> Image.Image:
        """Return the picture, fully decoded.

        Raises:
            DataError: It is missing, leads out of its root, is too large, truncated, or no PNG, JPEG or BMP.

        Examples:
            >>> FileImage("no_such_folder", "a.png").load()
            Traceback (most recent call last):
            ...
            hmer_kit.exceptions.DataError: expected a picture, found no such file: no_such_folder/a.png
        """
        where = os.path.join(os.fspath(self.root), self.name)
        return _decode_picture(self.read(), where=where, max_pixels=self.max_pixels)

    def size(self) -> tuple[int, int]:
        """Return width and height in pixels, without decoding the picture.

        Raises:
            DataError: It is missing, leads out of its root, is too large, or no PNG, JPEG or BMP.

        Examples:
            >>> from tempfile import TemporaryDirectory
            >>> with TemporaryDirectory() as folder:
            ...     Image.new("L", (30, 20)).save(f"{folder}/a.png")
            ...     FileImage(folder, "a.png").size()
            (30, 20)
        """
        return _picture_size(self.read(), where=str(Path(self.root, self.name)))

    def read(self) -> bytes:
        """Return the file as it is stored; DataError as from ``load``."""
        return read_below(self.root, self.name, max_bytes=self.max_bytes, what="picture")


@dataclass(frozen=True, slots=True)
class ZipImage:
    """A picture in a zip archive.

    Each process opens an archive once, at the first picture, and keeps the last few archives open.

    Raises:
        DataError: The member's name is absolute or climbs out of the archive.

    Examples:
        >>> ZipImage("crohme/train/images.zip", "images/a.png").name
        'images/a.png'
    """

    archive: StrPath
    """The zip file."""
    member: str
    """Name of the picture in it."""
    max_bytes: int = MAX_BYTES
    """Largest member to read, unpacked."""
    max_pixels: int = MAX_PIXELS
    """Largest picture to decode."""

    def __post_init__(self) -> None:
        file_path(self.archive)
        require_safe(self.member)

    @property
    def name(self) -> str:
        """Name of the picture in the archive."""
        return self.member

    def load(self) -> Image.Image:
        """Return the picture, fully decoded.

        Raises:
            DataError: The archive or the member is missing, broken, encrypted, too large, or no PNG, JPEG or BMP.

        Examples:
            >>> ZipImage("no_such.zip", "a.png").load()
            Traceback (most recent call last):
            ...
            hmer_kit.exceptions.DataError: expected a zip archive, found no such file: no_such.zip
        """
        return _decode_picture(self.read(), where=f"{self.archive}:{self.member}", max_pixels=self.max_pixels)

    def size(self) -> tuple[int, int]:
        """Return width and height in pixels, without decoding the picture.

        Raises:
            DataError: The archive or the member is missing, broken, encrypted, too large, or no PNG, JPEG or BMP.

        Examples:
            >>> ZipImage("no_such.zip", "a.png").size()
            Traceback (most recent call last):
            ...
            hmer_kit.exceptions.DataError: expected a zip archive, found no such file: no_such.zip
        """
        return _picture_size(self.read(), where=f"{self.archive}:{self.member}")

    def read(self) -> bytes:
        """Return the file as it is stored; DataError as from ``load``."""
        return read_member(self.archive, self.member, max_bytes=self.max_bytes)


@dataclass(frozen=True, slots=True)
class BytesImage:
    """A picture whose file is in memory, such as a row of a Parquet file that is read as a stream.

    Examples:
        >>> stored = BytesIO()
        >>> Image.new("L", (30, 20)).save(stored, "PNG")
        >>> BytesImage("a.png", stored.getvalue()).load().size
        (30, 20)
    """

    name: str
    """What the picture is called."""
    data: bytes = field(repr=False)
    """The file: PNG, JPEG or BMP."""
    max_pixels: int = MAX_PIXELS
    """Largest picture to decode."""

    def load(self) -> Image.Image:
        """Return the picture, fully decoded.

        Raises:
            DataError: It is too large, truncated, or no PNG, JPEG or BMP.
        """
        return _decode_picture(self.data, where=self.name, max_pixels=self.max_pixels)

    def size(self) -> tuple[int, int]:
        """Return width and height in pixels, without decoding the picture.

        Raises:
            DataError: It is no PNG, JPEG or BMP.
        """
        return _picture_size(self.data, where=self.name)

    def read(self) -> bytes:
        """Return the file as it is stored."""
        return self.data


# Where Pillow looks for the orientation of a PNG, JPEG or BMP.
_MAY_TURN = frozenset({"exif", "Raw profile type exif", "xmp", "XML:com.adobe.xmp"})


def _decode_picture(data: bytes, *, where: str, max_pixels: int) -> Image.Image:
    """Decode the bytes of a picture, size first."""
    try:
        picture = Image.open(BytesIO(data), formats=_FORMATS)  # in memory: there is nothing to close
        width, height = picture.size
        if width * height <= max_pixels:
            picture.load()
            return _upright(picture)
    except _FAULTS as error:
        raise _named(error, data=data, where=where) from error
    message = (
        f"the picture {where} has {width} × {height} pixels, over the limit of {max_pixels}; raise max_pixels if it is "
        "meant to"
    )
    raise DataError(message, code="too_many_pixels", path=where)


def _picture_size(data: bytes, *, where: str) -> tuple[int, int]:
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as picture:
            return picture.size[::-1] if _lies_down(picture) else picture.size
    except _FAULTS as error:
        raise _named(error, data=data, where=where) from error


def _named(error: Exception, *, data: bytes, where: str) -> DataError:
    """Return the DataError that says what is wrong with a picture."""
    if not data:
        return DataError(f"expected a picture, got an empty file (0 bytes): {where}", code="empty_file", path=where)
    if isinstance(error, UnidentifiedImageError):
        message = f"expected a PNG, JPEG or BMP picture, got something else ({len(data)} bytes): {where}"
        return DataError(message, code="no_picture", path=where)
    if isinstance(error, (Image.DecompressionBombError, Image.DecompressionBombWarning)):
        return DataError(f"the picture {where} is too large: {error}", code="too_many_pixels", path=where)
    message = f"the picture {where} is truncated or broken: {error} ({len(data)} bytes)"
    return DataError(message, code="broken_picture", path=where)


def _upright(picture: Image.Image) -> Image.Image:
    """Return the decoded picture turned by its EXIF orientation; a broken EXIF block has none."""
    if _MAY_TURN.isdisjoint(picture.info):  # nearly always, and quicker to see than to ask Pillow for its EXIF
        return picture.copy()
    try:
        return ImageOps.exif_transpose(picture)
    except _DECODING_ERRORS:
        return picture.copy()


def _lies_down(picture: Image.Image) -> bool:
    """Whether the EXIF orientation turns the picture by a quarter."""
    try:
        return picture.getexif().get(_ORIENTATION) in _QUARTER_TURNS
    except _DECODING_ERRORS:
        return False
