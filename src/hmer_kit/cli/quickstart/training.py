"""Train the small recognizer on all five tasks at once, with a progress bar and a learning curve."""

from __future__ import annotations

import logging
import math
import time
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch
from lightning.pytorch import Callback, Trainer
from tqdm import tqdm
from transformers.utils import logging as hf_logging

from hmer_kit.cli.quickstart.corpora import CANVAS
from hmer_kit.report import CurvePoint
from hmer_kit.tasks import build_examples
from hmer_kit.vlm import TaskCollator, TaskDataModule, VLMModule
from hmer_kit.vlm.optim import parameter_groups
from hmer_kit.vlm.small import small_model, small_processor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hmer_kit.cli.quickstart.corpora import Corpus
    from hmer_kit.cli.quickstart.progress import Progress

__all__ = ["SmallRecognizer", "TrainingLog", "fastest_precision", "quiet", "train"]

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
_SMOOTHING = 0.98


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


class TrainingLog(Callback):
    """Keep the progress, the bar and the learning curve, and end the run when it is done.

    Args:
        progress: The run's progress.

    Examples:
        >>> from hmer_kit.cli.quickstart.progress import Progress
        >>> TrainingLog(Progress(steps=1)).points
        []
    """

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.points: list[CurvePoint] = []
        """The learning curve."""
        self._loss = math.nan
        self._bar: tqdm[Any] | None = None

    def on_train_start(self, trainer: Trainer, pl_module: Any) -> None:  # noqa: ANN401, ARG002
        """Start clock and bar."""
        self.progress.start()
        layout = "{l_bar}{bar}| {elapsed}<{remaining}{postfix}"
        self._bar = tqdm(total=100.0, desc="training", bar_format=layout, mininterval=1.0)

    def on_train_batch_end(self, trainer: Trainer, pl_module: Any, outputs: Any, batch: Any, batch_idx: int) -> None:  # noqa: ANN401, ARG002
        """Take the loss, move the bar, stop when all is done."""
        loss = float(outputs["loss"])
        self._loss = loss if math.isnan(self._loss) else _SMOOTHING * self._loss + (1 - _SMOOTHING) * loss
        step = trainer.global_step
        self.progress.update(step)
        if self._bar is not None:
            self._bar.set_postfix_str(f"step {step}, loss {self._loss:.3f}{self._rate()}", refresh=False)
            self._bar.update(100 * self.progress.share - self._bar.n)
        if step % 50 == 0:
            self.points.append(CurvePoint(step, seconds=self.progress.elapsed, loss=self._loss))
        if self.progress.share >= 1:
            trainer.should_stop = True

    def on_validation_end(self, trainer: Trainer, pl_module: Any) -> None:  # noqa: ANN401, ARG002
        """Add what validation measured to the curve."""
        rates = {
            name.removeprefix("val_ExpRate/"): float(value)
            for name, value in trainer.callback_metrics.items()
            if name.startswith("val_ExpRate/")
        }
        self.points.append(CurvePoint(trainer.global_step, seconds=self.progress.elapsed, expression_rates=rates))

    def on_train_end(self, trainer: Trainer, pl_module: Any) -> None:  # noqa: ANN401, ARG002
        """Close the bar."""
        if self._bar is not None:
            self._bar.close()

    def _rate(self) -> str:
        rates = next((point.expression_rates for point in reversed(self.points) if point.expression_rates), {})
        return f", ExpRate {rates['vanilla']:.0%}" if "vanilla" in rates else ""


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
    with quiet():
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


@contextmanager
def quiet() -> Iterator[None]:
    """Keep advice and progress bars of other libraries out of the quickstart's own output."""
    lightning, bars = logging.getLogger("lightning.pytorch"), hf_logging.is_progress_bar_enabled()
    level = lightning.level
    lightning.setLevel(logging.WARNING)
    hf_logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            # Lightning asks for more workers than the two cores that this is made for, and uses a deprecated check.
            warnings.filterwarnings("ignore", message=".*does not have many workers.*")
            warnings.filterwarnings("ignore", message=".*LeafSpec.*", category=FutureWarning)
            yield
    finally:
        lightning.setLevel(level)
        if bars:
            hf_logging.enable_progress_bar()


def fastest_precision(module: VLMModule, *, tries: int = 5) -> str:
    """Time the picture encoder in both precisions: bfloat16 doubles the speed of some processors and ruins others'.

    Args:
        module: The module to be trained.
        tries: Passes of each; the quickest counts.

    Returns:
        ``"bf16-mixed"`` or ``"32-true"``.
    """
    pixels = torch.rand(_BATCH, 1, *CANVAS.values())
    seconds = {
        precision: min(_timed(module, pixels, half=precision == "bf16-mixed") for _ in range(tries))
        for precision in ("32-true", "bf16-mixed")
    }
    module.zero_grad(set_to_none=True)
    return min(seconds, key=seconds.__getitem__)


def _timed(module: VLMModule, pixels: torch.Tensor, *, half: bool) -> float:
    begun = time.perf_counter()
    with torch.autocast("cpu", torch.bfloat16, enabled=half):
        module.model.encoder(pixel_values=pixels).last_hidden_state.float().sum().backward()
    return time.perf_counter() - begun
