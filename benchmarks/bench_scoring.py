"""Scores against a plain restatement of the released script, as ratios in one run on the same pairs.

The restatement is our own code from the protocol's description: edit distance on token lists for the mean edit score,
the "CER" and the tolerances, and nltk's corpus BLEU with smoothing method 4. Its distance is rapidfuzz's, which is
faster than the package ``editdistance``, so that the ratios show what the distance does not explain. Both sides give
equal numbers, which is checked first. A ratio above 1 is faster than the whole script.

Memory: peak of the stream over 10,000 and over 1,000,000 pairs, which come out of a generator.

Run: python benchmarks/bench_scoring.py [--quick] [--json FILE]
"""

from __future__ import annotations

import json
import random
import tracemalloc
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from _expressions import DATA, made_up
from _measure import arguments, compare, table, write_json
from _rows import Row, faster
from nltk.translate.bleu_score import SmoothingFunction, corpus_bleu
from rapidfuzz.distance import Levenshtein

from hmer_kit.scoring import PROTOCOLS, RELEASED_MEASURES, ScoreResult, ScoreStream, score

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROUNDS, QUICK_ROUNDS = 7, 2
QUICK_PAIRS = 200
FEW, MANY, BATCH = 10_000, 1_000_000, 500
TARGETS = {"all but BLEU": 20.0, "BLEU": 3.0}

Pairs = tuple[list[str], list[str]]


def restated(pairs: Pairs) -> list[float]:
    """Edit score, "CER", the rates within 0 to 3 edits, and BLEU-4."""
    preds, target = pairs
    predicted, expected = [text.split() for text in preds], [text.split() for text in target]
    both = list(zip(predicted, expected, strict=True))
    edits = [Levenshtein.distance(*pair) for pair in both]
    scores = [1 - d / (max(map(len, pair)) or 1) for d, pair in zip(edits, both, strict=True)]
    within = [sum(d <= k for d in edits) / len(edits) for k in range(4)]
    smooth = SmoothingFunction().method4
    bleu = corpus_bleu([[tokens] for tokens in expected], predicted, smoothing_function=smooth)
    return [sum(scores) / len(scores), sum(edits) / sum(map(len, target)), *within, bleu]


def all_but_bleu(pairs: Pairs) -> list[float]:
    """The same six numbers off one result, and the token error rate besides."""
    result: ScoreResult = score(*pairs)
    _ = result.token_error_rate
    return [result.edit_score, result.released_cer, *map(result.expression_rate, range(4))]


def bleu(pairs: Pairs) -> list[float]:
    return [score(*pairs).bleu]


def everything(pairs: Pairs) -> list[float]:
    result = score(*pairs)
    return [result.edit_score, result.released_cer, *map(result.expression_rate, range(4)), result.bleu]


def streamed(pairs: Pairs) -> list[float]:
    stream = ScoreStream(RELEASED_MEASURES)
    stream.update(*pairs)
    return [*stream.rates().values()]


def exact(pairs: Pairs, *, protocol: str) -> list[float]:
    return [score(*pairs, protocol=protocol).expression_rate()]


def measured(pairs: Pairs, *, measure: str) -> list[float]:
    return [score(*pairs).rate(measure)]


def rows() -> dict[str, Callable[[Pairs], list[float]]]:
    """Return what is timed, by name."""
    return {
        "all but BLEU": all_but_bleu,
        "BLEU": bleu,
        "all of the script": everything,
        "all of the script, streamed": streamed,
        **{f"exact rate, {name}": partial(exact, protocol=name) for name in PROTOCOLS},
        **{name: partial(measured, measure=name) for name in ("structure_rate", "count_mae", "parse_rate")},
    }


def sets(*, quick: bool) -> tuple[list[Pairs], str]:
    """Return sets of pairs, and what they are: the published predictions where the real data is."""
    files = sorted(DATA.glob("predictions/*/*_pred.json"))
    if files and not quick:
        records = [json.loads(file.read_text(encoding="utf-8")) for file in files]
        found = [([row["pred"] for row in each], [row["gt"] for row in each]) for each in records]
        return found, f"published predictions, {len(files)} files"
    target = made_up(QUICK_PAIRS if quick else 2000)
    return [(list(misread(target)), target)], "made-up expressions, a token wrong in every fifth"


def misread(target: list[str]) -> Iterator[str]:
    rng = random.Random(0)
    for number, latex in enumerate(target):
        tokens = latex.split()
        if number % 5 == 0:
            tokens[rng.randrange(len(tokens))] = "Q"
        yield " ".join(tokens)


def peak(number: int) -> float:
    """Return the peak in MiB of a stream over so many pairs."""
    target = made_up(BATCH)
    batch = list(misread(target)), target
    stream = ScoreStream(RELEASED_MEASURES)
    tracemalloc.start()
    for preds, references in islice(iter(lambda: batch, None), max(1, number // BATCH)):
        stream.update(preds, references)
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return highest / 2**20


def main() -> None:
    options = arguments(__doc__).parse_args()
    pairs, source = sets(quick=options.quick)
    for each in pairs:
        differences = [abs(a - b) for a, b in zip(everything(each), restated(each), strict=True)]
        assert max(differences) < 1e-9, differences
    number = sum(len(preds) for preds, _ in pairs)
    print(f"{number:,} pairs ({source}); both sides give equal numbers; ratio above 1: faster than the whole script\n")
    rounds = QUICK_ROUNDS if options.quick else ROUNDS
    results = {
        name: compare(work, restated, items=pairs, reference_items=pairs, rounds=rounds)
        for name, work in rows().items()
    }
    shown = []
    for name, ratio in results.items():
        target = TARGETS.get(name)
        verdict = "" if target is None else f"{target:g} {'met' if ratio.median >= target else 'MISSED'}"
        microseconds = ratio.microseconds * len(pairs) / number
        shown.append(
            (name, f"{ratio.median:.2f}", f"{ratio.low:.2f} to {ratio.high:.2f}", verdict, f"{microseconds:.2f}")
        )
    print(table(("what", "ratio", "quartiles", "target", "µs a pair"), shown))
    peaks = {count: peak(count) for count in ((FEW // 10, FEW) if options.quick else (FEW, MANY))}
    print("\npeak memory of a stream: " + ", ".join(f"{count:,} pairs {mib:.2f} MiB" for count, mib in peaks.items()))
    figures = [{"what": name, "ratio": ratio} for name, ratio in results.items()]
    report = [
        *(
            faster(name, ratio, against="the whole script", at_least=TARGETS.get(name))
            for name, ratio in results.items()
        ),
        *(Row(f"peak of a stream over {count:,} pairs", mib, "MiB") for count, mib in peaks.items()),
    ]
    told = {"pairs": number, "rounds": rounds, "rows": figures, "peak_mib": [*peaks.values()]}
    write_json(options.json, told, report=report)


if __name__ == "__main__":
    main()
