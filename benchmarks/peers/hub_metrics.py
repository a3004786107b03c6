"""Metrics of ``evaluate``, whose scripts lie on the hub: absent where the hub cannot be asked and no cache has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import evaluate

if TYPE_CHECKING:
    from collections.abc import Callable

PACKAGE = "evaluate"

try:
    _EXACT, _WER, _BLEU = (evaluate.load(name) for name in ("exact_match", "wer", "bleu"))
except (OSError, FileNotFoundError) as error:
    told = "evaluate is installed without its metric scripts, which lie on the hub: not available offline"
    raise ImportError(told) from error


def exact_match(data: dict[str, Any]) -> Callable[[], float]:
    """evaluate's exact_match."""
    return lambda: float(_EXACT.compute(predictions=data["preds"], references=data["target"])["exact_match"])


def wer(data: dict[str, Any]) -> Callable[[], float]:
    """evaluate's wer."""
    return lambda: float(_WER.compute(predictions=data["preds"], references=data["target"]))


def bleu(data: dict[str, Any]) -> Callable[[], float]:
    """evaluate's bleu."""
    references = [[text] for text in data["target"]]
    return lambda: float(_BLEU.compute(predictions=data["preds"], references=references, tokenizer=str.split)["bleu"])
