"""Pictures as data URIs: small, each stored once, and none lost in silence."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PIL import Image

from hmer_kit.data import Skip, flatten
from hmer_kit.exceptions import HmerKitError

if TYPE_CHECKING:
    from hmer_kit.data import ImageSource
    from hmer_kit.report.content import ReportSample

MAX_WIDTH = 640
MAX_HEIGHT = 240
_COLOUR_TOLERANCE = 16
_GREY_LEVELS = 16


@dataclass(slots=True)
class PictureBook:
    """Pictures of a page, numbered in the order in which they first came.

    Examples:
        >>> from PIL import Image
        >>> from hmer_kit.report import ReportSample
        >>> book = PictureBook()
        >>> samples = [ReportSample(name, reference="x", prediction="x", image=Image.new("L", (4, 4))) for name in "ab"]
        >>> [book.add(sample) for sample in samples], len(book.entries)
        ([0, 0], 1)
    """

    entries: list[dict[str, str | int]] = field(default_factory=list)
    """Data URI, width, height and background (``dark``, ``light`` or ``colour``) of each picture."""
    unreadable: list[Skip] = field(default_factory=list)
    """Pictures that could not be read, and why."""
    _by_uri: dict[str, int] = field(default_factory=dict)
    _by_source: dict[int, int | None] = field(default_factory=dict)

    def add(self, sample: ReportSample) -> int | None:
        """Take in the picture of a sample; return its number, or None where there is none to show."""
        if sample.image is None:
            return None
        # By identity: tasks share one source object, and a picture need not be hashable. The samples keep it alive.
        key = id(sample.image)
        if key not in self._by_source:
            self._by_source[key] = self._load(sample.image, sample.id)
        return self._by_source[key]

    def _load(self, source: ImageSource | Image.Image, sample_id: str) -> int | None:
        try:
            entry = picture_entry(source if isinstance(source, Image.Image) else source.load())
        except (HmerKitError, OSError, ValueError, SyntaxError) as error:  # Pillow raises all of the last three
            self.unreadable.append(Skip(f"picture of sample {sample_id!r}", str(error)))
            return None
        uri = str(entry["uri"])
        if uri not in self._by_uri:
            self._by_uri[uri] = len(self.entries)
            self.entries.append(entry)
        return self._by_uri[uri]


def picture_entry(image: Image.Image) -> dict[str, str | int]:
    """Return a picture as a data URI with its size and the tone of its background.

    A grey picture is stored as a PNG of 16 grey levels, a coloured one as JPEG; both are shrunk to 640 × 240 pixels.

    Examples:
        >>> from PIL import Image
        >>> entry = picture_entry(Image.new("L", (1280, 240), 255))
        >>> entry["width"], entry["height"], entry["tone"], entry["uri"][:22]
        (640, 120, 'light', 'data:image/png;base64,')
    """
    shrunk = _flat(image)
    shrunk.thumbnail((MAX_WIDTH, MAX_HEIGHT))
    buffer = io.BytesIO()
    if _is_coloured(shrunk):
        kind, tone = "jpeg", "colour"
        shrunk.save(buffer, "JPEG", quality=80)
    else:
        kind = "png"
        grey = shrunk.convert("L")
        tone = "dark" if _border_brightness(grey) < 128 else "light"
        _few_greys(grey).save(buffer, "PNG", bits=4)
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    return {"uri": f"data:image/{kind};base64,{data}", "width": shrunk.width, "height": shrunk.height, "tone": tone}


def _flat(image: Image.Image) -> Image.Image:
    """Return an own copy in RGB or L, transparency laid on white."""
    flat = flatten(image, mode="L" if image.mode in {"1", "L", "I;16", "I", "F"} else "RGB")
    return flat.copy() if flat is image else flat


def _is_coloured(image: Image.Image) -> bool:
    if image.mode == "L":
        return False
    _, blue, red = image.convert("YCbCr").split()
    extremes = (*blue.getextrema(), *red.getextrema())
    return any(abs(float(value) - 128) > _COLOUR_TOLERANCE for value in extremes if not isinstance(value, tuple))


def _border_brightness(grey: Image.Image) -> float:
    """Return the median brightness along the four edges: the paper, as a rule."""
    width, height = grey.size
    edges = (
        grey.crop(box).tobytes()
        for box in ((0, 0, width, 1), (0, height - 1, width, height), (0, 0, 1, height), (width - 1, 0, width, height))
    )
    border = sorted(b"".join(edges))
    return border[len(border) // 2] if border else 255.0


def _few_greys(grey: Image.Image) -> Image.Image:
    """Return a palette picture of 16 grey levels: a quarter of the bytes, and nothing the eye misses."""
    step = 256 // _GREY_LEVELS
    levels = Image.frombytes("P", grey.size, grey.point([value // step for value in range(256)]).tobytes())
    levels.putpalette([channel for level in range(_GREY_LEVELS) for channel in [level * 17] * 3])
    return levels
