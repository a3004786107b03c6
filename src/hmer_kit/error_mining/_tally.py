"""Counting of confusions, sample by sample."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hmer_kit.alignment import EditOp, align, is_runaway

if TYPE_CHECKING:
    from collections.abc import Sequence


class Tally:
    """Running counts. A pair is ``(reference, prediction)``, empty for nothing."""

    __slots__ = ("correct", "counts", "examples", "max_examples", "runaways", "samples", "wrong")

    def __init__(self, *, max_examples: int) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.samples: Counter[tuple[str, str]] = Counter()
        self.examples: dict[tuple[str, str], list[str]] = {}
        self.correct: Counter[str] = Counter()
        self.runaways: list[str] = []
        self.wrong = 0
        self.max_examples = max_examples

    def add(self, prediction: Sequence[str], reference: Sequence[str], name: str) -> None:
        """Count one sample; of a runaway keep only the name."""
        if prediction == reference:
            self.correct.update(reference)
            return
        self.wrong += 1
        if is_runaway(prediction, reference):
            self.runaways.append(name)
            return
        found: Counter[tuple[str, str]] = Counter()
        for edit in align(prediction, reference):
            if edit.op is EditOp.EQUAL:
                self.correct[edit.reference or ""] += 1
            else:
                found[edit.reference or "", edit.prediction or ""] += 1
        self.counts.update(found)
        self.samples.update(found.keys())
        for pair in found:
            names = self.examples.setdefault(pair, [])
            if len(names) < self.max_examples:
                names.append(name)
