"""Pictures that are drawn from ink when they are asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from hmer_kit.exceptions import DataError, InputError
from hmer_kit.ink.drawing.placing import draw, draw_image
from hmer_kit.ink.drawing.styles import STYLES, DrawingStyle, drawing_style

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    from PIL import Image

    from hmer_kit.data.records import InkSource, Record
    from hmer_kit.ink.document import InkDocument

    _T = TypeVar("_T")

__all__ = ["InkImage", "with_pictures"]


@dataclass(frozen=True, slots=True)
class InkImage:
    """A picture of ink: only where the ink lies and the style are kept; it is read and drawn at every ``load``.

    Examples:
        >>> from hmer_kit.ink import InkDocument, Strokes
        >>> class Dash:
        ...     name = "dash.inkml"
        ...
        ...     def load(self) -> InkDocument:
        ...         return InkDocument("dash", Strokes.of([[(0, 0), (9, 0)]]), truth="-")
        >>> picture = InkImage(Dash())
        >>> picture.name, picture.size() == picture.load().size
        ('dash.png', True)
    """

    ink: InkSource
    """Where the ink comes from."""
    style: DrawingStyle = STYLES["smooth"]
    """How it is drawn."""

    @property
    def name(self) -> str:
        """Name of the ink, its ending replaced by ``.png``."""
        return str(PurePosixPath(self.ink.name).with_suffix(".png"))

    def load(self) -> Image.Image:
        """Read the ink and draw it.

        Raises:
            DataError: The ink cannot be read, or there is nothing that could be drawn.
        """
        return self._drawn(lambda document: draw_image(document, style=self.style))

    def size(self) -> tuple[int, int]:
        """Return width and height in pixels, without drawing.

        Raises:
            DataError: The ink cannot be read, or there is nothing that could be drawn.
        """
        ink = self._drawn(lambda document: draw(document, style=self.style))
        return ink.width, ink.height

    def _drawn(self, work: Callable[[InkDocument], _T]) -> _T:
        document = self.ink.load()
        try:
            return work(document)
        except InputError as error:
            raise DataError(f"cannot draw {self.ink.name}: {error}", code="no_ink", path=self.ink.name) from error


def with_pictures(records: Iterable[Record], *, style: DrawingStyle | str = "smooth") -> list[Record]:
    """Give records with ink the pictures of it, drawn when they are asked for.

    Records without ink stay as they are; a picture that a record has beside its ink is replaced.

    Args:
        records: Any records.
        style: A style, or its name in ``hmer_kit.ink.STYLES``.

    Raises:
        InputError: There is no such style.

    Examples:
        >>> from hmer_kit.data import Record
        >>> with_pictures([Record("a", "x")], style="crohme_2014")[0].image is None
        True
    """
    chosen = drawing_style(style)
    return [record if record.ink is None else replace(record, image=InkImage(record.ink, chosen)) for record in records]
