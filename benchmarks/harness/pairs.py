"""Predictions with references to measure on: published ones where ``../shared/data`` is, made-up ones elsewhere."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from benchmarks.harness.expressions import DATA, made_up

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Pairs", "as_data", "differing", "distances", "misread", "pairs", "pairs_of_size", "spaceless"]

Pairs = tuple[list[str], list[str]]
"""Predictions and their references."""
WRONG_EVERY = 5


def pairs(number: int) -> tuple[Pairs, str]:
    """Return so many pairs, taken evenly from all there are, and what they are.

    Published predictions: of Uni-MuMER 3B (CROHME 2014, 2016, 2023, MNE N1) and of CoMER (2014, 2016).
    """
    files = sorted(DATA.glob("predictions/*/*_pred.json"))
    if not files:
        target = made_up(number)
        return (list(misread(target)), target), "made-up expressions, a token wrong in every fifth (REAL DATA ABSENT)"
    rows = [row for file in files for row in json.loads(file.read_text(encoding="utf-8"))]
    taken = min(number, len(rows))
    some = [rows[at * len(rows) // taken] for at in range(taken)]
    found = [row["pred"] for row in some], [row["gt"] for row in some]
    return found, f"published predictions, {taken:,} of {len(rows):,}"


def misread(target: list[str]) -> Iterator[str]:
    """Yield predictions for references: a token is wrong in every fifth."""
    rng = random.Random(0)
    for number, latex in enumerate(target):
        tokens = latex.split()
        if number % WRONG_EVERY == 0:
            tokens[rng.randrange(len(tokens))] = "Q"
        yield " ".join(tokens)


def differing(found: Pairs) -> list[tuple[str, str]]:
    """Return the pairs whose texts differ: nothing has to be read of the others."""
    return [pair for pair in zip(*found, strict=True) if pair[0] != pair[1]]


def pairs_of_size(number: int) -> Pairs:
    """Return exactly so many pairs: the published ones over and over."""
    preds, target = pairs(10_000)[0]
    times = -(-number // len(preds))
    return (preds * times)[:number], (target * times)[:number]


def spaceless(given: Pairs) -> Pairs:
    """Return the pairs without blanks: what a character error rate is of."""
    return ["".join(text.split()) for text in given[0]], ["".join(text.split()) for text in given[1]]


def as_data(given: Pairs) -> dict[str, list[str]]:
    """Return what peers elsewhere are given."""
    return {"preds": given[0], "target": given[1]}


def distances(given: Pairs) -> list[int]:
    """The least that has to be done: split both sides, and let rapidfuzz align those that differ."""
    return [
        0 if prediction == reference else Levenshtein.distance(prediction.split(), reference.split())
        for prediction, reference in zip(*given, strict=True)
        if reference.split()
    ]
