"""How much of one InkML file is taken: a file from a download must not fill the memory."""

from __future__ import annotations

from dataclasses import dataclass, fields

from hmer_kit.exceptions import InputError

__all__ = ["InkLimits"]


@dataclass(frozen=True, slots=True)
class InkLimits:
    """What one file may hold; a file with more is refused, points too far out are left out and counted.

    The largest of the 9,822 files of CROHME has 61 kB, 150 strokes and 52 levels.

    Raises:
        InputError: A limit is below 1.

    Examples:
        >>> InkLimits(max_strokes=100).max_strokes
        100
    """

    max_bytes: int = 2**24
    """Bytes of the file: 16 MiB."""
    max_elements: int = 2**18
    """XML elements: 262,144. References from group to group are followed as many times at most."""
    max_depth: int = 2**10
    """XML elements inside of one another: 1,024; MathML of CROHME nests once for each symbol."""
    max_strokes: int = 2**16
    """Strokes: 65,536."""
    max_points: int = 2**20
    """Points of all strokes together: 1,048,576."""
    max_coordinate: float = 1e9
    """Largest absolute x or y of a point."""

    def __post_init__(self) -> None:
        for limit in fields(self):
            value = getattr(self, limit.name)
            if not value >= 1:
                raise InputError(f"expected 1 or more as {limit.name}, got {value}")
