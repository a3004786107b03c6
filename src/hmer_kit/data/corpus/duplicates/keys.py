"""What two records may have in common: an id, a writer, an expression in several degrees, a picture in several degrees.

Each key is a function of a record that gives what it may share with others, or None where it has no such thing. They
serve alike to remove duplicates, to look for leaks, and to keep apart what is split; any function of a record of your
own will do as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit._groups import by_expression, by_writer
from hmer_kit.data.pictures.pixel_budget import flatten
from hmer_kit.data.records import Record
from hmer_kit.exceptions import InputError
from hmer_kit.latex import layout_key, parse, structure_key, tokenize

if TYPE_CHECKING:
    from hmer_kit.latex import TreeKey

__all__ = [
    "NearPictures",
    "RecordKey",
    "by_expression",
    "by_file",
    "by_id",
    "by_layout",
    "by_pixels",
    "by_structure",
    "by_tokens",
    "by_writer",
]

RecordKey = Callable[[Record], Hashable]
"""Gives what a record may have in common with others; None for a record without it."""

_MOST_DISTANCE = 64


def by_id(record: Record) -> str:
    """Return the id of a record.

    Args:
        record: Any record.

    Examples:
        >>> by_id(Record("a", "x"))
        'a'
    """
    return record.id


def by_tokens(record: Record) -> str:
    r"""Return the reference token by token: blanks do not count, everything else does.

    Args:
        record: Any record.

    Examples:
        >>> by_tokens(Record("a", r"\frac{1}2")), by_tokens(Record("b", r"\frac  { 1 } { 2 }"))
        ('\\frac { 1 } 2', '\\frac { 1 } { 2 }')
    """
    return " ".join(tokenize(record.reference))


def by_layout(record: Record) -> TreeKey:
    r"""Return the tree of the reference: which symbols stand at which places, see ``hmer_kit.latex.layout_key``.

    Stricter than ``by_expression`` on the spelling of symbols (``\le`` is not ``\leq``), and as free of braces.

    Args:
        record: Any record. LaTeX that does not parse is mended.

    Examples:
        >>> by_layout(Record("a", r"\frac12")) == by_layout(Record("b", r"\frac { 1 } { 2 }"))
        True
    """
    return layout_key(parse(record.reference, on_error="recover"))


def by_structure(record: Record) -> TreeKey:
    r"""Return where the reference has symbols, whatever symbols, see ``hmer_kit.latex.structure_key``.

    Args:
        record: Any record. LaTeX that does not parse is mended.

    Examples:
        >>> by_structure(Record("a", "x ^ { 2 }")) == by_structure(Record("b", "y ^ { n }"))
        True
    """
    return structure_key(parse(record.reference, on_error="recover"))


def by_file(record: Record) -> str | None:
    """Return a checksum of the picture's file as it is stored, without decoding it.

    Args:
        record: A record whose picture has a ``read()``, as those of files, archives and memory do; None for others.

    Raises:
        DataError: The picture cannot be read.

    Examples:
        >>> from hmer_kit.data import BytesImage
        >>> by_file(Record("a", "x", image=BytesImage("a.png", b"any")))[:8], by_file(Record("b", "x"))
        ('08d6345c', None)
    """
    read = getattr(record.image, "read", None)
    return None if read is None else hashlib.blake2b(read(), digest_size=16).hexdigest()


def by_pixels(record: Record) -> str | None:
    """Return a checksum of the picture's size and grey values: the same picture in another file format or mode.

    Args:
        record: A record; None without a picture.

    Raises:
        DataError: The picture cannot be read.

    Examples:
        >>> from io import BytesIO
        >>> from PIL import Image
        >>> from hmer_kit.data import BytesImage
        >>> def stored(mode, kind):
        ...     file = BytesIO()
        ...     Image.new(mode, (8, 4)).save(file, kind)
        ...     return BytesImage("x", file.getvalue())
        >>> by_pixels(Record("a", "x", stored("L", "PNG"))) == by_pixels(Record("b", "x", stored("RGB", "BMP")))
        True
    """
    if record.image is None:
        return None
    grey = flatten(record.image.load(), mode="L")
    digest = hashlib.blake2b(f"{grey.width} × {grey.height}".encode(), digest_size=16)
    digest.update(grey.tobytes())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class NearPictures:
    """Pictures that look alike, whatever their size, margins, polarity, contrast and file format.

    What is compared is a code of 256 bits: the signs of the lowest frequencies of the ink, cut to its box. Two pictures
    are near if their codes differ in at most ``max_distance`` bits and their shapes in at most ``max_stretch``. It
    stands where a key stands; a blank picture is near to none.

    Raises:
        InputError: A bound is out of range.

    Examples:
        >>> from hmer_kit.data import deduplicate
        >>> from hmer_kit.data import NearPictures
        >>> deduplicate([Record("a", "x"), Record("b", "x")], by=NearPictures()).summary()
        '2 records: 2 kept, 0 repeat another (near_pictures)'
    """

    max_distance: int = 40
    """Most bits of 256 that differ, 0 to 64. In CROHME train, two pictures differ in none, or in more than 40."""
    max_stretch: float = 0.15
    """Most that width over height may differ, as a share."""

    def __post_init__(self) -> None:
        distance = self.max_distance
        if not isinstance(distance, int) or isinstance(distance, bool) or not 0 <= distance <= _MOST_DISTANCE:
            raise InputError(f"expected max_distance as an integer from 0 to {_MOST_DISTANCE}, got {distance!r}")
        if not 0 <= self.max_stretch <= 1:
            raise InputError(f"expected max_stretch from 0 to 1, got {self.max_stretch!r}")

    @property
    def __name__(self) -> str:
        """What reports call it, as they call a function."""
        return "near_pictures"
