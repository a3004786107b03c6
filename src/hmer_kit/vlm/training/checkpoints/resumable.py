"""Checkpoints that a killed training goes on from."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lightning.pytorch import Callback

from hmer_kit._files import sync
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.vlm.training.checkpoints.random_state import RandomStates

if TYPE_CHECKING:
    from lightning.pytorch import LightningModule, Trainer

__all__ = ["ResumableCheckpoints", "newest_checkpoint"]

_DRAFT = ".draft"
_ATTEMPTS = "attempts.jsonl"


def newest_checkpoint(folder: str | os.PathLike[str]) -> Path | None:
    """Return the checkpoint of the most steps, or None where there is none.

    Args:
        folder: Of a ``ResumableCheckpoints``.

    Examples:
        >>> newest_checkpoint("no such folder") is None
        True
    """
    return max(Path(folder).glob("step-*.ckpt"), default=None)


class ResumableCheckpoints(Callback):
    """Keep the newest state of a training, such that a process killed at any moment leaves a whole one.

    Lightning's own checkpoints are written in a temporary folder and copied where that is another disk; these take
    their names when all of them is on the disk. Before the one before is deleted, the new one is there.

    With a ``TaskDataModule`` a run goes on as if never stopped, from the end of an epoch and from within it, whether
    the trainer counts epochs or steps; the states of the random generators are kept too, so that dropout is the same.
    Checkpoints are made where a step has just been taken: gradients still being accumulated are in none. Each start is
    noted in ``attempts.jsonl``, with the step that it started from.

    Where one cannot be written, because the disk is full for example, training stops with a ``DataError`` and the one
    before stays; nothing half-written does.

    Args:
        folder: Where to keep them; made if absent.
        every: Steps between two of them.

    Raises:
        InputError: ``every`` is not 1 or more.

    Examples:
        >>> ResumableCheckpoints("work", every=100).every
        100
    """

    def __init__(self, folder: str | os.PathLike[str], *, every: int) -> None:
        if every < 1:
            raise InputError(f"expected checkpoints every 1 or more steps, got {every}")
        self.folder = Path(folder)
        self.every = every
        self._saved = 0
        self._random = RandomStates()

    def on_save_checkpoint(self, trainer: Trainer, pl_module: LightningModule, checkpoint: dict[str, Any]) -> None:
        """Add the random states."""
        self._random.on_save_checkpoint(trainer, pl_module, checkpoint)

    def on_load_checkpoint(self, trainer: Trainer, pl_module: LightningModule, checkpoint: dict[str, Any]) -> None:
        """Take the random states over."""
        self._random.on_load_checkpoint(trainer, pl_module, checkpoint)

    def on_train_batch_start(self, trainer: Trainer, pl_module: LightningModule, batch: Any, batch_idx: int) -> None:  # noqa: ANN401
        """Set the random states before the first step of a resumed run."""
        self._random.on_train_batch_start(trainer, pl_module, batch, batch_idx)

    def on_train_start(self, trainer: Trainer, pl_module: LightningModule) -> None:  # noqa: ARG002 - Lightning's names
        """Note the start."""
        self._saved = trainer.global_step
        if trainer.is_global_zero:
            self.folder.mkdir(parents=True, exist_ok=True)
            with (self.folder / _ATTEMPTS).open("a", encoding="utf-8") as file:
                file.write(json.dumps({"from_step": trainer.global_step, "pid": os.getpid()}) + "\n")

    def on_train_batch_end(
        self,
        trainer: Trainer,
        pl_module: LightningModule,  # noqa: ARG002
        outputs: Any,  # noqa: ANN401, ARG002
        batch: Any,  # noqa: ANN401, ARG002
        batch_idx: int,  # noqa: ARG002
    ) -> None:
        """Save where it is time, unless the epoch is about to end."""
        if not trainer.is_last_batch:
            self._save_if_due(trainer)

    def on_train_epoch_end(self, trainer: Trainer, pl_module: LightningModule) -> None:  # noqa: ARG002
        """Save where it is time."""
        self._save_if_due(trainer)

    def _save_if_due(self, trainer: Trainer) -> None:
        step = trainer.global_step
        if step - self._saved < self.every:
            return
        self._saved = step
        path = self.folder / f"step-{step:09}.ckpt"
        draft = path.with_suffix(_DRAFT)
        try:
            trainer.save_checkpoint(draft)  # all processes take part
            if trainer.is_global_zero:
                sync(draft)
                draft.replace(path)
        except (OSError, RuntimeError) as error:  # torch says RuntimeError of a full disk
            raise _unwritten(path, draft, error=error) from error
        if trainer.is_global_zero:
            for older in self.folder.glob("step-*"):
                if older != path:
                    _remove(older)


def _unwritten(path: Path, draft: Path, *, error: Exception) -> DataError:
    """Take the draft away, and say what is left."""
    _remove(draft)
    newest = newest_checkpoint(path.parent)
    free = shutil.disk_usage(path.parent).free
    return DataError(
        f"cannot write the checkpoint {path}: {str(error).strip() or type(error).__name__}; {free} bytes are free "
        f"there; the newest whole one is {newest.name if newest else 'none'}",
        code="unwritable",
        path=str(path),
    )


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
