"""Parts that are not trained, and parameters that a loss does not reach."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch
from transformers.modeling_layers import GradientCheckpointingLayer

from hmer_kit.vlm.batching.batches import model_inputs
from hmer_kit.vlm.training.parts.model_parts import select_parameters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch import nn

__all__ = ["freeze", "freeze_unused", "hold_frozen", "unused_parameters"]


def freeze(model: nn.Module, wanted: Sequence[str]) -> list[str]:
    """Take parts, or the parameters that match patterns, out of the training.

    Args:
        model: A transformers model.
        wanted: Such as ``["vision", "projector"]``, see ``select_parameters``.

    Returns:
        Names of the frozen parameters.

    Raises:
        InputError: Something that the model has not.

    Examples:
        >>> from hmer_kit.vlm.small import small_model, small_processor
        >>> from hmer_kit.vlm.training.parts.model_parts import parts_table
        >>> model = small_model(small_processor(["x"]).tokenizer)
        >>> len(freeze(model, ["vision"]))
        14
        >>> print(parts_table(model).splitlines()[1])
        vision        268,288           0  encoder.stages, encoder.norm
    """
    chosen = select_parameters(model, wanted)
    for parameter in chosen.values():
        parameter.requires_grad_(False)  # noqa: FBT003 - torch's own
    return list(chosen)


def hold_frozen(model: nn.Module) -> None:
    """Put modules whose every parameter is frozen in evaluation mode: no dropout, no batch norm that moves.

    Call it after ``model.train()``, which it follows from the top down. Layers with gradient checkpointing stay in
    training mode themselves, for transformers checkpoints no others, and gradients may pass through them to a part
    below; what they hold does not.

    Args:
        model: Any module.

    Examples:
        >>> from torch import nn
        >>> model = nn.Sequential(nn.Linear(1, 1).requires_grad_(False), nn.Linear(1, 1))
        >>> hold_frozen(model)
        >>> model[0].training, model[1].training
        (False, True)
    """
    waiting = [model]
    while waiting:
        module = waiting.pop()
        parameters = list(module.parameters())
        if not parameters or any(parameter.requires_grad for parameter in parameters):
            waiting.extend(module.children())
            continue
        module.eval()
        for layer in module.modules():
            if isinstance(layer, GradientCheckpointingLayer) and layer.gradient_checkpointing:
                layer.training = True


def unused_parameters(model: nn.Module, batch: dict[str, Any]) -> list[str]:
    """Name the trainable parameters that the loss of a batch does not depend on.

    Such are the last layer and the pooler of LLaVA's vision tower (features are taken before them) and the pooler of a
    ViT under TrOCR. Under DDP they stop the second step, unless ``find_unused_parameters`` looks for them in every
    step. Gradients that are there are left alone; the random generator too.

    Args:
        model: A transformers model, left in the mode it was in.
        batch: A batch of ``TaskCollator`` with whatever the model may need: all tasks, if parts serve single ones.

    Examples:
        >>> from types import SimpleNamespace as Namespace
        >>> class Model(torch.nn.Module):
        ...     def __init__(self):
        ...         super().__init__()
        ...         self.used, self.pooler = torch.nn.Linear(1, 1), torch.nn.Linear(1, 1)
        ...     def forward(self, pixel_values):
        ...         return Namespace(loss=self.used(pixel_values).sum())
        >>> unused_parameters(Model(), {"pixel_values": torch.ones(1, 1), "ids": ["a"]})
        ['pooler.weight', 'pooler.bias']
    """
    trained = {name: value for name, value in model.named_parameters() if value.requires_grad}
    with _evaluating(model), torch.random.fork_rng(), torch.enable_grad():
        loss = model(**model_inputs(batch)).loss
        found = torch.autograd.grad(loss, list(trained.values()), allow_unused=True)
    return [name for name, gradient in zip(trained, found, strict=True) if gradient is None]


def freeze_unused(model: nn.Module, batch: dict[str, Any]) -> list[str]:
    """Freeze the parameters that the loss of a batch does not depend on, before the trainer wraps the model for DDP.

    Args:
        model: See ``unused_parameters``.
        batch: See ``unused_parameters``.

    Returns:
        Their names.

    Examples:
        >>> from hmer_kit import build_examples, synthesize, Record
        >>> from hmer_kit.vlm import TaskCollator
        >>> from hmer_kit.vlm.small import small_model, small_processor
        >>> ((latex, image),) = synthesize(1, seed=1)
        >>> processor = small_processor(latex.split())
        >>> model = small_model(processor.tokenizer)
        >>> examples = build_examples([Record("a", latex, image=image)], tasks=["vanilla"]).examples
        >>> freeze_unused(model, TaskCollator(processor, model=model)(examples))
        []
    """
    names = set(unused_parameters(model, batch))
    for name, parameter in model.named_parameters():
        if name in names:
            parameter.requires_grad_(False)  # noqa: FBT003
    return [name for name, _ in model.named_parameters() if name in names]


@contextmanager
def _evaluating(model: nn.Module) -> Iterator[None]:
    training = [module for module in model.modules() if module.training]
    model.eval()
    try:
        yield
    finally:
        for module in training:
            module.training = True
