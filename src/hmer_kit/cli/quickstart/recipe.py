"""The quickstart from top to bottom."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from hmer_kit.cli.quickstart.corpora import Corpus, embedded_corpus, folder_corpus
from hmer_kit.cli.quickstart.environment import quiet
from hmer_kit.cli.quickstart.evaluation import Evaluation, evaluate
from hmer_kit.cli.quickstart.progress import Progress
from hmer_kit.cli.quickstart.show import confusion_lines, report_on, sample_text, table_text
from hmer_kit.cli.quickstart.training import TASK_WEIGHTS, train

if TYPE_CHECKING:
    from typing import TextIO

__all__ = ["Settings", "quickstart"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is set to.

    Examples:
        >>> Settings(steps=30).seconds is None
        True
    """

    data: str | None = None
    """Folder of captions and pictures; embedded handwriting if None."""
    limit: int | None = None
    """Most training pictures of the folder."""
    seconds: float | None = None
    """Seconds of training."""
    steps: int | None = None
    """Optimizer steps of training."""
    test_size: int = 512
    """Most test pictures."""
    seed: int = 0
    """Seed of data, weights and mixture."""
    output: Path = Path("runs/quickstart")
    """Folder for model and report."""


def quickstart(settings: Settings, *, out: TextIO) -> Evaluation:
    """Do the whole job: data, tasks, training, scores, confusions, report.

    Args:
        settings: What to do.
        out: Where to print.

    Returns:
        The answers to the test pictures.

    Raises:
        HmerKitError: The data cannot be read.

    Examples:
        >>> import sys
        >>> quickstart(Settings(data="no such folder", steps=1), out=sys.stdout)
        Traceback (most recent call last):
        hmer_kit.exceptions.DataError: expected captions.tsv in 'no such folder' or in its folder 'train', found neither
    """
    begun = time.monotonic()
    torch.set_num_threads(1)  # pictures are drawn on the other core; two threads beside them are slower than one
    progress = Progress(steps=settings.steps, seconds=settings.seconds)
    corpus = _corpus(settings, progress)
    _say(out, f"data: {corpus.name}", *(f"  {note}" for note in corpus.notes))
    module, log = train(corpus, progress=progress, seed=settings.seed)
    _say(out, f"trained {module.trainer.global_step} steps in {progress.elapsed:.0f} seconds, all five tasks together")
    if module.skipped:
        _say(out, f"left out while training: {len(module.skipped)}; first: {next(iter(module.skipped))}")
    evaluation = evaluate(module, corpus.test)
    _say(out, "", table_text(evaluation), *(f"skipped: {skip}" for skip in evaluation.skipped[:5]))
    _say(out, "", "confused most often (vanilla):", *confusion_lines(evaluation))
    _say(out, "", sample_text(evaluation.tasks["vanilla"]), "")
    settings.output.mkdir(parents=True, exist_ok=True)
    with quiet():
        module.save_pretrained(settings.output / "model")
    parameters = sum(weight.numel() for weight in module.model.parameters())
    shown = {
        "training": f"{module.trainer.global_step} steps, {progress.elapsed:.0f} s",
        "precision": module.trainer.precision,
        "parameters": f"{parameters:,}",
        "tasks": ", ".join(f"{name} {weight:g}" for name, weight in TASK_WEIGHTS.items()),
        "seed": settings.seed,
    }
    written = report_on(settings.output / "report.html", evaluation, corpus=corpus, curve=log.points, settings=shown)
    _say(out, f"report: {written.path}", f"whole job: {time.monotonic() - begun:.0f} seconds")
    return evaluation


def _corpus(settings: Settings, progress: Progress) -> Corpus:
    if settings.data is None:
        return embedded_corpus(progress=progress, size=settings.test_size, seed=settings.seed)
    return folder_corpus(settings.data, size=settings.test_size, limit=settings.limit, seed=settings.seed)


def _say(out: TextIO, *lines: str) -> None:
    print(*lines, sep="\n", file=out, flush=True)
