"""Out-of-fold mining by workers that share a folder, with a recognizer that costs nothing; a program to be killed.

Run: python -m stress.subjects.mining WORKERS PAUSE
     The plan is in the folder that it runs in; PAUSE: seconds before and after each training and sampling
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from hmer_kit.error_mining.out_of_fold import SampleRequest, TrainRequest, run_pending
from stress.harness.processes import command

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Given = ParamSpec("Given")
Result = TypeVar("Result")


def train(request: TrainRequest) -> Path:
    """Remember the records of the training."""
    file = request.folder / "model.json"
    file.write_text(json.dumps({"seen": [item.id for item in request.items], "seed": request.seed}), encoding="utf-8")
    return file


def sample(request: SampleRequest) -> list[list[str]]:
    """Give what was asked with an end that depends on the seed, and refuse what the model was trained on."""
    seen = json.loads(request.model.read_text(encoding="utf-8"))["seen"]
    assert not set(seen) & {item.id for item in request.items}
    return [[f"{item.reference} + {seed % 7}" for seed in request.seeds] for item in request.items]


def slowly(do: Callable[Given, Result], pause: float) -> Callable[Given, Result]:
    """Return a function that takes its time."""

    def slow(*given: Given.args, **named: Given.kwargs) -> Result:
        time.sleep(pause)
        result = do(*given, **named)
        time.sleep(pause)
        return result

    return slow


def main() -> int:
    """Do what is pending, beside other workers."""
    workers, pause = int(sys.argv[1]), float(sys.argv[2])
    others = [subprocess.Popen(command("stress.subjects.mining", "1", str(pause))) for _ in range(workers - 1)]
    run_pending(".", train=slowly(train, pause), sample=slowly(sample, pause), wait=0.05)
    return max((other.wait() for other in others), default=0)


if __name__ == "__main__":
    sys.exit(main())
