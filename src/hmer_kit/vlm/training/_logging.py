"""What a module logs: one value in the progress bar, the others beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lightning.pytorch import LightningModule
    from torch import Tensor

__all__ = ["log_epoch", "log_values"]


def log_values(module: LightningModule, values: Mapping[str, Any], *, main: str, **options: Any) -> None:
    """Log values, the main one in the progress bar too, if it is there."""
    module.log_dict({name: value for name, value in values.items() if name != main}, **options)
    module.log_dict({name: values[name] for name in [main] if name in values}, prog_bar=True, **options)


def log_epoch(module: LightningModule, *tallies: Callable[..., Mapping[str, float]]) -> None:
    """Log the scores of a validation or test of all processes together; each tally is called with ``total``."""
    trainer = module.trainer
    part = "test" if trainer.testing else "val"

    def total(counts: Tensor) -> Tensor:
        summed: Tensor = trainer.strategy.reduce(counts.to(module.device), reduce_op="sum")
        return summed

    values = {f"{part}_{name}": value for tally in tallies for name, value in tally(total=total).items()}
    log_values(module, values, main=f"{part}_ExpRate", batch_size=1, sync_dist=trainer.world_size > 1)
