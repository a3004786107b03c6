"""The states of the random generators in a checkpoint, which Lightning leaves out: dropout goes on as it would have."""

from __future__ import annotations

import random
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from lightning.pytorch import Callback

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lightning.pytorch import LightningModule, Trainer

__all__ = ["RandomStates", "random_state", "set_random_state"]

_KEY = "hmer_kit_random_states"


def random_state() -> dict[str, Any]:
    """Return the states of Python's, NumPy's and torch's generators, of the present device among them.

    Examples:
        >>> state = random_state()
        >>> drawn = torch.rand(3)
        >>> set_random_state(state)
        >>> bool((torch.rand(3) == drawn).all())
        True
    """
    kind, keys, position, has_gauss, gauss = np.random.get_state()  # noqa: NPY002 - the generator that others draw from
    version, internal, gauss_next = random.getstate()
    state: dict[str, Any] = {
        "python": [version, list(internal), gauss_next],
        "numpy": [str(kind), np.asarray(keys).tolist(), int(position), int(has_gauss), float(gauss)],
        "torch": torch.get_rng_state(),
    }
    if torch.cuda.is_available() and torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
        state["cuda"] = torch.cuda.get_rng_state()
    return state


def set_random_state(state: Mapping[str, Any]) -> None:
    """Set the generators as they were.

    Args:
        state: Of ``random_state``.

    Examples:
        >>> set_random_state(random_state())
    """
    version, internal, gauss_next = state["python"]
    random.setstate((version, tuple(internal), gauss_next))
    kind, keys, *rest = state["numpy"]
    np.random.set_state((kind, np.array(keys, dtype=np.uint32), *rest))  # noqa: NPY002
    torch.set_rng_state(state["torch"].cpu())
    if "cuda" in state and torch.cuda.is_available():
        torch.cuda.set_rng_state(state["cuda"].cpu())


class RandomStates(Callback):
    """Save the random states of every process with each checkpoint, and set them before the first resumed step.

    ``ResumableCheckpoints`` does so by itself; this is for Lightning's ``ModelCheckpoint``.

    Examples:
        >>> from lightning.pytorch import Trainer
        >>> options = {"logger": False, "enable_checkpointing": False, "enable_progress_bar": False}
        >>> any(isinstance(each, RandomStates) for each in Trainer(callbacks=[RandomStates()], **options).callbacks)
        True
    """

    def __init__(self) -> None:
        self._waiting: dict[str, Any] | None = None

    def on_save_checkpoint(
        self,
        trainer: Trainer,
        pl_module: LightningModule,  # noqa: ARG002 - Lightning's names
        checkpoint: dict[str, Any],
    ) -> None:
        """Add the states; called in all processes."""
        states: list[Any] = [random_state()]
        if trainer.world_size > 1:
            states = [None] * trainer.world_size
            torch.distributed.all_gather_object(states, random_state())
        checkpoint[_KEY] = states

    def on_load_checkpoint(
        self,
        trainer: Trainer,
        pl_module: LightningModule,  # noqa: ARG002
        checkpoint: dict[str, Any],
    ) -> None:
        """Keep the state of this process until the first step, for what is set up before it may draw too."""
        if trainer.state.fn not in {None, "fit"}:
            return
        states = checkpoint.get(_KEY)
        if states is None or len(states) != trainer.world_size:
            found = "none" if states is None else f"those of {len(states)}"
            warnings.warn(
                f"expected the random states of {trainer.world_size} processes in the checkpoint, found {found}; "
                "dropout draws others than it would have",
                stacklevel=2,
            )
            return
        self._waiting = states[trainer.global_rank]

    def on_train_batch_start(
        self,
        trainer: Trainer,  # noqa: ARG002
        pl_module: LightningModule,  # noqa: ARG002
        batch: Any,  # noqa: ANN401, ARG002
        batch_idx: int,  # noqa: ARG002
    ) -> None:
        """Set the states before the first step of a resumed run."""
        if self._waiting is not None:
            set_random_state(self._waiting)
            self._waiting = None
