"""The optimizer and schedule of a module, as Lightning takes them."""

from __future__ import annotations

from typing import Any

from hmer_kit.vlm.training.optim.build import build_optimizer

__all__ = ["configured"]

_NAMES = ("lr", "weight_decay", "warmup", "part_lr", "layer_decay")


def configured(module: Any, **choices: Any) -> dict[str, Any]:  # noqa: ANN401 - a VLMModule
    """Build both by the module's options and the choices that a checkpoint does not keep."""
    options = {name: module.hparams[name] for name in _NAMES} | choices
    steps = module.hparams["total_steps"] or module.trainer.estimated_stepping_batches
    optimizer, scheduler = build_optimizer(module.model, total_steps=steps, **options)
    return {"optimizer": optimizer, "lr_scheduler": {"scheduler": scheduler, "interval": "step"}}
