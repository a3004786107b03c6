"""The progress bar, the learning curve, and the end of the run."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lightning.pytorch import Callback, Trainer
from tqdm import tqdm

from hmer_kit.report import CurvePoint

if TYPE_CHECKING:
    from hmer_kit.cli.models.quickstart.progress import Progress

__all__ = ["TrainingLog"]

_SMOOTHING = 0.98


class TrainingLog(Callback):
    """Keep the progress, the bar and the learning curve, and end the run when it is done.

    Args:
        progress: The run's progress.

    Examples:
        >>> from hmer_kit.cli.models.quickstart.progress import Progress
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
        self._close()

    def on_exception(self, trainer: Trainer, pl_module: Any, exception: BaseException) -> None:  # noqa: ANN401, ARG002
        """Close the bar, so that what is said next has a line of its own."""
        self._close()

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()

    def _rate(self) -> str:
        rates = next((point.expression_rates for point in reversed(self.points) if point.expression_rates), {})
        return f", ExpRate {rates['vanilla']:.0%}" if "vanilla" in rates else ""
