"""score() against a straight restatement of the released protocol, in one run on the same pairs.

The restatement is our own code from the protocol's description: one edit distance on token lists for the mean edit
score, the "CER" and the tolerances, and nltk's corpus BLEU with smoothing method 4. It runs twice, with a distance in
plain Python and with rapidfuzz's, so that the second ratio shows what the distance does not explain.

    python benchmarks/bench_scoring.py [PREDICTIONS.json]      a list of {"gt", "pred"}; 1,000 made pairs without one
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from nltk.translate.bleu_score import SmoothingFunction, corpus_bleu
from rapidfuzz.distance import Levenshtein

from hmer_kit.scoring import score

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

VOCABULARY = [*"abcxyz0123456789+-=(){}^_", r"\frac", r"\sqrt", r"\alpha", r"\sum"]


def plain_distance(prediction: Sequence[str], reference: Sequence[str]) -> int:
    """Two rows of the textbook table."""
    row = list(range(len(reference) + 1))
    for i, token in enumerate(prediction, start=1):
        diagonal, row[0] = row[0], i
        for j, wanted in enumerate(reference, start=1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (token != wanted))
    return row[-1]


def restated(
    preds: list[str], target: list[str], *, distance: Callable[[Sequence[str], Sequence[str]], int]
) -> list[float]:
    """Edit score, BLEU-4, "CER", and the rates within 0 to 3 edits."""
    predicted, expected = [text.split() for text in preds], [text.split() for text in target]
    pairs = list(zip(predicted, expected, strict=True))
    edits = [distance(*pair) for pair in pairs]
    scores = [1 - d / (max(map(len, pair)) or 1) for d, pair in zip(edits, pairs, strict=True)]
    smooth = SmoothingFunction().method4
    bleu = corpus_bleu([[tokens] for tokens in expected], predicted, smoothing_function=smooth)
    within = [sum(d <= k for d in edits) / len(edits) for k in range(4)]
    return [sum(scores) / len(scores), bleu, sum(edits) / sum(map(len, target)), *within]


def ours(preds: list[str], target: list[str]) -> list[float]:
    """The same seven numbers off one result."""
    result = score(preds, target)
    return [result.edit_score, result.bleu, result.released_cer, *map(result.expression_rate, range(4))]


def made_pairs(n: int) -> tuple[list[str], list[str]]:
    """Random expressions; in every fifth prediction one token is drawn anew."""
    rng = random.Random(0)  # noqa: S311
    target = [rng.choices(VOCABULARY, k=rng.randint(3, 40)) for _ in range(n)]
    preds = [list(row) for row in target]
    for row in preds[::5]:
        row[rng.randrange(len(row))] = rng.choice(VOCABULARY)
    return [" ".join(row) for row in preds], [" ".join(row) for row in target]


def best_of(run: Callable[[], list[float]], *, repeats: int = 3) -> tuple[float, list[float]]:
    """Shortest time in seconds, and the result."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        numbers = run()
        times.append(time.perf_counter() - start)
    return min(times), numbers


def main() -> None:
    if len(sys.argv) > 1:
        records = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
        preds, target = [r["pred"] for r in records], [r["gt"] for r in records]
    else:
        preds, target = made_pairs(1000)
    seconds, numbers = best_of(lambda: ours(preds, target))
    print(f"{len(preds)} pairs")
    for name, distance in {"plain Python": plain_distance, "rapidfuzz": Levenshtein.distance}.items():
        slow, same = best_of(lambda distance=distance: restated(preds, target, distance=distance))
        assert max(abs(a - b) for a, b in zip(numbers, same, strict=True)) < 1e-12
        print(f"released protocol, {name} distance: {slow / seconds:.1f} times the time of score(), equal numbers")


if __name__ == "__main__":
    main()
