"""The profile that tells notation from ink. Data only."""

from __future__ import annotations

from typing import Final

from hmer_kit.latex import LOOSE

__all__ = ["SAME_BY_HAND"]

SAME_BY_HAND: Final = LOOSE.without("dots", "limit_placement", "variants")
r"""What a pen draws alike: ``loose`` but for dots at another height, limits at another place, ``\varepsilon``."""
