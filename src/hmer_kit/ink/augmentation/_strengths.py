"""What both kinds of augmentation check and draw alike."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["check_strengths", "rng_of"]


def check_strengths(settings: Any, most: Mapping[str, float]) -> None:  # noqa: ANN401 - a dataclass
    """Refuse strengths beyond what still is handwriting."""
    for field in fields(settings):
        value, limit = getattr(settings, field.name), most.get(field.name, 1.0)
        if not 0 <= value <= limit:
            raise InputError(f"expected {field.name} from 0 to {limit}, got {value}")


def rng_of(seed: int) -> np.random.Generator:
    """Return the generator of a seed."""
    if seed < 0:
        raise InputError(f"expected a seed of at least 0, got {seed}")
    return np.random.default_rng(seed)
