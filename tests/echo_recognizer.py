"""A small out-of-fold plan, and functions that stand for a recognizer: quick, and honest about what they saw."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hmer_kit.data import Record
from hmer_kit.error_mining.out_of_fold import (
    MiningPlan,
    SampleRequest,
    TrainRequest,
    plan_folds,
)

if TYPE_CHECKING:
    from pathlib import Path

RECORDS = [Record(f"r{number:02}", f"x _ {{ {number} }}", writer=f"w{number % 5}") for number in range(20)]


def make_plan(**options) -> MiningPlan:
    return MiningPlan(plan_folds(RECORDS, 2), **{"samples": 3, "shard_size": 4, "model": "echo", **options})


def train(request: TrainRequest) -> Path:
    """Remember the expressions of the training."""
    file = request.folder / "model.json"
    file.write_text(json.dumps({"seen": [item.id for item in request.items], "seed": request.seed}))
    return file


def sample(request: SampleRequest) -> list[list[str]]:
    """Give what was asked with an end that depends on the seed, and refuse what the model was trained on."""
    seen = json.loads(request.model.read_text())["seen"]
    assert not set(seen) & {item.id for item in request.items}
    return [[f"{item.reference} + {seed % 7}" for seed in request.seeds] for item in request.items]
