"""What a bank of symbols takes of the ink that it is cut from."""

from __future__ import annotations

from dataclasses import dataclass

from hmer_kit.exceptions import InputError

__all__ = ["BankLimits"]


@dataclass(frozen=True, slots=True)
class BankLimits:
    """What a bank takes.

    Examples:
        >>> BankLimits(max_strokes=4).max_strokes
        4
    """

    max_specimens: int = 300_000
    """Most specimens of a bank; later ones are counted and left out."""
    max_strokes: int = 12
    """Most strokes of a specimen."""
    max_points: int = 160
    """Most points of a specimen after thinning."""
    aspect_factor: float = 3.0
    """Most that width over height differs from the median of the label, as a factor."""
    size_factor: float = 3.0
    """Most that the size differs from that of the other symbols of its expression, as a factor; scripts are smaller
    than their base, so 2 is too little."""

    def __post_init__(self) -> None:
        if min(self.max_specimens, self.max_strokes) < 1 or self.max_points < 2:
            raise InputError(f"expected limits of at least 1 specimen, 1 stroke and 2 points, got {self}")
        if not (self.aspect_factor > 1 and self.size_factor > 1):
            raise InputError(f"expected factors above 1 in BankLimits, got {self}")
