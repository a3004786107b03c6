"""The paper's ablation in small: vanilla, + tree, + count, + errors, all five, under equal budgets.

Every arm is the same small recognizer from scratch with the same seed, optimizer steps, batch and pictures. Half of
what it sees are vanilla questions (in the vanilla arm all of it), the rest is shared by its other tasks. The errors are
mined first, out of fold, by recognizers of the same size and half the steps; what that costs is printed and is no part
of the budget. All arms then read CROHME 2014 and 2016. Intervals and comparisons are of the test pictures (bootstrap),
not of another training: each arm is trained once.

On a GPU:  python -m benchmarks.experiments.ablation --minutes 25 --hidden 384 --layers 6 --size 96x384 \
               --longest 60 --batch 64
On a CPU:  python -m benchmarks.experiments.ablation --rehearsal     (some five minutes; every step, tiny)

Needs torch, lightning, transformers, torchmetrics and what hmer_kit stands on.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from lightning.pytorch import Trainer

from benchmarks.experiments._arms import Meter, Setup
from benchmarks.experiments._figures import arguments, table, write_json
from benchmarks.harness.expressions import DATA
from hmer_kit.cli.models.quickstart.environment import quiet
from hmer_kit.data import Record, read_captions
from hmer_kit.error_mining.corpus import corpus_statistics, open_corpus
from hmer_kit.error_mining.out_of_fold import MiningPlan, mining_result, plan_folds, run_pending, write_plan
from hmer_kit.ink import synthesize
from hmer_kit.latex import tokenize
from hmer_kit.scoring import compare_scores, score
from hmer_kit.tasks import TASKS, TaskExample, build_examples, get_task, iter_error_examples
from hmer_kit.vlm import generate
from hmer_kit.vlm.out_of_fold import LightningSampling, LightningTraining

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from hmer_kit.scoring import ScoreResult
    from hmer_kit.vlm import TaskDataModule, VLMModule

ARMS = {
    "vanilla": ("vanilla",),
    "+ tree": ("vanilla", "tree_cot"),
    "+ count": ("vanilla", "symbol_counting"),
    "+ errors": ("vanilla", "error_detection", "error_correction"),
    "all five": tuple(TASKS),
}
MEASURES = ["expression_rate", "expression_rate_1", "expression_rate_2", "edit_score", "token_error_rate"]


def mine(setup: Setup, folder: Path) -> Path:
    """Mine errors out of fold with recognizers of half the steps; return the corpus."""
    every = max(1, min(200, setup.steps // 2))
    smaller = replace(setup, steps=max(1, setup.steps // 2 // every) * every)
    plan = MiningPlan(plan_folds(setup.train, 2, seed=setup.seed), samples=2, temperature=1.0, model="ablation")
    write_plan(folder, plan)

    def feed(module: VLMModule, records: Sequence[Record], _: Any) -> TaskDataModule:
        return smaller.data(module, records, tasks=["vanilla"], epoch=every)

    run_pending(
        folder,
        train=LightningTraining(
            setup.train,
            module=lambda _: smaller.module(),
            data=feed,
            trainer=smaller.trainer(max_epochs=smaller.steps // every),
            checkpoint_every=10**9,
        ),
        sample=LightningSampling(setup.train, module=lambda _: smaller.module(), device=setup.device),
    )
    corpus = open_corpus(mining_result(folder).errors)
    print(corpus_statistics(corpus).table(), flush=True)
    return mining_result(folder).errors


def examples_of(setup: Setup, tasks: Sequence[str], errors: Path | None) -> list[TaskExample]:
    """Build the examples of an arm; the error tasks are of the mined errors."""
    plain = [name for name in tasks if not TASKS[name].needs_prediction]
    examples = list(build_examples(setup.train, tasks=plain).examples)
    pictures = {record.id: record.image for record in setup.train}
    for name in tasks:
        if TASKS[name].needs_prediction and errors is not None:
            built = iter_error_examples(open_corpus(errors), task=get_task(name), images=pictures)
            examples += [example for example in built if isinstance(example, TaskExample)]
    return examples


def train(setup: Setup, tasks: Sequence[str], errors: Path | None) -> tuple[VLMModule, dict[str, float]]:
    """Train an arm; return it with its speed and its memory."""
    module, meter = setup.module(), Meter()
    if setup.accelerator == "cuda":
        torch.cuda.reset_peak_memory_stats()
    data = setup.data(module, examples_of(setup, tasks, errors), tasks=tasks, epoch=setup.steps)
    silent = {"logger": False, "enable_checkpointing": False, "enable_model_summary": False}
    trainer = Trainer(**setup.trainer(max_steps=setup.steps, callbacks=[meter], **silent, enable_progress_bar=False))
    trainer.fit(module, data)
    peak = torch.cuda.max_memory_allocated() if setup.accelerator == "cuda" else _resident()
    seconds = max(meter.seconds, 1e-9)
    speed = {"examples_per_second": meter.steps * setup.batch / seconds, "tokens_per_second": meter.tokens / seconds}
    return module, {**speed, "seconds": seconds, "peak_mib": peak / 2**20}


def _resident() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def read(setup: Setup, module: VLMModule, records: Sequence[Record]) -> ScoreResult:
    """Let an arm read the pictures of a test set."""
    task = get_task("vanilla")
    model = module.model.to(setup.device).eval()
    questions = [task.build(record) for record in records]
    with torch.autocast(setup.device.type, torch.bfloat16, enabled="bf16" in setup.precision):
        answers = generate(model, module.processor, questions, max_new_tokens=setup.longest + 20, batch_size=64)
    read_as = [task.read(answer).latex or "" for answer in answers]
    return score(read_as, [record.reference for record in records], ids=[record.id for record in records])


def fitting_steps(setup: Setup, minutes: float) -> int:
    """Return the steps of an arm that let all of it end in time, from the pace of thirty of the longest examples."""
    tasks = [name for name in TASKS if not TASKS[name].needs_prediction]
    _, speed = train(replace(setup, steps=30), tasks, None)
    pace = setup.batch / speed["examples_per_second"]
    trainings = len(ARMS) + 1  # mining trains two of half the steps
    steps = int(minutes * 60 * 0.75 / trainings / pace)
    print(f"{1000 * pace:.0f} ms a step: {steps} steps for each arm", flush=True)
    return max(1, steps)


def corpora(options: argparse.Namespace) -> tuple[list[Record], dict[str, list[Record]]]:
    """Return what is trained and tested on: CROHME, or for a rehearsal without it synthetic handwriting."""
    if DATA.is_dir():
        parts = {name: read_captions(DATA / "crohme" / name).records for name in ("train", "test2014", "test2016")}
    elif options.rehearsal:
        print("REAL DATA ABSENT: synthetic handwriting in its place", flush=True)
        parts = {name: _synthetic(name, split) for name, split in (("train", "train"), ("synthetic", "test"))}
    else:
        sys.exit(f"REAL DATA ABSENT: expected {DATA}; --rehearsal runs without")
    rng = random.Random(options.seed)
    drawn = {}
    for name, part in parts.items():
        short = [record for record in part if len(tokenize(record.reference)) <= options.longest]
        drawn[name] = rng.sample(short, min(options.limit or len(short), len(short)))
    return drawn.pop("train"), drawn


def _synthetic(name: str, split: Any) -> list[Record]:
    drawn = synthesize(64, seed=3, split=split)
    return [Record(f"{name}{number}", latex, image=image) for number, (latex, image) in enumerate(drawn)]


def run(setup: Setup, folder: Path) -> dict[str, Any]:
    begun = time.monotonic()
    errors = mine(setup, folder)
    figures: dict[str, Any] = {"steps": setup.steps, "mining_seconds": time.monotonic() - begun, "arms": {}}
    results: dict[str, dict[str, ScoreResult]] = {name: {} for name in setup.tests}
    for arm, tasks in ARMS.items():
        module, speed = train(setup, tasks, errors)
        figures["arms"][arm] = {**speed, "rates": {}}
        for test, records in setup.tests.items():
            results[test][arm] = read(setup, module, records)
            figures["arms"][arm]["rates"][test] = results[test][arm].rates(MEASURES)
        print(f"{arm}: {speed['seconds']:.0f} s, {speed['tokens_per_second']:.0f} tokens/s", flush=True)
    report(setup, results, figures)
    return figures


def report(setup: Setup, results: dict[str, dict[str, ScoreResult]], figures: dict[str, Any]) -> None:
    rows = []
    for arm, one in figures["arms"].items():
        speed = (one["examples_per_second"], one["tokens_per_second"], one["peak_mib"])
        rows.append((arm, *(f"{value:.0f}" for value in speed)))
    print("\n" + table(["arm", "examples/s", "answer tokens/s", "peak MiB"], rows))
    for test, arms in results.items():
        print(f"\n{test}: {len(setup.tests[test])} pictures, {setup.steps} steps of {setup.batch}; 95 % intervals\n")
        rows = [(arm, *(_rate(result, name) for name in MEASURES[:3])) for arm, result in arms.items()]
        print(table(["arm", *MEASURES[:3]], rows))
        for arm, result in arms.items():
            if arm != "vanilla":
                print(f"\n{arm} against vanilla\n{compare_scores(result, arms['vanilla'], measures=MEASURES).table()}")


def _rate(result: ScoreResult, measure: str) -> str:
    interval = result.interval(measure)
    return f"{100 * result.rates([measure])[measure]:.2f} % ({100 * interval.low:.2f} .. {100 * interval.high:.2f})"


def setup_of(options: argparse.Namespace) -> Setup:
    cuda = options.device == "cuda" or (options.device == "auto" and torch.cuda.is_available())
    train_records, tests = corpora(options)
    height, width = map(int, options.size.split("x"))
    return Setup(
        train_records,
        tests,
        steps=options.steps,
        batch=options.batch,
        hidden=options.hidden,
        layers=options.layers,
        size=(height, width),
        longest=options.longest,
        accelerator="cuda" if cuda else "cpu",
        precision=options.precision or ("bf16-mixed" if cuda else "32-true"),
        workers=options.workers,
        lr=options.lr,
        seed=options.seed,
    )


def parsed() -> argparse.Namespace:
    parser = arguments(__doc__)
    parser.add_argument("--rehearsal", action="store_true", help="few steps, few and short expressions")
    parser.add_argument("--minutes", type=float, help="of the whole run; decides the steps")
    for name, value in {
        "steps": 4000,
        "batch": 16,
        "hidden": 128,
        "layers": 2,
        "longest": 10,
        "workers": 0,
        "seed": 0,
    }.items():
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--limit", type=int, help="most pictures of each set")
    parser.add_argument("--lr", type=float, default=8e-4)
    parser.add_argument("--size", default="48x192", metavar="HxW", help="canvas of the pictures")
    parser.add_argument("--device", choices=["auto", "cuda", "cpu"], default="auto")
    parser.add_argument("--precision", help="Lightning's name of it")
    parser.add_argument("--output", type=Path, help="keep the mined errors here")
    options = parser.parse_args()
    options.rehearsal |= options.quick
    if options.rehearsal:
        options.steps, options.limit, options.longest = (12, 24, 16) if options.quick else (300, 400, 10)
    return options


def main() -> None:
    options = parsed()
    torch.set_num_threads(1 if options.rehearsal else torch.get_num_threads())
    with quiet(), tempfile.TemporaryDirectory() as place:
        setup = setup_of(options)
        if options.minutes:
            setup = replace(setup, steps=fitting_steps(setup, options.minutes))
        figures = run(setup, options.output or Path(place, "mined"))
    write_json(options.json, figures)


if __name__ == "__main__":
    main()
