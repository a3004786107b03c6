"""Corpus BLEU of blank-separated texts, by the packages that people use for it: a fraction 0..1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def sacrebleu_corpus(data: dict[str, Any]) -> Callable[[], float]:
    """sacrebleu corpus_bleu, tokenize none."""
    import sacrebleu

    def bleu() -> float:
        found = sacrebleu.corpus_bleu(
            data["preds"],
            [data["target"]],
            tokenize="none",
            smooth_method="none",
            force=True,
            use_effective_order=False,
        )
        return float(found.score) / 100

    return bleu


def nltk_corpus(data: dict[str, Any]) -> Callable[[], float]:
    """nltk corpus_bleu, smoothing method 4."""
    from nltk.translate.bleu_score import SmoothingFunction, corpus_bleu

    smooth = SmoothingFunction().method4

    def bleu() -> float:
        references = [[text.split()] for text in data["target"]]
        return float(corpus_bleu(references, [text.split() for text in data["preds"]], smoothing_function=smooth))

    return bleu


def torchmetrics_bleu(data: dict[str, Any]) -> Callable[[], float]:
    """torchmetrics bleu_score."""
    from torchmetrics.functional.text import bleu_score

    references = [[text] for text in data["target"]]
    return lambda: float(bleu_score(data["preds"], references))


def torchmetrics_sacre_bleu(data: dict[str, Any]) -> Callable[[], float]:
    """torchmetrics sacre_bleu_score, tokenize none."""
    from torchmetrics.functional.text import sacre_bleu_score

    references = [[text] for text in data["target"]]
    return lambda: float(sacre_bleu_score(data["preds"], references, tokenize="none"))


sacrebleu_corpus.package = "sacrebleu"
nltk_corpus.package = "nltk"
torchmetrics_bleu.package = torchmetrics_sacre_bleu.package = "torchmetrics"
