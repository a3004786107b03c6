"""Out-of-fold error mining by one worker and by several, whose processes are killed.

Every candidate of every record is in the result once, with its origin, and the error corpus is the one that an unbroken
run makes, byte for byte; so is every other file that does not tell who was at work, and when. No draft is left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hmer_kit.error_mining.corpus import read_candidates
from hmer_kit.error_mining.out_of_fold import MiningPlan, plan_folds, write_plan
from stress.faults.killing import Work, outlast, run
from stress.harness.trial import survived
from stress.material.data_sets import records_of

if TYPE_CHECKING:
    import random
    from pathlib import Path

SHARE = 2.0
AT_LEAST = 4
LIMIT = 600.0
PROGRAM = "stress.subjects.mining"


def trial(rng: random.Random, folder: Path) -> str:
    """Mine with a recognizer that costs nothing, or train and ask the small one."""
    places = [folder / name for name in ("whole", "broken")]
    for place in places:
        place.mkdir()
    trained = rng.random() < 0.1
    workers, samples = rng.choice((1, 2, 3)), rng.randint(1, 4)
    if trained:
        command = ["hmer-kit", "mine-errors", "--output", "run", "--limit", "12", "--candidates", str(samples)]
        command += ["--steps", "6", "--checkpoint-every", "2", "--shard-size", "4", "--seed", str(rng.randrange(99))]
        workers, number, root, kills = 1, 12, "run/", 2
    else:
        records = records_of(rng, number := rng.randint(12, 40))
        options: dict[str, Any] = {"samples": samples, "shard_size": rng.randint(2, 8), "model": "echo"}
        plan = MiningPlan(plan_folds(records, rng.randint(2, 4), seed=rng.randrange(99)), **options)
        for place in places:
            write_plan(place, plan)
        command = [PROGRAM, str(workers), str(rng.choice((0, 0.01, 0.05)))]
        root, kills = "", rng.randint(3, 6)
    work = Work(command, places[1], stopped_codes=frozenset({1}))
    done = outlast(work, rng, whole=places[0], kills=kills, working=_is_unfinished, lasting=_is_of_one_run)
    rows = read_candidates(places[1] / root / "result" / "candidates.jsonl")
    found = [(row.id, row.origin.sample) for row in rows]
    assert len(found) == len(set(found)) == number * samples, f"{len(found)} candidates of {number} x {samples}"
    _require_nothing_to_do(work)
    how = "the small recognizer" if trained else f"{workers} workers"
    return survived(done.faults, f"{len(found)} candidates by {how}, each once")


def _is_of_one_run(name: str) -> bool:
    """Locks and receipts tell who was at work and when; what a training keeps for itself is its own."""
    return any(f"/{folder}/" in f"/{name}" for folder in ("locks", "receipts", "work")) and not _is_unfinished(name)


def _is_unfinished(name: str) -> bool:
    return "/." in f"/{name}" or name.endswith(".draft")


def _require_nothing_to_do(work: Work) -> None:
    ended = run(work)
    assert ended.code == 0, ended.said
