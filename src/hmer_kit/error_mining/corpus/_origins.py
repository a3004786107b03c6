"""Origins joined: each sample once."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hmer_kit.error_mining.corpus.candidates import Origin


def merge_origins(origins: Iterable[Origin]) -> tuple[Origin, ...]:
    """Return each origin once and in order; of two that differ only in confidence, the surer one.

    The order in which origins are given and how often does not matter, so that merging corpora is associative and
    merging one with itself changes nothing.
    """
    if type(origins) is list and len(origins) == 1:  # as mostly
        return (origins[0],)
    found: dict[tuple[Any, ...], Origin] = {}
    for origin in origins:
        known = found.setdefault(origin.key, origin)
        if known is not origin and _sureness(origin) > _sureness(known):
            found[origin.key] = origin
    return tuple(found[key] for key in sorted(found))


def _sureness(origin: Origin) -> float:
    return -math.inf if origin.confidence is None else origin.confidence
