"""Scores of texts, by the packages that people use for them: ``{"preds": [...], "target": [...]}`` to a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def jiwer_wer(data: dict[str, Any]) -> Callable[[], float]:
    """jiwer.wer."""
    import jiwer

    return lambda: jiwer.wer(data["target"], data["preds"])


def jiwer_process_words(data: dict[str, Any]) -> Callable[[], dict[str, int]]:
    """jiwer.process_words."""
    import jiwer

    def counts() -> dict[str, int]:
        found = jiwer.process_words(data["target"], data["preds"])
        edits = found.substitutions + found.insertions + found.deletions
        return {"edits": edits, "tokens": found.hits + found.substitutions + found.deletions}

    return counts


def jiwer_cer(data: dict[str, Any]) -> Callable[[], float]:
    """jiwer.cer."""
    import jiwer

    return lambda: jiwer.cer(data["target"], data["preds"])


def torchmetrics_wer(data: dict[str, Any]) -> Callable[[], float]:
    """torchmetrics word_error_rate."""
    from torchmetrics.functional.text import word_error_rate

    return lambda: float(word_error_rate(data["preds"], data["target"]))


def torchmetrics_mer(data: dict[str, Any]) -> Callable[[], float]:
    """torchmetrics match_error_rate."""
    from torchmetrics.functional.text import match_error_rate

    return lambda: float(match_error_rate(data["preds"], data["target"]))


def torchmetrics_cer(data: dict[str, Any]) -> Callable[[], float]:
    """torchmetrics char_error_rate."""
    from torchmetrics.functional.text import char_error_rate

    return lambda: float(char_error_rate(data["preds"], data["target"]))


def torchmetrics_edit_distance(data: dict[str, Any]) -> Callable[[], float]:
    """torchmetrics edit_distance, of characters, summed."""
    from torchmetrics.functional.text import edit_distance

    return lambda: float(edit_distance(data["preds"], data["target"], reduction="sum"))


jiwer_wer.package = jiwer_process_words.package = jiwer_cer.package = "jiwer"
for _peer in (torchmetrics_wer, torchmetrics_mer, torchmetrics_cer, torchmetrics_edit_distance):
    _peer.package = "torchmetrics"
