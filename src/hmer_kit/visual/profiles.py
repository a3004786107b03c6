r"""Profiles of character detection matching: how glyphs are compared, named and versioned.

- ``comparable``: as published figures are made. Two boxes fit if their middles lie within 20 pixels (0.6 em) of each
  other after a shift and a zoom, which is more than a script is shifted by: ``N m`` is ``N _ { m }`` here. Fonts and
  look-alike symbols count as the same.
- ``position_aware``: both corners of a box have to lie within 5 pixels after a shift alone, fonts and symbols have to
  be the same. ``N m`` is not ``N _ { m }``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from hmer_kit.exceptions import InputError

__all__ = ["COMPARABLE", "POSITION_AWARE", "MatchProfile", "get_match_profile"]

_POSITION_AWARE_UP_TO = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchProfile:
    """How two lists of glyph boxes are matched.

    Examples:
        >>> COMPARABLE.signature
        'comparable/1+threshold=20'
    """

    name: str
    """Its name."""
    version: int = 1
    """Its version."""
    residual_threshold: float
    """Most distance, in pixels, at which two boxes fit after the transformation."""
    token_cost: float = 1.0
    """Cost of two different symbols."""
    position_cost: float = 0.05
    """Cost of the distance of two boxes, all four edges, as shares of the size of their expressions."""
    order_cost: float = 0.15
    """Cost of the distance in reading order, as shares of the number of symbols."""
    min_samples: int = 3
    """How many pairs a transformation is made from; of fewer pairs all fit, if ``is_loose``."""
    trials: int = 50
    """How many random transformations are tried in a round."""
    rounds: int = 3
    """How many transformations an expression may need: one for each part that is shifted on its own."""
    seed: int = 42
    """Seed of the random choices: equal input gives equal scores."""
    is_loose: bool
    """Whether a zoom is allowed, middles of boxes are compared, and fonts and look-alikes are the same."""

    @property
    def signature(self) -> str:
        """Name, version and threshold, for a score to print."""
        return f"{self.name}/{self.version}+threshold={self.residual_threshold:g}"


COMPARABLE: Final = MatchProfile(name="comparable", residual_threshold=20.0, is_loose=True)
"""As published figures are made."""
POSITION_AWARE: Final = MatchProfile(name="position_aware", residual_threshold=5.0, is_loose=False)
"""Positions count as well as symbols."""


def get_match_profile(residual_threshold: float = 20.0) -> MatchProfile:
    """Return the profile of a threshold: position-aware up to 5 pixels, comparable with papers above.

    Args:
        residual_threshold: In pixels, for a font of 12 pt at 200 dots an inch (33.2 pixels).

    Raises:
        InputError: It is not a positive, finite number.

    Examples:
        >>> get_match_profile(20).name, get_match_profile(5).name
        ('comparable', 'position_aware')
    """
    is_number = isinstance(residual_threshold, (int, float)) and not isinstance(residual_threshold, bool)
    if not is_number or not 0 < residual_threshold < float("inf"):
        raise InputError(f"expected a positive residual_threshold in pixels, got {residual_threshold!r}")
    chosen = POSITION_AWARE if residual_threshold <= _POSITION_AWARE_UP_TO else COMPARABLE
    return replace(chosen, residual_threshold=float(residual_threshold))
