"""What a worker of a data loader has of its own, over the size of its set; run as a process of its own.

Memory is measured inside the workers while they take examples from all over the set, pages that they share with their
parent left out. ``ours`` is a ``TaskDataModule``; ``list`` is a list of records, which is what a set commonly is.

Run: python -m benchmarks.harness.worker_memory FOLDER BATCHES KIND:RECORDS [KIND:RECORDS ...]
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import resource
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch.utils.data import DataLoader, Dataset

from hmer_kit.data import FileImage, Record
from hmer_kit.vlm import TaskDataModule
from hmer_kit.vlm.batching.pictures import load_picture

if TYPE_CHECKING:
    from collections.abc import Iterator

BATCH, WORKERS = 16, 2
COLLECTED = 4
"""Batch of a worker at which it collects garbage."""
ROLLUP = Path("/proc/self/smaps_rollup")
KIBIBYTES = 1 if sys.platform != "darwin" else 1024


class PlainList(Dataset[Any]):
    """Records in a list."""

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
    pictures = len(list(Path(folder).glob("*.png")))
    for number in range(records):
        picture = FileImage(folder, f"{number % pictures}.png")
        yield Record(f"record-{number}", f"x _ {{ {number} }} + y", image=picture)


def loader_of(kind: str, records: int, folder: str) -> Any:
    """Return the loader of a set."""
    if kind == "list":
        plain = PlainList(list(many(records, folder)))
        return DataLoader(plain, batch_size=BATCH, shuffle=True, num_workers=WORKERS, collate_fn=Weigh())
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
    return loader


def memory(kind: str, records: int, folder: str, batches: int) -> dict[str, float]:
    """Measure one set in this process and its workers; MiB."""
    gc.collect()
    before = own_mib()
    loader = loader_of(kind, records, folder)
    gc.collect()
    held = own_mib() - before
    weights: dict[int, float] = {}
    passing = iter(loader)
    for _ in range(min(batches, len(loader))):
        weight, worker = next(passing)
        weights[worker] = weight
    return {"held": held, "worker": statistics.mean(weights.values())}


def alone(asked: str, folder: str, batches: int) -> dict[str, float]:
    """Measure one set in a process that has seen no other; a fork, which need not import everything anew."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    kind, records = asked.split(":")

    def work() -> None:
        theirs.send(memory(kind, int(records), folder, batches))

    process = context.Process(target=work)
    process.start()
    theirs.close()
    found: dict[str, float] = ours.recv()
    process.join()
    return found


def main() -> None:
    folder, batches, *asked = sys.argv[1:]
    torch.set_num_threads(1)
    print(json.dumps({one: alone(one, folder, int(batches)) for one in asked}))


if __name__ == "__main__":
    main()
