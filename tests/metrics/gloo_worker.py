"""One process of the distributed test: ``gloo_worker.py FOLDER RANK WORLD_SIZE``.

Reads ``batches.json`` (for each rank a list of [preds, target]) and writes ``rates_RANK.json``: what every case of the
harness computes, and again after one more sample on each rank, and the interval of a metric that resamples.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch.distributed as dist

from hmer_kit.metrics import ExpressionRate, score_metrics
from hmer_kit.scoring import MEASURES
from metric_harness import CASES, numbers

MORE = (["x"], ["y"])


def main(folder: Path, rank: int, world_size: int) -> None:
    batches = json.loads((folder / "batches.json").read_text(encoding="utf-8"))[rank]
    dist.init_process_group("gloo", init_method=f"file://{folder}/init", rank=rank, world_size=world_size)
    seen: dict[str, object] = {case.name: twice(case, batches) for case in CASES}
    collection = score_metrics(MEASURES)
    resampled = ExpressionRate(n_bootstraps=50, seed=3)
    for batch in batches:
        collection.update(*batch)
        resampled(*batch)
    seen["collection"] = {name: value.item() for name, value in collection.compute().items()}
    seen["interval"] = [resampled.interval().tolist(), resampled.compute().item(), resampled.interval(0.5).tolist()]
    (folder / f"rates_{rank}.json").write_text(json.dumps(seen), encoding="utf-8")
    dist.destroy_process_group()


def twice(case, batches: list) -> list[list[float]]:
    metric = case.updated(*(case.batch(*batch) for batch in batches))
    first = numbers(metric.compute())
    # After a synchronized compute each process goes on with its own counts.
    metric.update(*case.batch(*MORE))
    return [first, numbers(metric.compute())]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
