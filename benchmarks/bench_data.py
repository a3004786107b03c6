"""From files to batches: throughput of collator and picture decoding, and memory of workers over the size of a set.

Throughput is for one core, in turns with a bare call of the same processor on the same decoded pictures. Memory is
measured inside the workers while they take examples from all over the set: what a worker has of its own, pages that it
shares with its parent left out. A plain list of records, which is what a data set commonly holds, stands beside ours.

Run: python benchmarks/bench_data.py [--quick] [--records N [N ...]] [--json FILE]
"""

from __future__ import annotations

import gc
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from _chat_model import chat_model
from _measure import arguments, table, write_json
from _rows import Row
from torch.utils.data import DataLoader, Dataset

from hmer_kit.data import FileImage, Record, conversation, write_sharegpt
from hmer_kit.ink import synthesize
from hmer_kit.tasks import build_examples
from hmer_kit.vlm import TaskCollator, TaskDataModule
from hmer_kit.vlm.batching.pictures import load_picture
from hmer_kit.vlm.data import TaskFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hmer_kit.tasks import TaskExample

SIZES, QUICK_SIZES = (10_000, 100_000, 1_000_000), (1_000, 20_000)
BATCH, BATCHES, QUICK_BATCHES = 16, 400, 20
PICTURES = 64
WORKERS = 2
COLLECTED = 4
"""Batch of a worker at which it collects garbage."""
ROLLUP = Path("/proc/self/smaps_rollup")
KIBIBYTES = 1 if sys.platform != "darwin" else 1024
KINDS = ("ours", "list of records")


def pictures(folder: Path) -> list[Record]:
    """Draw synthetic handwriting to files, and return its records."""
    drawn = []
    for number, (latex, image) in enumerate(synthesize(PICTURES, seed=0)):
        image.load().save(folder / f"{number}.png")
        drawn.append(Record(f"r{number}", latex, image=FileImage(folder, f"{number}.png")))
    return drawn


def seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def bare(processor: Any, examples: Sequence[TaskExample], images: Sequence[Any]) -> Any:
    """Call the processor as its own documentation does: prompts and pictures together, answers by the tokenizer."""
    turns = [
        [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": example.prompt}]}]
        for example in examples
    ]
    texts = [processor.apply_chat_template(turn, add_generation_prompt=True, tokenize=False) for turn in turns]
    options = {"padding": True, "padding_side": "left", "return_tensors": "pt"}
    inputs = processor(images=list(images), text=texts, **options)
    return inputs, processor.tokenizer([example.target for example in examples], padding=True, return_tensors="pt")


def throughput(folder: Path, *, rounds: int) -> dict[str, Any]:
    """Measure a batch of each kind of work, in turns."""
    records = pictures(folder)
    examples = build_examples(records, tasks=["vanilla", "tree_cot", "symbol_counting"]).examples
    random.Random(0).shuffle(examples)
    model, processor = chat_model(text for item in examples for text in (item.prompt, item.target))
    collator = TaskCollator(processor, model=model)
    batches = [examples[start : start + BATCH] for start in range(0, len(examples) - BATCH + 1, BATCH)]
    spent: dict[str, list[float]] = {name: [] for name in ("decode", "processor", "collator", "ratio")}
    for _ in range(rounds):
        for batch in batches:
            images = [load_picture(example.record) for example in batch]
            decode = seconds(lambda batch=batch: [load_picture(example.record) for example in batch])
            plain = seconds(lambda batch=batch, images=images: bare(processor, batch, images))
            ours = seconds(lambda batch=batch: collator(batch))
            for name, value in (("decode", decode), ("processor", plain), ("collator", ours)):
                spent[name].append(value / len(batch))
            spent["ratio"].append((decode + plain) / ours)
    median = {name: statistics.median(values) for name, values in spent.items()}
    pixels = statistics.mean(record.image.size()[0] * record.image.size()[1] for record in records)
    rates = {f"{name} per core and second": 1 / median[name] for name in ("decode", "processor", "collator")}
    return {"pixels": pixels, **rates, "bare processor with decoding / collator": median["ratio"]}


class PlainList(Dataset[Any]):
    """Records in a list, as data sets commonly hold them."""

    def __init__(self, records: list[Record]) -> None:
        self.records = records

    def __len__(self) -> int:
        return len(self.records)

    def __getitem__(self, index: int) -> Record:
        return self.records[index]


def own_mib() -> float:
    """Return the memory of this process that it shares with no other, in MiB; its peak where the system is no Linux."""
    if not ROLLUP.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIBIBYTES / 1024
    fields = dict(line.split(":", 1) for line in ROLLUP.read_text(encoding="ascii").splitlines()[1:])
    return sum(int(fields[name].split()[0]) for name in ("Private_Dirty", "Private_Clean")) / 1024


class Weigh:
    """Decodes the pictures of a batch, and says what its worker weighs."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, items: Any) -> tuple[float, int]:
        records = [item.record for item in items.examples] if hasattr(items, "examples") else items
        for record in records:
            load_picture(record)
        self.calls += 1
        if self.calls == COLLECTED:  # as every worker does sooner or later
            gc.collect()
        return own_mib(), torch.utils.data.get_worker_info().id


def many(records: int, folder: str) -> Iterator[Record]:
    for number in range(records):
        yield Record(f"record-{number}", f"x _ {{ {number} }} + y", image=FileImage(folder, f"{number % PICTURES}.png"))


def memory(kind: str, records: int, folder: str, batches: int) -> dict[str, float]:
    """Measure one set in this process and its workers."""
    before = own_mib()
    begun = time.process_time()
    if kind == "ours":
        data = TaskDataModule(
            list(many(records, folder)),
            collator=None,
            tasks={"vanilla": 1},
            batch_size=BATCH,
            pool=8,
            num_workers=WORKERS,
        )
        loader = data.train_dataloader()
        loader._inner.collate_fn = Weigh()  # noqa: SLF001 - to weigh the worker from within
    else:
        plain = PlainList(list(many(records, folder)))
        loader = DataLoader(plain, batch_size=BATCH, shuffle=True, num_workers=WORKERS, collate_fn=Weigh())
    gc.collect()
    built = time.process_time() - begun
    held = own_mib() - before
    begun = time.perf_counter()
    passing, first = iter(loader), 0.0
    weights: dict[int, list[float]] = {}
    for number in range(min(batches, len(loader))):
        weight, worker = next(passing)
        weights.setdefault(worker, []).append(weight)
        if number == 0:
            first = time.perf_counter() - begun
    last = statistics.mean(row[-1] for row in weights.values())
    return {
        "built": built,
        "held": held,
        "first batch": first,
        "begin": statistics.mean(row[0] for row in weights.values()),
        "worker": last,
    }


def in_process(kind: str, records: int, folder: Path, batches: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--memory", json.dumps([kind, records, str(folder), batches])]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1800)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def file_index(folder: Path, rows: int) -> dict[str, float]:
    """Index a file of prebuilt examples, and read from all over it."""
    answers = (conversation("Read it.", f"x _ {{ {n} }} " + "+ y " * 60, images=["0.png"]) for n in range(rows))
    write_sharegpt(folder / "vanilla.json", answers)
    size = (folder / "vanilla.json").stat().st_size
    before = own_mib()
    examples: list[TaskFile] = []
    indexed = seconds(lambda: examples.append(TaskFile(folder / "vanilla.json", images=folder)))
    held = own_mib() - before
    places = random.Random(0).choices(range(rows), k=2000)
    read = seconds(lambda: [examples[0][place] for place in places]) / len(places)
    return {
        "rows": rows,
        "MiB": size / 2**20,
        "MiB indexed a second": size / 2**20 / indexed,
        "held": held,
        "read": read,
    }


def report(figures: dict[str, Any]) -> None:
    speed = figures["throughput"]
    print(f"synthetic handwriting of {speed['pixels']:,.0f} pixels, batches of {BATCH}")
    for name, value in speed.items():
        if isinstance(value, float) and name != "pixels":
            print(f"{name}: {value:,.2f}")
    rows = [
        (
            kind,
            f"{size:,}",
            f"{own['held']:.0f}",
            f"{own['begin']:.0f}",
            f"{own['worker']:.0f}",
            f"{own['built']:.1f}",
            f"{own['first batch']:.1f}",
        )
        for kind, sizes in figures["memory"].items()
        for size, own in sizes.items()
    ]
    head = (
        "set",
        "records",
        "parent holds",
        "worker, first batch",
        "worker, last batch",
        "s to build",
        "s to first batch",
    )
    print(f"\nmemory in MiB, {WORKERS} workers\n" + table(head, rows))
    index = figures["file"]
    speed_of = f"{index['MiB indexed a second']:.0f} MiB indexed a second"
    print(f"\nfile of {index['rows']:,} examples, {index['MiB']:.0f} MiB: {speed_of}", end=", ")
    print(f"{index['held']:.1f} MiB held, {index['read'] * 1e6:.0f} µs to read an example")


def rows_of(figures: dict[str, Any]) -> list[Row]:
    """Return what the benchmark page shows."""
    speed, index = figures["throughput"], figures["file"]
    ratio = speed["bare processor with decoding / collator"]
    found = [Row("collator, pictures decoded", ratio, "times as fast", "bare call of the processor")]
    found += [Row("collator", speed["collator per core and second"], "examples/s of one core")]
    found += [
        Row(f"a worker, {kind}, {size:,} records", own["worker"], "MiB")
        for kind, sizes in figures["memory"].items()
        for size, own in sizes.items()
    ]
    found += [Row("index of a file of examples", index["MiB indexed a second"], "MiB/s")]
    return [*found, Row(f"held of a file of {index['MiB']:,.0f} MiB", index["held"], "MiB")]


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--records", type=int, nargs="+", metavar="N")
    parser.add_argument("--memory", help="one measurement in a process of its own")
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.memory:
        print(json.dumps(memory(*json.loads(options.memory))))
        return
    sizes = options.records or (QUICK_SIZES if options.quick else SIZES)
    batches = QUICK_BATCHES if options.quick else BATCHES
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        figures: dict[str, Any] = {"throughput": throughput(folder, rounds=1 if options.quick else 5)}
        figures["memory"] = {
            # That a list grows with its set need not be shown again where time is short.
            kind: {size: in_process(kind, size, folder, batches) for size in (sizes[:1] if short else sizes)}
            for kind, short in ((kind, options.quick and kind != KINDS[0]) for kind in KINDS)
        }
        figures["file"] = file_index(folder, 2_000 if options.quick else 200_000)
    report(figures)
    write_json(options.json, figures, report=rows_of(figures))


if __name__ == "__main__":
    main()
