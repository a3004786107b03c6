r"""Corpus tools: records in a second of one core, and what is kept in memory of each record, up to a million of them.

Records are made up as they are read, each expression another one of 40 tokens or so, so that all that memory grows by
is what the tools keep. Beside the tools stands a plain set of the expressions, which is what scripts commonly hold, and
of which the keys of ``iter_distinct`` are a checksum. Each figure comes from a process of its own: by how much its
resident set has grown, by record. The index of near pictures is filled with made-up codes, without decoding pictures.

Run: python benchmarks/bench_corpus.py [--quick] [--json FILE]
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from _measure import arguments, table, write_json
from _rows import Row

from hmer_kit.data import (
    Mixture,
    MixtureSource,
    Record,
    by_expression,
    by_id,
    by_structure,
    by_tokens,
    iter_distinct,
    iter_label_findings,
    record_statistics,
)
from hmer_kit.data.corpus._perceptual import Look
from hmer_kit.data.corpus.duplicates._near_index import NearIndex
from hmer_kit.data.corpus.labels import check_braces, check_parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SIZES, QUICK_SIZES = (100_000, 1_000_000), (2_000, 10_000)
TIMED, QUICK_TIMED = 20_000, 500
PAGE = 4096


def made(count: int) -> Iterator[Record]:
    """Records whose expressions are all different and of one length."""
    for number in range(count):
        digits = " ".join(f"{number:08}")
        yield Record(f"r{number:08}", rf"\frac {{ {digits} x ^ {{ 2 }} }} {{ y _ {{ {digits} }} + 1 }} = \sqrt {{ z }}")


def drain(items: Iterable[object]) -> None:
    deque(items, maxlen=0)


def plain_set(count: int) -> object:
    return {record.reference for record in made(count)}


def near_index(count: int) -> object:
    index = NearIndex(max_distance=40, max_stretch=0.15)
    rng = np.random.default_rng(0)
    for number in range(count):
        index.add(Look(rng.bytes(32), float(rng.normal(0.7, 0.8))), number)
    return index


def mixture(count: int) -> object:
    sources = MixtureSource("a", "a", weight=3), MixtureSource("b", "b", weight=1)
    stream = Mixture(sources, size=count, shuffle=1000).stream(open_source=lambda _: made(count))
    drain(stream)
    return stream


def distinct(*keys: Callable[[Record], object]) -> Callable[[int], object]:
    def run(count: int) -> object:
        items = iter_distinct(made(count), by=list(keys))
        drain(items)
        return items

    return run


class Holder:
    """Keeps the index of ``iter_distinct`` alive, which a generator that has ended gives up."""

    def __init__(self, count: int, *keys: Callable[[Record], object]) -> None:
        self.items = iter_distinct(made(count + 1), by=list(keys))
        for _, _ in zip(range(count), self.items, strict=False):
            pass


MEMORY: dict[str, Callable[[int], object]] = {
    "a set of expressions": plain_set,
    "iter_distinct by_id": lambda count: Holder(count, by_id),
    "iter_distinct by_tokens": lambda count: Holder(count, by_tokens),
    "iter_distinct by_id, by_tokens": lambda count: Holder(count, by_id, by_tokens),
    "near pictures": near_index,
    "mixture": mixture,
}

SPEED: dict[str, Callable[[int], object]] = {
    "by_id": distinct(by_id),
    "by_tokens": distinct(by_tokens),
    "by_structure": distinct(by_structure),
    "by_expression": distinct(by_expression),
    "record_statistics": lambda count: record_statistics(made(count)),
    "check_braces, check_parse": lambda count: drain(
        iter_label_findings(made(count), checks=[check_braces, check_parse])
    ),
    "mixture": mixture,
}


def resident() -> int:
    """Bytes of memory that this process holds."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE


def grown(name: str, count: int) -> float:
    """Return by how many bytes a fresh process has grown for each record."""
    done = subprocess.run(
        [sys.executable, __file__, "--measure", name, str(count)], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def measure(name: str, count: int) -> None:
    work = MEMORY[name]
    work(100)  # what is loaded and cached with the first records
    before = resident()
    kept = work(count)
    print(json.dumps((resident() - before) / count))
    del kept


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--measure", nargs=2, metavar=("NAME", "RECORDS"), help="in this process alone")
    options = parser.parse_args()
    if options.measure:
        measure(options.measure[0], int(options.measure[1]))
        return
    sizes = QUICK_SIZES if options.quick else SIZES
    memory = []
    if Path("/proc/self/statm").exists():
        memory = [{"tool": name, **{str(size): grown(name, size) for size in sizes}} for name in MEMORY]
        rows = [[row["tool"], *(f"{row[str(size)]:.0f}" for size in sizes)] for row in memory]
        print(table(["bytes kept of a record", *(f"{size:,} records" for size in sizes)], rows), "\n")
    timed = QUICK_TIMED if options.quick else TIMED
    speed = []
    for name, work in SPEED.items():
        begun = time.process_time()
        work(timed)
        speed.append({"tool": name, "records_per_second": timed / (time.process_time() - begun)})
    print(table(["tool", "records/s of one core"], [[r["tool"], f"{r['records_per_second']:,.0f}"] for r in speed]))
    report = [Row(str(line["tool"]), float(line["records_per_second"]), "records/s of one core") for line in speed]
    report += [
        Row(f"{line['tool']}, kept of each of {size:,} records", float(line[str(size)]), "bytes")
        for line in memory
        for size in sizes[-1:]
    ]
    write_json(options.json, {"memory": memory, "speed": speed}, report=report)


if __name__ == "__main__":
    main()
