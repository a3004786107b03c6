"""Candidate pairs to an error corpus and its marked rows, streamed: pairs a second for each step, and peak memory.

Pairs are made as they are asked for, from real captions over and over with other ids; two of three are wrong in a
symbol or two, as several samples of a model are. Each step runs in a process of its own, so that peak memory is that of
the step: sorting and aligning alone, the same with notation told from ink and the corpus written as JSON Lines, and
marks and logs written as ShareGPT JSON for both tasks. Peak memory of a tenth of the pairs stands beside: what
grows with the pairs would show there.

Run: python benchmarks/bench_error_mining.py [--quick] [--pairs N] [--json FILE]
"""

from __future__ import annotations

import itertools
import random
import resource
import sys
import tempfile
import time
from collections import deque
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from _expressions import keep, mix
from _measure import arguments, table, write_json
from _rows import Row

from hmer_kit.error_mining import corrupt
from hmer_kit.error_mining.corpus import Candidate, CorpusSettings, Origin, mine_errors, open_corpus, write_corpus
from hmer_kit.tasks import write_error_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAIRS, QUICK_PAIRS = 1_000_000, 3_000
CAPTIONS, QUICK_CAPTIONS = 20_000, 200
SAMPLES = 3
HEAD = ("step", "CPU s", "pairs a CPU second", "peak MiB, a tenth", "peak MiB, all")
KIBIBYTES = 1 if sys.platform != "darwin" else 1024
Known = list[tuple[str, tuple[str, ...]]]


def known_errors(number: int) -> tuple[Known, str]:
    """Return captions with the samples of each: a right one and two that are wrong."""
    rng = random.Random(0)
    captions, source = mix(number)

    def wrong(latex: str) -> str:
        return corrupt(latex, rng=rng)

    return [(latex, (latex, wrong(latex), wrong(latex))) for latex in keep(captions, wrong)], source


def candidates(known: Known, number: int) -> Iterator[Candidate]:
    """Yield so many candidates, the samples of an expression one after the other."""
    origins = [Origin("bench", fold=0, sample=sample, temperature=0.7) for sample in range(SAMPLES)]
    pairs = (
        Candidate(f"expression {index}", reference, prediction, origin)
        for index, (reference, samples) in enumerate(itertools.cycle(known))
        for prediction, origin in zip(samples, origins, strict=True)
    )
    return itertools.islice(pairs, number)


def mine(known: Known, number: int, _: Path) -> None:
    deque(mine_errors(candidates(known, number), settings=CorpusSettings(notation="")), maxlen=0)


def mine_and_write(known: Known, number: int, folder: Path) -> None:
    write_corpus(folder / f"{number}.jsonl", mine_errors(candidates(known, number)), settings=CorpusSettings())


def mark_and_write(_: Known, number: int, folder: Path) -> None:
    write_error_data(folder, open_corpus(folder / f"{number}.jsonl"), image_name=lambda name: f"{name}.png")


STEPS: dict[str, Callable[[Known, int, Path], None]] = {
    "sort, align": mine,
    "tell notation too, write the corpus": mine_and_write,
    "read it, mark, write both tasks": mark_and_write,
}


def measured(step: str, known: Known, number: int, folder: Path, results: object) -> None:
    """Run a step in this process and send back its CPU seconds, and peak memory before and after in MiB."""
    before = peak_mib()
    begun = time.process_time()
    STEPS[step](known, number, folder)
    results.send((time.process_time() - begun, before, peak_mib()))


def peak_mib() -> float:
    """Return the largest memory of this process: on Linux without that of the process that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIBIBYTES / 1024


def run(step: str, known: Known, number: int, folder: Path) -> dict[str, float]:
    """Run a step in a fresh process."""
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=measured, args=(step, known, number, folder, theirs))
    process.start()
    theirs.close()
    seconds, before, peak = ours.recv()
    process.join()
    return {"pairs": number, "cpu_seconds": seconds, "before_mib": before, "peak_mib": peak}


def row(step: str, tenth: dict[str, float], whole: dict[str, float]) -> tuple[str, ...]:
    memory = (f"{each['before_mib']:.0f} to {each['peak_mib']:.0f}" for each in (tenth, whole))
    return step, f"{whole['cpu_seconds']:.1f}", f"{whole['pairs'] / whole['cpu_seconds']:,.0f}", *memory


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--pairs", type=int, metavar="N")
    options = parser.parse_args()
    number = options.pairs or (QUICK_PAIRS if options.quick else PAIRS)
    known, source = known_errors(QUICK_CAPTIONS if options.quick else CAPTIONS)
    print(f"{number:,} candidate pairs ({len(known):,} expressions; {source})\n")
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        for step in STEPS:
            figures[step] = [run(step, known, count, Path(folder)) for count in (max(1, number // 10), number)]
            print(f"{step}: done", flush=True)
        corpus_mib = Path(folder, f"{number}.jsonl").stat().st_size / 2**20
    print("", table(HEAD, [row(step, *both) for step, both in figures.items()]), "", sep="\n")
    print(f"the corpus has {corpus_mib:,.0f} MiB")
    report = [
        line
        for step, (_, whole) in figures.items()
        for line in (
            Row(step, whole["pairs"] / whole["cpu_seconds"], "pairs per CPU second"),
            Row(f"{step}, peak over {number:,} pairs", whole["peak_mib"] - whole["before_mib"], "MiB"),
        )
    ]
    told = {"pairs": number, "expressions": len(known), "steps": figures, "corpus_mib": corpus_mib}
    write_json(options.json, told, report=report)


if __name__ == "__main__":
    main()
