"""torchmetrics' own text metrics, updated with the batches of a validation run, then computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def _run(metric: Any, data: dict[str, Any], *, several_references: bool = False) -> Callable[[], float]:
    batches = [
        (preds, [[text] for text in target] if several_references else target)
        for preds, target in zip(data["preds"], data["target"], strict=True)
    ]

    def run() -> float:
        metric.reset()
        for batch in batches:
            metric.update(*batch)
        return float(metric.compute())

    return run


def word_error_rate(data: dict[str, Any]) -> Callable[[], float]:
    """torchmetrics WordErrorRate."""
    from torchmetrics.text import WordErrorRate

    return _run(WordErrorRate(), data)


def match_error_rate(data: dict[str, Any]) -> Callable[[], float]:
    """torchmetrics MatchErrorRate."""
    from torchmetrics.text import MatchErrorRate

    return _run(MatchErrorRate(), data)


def char_error_rate(data: dict[str, Any]) -> Callable[[], float]:
    """torchmetrics CharErrorRate."""
    from torchmetrics.text import CharErrorRate

    return _run(CharErrorRate(), data)


def bleu_score(data: dict[str, Any]) -> Callable[[], float]:
    """torchmetrics BLEUScore."""
    from torchmetrics.text import BLEUScore

    return _run(BLEUScore(), data, several_references=True)


def usual_five(data: dict[str, Any]) -> Callable[[], float]:
    """torchmetrics WordErrorRate and BLEUScore, the two of the five that it has."""
    first, second = word_error_rate(data), bleu_score(data)

    def run() -> float:
        first()
        return second()

    return run


for _peer in (word_error_rate, match_error_rate, char_error_rate, bleu_score, usual_five):
    _peer.package = "torchmetrics"
