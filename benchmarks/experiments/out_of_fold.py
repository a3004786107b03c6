"""The whole loop of error-driven learning on real pictures: mine, be killed, go on, train with what was mined, compare.

1. ``hmer-kit mine-errors`` on CROHME train, two folds, two samples; in the middle of the second training its process
   group gets a SIGKILL. The same command goes on. Checked from the state files: no finished job was done again (all
   receipts and outputs are the files of before), the training went on from its checkpoint, no record lacks a candidate.
2. Two small recognizers of equal budget (weights, steps, batch, pictures), one on the vanilla task alone, one on the
   vanilla task and on detection and correction of the mined errors, each on a core of its own.
3. Both read CROHME 2014; the table has intervals, and shows whatever came out.

Expressions are short (10 tokens), for two cores; figures are of that part of CROHME. ``--quick`` does it all with
synthetic handwriting, in seconds.

Run: python -m benchmarks.experiments.out_of_fold [--quick] [--output DIR] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from benchmarks.experiments._figures import arguments, write_json
from benchmarks.harness.expressions import DATA
from hmer_kit.cli.errors.mine_errors.planning import plan_records
from hmer_kit.cli.errors.mine_errors.recognizer import small_data, small_module, small_trainer
from hmer_kit.cli.models.quickstart.environment import one_thread, quiet
from hmer_kit.data import Record, read_captions
from hmer_kit.error_mining.corpus import corpus_statistics, open_corpus, read_candidates
from hmer_kit.error_mining.out_of_fold import (
    JobState,
    TrainRequest,
    check_leakage,
    job_states,
    mining_result,
    read_plan,
)
from hmer_kit.ink import synthesize
from hmer_kit.latex import tokenize
from hmer_kit.scoring import compare_scores, score
from hmer_kit.tasks import TaskExample, build_examples, get_task, iter_error_examples
from hmer_kit.vlm import generate
from hmer_kit.vlm.out_of_fold import LightningTraining

if TYPE_CHECKING:
    from hmer_kit.scoring import ScoreResult

ARMS = {
    "without": {"vanilla": 1.0},
    "with mined errors": {"vanilla": 2.0, "error_detection": 1.0, "error_correction": 1.0},
}
MEASURES = ["expression_rate", "expression_rate_1", "expression_rate_2", "edit_score", "token_error_rate"]
SIZES = {
    False: {"limit": 2400, "steps": 2000, "arm_steps": 4000, "longest": 10, "shard": 300, "every": 100, "test": 10**6},
    True: {"limit": 48, "steps": 30, "arm_steps": 6, "longest": 16, "shard": 8, "every": 5, "test": 24},
}


def command(folder: Path, sizes: dict[str, int], data: Path | None) -> list[str]:
    options = {
        "output": folder,
        "folds": 2,
        "candidates": 2,
        "temperature": 1.0,
        "limit": sizes["limit"],
        "steps": sizes["steps"],
        "max-tokens": sizes["longest"],
        "shard-size": sizes["shard"],
        "checkpoint-every": sizes["every"],
    }
    options |= {"data": data} if data else {}
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    return [sys.executable, "-m", "hmer_kit", "mine-errors", *words]


def kill_in_the_middle(words: list[str], folder: Path) -> dict[str, Any]:
    """Start the command and kill its whole process group in the second training; return what was there then."""
    process = subprocess.Popen(words, start_new_session=True)
    while not list(folder.glob("work/train-1-*/step-*.ckpt")):
        assert process.poll() is None, "the run was at its end before it could be killed"
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    states = job_states(folder)
    done = [name for name, state in states.items() if state is JobState.DONE]
    assert "train-0" in done
    assert states["train-1"] is JobState.READY
    print(f"\nkilled (SIGKILL): {len(done)} of {len(states)} jobs done, train-1 in the middle\n", flush=True)
    return {"done": done, "files": identities(folder, done), "starts": starts(folder)}


def identities(folder: Path, done: list[str]) -> dict[str, tuple[int, int, bytes]]:
    """Return inode, time and content of the receipts of jobs, and of the files that they vouch for."""
    found = {}
    for name in done:
        receipt = folder / "receipts" / f"{name}.json"
        names = json.loads(receipt.read_text(encoding="utf-8"))["files"]
        for path in [receipt, *(folder / each for each in names)]:
            stat = path.stat()
            found[str(path)] = (stat.st_ino, stat.st_mtime_ns, path.read_bytes())
    return found


def starts(folder: Path) -> dict[str, list[int]]:
    """Return the step that each training was started from, each time."""
    return {
        file.parent.name.rpartition("-")[0]: [json.loads(line)["from_step"] for line in file.open(encoding="utf-8")]
        for file in sorted(folder.glob("work/*/attempts.jsonl"))
    }


def mine(folder: Path, sizes: dict[str, int], data: Path | None) -> dict[str, Any]:
    """Mine with a kill in between, and check that nothing was lost and nothing done twice."""
    begun = time.monotonic()
    words = command(folder, sizes, data)
    before = kill_in_the_middle(words, folder)
    subprocess.run(words, check=True)
    assert identities(folder, before["done"]) == before["files"], "a finished job was done again"
    after = starts(folder)
    assert after["train-0"] == before["starts"]["train-0"] == [0]
    assert after["train-1"][0] == 0 < after["train-1"][1], "the killed training began from nothing"
    plan = read_plan(folder)
    leaks = check_leakage(plan.folds)
    assert leaks == [], leaks[0]
    rows = list(read_candidates(mining_result(folder).candidates))
    wanted = {(item.id, number) for item in plan.folds.items for number in range(plan.samples)}
    assert len(rows) == len(wanted)
    assert {(row.id, row.origin.sample) for row in rows} == wanted, "a record was lost"
    folds = {item.id: item.fold for item in plan.folds.items}
    assert all(row.origin.fold == folds[row.id] for row in rows), "a candidate is of a model that knew the answer"
    print(f"\n{len(before['done'])} jobs done before the kill are the same files after it; train-1 went on from step")
    print(f"{after['train-1'][1]}; {len(rows)} candidates of {len(plan.folds.items)} records, none missing")
    seconds = time.monotonic() - begun
    return {"done_before": len(before["done"]), "starts": after, "candidates": len(rows), "seconds": seconds}


def test_records(sizes: dict[str, int], data: Path | None) -> list[Record]:
    """Return what both are tested on: the short expressions of CROHME 2014, or synthetic ones by other writers."""
    if data is None:
        drawn = synthesize(sizes["test"], seed=7, split="test")
        return [Record(f"t{number}", latex, image=image) for number, (latex, image) in enumerate(drawn)]
    records = read_captions(data.parent / "test2014").records
    return [record for record in records if len(tokenize(record.reference)) <= sizes["longest"]]


def train_arm(name: str, folder: Path, sizes: dict[str, int], data: Path | None) -> None:
    """Train one of the two and write what it reads."""
    plan = read_plan(folder)
    records = plan_records(plan)
    pictures = {record.id: record.image for record in records}
    errors = open_corpus(mining_result(folder).errors)
    examples = build_examples(records, tasks=["vanilla"]).examples
    for each in [task for task in ARMS[name] if task != "vanilla"]:
        built = iter_error_examples(errors, task=get_task(each), images=pictures)
        examples += [example for example in built if isinstance(example, TaskExample)]
    settings = {**plan.settings, "steps": sizes["arm_steps"]}
    place = folder / "arms" / name.replace(" ", "_")
    place.mkdir(parents=True, exist_ok=True)
    training = LightningTraining(
        [],
        module=lambda _: small_module(settings),
        data=lambda module, *_: small_data(module, examples, settings=settings, seed=1, tasks=ARMS[name]),
        trainer=small_trainer(settings),
    )
    weights = training(TrainRequest(name, fold=0, items=(), seed=1, folder=place))
    module = small_module(settings)
    module.load_state_dict(torch.load(weights, weights_only=True)["state_dict"])
    test = test_records(sizes, data)
    task = get_task("vanilla")
    questions = [task.build(record) for record in test]
    answers = generate(
        module.eval().model, module.processor, questions, max_new_tokens=settings["longest"], batch_size=64
    )
    rows = [{"id": record.id, "reference": record.reference} for record in test]
    for row, answer in zip(rows, answers, strict=True):
        row["prediction"] = task.read(answer).latex or ""
    (place / "predictions.json").write_text(json.dumps(rows), encoding="utf-8")


def read_arm(name: str, folder: Path) -> ScoreResult:
    rows = json.loads((folder / "arms" / name.replace(" ", "_") / "predictions.json").read_text(encoding="utf-8"))
    columns = [[row[key] for row in rows] for key in ("prediction", "reference", "id")]
    return score(columns[0], columns[1], ids=columns[2])


def report(folder: Path, seconds: dict[str, float]) -> dict[str, Any]:
    """Print the table, and return its figures."""
    results = {name: read_arm(name, folder) for name in ARMS}
    print("\n" + corpus_statistics(open_corpus(mining_result(folder).errors)).table())
    for name, result in results.items():
        print(f"\n{name}: {result.interval('expression_rate')}; {result.signature}")
    first, second = reversed(results.values())
    comparison = compare_scores(first, second, measures=MEASURES)
    print(f"\nfirst: with mined errors; other: without\n{comparison.table()}")
    print("\nseconds: " + ", ".join(f"{name} {value:.0f}" for name, value in seconds.items()))
    rates = {name: result.rates(MEASURES) for name, result in results.items()}
    return {"n": comparison.n, "rates": rates, "p_value": comparison.mcnemar.p_value, "seconds": seconds}


def run(options: argparse.Namespace, folder: Path, data: Path | None) -> dict[str, Any]:
    sizes = SIZES[options.quick]
    mining = mine(folder, sizes, data)
    begun = time.monotonic()
    words = [
        sys.executable,
        "-m",
        "benchmarks.experiments.out_of_fold",
        "--output",
        str(folder),
        *(["--quick"] if options.quick else []),
    ]
    arms = [subprocess.Popen([*words, "--arm", name]) for name in ARMS]
    assert [arm.wait() for arm in arms] == [0, 0], "a training has failed"
    seconds = {"mining": mining["seconds"], "two trainings and tests": time.monotonic() - begun}
    return {"mining": mining, "comparison": report(folder, seconds)}


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--output", metavar="DIR", type=Path, help="keep the run here")
    parser.add_argument("--arm", choices=ARMS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    data = None if options.quick else DATA / "crohme" / "train"
    if data is not None and not data.is_dir():
        sys.exit(f"REAL DATA ABSENT: expected {data}; --quick runs without")
    if options.arm:
        with one_thread(), quiet():
            train_arm(options.arm, options.output, SIZES[options.quick], data)
        return
    with tempfile.TemporaryDirectory() as place:
        figures = run(options, options.output or Path(place, "run"), data)
    write_json(options.json, figures)


if __name__ == "__main__":
    main()
