"""Task files whose building is killed, with one worker and with several, and given again.

``hmer-kit build-tasks`` in every shape, over an older output or over none. After each kill every file is the old one or
the new one; in the end all is as in a run that nobody killed, byte for byte, and nothing else is left.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from stress.faults.killing import Work, outlast, run
from stress.harness.trial import survived
from stress.material.data_sets import data_set, predictions_of

if TYPE_CHECKING:
    import random
    from pathlib import Path

SHARE = 2.0
AT_LEAST = 3
LIMIT = 300.0
SHAPES = {"sharegpt": ".json", "llama-factory": ".json", "ms-swift": ".jsonl", "trl": ".jsonl"}


def trial(rng: random.Random, folder: Path) -> str:
    """Draw a command, kill it some times, and let it end."""
    records = data_set(rng, folder / "data", number=rng.randint(40, 160))
    predictions_of(rng, records, file=folder / "predictions.json")
    shape, workers = rng.choice(list(SHAPES)), rng.choice((1, 1, 2, 3))
    output = rng.choice(("tasks", f"tasks{SHAPES[shape]}"))
    command = ["hmer-kit", "build-tasks", "../data", "--output", output, "--shape", shape, "--quiet"]
    command += ["--predictions", "../predictions.json", "--workers", str(workers)]
    command += ["--part-size", str(rng.choice((5, 20, 1000)))]
    command += rng.choice(([], ["--pictures", "copied"], ["--include-error-free"]))
    codes = frozenset({0, 1})
    places = [folder / name for name in ("whole", "broken")]
    older = rng.random() < 0.5
    for place in places:
        place.mkdir()
        if older:
            ended = run(Work([*command, "--max-characters", "12"], place, codes))
            assert ended.code in codes, ended.said
    work = Work(command, places[1], codes)
    whoms = ("all", "first") if workers == 1 else ("all", "first", "worker")
    done = outlast(work, rng, whole=places[0], kills=rng.randint(2, 5), whoms=whoms)
    rows = [name for name in done.files if name.endswith((".json", ".jsonl"))]
    examples = sum(_rows(done.files[name]) for name in rows if "skipped" not in name and "dataset_info" not in name)
    what = f"{examples} examples as {shape} by {workers} workers{', over older ones' if older else ''}"
    return survived(done.faults, f"{what}; none lost or doubled")


def _rows(data: bytes) -> int:
    try:
        return len(json.loads(data))
    except ValueError:
        return len(data.splitlines())
