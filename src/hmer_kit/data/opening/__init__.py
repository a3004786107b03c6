"""One door to every format: what a path holds is told from its names and first bytes."""

from __future__ import annotations

from hmer_kit.data.opening.opening import RECORD_FORMATS, guess_format, open_records

__all__ = [
    "RECORD_FORMATS",
    "guess_format",
    "open_records",
]
