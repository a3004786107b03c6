"""What transformers loses when a model is loaded, put back."""

from __future__ import annotations

from typing import Any

import torch

__all__ = ["restore_sines"]


def restore_sines(model: Any) -> list[str]:  # noqa: ANN401 - any transformers model
    """Compute tables of sinusoidal positions that ``from_pretrained`` has left empty.

    TrOCR's decoder with fixed positions (its large printed checkpoint and those of its first stage) keeps the table as
    a plain tensor, which is neither saved nor made anew: the loaded model fails at its first step. As a buffer it also
    follows the model to its device.

    Args:
        model: A loaded model; its tables are filled in place.

    Returns:
        Names of the modules that were put right.

    Examples:
        >>> restore_sines(torch.nn.Linear(2, 2))
        []
    """
    restored = []
    for name, module in model.named_modules():
        table = vars(module).get("weights")
        if isinstance(table, torch.Tensor) and table.is_meta and hasattr(module, "get_embedding"):
            del module.weights
            made = module.get_embedding(len(table), module.embedding_dim, module.padding_idx)
            module.register_buffer("weights", made.to(table.dtype), persistent=False)
            restored.append(name)
    return restored
