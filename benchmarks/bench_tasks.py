"""Expressions to the targets of all five tasks in one process: throughput, and memory that does not grow with them.

Records are made as they are asked for, from the real captions over and over with other ids, and each with a prediction
in which a symbol or two is wrong. Examples are counted and dropped, as a writer to a file would. Peak memory is taken
after each tenth of the way: what is kept of a record would show there.

Run: python benchmarks/bench_tasks.py [--quick] [--expressions N] [--json FILE]
"""

from __future__ import annotations

import itertools
import random
import resource
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING

from _expressions import keep, mix
from _measure import arguments, table, write_json
from hmer_kit.data import Record, Skip
from hmer_kit.error_mining import corrupt
from hmer_kit.tasks import TASKS, iter_examples

if TYPE_CHECKING:
    from collections.abc import Iterator

EXPRESSIONS, QUICK_EXPRESSIONS = 386_000, 600
"""How many expressions the released Uni-MuMER training data has, about."""
CAPTIONS, QUICK_CAPTIONS = 40_000, 60
TENTHS = 10
KIBIBYTES = 1 if sys.platform != "darwin" else 1024


def pairs(captions: list[str]) -> list[tuple[str, str]]:
    """Return each caption with a prediction that is wrong in a symbol or two."""
    rng = random.Random(0)  # noqa: S311 - no secret

    def wrong(latex: str) -> str:
        return corrupt(latex, rng=rng)

    return [(wrong(latex), latex) for latex in keep(captions, wrong)]


def records(known: list[tuple[str, str]], number: int) -> Iterator[Record]:
    """Yield so many records, the pairs over and over."""
    for index, (prediction, reference) in enumerate(itertools.islice(itertools.cycle(known), number)):
        yield Record(f"expression {index}", reference, prediction=prediction)


def peak_mib() -> float:
    """Return the largest memory that this process has had so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIBIBYTES / 1024


class Run:
    """What one run over all records gave."""

    def __init__(self) -> None:
        self.built: Counter[str] = Counter()
        self.skipped: Counter[str] = Counter()
        self.characters = 0
        self.peaks = [peak_mib()]
        self.seconds = self.clock = 0.0

    def over(self, known: list[tuple[str, str]], number: int) -> None:
        """Build every example and drop it."""
        begun, clock = time.process_time(), time.perf_counter()
        tenth = max(1, number // TENTHS) * len(TASKS)
        for index, each in enumerate(iter_examples(records(known, number)), start=1):
            if isinstance(each, Skip):
                self.skipped[each.reason] += 1
            else:
                self.built[each.task] += 1
                self.characters += len(each.prompt) + len(each.target)
            if index % tenth == 0:
                self.peaks.append(peak_mib())
        self.seconds, self.clock = time.process_time() - begun, time.perf_counter() - clock


def report(run: Run, number: int) -> None:
    print(f"{run.characters / 1e6:,.0f} million characters of prompts and answers, {run.skipped.total():,} skipped\n")
    print(table(("task", "examples"), [(name, f"{run.built[name]:,}") for name in TASKS]))
    for reason, count in run.skipped.most_common():
        print(f"skipped, {reason}: {count:,}")
    print(f"\n{run.seconds:.1f} s CPU, {run.clock:.1f} s by the clock:", end=" ")
    print(f"{number / run.seconds:,.0f} expressions to all five tasks in a CPU second")
    print(f"peak memory {run.peaks[0]:.0f} MiB before, then", ", ".join(f"{peak:.0f}" for peak in run.peaks[1:]))


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--expressions", type=int, metavar="N")
    options = parser.parse_args()
    number = options.expressions or (QUICK_EXPRESSIONS if options.quick else EXPRESSIONS)
    captions, source = mix(min(number, QUICK_CAPTIONS if options.quick else CAPTIONS))
    known = pairs(captions)
    run = Run()
    run.over(known, number)
    print(f"{number:,} expressions ({len(known):,} pairs; {source}) to {run.built.total():,} examples")
    report(run, number)
    figures = {"expressions": number, "examples": run.built, "skipped": run.skipped}
    write_json(options.json, {**figures, "cpu_seconds": run.seconds, "peak_mib": run.peaks})


if __name__ == "__main__":
    main()
