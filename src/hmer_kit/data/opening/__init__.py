"""One door to every format: what a path holds is told from its names and first bytes."""

from __future__ import annotations

from hmer_kit.data.opening.opening import RECORD_FORMATS, guess_format, open_records
from hmer_kit.data.opening.with_pictures import PUBLISHED_STYLE, open_with_pictures

__all__ = [
    "PUBLISHED_STYLE",
    "RECORD_FORMATS",
    "guess_format",
    "open_records",
    "open_with_pictures",
]
