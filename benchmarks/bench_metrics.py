"""What metrics cost beside the validation step they stand in, and that their memory does not grow.

The step is the smallest there is: the small recognizer from scratch answers a batch of pictures on the CPU, greedily,
as many ids as the longest reference of the batch has tokens. It is untrained and answers nonsense; so metrics are
updated with what a trained one would answer, the references with a symbol or two wrong in every third. Both take turns
in one run; the share is the time of the update over that of the step, and with a larger model it shrinks.

Memory: peak of Python's and numpy's allocations over 10,000 and over 1,000,000 pairs, which come out of a generator;
and how far the peak of the whole process, which holds the tensors too, rose meanwhile.

Run: python benchmarks/bench_metrics.py [--quick] [--json FILE]
"""

from __future__ import annotations

import random
import resource
import sys
import tracemalloc
from functools import partial
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any

import torch
from _expressions import made_up
from _measure import arguments, compare, table, write_json
from _rows import Row, faster

from hmer_kit import Record, build_examples, synthesize
from hmer_kit.error_mining import corrupt
from hmer_kit.metrics import ExpressionRate, score_metrics
from hmer_kit.scoring import MEASURES, ScoreStream
from hmer_kit.vlm import generate
from hmer_kit.vlm.small import small_model, small_processor

if TYPE_CHECKING:
    from collections.abc import Callable

    from hmer_kit.tasks import TaskExample

BATCH, BATCHES, QUICK_BATCHES = 16, 8, 2
ROUNDS, QUICK_ROUNDS = 7, 2
FEW, MANY = 10_000, 1_000_000
USUAL = ("expression_rate", "expression_rate_1", "token_error_rate", "edit_score", "bleu")
KIBIBYTES = 1 if sys.platform != "darwin" else 1024

Pairs = tuple[list[str], list[str]]


def steps(number: int) -> tuple[Callable[[list[TaskExample]], list[str]], list[list[TaskExample]]]:
    """Return the step, and so many batches for it."""
    torch.manual_seed(0)
    records = [Record(image.name, latex, image=image) for latex, image in synthesize(number * BATCH, seed=1)]
    processor = small_processor({token for record in records for token in record.reference.split()})
    examples = build_examples(records, tasks=["vanilla"]).examples
    batches = [list(examples[start : start + BATCH]) for start in range(0, len(examples), BATCH)]
    model = small_model(processor.tokenizer).eval()
    return partial(answer, model, processor), batches


def answer(model: Any, processor: Any, batch: list[TaskExample]) -> list[str]:
    longest = max(len(example.target.split()) for example in batch)
    return generate(model, processor, batch, max_new_tokens=longest, batch_size=BATCH)


def answered(batch: list[TaskExample], *, rng: random.Random) -> Pairs:
    target = [example.target for example in batch]
    return [latex if index % 3 else corrupt(latex, rng=rng) for index, latex in enumerate(target)], target


def updates() -> dict[str, Callable[[Pairs], None]]:
    """Return what is timed, by name; collections have seen a batch, and know what they count alike."""
    collections = {
        "the usual five": score_metrics(USUAL),
        "the usual five, 1,000 resamples": score_metrics(USUAL, n_bootstraps=1000),
        "the usual five, same ink": score_metrics(USUAL, protocol="same_ink"),
        f"all {len(MEASURES)} measures": score_metrics(MEASURES),
    }
    for each in collections.values():
        each.update(["x"], ["y"])
    metrics = {"ExpressionRate": ExpressionRate(), **collections}
    return {name: partial(_update, metric) for name, metric in metrics.items()}


def _update(metric: Any, pairs: Pairs) -> None:
    metric.update(*pairs)


def peaks(metric: Any, number: int) -> tuple[float, float]:
    """Return the peak of allocations over so many pairs, and how far the peak of the process rose, both in MiB."""
    target = made_up(500)
    batch = [latex + " x" if index % 5 == 0 else latex for index, latex in enumerate(target)], target
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tracemalloc.start()
    for pairs in islice(cycle([batch]), max(1, number // len(target))):
        metric.update(*pairs)
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return highest / 2**20, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / KIBIBYTES / 1024


def memory(*, quick: bool) -> dict[str, dict[str, tuple[float, float]]]:
    counts = (FEW // 10, FEW) if quick else (FEW, MANY)
    makers = {
        "ExpressionRate": ExpressionRate,
        "ExpressionRate, 100 resamples": partial(ExpressionRate, n_bootstraps=100),
        "ScoreStream": partial(ScoreStream, ["expression_rate"]),
    }
    return {name: {f"{count:,}": peaks(make(), count) for count in counts} for name, make in makers.items()}


def main() -> None:
    options = arguments(__doc__).parse_args()
    torch.set_num_threads(1)
    step, batches = steps(QUICK_BATCHES if options.quick else BATCHES)
    rng = random.Random(0)
    pairs = [answered(batch, rng=rng) for batch in batches]
    rounds = QUICK_ROUNDS if options.quick else ROUNDS
    results = {
        name: compare(update, step, items=pairs, reference_items=batches, rounds=rounds)
        for name, update in updates().items()
    }
    lengths = [len(latex.split()) for preds, _ in pairs for latex in preds]
    print(f"{len(batches)} batches of {BATCH}; answers of {sum(lengths) / len(lengths):.0f} tokens on average\n")
    rows = [
        (name, f"{100 / ratio.median:.2f} %", f"{ratio.median:,.0f}", f"{ratio.microseconds / BATCH:.1f}")
        for name, ratio in results.items()
    ]
    print(table(("updated with a batch", "share of the step", "step / update", "µs a pair"), rows))
    found = memory(quick=options.quick)
    print()
    for name, by_count in found.items():
        texts = [f"{count} pairs {mib:.2f} MiB (process +{rise:.1f})" for count, (mib, rise) in by_count.items()]
        print(f"peak memory of {name}: {', '.join(texts)}")
    figures = [{"what": name, "ratio": ratio} for name, ratio in results.items()]
    step_of = "a validation step of the small recognizer"
    report = [faster(f"update of {name}", ratio, against=step_of) for name, ratio in results.items()]
    report += [
        Row(f"peak of {name}, {count} pairs", mib, "MiB")
        for name, by_count in found.items()
        for count, (mib, _) in by_count.items()
    ]
    write_json(options.json, {"rounds": rounds, "rows": figures, "peak_mib": found}, report=report)


if __name__ == "__main__":
    main()
