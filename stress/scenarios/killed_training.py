"""A training that is killed several times and goes on from its last checkpoint.

The examples after a start are those of an unbroken run from that step on, step for step, and the weights in the end are
the same, bit for bit. No half checkpoint is left.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from _killing import Work, outlast
from _trial import survived

if TYPE_CHECKING:
    import random

SHARE = 3.0
AT_LEAST = 2
LIMIT = 600.0
SCRIPT = Path(__file__).resolve().parents[1] / "_training.py"
EVER_CHANGING = ("journal.jsonl", "attempts.jsonl", ".ckpt")


def trial(rng: random.Random, folder: Path) -> str:
    """Train, with and without worker processes, kill, and go on."""
    places = [folder / name for name in ("whole", "broken")]
    for place in places:
        place.mkdir()
    workers, every = rng.choice((0, 0, 1, 2)), rng.randint(1, 6)
    command = [str(SCRIPT), str(rng.randrange(1000)), str(workers), str(every), str(rng.choice((0, 0.05, 0.2)))]
    # Lightning ends a training by SIGINT and SIGTERM in its own way
    work = Work(command, places[1], stopped_codes=frozenset({0, 1, 143}))
    kills = rng.randint(2, 3)
    done = outlast(work, rng, whole=places[0], kills=kills, working=_is_draft, lasting=_is_ever_changing)
    whole = _journal(places[0] / "journal.jsonl")
    steps = {row["step"]: row for row in whole}
    assert len(steps) == len(whole) == 24, f"{len(whole)} steps of an unbroken run"
    rows = _journal(places[1] / "journal.jsonl")
    other = [row for row in rows if row != steps.get(row["step"])]
    assert not other, f"other examples than in an unbroken run: {other[:2]}, not {steps.get(other[0]['step'])}"
    assert {row["step"] for row in rows} == set(steps), "a step was left out"
    starts = _journal(places[1] / "attempts.jsonl")
    how = f"{workers} workers, a checkpoint every {every} steps, starts from {[row['from_step'] for row in starts]}"
    return survived(done.faults, f"24 steps with {how}; {len(rows) - 24} steps taken again, the weights are the same")


def _journal(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _is_draft(name: str) -> bool:
    return name.endswith(".draft") or "/." in f"/{name}"


def _is_ever_changing(name: str) -> bool:
    return name.endswith(EVER_CHANGING)
