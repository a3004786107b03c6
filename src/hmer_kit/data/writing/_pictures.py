"""Pictures as files: the stored bytes where there are some, else a PNG that holds every pixel."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PIL import Image

from hmer_kit.data.pictures.images import BytesImage
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from hmer_kit.data.records import ImageSource

_SIGNATURES = {b"\x89PNG": ".png", b"\xff\xd8": ".jpg", b"BM": ".bmp"}


@runtime_checkable
class _Stored(Protocol):
    """A source whose picture is a file already."""

    def read(self) -> bytes: ...


def picture_file(source: ImageSource, *, kinds: tuple[str, ...] = (".png", ".jpg", ".bmp")) -> tuple[bytes, str]:
    """Return the bytes of a picture and the extension of its name.

    Bytes that are stored stay as they are, once they have been decoded to see that they can be; a drawn picture, and a
    stored one of another kind, becomes a PNG, which is decoded and compared with it.

    Raises:
        DataError: The picture cannot be read, or no PNG can hold it.
    """
    if isinstance(source, _Stored):
        data = source.read()
        extension = next((name for start, name in _SIGNATURES.items() if data.startswith(start)), "")
        image = BytesImage(source.name, data).load()
        return (data, extension) if extension in kinds else (_png(image), ".png")
    return _png(source.load()), ".png"


def _png(image: Image.Image) -> bytes:
    """Encode without loss.

    Raises:
        DataError: The mode or the values are none that PNG can hold.
    """
    stored = BytesIO()
    try:
        wide = image.mode == "I"  # 32 bits, which come back as 16: the same where the values fit
        Image.Image.save(image.convert("I;16") if wide else image, stored, "PNG")
    except (OSError, ValueError, SystemError) as error:
        raise DataError(f"a picture of mode {image.mode}, which PNG cannot hold", code="no_png") from error
    data = stored.getvalue()
    with Image.open(BytesIO(data), formats=("PNG",)) as again:
        pair = [part.convert("I") if wide else part for part in (image, again)]
        if pair[0].mode != pair[1].mode or pair[0].size != pair[1].size or pair[0].tobytes() != pair[1].tobytes():
            raise DataError(f"a picture of mode {image.mode} that PNG does not hold without loss", code="no_png")
    return data
