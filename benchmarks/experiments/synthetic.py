"""What synthetic handwriting is worth: N real pictures alone against N real pictures and synthetic ones.

The same small recognizer from scratch learns to read, with the same seed, steps, batch and rising length of
expressions. One arm sees its N real pictures over and over; in the others about half of each batch is synthetic, each
picture drawn once: by the embedded hands, of expressions that the embedded grammar makes up ("+ synthetic"), or by
hands cut from the ink of these N, of expressions of a grammar learnt from their captions ("+ learnt"). One more arm
sees synthetic handwriting alone. All read the same real pictures of CROHME 2014 and 2016, of which nothing was learnt.
Intervals and comparisons are of the test pictures (bootstrap, paired); with more seeds each arm is trained as often.

Run: python -m benchmarks.experiments.synthetic [--quick] [--real N [N ...]] [--steps N] [--seeds N] [--json FILE]
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from lightning.pytorch import Callback, Trainer

from benchmarks.experiments._figures import arguments, table, write_json
from benchmarks.harness.expressions import DATA
from hmer_kit.cli.models.quickstart.environment import one_thread, quiet
from hmer_kit.cli.models.quickstart.progress import Progress
from hmer_kit.cli.models.quickstart.training import SmallRecognizer
from hmer_kit.data import Record, iter_inkml, read_captions
from hmer_kit.ink import CorpusGrammar, Grammar, SymbolBank, synthesize
from hmer_kit.latex import tokenize
from hmer_kit.scoring import compare_scores, score
from hmer_kit.tasks import get_task
from hmer_kit.vlm import TaskCollator, TaskDataModule, generate
from hmer_kit.vlm.small import small_model, small_processor

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from hmer_kit.scoring import ScoreResult

LONGEST = 12
"""Tokens of the longest expression that is learnt and read."""
SHORTEST, GROWTH = 3, 0.25
BATCH, ROOM = 16, 24
SYNTHETIC_SHARE = 0.5
CHUNK = 32
TESTS = ("test2014", "test2016")
MEASURES = ["expression_rate", "expression_rate_1", "edit_score"]


@dataclass(frozen=True)
class Made:
    """What synthetic pictures are made of, and their share of what is seen."""

    share: float
    grammar: Grammar | CorpusGrammar = Grammar()  # noqa: RUF009 - frozen
    bank: Path | None = None


class Pictures:
    """An endless stream of real and synthetic records; expressions grow over the first quarter of the run."""

    def __init__(self, real: Sequence[Record], *, made: Made | None, progress: Progress) -> None:
        self.real = sorted(real, key=length)
        self.made = made
        self.progress = progress

    def __call__(self, worker_id: int, seed: int) -> Iterator[Record]:
        rng = random.Random(f"{seed}/{worker_id}")
        real, made = self._real(rng), self._synthetic(seed + 1_000 * worker_id)
        while True:
            yield next(made if rng.random() < (0.0 if self.made is None else self.made.share) else real)

    def longest(self) -> int:
        grown = min(1.0, self.progress.share / GROWTH)
        return round(SHORTEST + grown * (LONGEST - SHORTEST))

    def _real(self, rng: random.Random) -> Iterator[Record]:
        while True:
            short = [record for record in self.real if length(record) <= self.longest()]
            passed = short or self.real[:BATCH]
            yield from rng.sample(passed, len(passed))

    def _synthetic(self, seed: int) -> Iterator[Record]:
        if self.made is None:
            return
        for chunk in count():
            drawn = synthesize(
                CHUNK,
                grammar=self.made.grammar,
                bank=self.made.bank,
                seed=1 + seed,
                start=chunk * CHUNK,
                max_symbols=self.longest(),
            )
            yield from (
                Record(image.name, latex, image=image) for latex, image in drawn if len(tokenize(latex)) <= LONGEST
            )


def length(record: Record) -> int:
    return len(tokenize(record.reference))


def train(pictures: Pictures, vocabulary: Sequence[str], *, seed: int) -> SmallRecognizer:
    torch.manual_seed(seed)
    processor = small_processor(vocabulary)
    module = SmallRecognizer(small_model(processor.tokenizer), processor, max_new_tokens=LONGEST + ROOM)
    module.progress = pictures.progress
    data = TaskDataModule(
        pictures,
        collator=TaskCollator(processor, model=module.model, max_target_tokens=LONGEST + ROOM),
        tasks={"vanilla": 1.0},
        batch_size=BATCH,
        pool=8,
        seed=seed,
    )
    silent = {"logger": False, "enable_checkpointing": False, "enable_model_summary": False}
    steps = pictures.progress.steps or 1
    Trainer(
        accelerator="cpu", max_steps=steps, enable_progress_bar=False, callbacks=[Stepper(pictures.progress)], **silent
    ).fit(module, data)
    return module


def read(module: SmallRecognizer, records: Sequence[Record]) -> ScoreResult:
    task = get_task("vanilla")
    answers = generate(
        module.model.eval(),
        module.processor,
        [task.build(record) for record in records],
        max_new_tokens=LONGEST + ROOM,
        batch_size=64,
    )
    read_as = [task.read(answer).latex or "" for answer in answers]
    return score(read_as, [record.reference for record in records], ids=[record.id for record in records])


class Stepper(Callback):
    """Tell the pictures how far the run is."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress

    def on_train_batch_end(self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, batch_idx: int) -> None:  # noqa: ARG002
        self.progress.update(trainer.global_step)


def corpora(options: argparse.Namespace) -> tuple[list[Record], list[Record]]:
    """Return the real pictures to learn from, shuffled, and those to read: all that are short enough."""
    parts = {name: read_captions(DATA / "crohme" / name, source=name).records for name in ("train", *TESTS)}
    short = {name: [record for record in part if length(record) <= LONGEST] for name, part in parts.items()}
    real = short.pop("train")
    random.Random(0).shuffle(real)
    tests = [replace(record, id=f"{name}/{record.id}") for name, part in short.items() for record in part]
    return real, tests[: options.tests]


def learnt(real: Sequence[Record], folder: Path) -> Made:
    """Learn hands and expressions from real records; their ink is in an archive of its own."""
    wanted = {record.id for record in real}
    inks = iter_inkml(DATA / "inkml" / "crohme_train.tar.xz")
    found = [item for item in inks if isinstance(item, Record) and Path(item.id).stem in wanted]
    bank = SymbolBank.cut(item.ink.load() for item in found if item.ink)
    bank.save(folder / f"{len(real)}.npz")
    print(f"{len(real)} real: ink of {len(found)}, {bank}", flush=True)
    grammar = CorpusGrammar.fit([record.reference for record in real])
    return Made(SYNTHETIC_SHARE, grammar, folder / f"{len(real)}.npz")


def arms(options: argparse.Namespace, real: list[Record], folder: Path) -> dict[str, tuple[list[Record], Made | None]]:
    """Return what each arm learns from: real pictures, and what synthetic ones are made of."""
    found: dict[str, tuple[list[Record], Made | None]] = {"synthetic alone": (real[:BATCH], Made(1.0))}
    for number in options.real:
        found[f"{number} real"] = (real[:number], None)
        found[f"{number} real + synthetic"] = (real[:number], Made(SYNTHETIC_SHARE))
        found[f"{number} real + learnt"] = (real[:number], learnt(real[:number], folder))
    return found


def run(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    real, tests = corpora(options)
    vocabulary = sorted(Grammar().vocabulary() | {token for record in real for token in tokenize(record.reference)})
    print(f"{len(real):,} real pictures of at most {LONGEST} tokens to draw from, {len(tests):,} to read", flush=True)
    results: dict[str, list[ScoreResult]] = {}
    for arm, (records, made) in arms(options, real, folder).items():
        results[arm] = []
        for seed in range(options.seeds):
            begun = time.process_time()
            module = train(Pictures(records, made=made, progress=Progress(steps=options.steps)), vocabulary, seed=seed)
            results[arm].append(read(module, tests))
            rates = results[arm][-1].rates(MEASURES)
            print(f"{arm}, seed {seed}: {rates}, {time.process_time() - begun:.0f} CPU-s", flush=True)
    report(options, results)
    return {
        "steps": options.steps,
        "tests": len(tests),
        "arms": {arm: [result.rates(MEASURES) for result in each] for arm, each in results.items()},
    }


def report(options: argparse.Namespace, results: dict[str, list[ScoreResult]]) -> None:
    print(f"\n{options.steps:,} steps of {BATCH}, seed 0; 95 % intervals over the test pictures\n")
    rows = [(arm, *(_rate(each[0], name) for name in MEASURES)) for arm, each in results.items()]
    print(table(["arm", *MEASURES], rows))
    for number in options.real:
        for kind in ("synthetic", "learnt"):
            pairs = zip(results[f"{number} real + {kind}"], results[f"{number} real"], strict=True)
            for seed, (with_it, without) in enumerate(pairs):
                print(f"\n{number} real + {kind} against {number} real, seed {seed}")
                print(compare_scores(with_it, without, measures=MEASURES).table())


def _rate(result: ScoreResult, measure: str) -> str:
    interval = result.interval(measure)
    return f"{100 * result.rates([measure])[measure]:.2f} % ({100 * interval.low:.2f} .. {100 * interval.high:.2f})"


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--real", type=int, nargs="+", default=[300, 3_000], metavar="N", help="real pictures")
    parser.add_argument("--steps", type=int, default=3_000)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--tests", type=int, help="most test pictures")
    options = parser.parse_args()
    if options.quick:
        options.real, options.steps, options.tests = [16, 32], 4, 8
    if not DATA.is_dir():
        sys.exit(f"REAL DATA ABSENT: expected {DATA}")
    with quiet(), one_thread(), tempfile.TemporaryDirectory() as folder:
        figures = run(options, Path(folder))
    write_json(options.json, figures)


if __name__ == "__main__":
    main()
