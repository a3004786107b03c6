"""Tags and words of marked expressions and correction logs. Data only; the prompts name them too."""

from __future__ import annotations

__all__ = ["AFTER", "ARROW", "DELETED", "ERROR_END", "ERROR_START", "START"]

ERROR_START = "<error_start>"
"""Opens a span of wrong tokens."""
ERROR_END = "<error_end>"
"""Closes it."""
DELETED = "<deleted>"
"""Stands where tokens of the reference are missing."""

ARROW = "->"
"""Between what stands and what should stand: ``REPLACE:d -> a``."""
AFTER = "after"
"""Between what is missing and the token before the gap: ``INSERT:2 after ^``."""
START = "<start>"
"""That token where the gap is at the very start: ``INSERT:2 after <start>``. Ours; the paper does not say."""
