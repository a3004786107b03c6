"""What the pictures of a data set look like: polarity, modes, sizes, pen and ink; blank and broken ones by name."""

from __future__ import annotations

import math
import random
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from hmer_kit.data.records import Record, Skip
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.ink.pictures.convention import is_dark_background, to_convention

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PIL import Image

__all__ = ["PictureDescription", "Quantiles", "describe_pictures"]

_INK = 96
"""A pixel at least this bright counts as ink, in a picture of white ink on black."""

_MIXED = 0.01
"""Polarity is mixed where more than this share of the pictures has the other one."""

_LARGE = 2**22
"""A picture of more pixels than this is measured at a smaller size."""


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Where the values of a measure lie; all 0 where none was measured.

    Examples:
        >>> Quantiles.of([4, 1, 3, 2, 5])
        Quantiles(least=1.0, lower=2.0, median=3.0, upper=4.0, greatest=5.0)
        >>> str(Quantiles.of([1, 2.5]))
        '1 | 1.4 | 1.8 | 2.1 | 2.5'
    """

    least: float
    """Least value."""
    lower: float
    """A quarter of the values is at most this."""
    median: float
    """Half of the values are at most this."""
    upper: float
    """Three quarters of the values are at most this."""
    greatest: float
    """Greatest value."""

    @classmethod
    def of(cls, values: Sequence[float]) -> Quantiles:
        """Return the quantiles of values, between neighbours in proportion."""
        if not values:
            return cls(0.0, 0.0, 0.0, 0.0, 0.0)
        return cls(
            *(float(value) for value in np.quantile(np.asarray(values, dtype=np.float64), (0, 0.25, 0.5, 0.75, 1)))
        )

    def __str__(self) -> str:
        values = (self.least, self.lower, self.median, self.upper, self.greatest)
        return " | ".join(f"{value:.1f}".removesuffix(".0") for value in values)


@dataclass(frozen=True, slots=True)
class PictureDescription:
    """What was seen of the pictures that were looked at.

    Examples:
        >>> from hmer_kit import synthesize
        >>> pairs = synthesize(4, seed=1, style="white_on_black")
        >>> records = [Record(str(number), latex, image=image) for number, (latex, image) in enumerate(pairs)]
        >>> found = describe_pictures(records)
        >>> found.polarity, found.dark_share, found.looked_at
        ('white_on_black', 1.0, 4)
    """

    total: int
    """Records that there were."""
    without: int
    """Records without a picture."""
    looked_at: int
    """Pictures that were looked at: all, or as many as ``limit``, drawn evenly."""
    dark: int
    """Pictures with light ink on a dark ground, among those that have ink."""
    modes: tuple[tuple[str, int], ...]
    """Pillow modes and how many have each, the commonest first."""
    width: Quantiles
    """Widths in pixels."""
    height: Quantiles
    """Heights in pixels."""
    ink_height: Quantiles
    """Heights of the box around the ink, in pixels: the scale of the writing."""
    pen_width: Quantiles
    """Widths of the strokes, in pixels."""
    blank: tuple[Skip, ...]
    """Pictures without ink."""
    broken: tuple[Skip, ...]
    """Pictures that cannot be read."""

    @property
    def with_ink(self) -> int:
        """Pictures that ink was found in."""
        return self.looked_at - len(self.blank) - len(self.broken)

    @property
    def dark_share(self) -> float:
        """Share of the pictures with a dark ground, 0 where none has ink."""
        return self.dark / self.with_ink if self.with_ink else 0.0

    @property
    def polarity(self) -> Literal["white_on_black", "black_on_white", "mixed"] | None:
        """What all pictures have, but for one in a hundred; None where none has ink."""
        if not self.with_ink:
            return None
        if _MIXED < self.dark_share < 1 - _MIXED:
            return "mixed"
        return "white_on_black" if self.dark_share > 0.5 else "black_on_white"

    def __str__(self) -> str:
        polarity = (self.polarity or "no ink").replace("_", " ")
        size = f"{self.width.median:.0f} × {self.height.median:.0f}"
        return (
            f"{self.looked_at} of {self.total - self.without} pictures: {polarity}, {size} px (median), "
            f"ink {self.ink_height.median:.0f} px high, pen {self.pen_width.median:.1f} px, "
            f"{len(self.blank)} blank, {len(self.broken)} broken"
        )

    def table(self) -> str:
        """Return one line for each measure, and the first blank and broken pictures by name.

        Examples:
            >>> from hmer_kit import synthesize
            >>> image = next(image for _, image in synthesize(1, seed=1))
            >>> print(describe_pictures([Record("a", "x", image=image)]).table().partition(chr(10))[0])
            measure     value
        """
        rows = [
            ("measure", "value"),
            ("records", f"{self.total}, {self.without} without a picture"),
            ("looked at", str(self.looked_at)),
            ("dark ground", f"{self.dark} of {self.with_ink} ({100 * self.dark_share:.1f} %)"),
            ("modes", ", ".join(f"{mode} {count}" for mode, count in self.modes)),
            ("quantiles", "least | 25 % | median | 75 % | greatest, in pixels"),
            ("width", str(self.width)),
            ("height", str(self.height)),
            ("ink height", str(self.ink_height)),
            ("pen width", str(self.pen_width)),
            ("blank", _named(self.blank)),
            ("broken", _named(self.broken)),
        ]
        return "\n".join(f"{name:<12}{value}".rstrip() for name, value in rows)


def describe_pictures(records: Iterable[Record], *, limit: int | None = 1000, seed: int = 0) -> PictureDescription:
    """Look at the pictures of a data set: polarity, modes, sizes, pen width and height of the ink.

    Memory is bounded by one picture and ``limit`` records. A very large picture is measured at a smaller size, and what
    was measured scaled back.

    Args:
        records: Records, or a stream of them, which is gone through once.
        limit: Most pictures to look at, drawn evenly from all; None looks at every one.
        seed: For the drawing.

    Returns:
        Counts, quantiles, and the blank and broken pictures by name.

    Raises:
        InputError: ``limit`` is less than 1.

    Examples:
        >>> from PIL import Image
        >>> from hmer_kit.data.pictures.images import FileImage
        >>> record = Record("a", "x", image=FileImage("no_such_folder", "a.png"))
        >>> print(describe_pictures([record]).broken[0])
        a.png (id 'a'): missing_file
    """
    if limit is not None and limit < 1:
        raise InputError(f"expected limit to be 1 or more, or None, got {limit}")
    chosen, total, without = _draw(records, limit=limit, seed=seed)
    looks = [_look(record) for record in chosen]
    seen = [look for look in looks if isinstance(look, _Look)]
    notes = [look for look in looks if isinstance(look, Skip)]
    inked = [look for look in seen if look.pen_width > 0]
    return PictureDescription(
        total=total,
        without=without,
        looked_at=len(looks),
        dark=sum(look.is_dark for look in inked),
        modes=tuple(Counter(look.mode for look in seen).most_common()),
        width=Quantiles.of([look.width for look in seen]),
        height=Quantiles.of([look.height for look in seen]),
        ink_height=Quantiles.of([look.ink_height for look in inked]),
        pen_width=Quantiles.of([look.pen_width for look in inked]),
        blank=tuple(Skip(look.where, "no ink") for look in seen if look.pen_width == 0),
        broken=tuple(notes),
    )


@dataclass(frozen=True, slots=True)
class _Look:
    where: str
    mode: str
    width: int
    height: int
    is_dark: bool
    ink_height: float
    pen_width: float


def _draw(records: Iterable[Record], *, limit: int | None, seed: int) -> tuple[list[Record], int, int]:
    """Return up to ``limit`` records with pictures, each as likely as any other, and how many there were."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    chosen: list[Record] = []
    total = pictures = 0
    for record in records:
        total += 1
        if record.image is None:
            continue
        pictures += 1
        if limit is None or len(chosen) < limit:
            chosen.append(record)
        elif (at := rng.randrange(pictures)) < limit:
            chosen[at] = record
    return chosen, total, total - pictures


def _look(record: Record) -> _Look | Skip:
    if record.image is None:
        return Skip(f"(id {record.id!r})", "no picture")
    where = f"{record.image.name} (id {record.id!r})"
    try:
        image = record.image.load()
    except DataError as error:
        return Skip(where, error.code or str(error))
    factor = max(1, math.ceil(math.sqrt(image.width * image.height / _LARGE)))
    small = image.reduce(factor) if factor > 1 and image.mode in {"L", "RGB", "RGBA", "LA"} else image
    factor = factor if small is not image else 1
    height, pen = _measure(small)
    return _Look(where, image.mode, *image.size, is_dark_background(small), height * factor, pen * factor)


def _measure(image: Image.Image) -> tuple[float, float]:
    """Return height of the ink and width of the pen, 0 and 0 where there is no ink.

    Of a long line, eight times its area over pi times the length of its outline is its width, for lines of all
    directions alike; the outline of pixels counts the sides between ink and ground.
    """
    try:
        ink = to_convention(image, margin=0)
    except InputError:
        return 0.0, 0.0
    mask = np.pad(np.asarray(ink) >= _INK, 1)
    outline = int((mask[1:] != mask[:-1]).sum() + (mask[:, 1:] != mask[:, :-1]).sum())
    return float(ink.height), 8 / np.pi * float(mask.sum()) / max(outline, 1)


def _named(notes: Sequence[Skip]) -> str:
    shown = ", ".join(map(str, notes[:3]))
    return f"{len(notes)}" + (f": {shown}" if shown else "") + (", ..." if len(notes) > 3 else "")
