"""The quickstart from top to bottom."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.cli.models.quickstart.corpora import Corpus, embedded_corpus
from hmer_kit.cli.models.quickstart.environment import one_thread, quiet
from hmer_kit.cli.models.quickstart.evaluation import Evaluation, evaluate
from hmer_kit.cli.models.quickstart.folders import folder_corpus
from hmer_kit.cli.models.quickstart.progress import Progress
from hmer_kit.cli.models.quickstart.show import confusion_lines, report_on, sample_text, table_text
from hmer_kit.cli.models.quickstart.training import TASK_WEIGHTS, train
from hmer_kit.report import write_training_log

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from hmer_kit.vlm import VLMModule

__all__ = ["Settings", "quickstart"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is set to.

    Examples:
        >>> Settings(steps=30).seconds is None
        True
    """

    data: str | None = None
    """Data set of any format; embedded handwriting if None."""
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
        OSError: The output folder cannot be written; that is tried before the training.
        KeyboardInterrupt: Ctrl-C was pressed; a trained model has been saved by then, half of one is not.

    Examples:
        >>> import sys
        >>> quickstart(Settings(data="no such folder", steps=1), out=sys.stdout)
        Traceback (most recent call last):
        hmer_kit.exceptions.DataError: expected captions.tsv in 'no such folder' or in its folder 'train', found neither
    """
    with one_thread():
        return _quickstart(settings, out)


def _quickstart(settings: Settings, out: TextIO) -> Evaluation:
    begun = time.monotonic()
    progress = Progress(steps=settings.steps, seconds=settings.seconds)
    corpus = _corpus(settings, progress)
    _require_writable(settings.output)
    _say(out, f"data: {corpus.name}", *(f"  {note}" for note in corpus.notes))
    module, log = train(corpus, progress=progress, seed=settings.seed)
    with quiet():
        module.save_pretrained(settings.output / "model")
    _say(out, f"trained {module.trainer.global_step} steps in {progress.elapsed:.0f} seconds, all five tasks together")
    write_training_log(settings.output / "metrics.csv", log.points)
    evaluation = evaluate(module, corpus.test)
    notes = [*_training_notes(module), *_counted("questions of the test left out", evaluation.skipped)]
    _say(out, *notes, "", table_text(evaluation))
    _say(out, "", "confused most often (vanilla):", *confusion_lines(evaluation))
    _say(out, "", sample_text(evaluation.tasks["vanilla"]), "")
    written = report_on(
        settings.output / "report.html",
        evaluation,
        corpus=replace(corpus, notes=(*corpus.notes, *notes)),
        curve=log.points,
        settings=_shown(module, progress=progress, seed=settings.seed),
    )
    _say(out, f"model: {settings.output / 'model'}", f"report: {written.path}")
    _say(out, f"whole job: {time.monotonic() - begun:.0f} seconds")
    return evaluation


def _corpus(settings: Settings, progress: Progress) -> Corpus:
    if settings.data is None:
        return embedded_corpus(progress=progress, size=settings.test_size, seed=settings.seed)
    return folder_corpus(settings.data, size=settings.test_size, limit=settings.limit, seed=settings.seed)


def _require_writable(folder: Path) -> None:
    """Fail before the training, not after it."""
    (folder / "model").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        pass


def _training_notes(module: VLMModule) -> list[str]:
    """Return what was left out of the training: records that a task cannot use, pictures, ends of answers."""
    return [
        *_counted("questions of the training left out", module.trainer.datamodule.skipped),  # type: ignore[attr-defined]
        *_counted("left out while training", module.skipped, total=module.skipped.total),
        *_counted("answers cut while training", module.truncated, total=module.truncated.total),
    ]


def _counted(what: str, items: Iterable[object], *, total: int | None = None) -> list[str]:
    named = list(items)
    return [f"{what}: {len(named) if total is None else total}; first: {named[0]}"] if named else []


def _shown(module: VLMModule, *, progress: Progress, seed: int) -> dict[str, object]:
    parameters = sum(weight.numel() for weight in module.model.parameters())
    return {
        "training": f"{module.trainer.global_step} steps, {progress.elapsed:.0f} s",
        "precision": module.trainer.precision,
        "parameters": f"{parameters:,}",
        "tasks": ", ".join(f"{name} {weight:g}" for name, weight in TASK_WEIGHTS.items()),
        "seed": seed,
    }


def _say(out: TextIO, *lines: str) -> None:
    """Print lines; what the output's encoding cannot hold, such as pictures in ASCII, becomes question marks."""
    encoding = getattr(out, "encoding", None) or "utf-8"
    print(*(line.encode(encoding, "replace").decode(encoding) for line in lines), sep="\n", file=out, flush=True)
