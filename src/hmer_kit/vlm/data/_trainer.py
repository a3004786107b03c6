"""What a data module asks of Lightning's trainer, and what it has to correct there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from collections.abc import Callable

    from lightning.pytorch import Trainer

__all__ = ["gather_states", "mend_progress"]


def mend_progress(trainer: Trainer) -> None:
    """Correct what some versions of Lightning count wrong after a checkpoint, so that epochs stay as long as they are.

    A checkpoint that was made after a batch: Lightning 2.4 takes the batch for one that is still to come. One that was
    made at the end of an epoch, where the trainer counts steps: all versions take it for one within the epoch, and go
    through an epoch of one batch or none.

    Args:
        trainer: In ``fit``, its checkpoint loaded.

    Examples:
        >>> from lightning.pytorch import Trainer
        >>> options = {"logger": False, "enable_checkpointing": False, "enable_progress_bar": False}
        >>> mend_progress(Trainer(max_steps=3, **options))  # not resumed: nothing to do
    """
    loop = trainer.fit_loop
    batches = loop.epoch_loop.batch_progress
    progress: Any
    if loop.restarting and not hasattr(loop.epoch_loop, "restarted_on_train_batch_end"):
        for progress in (batches.current, batches.total):
            progress.completed = progress.processed
    now: Any = loop.epoch_progress.current
    if trainer.max_steps == -1 or not loop.restarting or not now.completed < now.processed == now.started == now.ready:
        return
    for progress in (now, loop.epoch_progress.total):
        progress.completed = progress.processed
    loop.epoch_loop.restarting = False


def gather_states(trainer: Trainer | None) -> Callable[[Any], list[Any]] | None:
    """Return what collects a state of each process, or None where there is but one.

    Args:
        trainer: The trainer or None.

    Examples:
        >>> gather_states(None) is None
        True
    """
    if trainer is None or trainer.world_size == 1:
        return None

    def gather(state: Any) -> list[Any]:  # noqa: ANN401
        states: list[Any] = [None] * trainer.world_size
        torch.distributed.all_gather_object(states, state)
        return states

    return gather
