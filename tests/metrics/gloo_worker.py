"""One process of the distributed test: ``gloo_worker.py FOLDER RANK WORLD_SIZE``.

Reads ``batches.json`` (for each rank a list of [preds, target]) and writes ``rates_RANK.json``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch.distributed as dist
from torchmetrics import MetricCollection

from hmer_kit.metrics import BLEU, EditScore, ExpressionRate, TokenErrorRate


def main(folder: Path, rank: int, world_size: int) -> None:
    batches = json.loads((folder / "batches.json").read_text(encoding="utf-8"))[rank]
    dist.init_process_group("gloo", init_method=f"file://{folder}/init", rank=rank, world_size=world_size)
    metrics = MetricCollection(
        {
            "exact": ExpressionRate(),
            "near": ExpressionRate(1),
            "ter": TokenErrorRate(),
            "edit": EditScore(),
            "b": BLEU(),
        }
    )
    for preds, target in batches:
        metrics.update(preds, target)
    first = {name: value.item() for name, value in metrics.compute().items()}
    # After a synchronized compute each process goes on with its own counts.
    metrics.update(["x"], ["y"])
    second = {name: value.item() for name, value in metrics.compute().items()}
    (folder / f"rates_{rank}.json").write_text(json.dumps([first, second]), encoding="utf-8")
    dist.destroy_process_group()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
