"""Train the small recognizer on all five tasks at once, with a progress bar and a learning curve."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import torch
from lightning.pytorch import Trainer

from hmer_kit.cli.models.quickstart.environment import fastest_precision, interruptible, quiet
from hmer_kit.cli.models.quickstart.training_log import TrainingLog
from hmer_kit.tasks import build_examples
from hmer_kit.vlm import TaskCollator, TaskDataModule, VLMModule
from hmer_kit.vlm.small import small_model, small_processor
from hmer_kit.vlm.training.optim.build import parameter_groups

if TYPE_CHECKING:
    from hmer_kit.cli.models.quickstart.corpora import Corpus
    from hmer_kit.cli.models.quickstart.progress import Progress

__all__ = ["TASK_WEIGHTS", "SmallRecognizer", "train"]

TASK_WEIGHTS = {
    "vanilla": 2.0,
    "tree_cot": 1.0,
    "symbol_counting": 1.0,
    "error_detection": 1.0,
    "error_correction": 1.0,
}
_BATCH = 16
_POOL = 8
_LONGEST_TARGET = 200
_WARMUP_STEPS = 100
_PEAK_RATE, _LAST_RATE = 8e-4, 0.03
_MEASURE_EVERY = 500


class SmallRecognizer(VLMModule):
    """The library's module with a learning rate that follows the run's progress, by the clock if need be.

    Examples:
        >>> SmallRecognizer.__mro__[1].__name__
        'VLMModule'
    """

    progress: Progress

    def configure_optimizers(self) -> Any:  # noqa: ANN401 - Lightning's type
        """Warm up for a hundred steps, then fall as a cosine of the share of the run that is done."""
        optimizer = torch.optim.AdamW(parameter_groups(self.model, weight_decay=0.01), lr=_PEAK_RATE, fused=True)
        scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, self._rate)
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": scheduler, "interval": "step"}}

    def on_before_optimizer_step(self, optimizer: torch.optim.Optimizer) -> None:  # noqa: ARG002
        """Clip the gradient; Lightning's own clipping refuses fused optimizers, which spare a tenth of a step."""
        torch.nn.utils.clip_grad_norm_(self.parameters(), 1.0)

    def _rate(self, step: int) -> float:
        cosine = 0.5 * (1 + math.cos(math.pi * self.progress.share))
        return min(1.0, (step + 1) / _WARMUP_STEPS) * (_LAST_RATE + (1 - _LAST_RATE) * cosine)


def train(
    corpus: Corpus, *, progress: Progress, seed: int = 0, workers: int = 1, precision: str | None = None
) -> tuple[SmallRecognizer, TrainingLog]:
    """Build the model for a corpus and train it.

    Args:
        corpus: What to train on; its validation part makes the learning curve.
        progress: When to stop.
        seed: Seed of the weights and of the mixture.
        workers: Processes that draw or decode pictures; 0 for none.
        precision: Lightning's name of it; the faster of two on this processor by default.

    Returns:
        The trained module and its log.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed; nothing is kept.

    Examples:
        >>> from hmer_kit.cli.models.quickstart.corpora import embedded_corpus
        >>> from hmer_kit.cli.models.quickstart.progress import Progress
        >>> progress = Progress(steps=1)
        >>> corpus = embedded_corpus(progress=progress, size=1)
        >>> module, log = train(corpus, progress=progress, workers=0, precision="32-true")
        >>> module.trainer.global_step, progress.share
        (1, 1.0)
    """
    torch.manual_seed(seed)
    processor = small_processor(corpus.vocabulary)
    module = SmallRecognizer(small_model(processor.tokenizer), processor, max_new_tokens=_LONGEST_TARGET)
    module.progress = progress
    log = TrainingLog(progress)
    data = TaskDataModule(
        corpus.train,
        build_examples(corpus.validation, tasks=["vanilla"]).examples,
        collator=TaskCollator(processor, model=module.model, max_target_tokens=_LONGEST_TARGET, unreadable="skip"),
        tasks=TASK_WEIGHTS,
        batch_size=_BATCH,
        pool=_POOL,
        num_workers=workers,
        seed=seed,
    )
    with quiet(), interruptible():
        trainer = _trainer(progress, log=log, precision=precision or fastest_precision(module))
        trainer.fit(module, datamodule=data)
    return module, log


def _trainer(progress: Progress, *, log: TrainingLog, precision: str) -> Trainer:
    return Trainer(
        accelerator="cpu",
        precision=precision,  # type: ignore[arg-type]  # one of Lightning's names
        max_steps=progress.steps or -1,
        max_epochs=-1,
        val_check_interval=_MEASURE_EVERY,
        check_val_every_n_epoch=None,
        num_sanity_val_steps=0,
        callbacks=[log],
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
