"""What a training file says of a picture: its name, its place on this computer, or the name of a copy."""

from __future__ import annotations

import os
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from hmer_kit._files import StrPath, draft_of, file_path, is_safe_name, read_bytes
from hmer_kit.data._text import kind_of, quoted
from hmer_kit.data.pictures._archives import read_member
from hmer_kit.data.pictures.images import BytesImage, FileImage, ZipImage
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from hmer_kit.data.records import ImageSource

__all__ = ["PicturePaths", "PicturePlace"]

PicturePlace: TypeAlias = Literal["relative", "absolute", "copied"]
"""``"relative"``: the picture's name in its folder or archive; ``"absolute"``: that name below a root; ``"copied"``:
the name of a copy that is written below a root."""

_KINDS = frozenset({".png", ".jpg", ".jpeg", ".bmp"})
_HEADS = {b"\x89PNG": ".png", b"BM": ".bmp"}


@dataclass(frozen=True, slots=True)
class PicturePaths:
    """How training files name pictures.

    Raises:
        InputError: An unknown place, or ``root`` or ``prefix`` that does not fit it.

    Examples:
        >>> PicturePaths().path_of(FileImage("crohme/train/images", "a.png"))
        'a.png'
        >>> PicturePaths("relative", prefix="images").path_of(FileImage("crohme/train/images", "a.png"))
        'images/a.png'
        >>> PicturePaths("absolute", root="/data").path_of(ZipImage("images.zip", "a.png"))
        '/data/a.png'
    """

    place: PicturePlace = "relative"
    """Which path is written."""
    root: StrPath | None = None
    """Of ``"absolute"``, the folder that the names stand in; by default that of the picture's file. Of ``"copied"``,
    the folder to copy to."""
    prefix: str = ""
    """What stands before a relative or copied name: the folder of the pictures as the trainer will see it."""

    def __post_init__(self) -> None:
        if self.place not in get_args(PicturePlace):
            raise InputError(f"expected place to be one of {', '.join(get_args(PicturePlace))}, got {self.place!r}")
        if self.root is not None:
            file_path(self.root)
        if self.place == "copied" and self.root is None:
            raise InputError("expected the folder to copy pictures to, got none; give root=")
        if self.place == "relative" and self.root is not None:
            raise InputError("expected no root for relative paths; give prefix=, or place='absolute'")
        if not isinstance(self.prefix, str) or (self.prefix and (self.place == "absolute" or _climbs(self.prefix))):
            raise InputError(f"expected prefix as a relative path for relative or copied names, got {self.prefix!r}")

    def path_of(self, image: ImageSource, *, folder: str = "") -> str:
        r"""Return the path to write for a picture, and copy it if copies are wanted.

        A copy has the bytes of the picture's file; a picture that has none, a rendering, is written as PNG.

        Args:
            image: The picture.
            folder: Folder below the root that a copy goes to. Names must be unique there.

        Raises:
            DataError: The picture is unreadable, its name is no relative path, another copy of that name is there, or
                the copy cannot be written.
            InputError: An absolute path is wanted, there is no root, and the picture is in no file of its own.

        Examples:
            >>> from tempfile import TemporaryDirectory
            >>> from PIL import Image
            >>> with TemporaryDirectory() as root:
            ...     stored = BytesIO()
            ...     Image.new("L", (8, 8)).save(stored, "PNG")
            ...     paths = PicturePaths("copied", root=root, prefix="images")
            ...     paths.path_of(BytesImage("a.png", stored.getvalue()), folder="0"), os.listdir(Path(root, "0"))
            ('images/0/a.png', ['a.png'])
        """
        name = image.name
        if not isinstance(name, str) or not is_safe_name(name):
            shown = quoted(name) if isinstance(name, str) else kind_of(name)
            raise DataError(f"expected a relative path as name of a picture, got {shown}", code="unsafe_name")
        if self.place == "relative":
            return _joined(self.prefix, name)
        if self.place == "absolute":
            return self._absolute(image)
        return _joined(self.prefix, self._copy(image, folder=folder))

    def _absolute(self, image: ImageSource) -> str:
        root = self.root
        if root is None:
            if not isinstance(image, FileImage):
                raise InputError(
                    f"expected a root for the absolute path of a {type(image).__name__}, got none; give root=, or "
                    "place='copied'"
                )
            root = image.root
        return os.path.join(os.path.abspath(root), image.name)

    def _copy(self, image: ImageSource, *, folder: str) -> str:
        data = _stored(image)
        name = image.name.replace("\\", "/")
        if Path(name).suffix.lower() not in _KINDS:
            name += _suffix_of(data)
        name = _joined(folder, name)
        target = Path(os.fspath(self.root or ""), name)
        try:
            if target.exists():
                if target.read_bytes() == data:
                    return name
                raise DataError(f"expected one picture of the name {name}, found another there", code="picture_differs")
            target.parent.mkdir(parents=True, exist_ok=True)
            with draft_of(target) as draft:
                draft.write_bytes(data)
        except OSError as error:
            raise DataError(f"cannot write {target}: {error.strerror}", code="unwritable", path=str(target)) from error
        return name


def _climbs(prefix: str) -> bool:
    return ".." in prefix.replace("\\", "/").split("/") or "\0" in prefix


def _joined(folder: str, name: str) -> str:
    return f"{folder.rstrip('/')}/{name}" if folder else name


def _stored(image: ImageSource) -> bytes:
    """Return the file of a picture as it is, after the picture was decoded once."""
    picture = image.load()
    if isinstance(image, FileImage):
        return read_bytes(Path(image.root, image.name), max_bytes=image.max_bytes, what="picture")
    if isinstance(image, ZipImage):
        return read_member(image.archive, image.member, max_bytes=image.max_bytes)
    if isinstance(image, BytesImage):
        return image.data
    stored = BytesIO()
    picture.save(stored, "PNG")
    return stored.getvalue()


def _suffix_of(data: bytes) -> str:
    return next((suffix for head, suffix in _HEADS.items() if data.startswith(head)), ".jpg")
