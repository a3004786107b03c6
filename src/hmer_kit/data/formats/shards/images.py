"""Pictures in tar archives, read by their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit._files import StrPath, file_path
from hmer_kit.data._roots import require_safe
from hmer_kit.data.pictures.images import MAX_BYTES, MAX_PIXELS, BytesImage
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["TarImage"]


@dataclass(frozen=True, slots=True)
class TarImage:
    """A picture in a tar archive that is not compressed.

    Raises:
        DataError: The member's name is absolute or climbs out of the archive.

    Examples:
        >>> TarImage("shard-000000.tar", "a.png", offset=512, length=90).name
        'a.png'
    """

    archive: StrPath
    """The tar file."""
    member: str
    """Name of the picture in it."""
    offset: int
    """Where its bytes begin."""
    length: int
    """How many there are."""
    max_bytes: int = MAX_BYTES
    """Largest member to read."""
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
            DataError: The archive is missing or shorter than it was, or the member is too large or no PNG, JPEG or BMP.
        """
        return self._stored().load()

    def size(self) -> tuple[int, int]:
        """Return width and height in pixels, without decoding the picture.

        Raises:
            DataError: As from ``load``.
        """
        return self._stored().size()

    def read(self) -> bytes:
        """Return the file as it is stored.

        Raises:
            DataError: The archive is missing or shorter than it was, or the member is too large.
        """
        where = f"{self.archive}:{self.member}"
        if self.length > self.max_bytes:
            message = (
                f"{where} is larger than the limit of {self.max_bytes} bytes; raise max_bytes if it is meant to be"
            )
            raise DataError(message, code="too_large", path=where)
        try:
            with file_path(self.archive).open("rb") as file:
                file.seek(self.offset)
                data = file.read(self.length)
        except (OSError, ValueError) as error:
            raise DataError(f"cannot read {where}: {error}", code="unreadable", path=where) from error
        if len(data) < self.length:
            raise DataError(f"expected {self.length} bytes of {where}, found {len(data)}", code="changed", path=where)
        return data

    def _stored(self) -> BytesImage:
        return BytesImage(f"{self.archive}:{self.member}", self.read(), max_pixels=self.max_pixels)
