"""Scores of texts, by the packages that people use for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def jiwer_wer(data: dict[str, Any]) -> Callable[[], float]:
    """jiwer.wer."""
    import jiwer

    return lambda: jiwer.wer(data["target"], data["preds"])


jiwer_wer.package = "jiwer"
