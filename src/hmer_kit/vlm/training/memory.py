"""What a training run keeps in memory and in which type: weights, activations, compiled code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

import torch

from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from torch import nn

__all__ = ["TrainableDtype", "checkpoint_activations", "prepare_fit", "settle_dtype"]

TrainableDtype = Literal["float32", "as_loaded"]
"""What the trained parameters are turned to before a fit, or that they stay as they are."""

_HALVES = (torch.float16, torch.bfloat16)


def prepare_fit(
    model: Any,  # noqa: ANN401 - a transformers model
    *,
    trainable_dtype: TrainableDtype | None,
    gradient_checkpointing: bool,
    precision: str = "32-true",
) -> None:
    """Settle the type of the weights, then checkpointing, as ``VLMModule`` does before each fit.

    Args:
        model: A transformers model.
        trainable_dtype: See ``settle_dtype``.
        gradient_checkpointing: Whether to call ``checkpoint_activations``.
        precision: See ``settle_dtype``.

    Examples:
        >>> prepare_fit(torch.nn.Linear(1, 1), trainable_dtype=None, gradient_checkpointing=False)
    """
    settle_dtype(model, trainable_dtype=trainable_dtype, precision=precision)
    if gradient_checkpointing:
        checkpoint_activations(model)


def settle_dtype(model: nn.Module, *, trainable_dtype: TrainableDtype | None, precision: str = "32-true") -> None:
    """See to it that what is trained is trained in float32, or that it was asked for otherwise.

    A bfloat16 has eight bits for its digits: next to a weight of 1 the smallest step is 0.004, and the steps of a
    fine-tuning (learning rate 1e-5) are rounded away, without an error, in every optimizer that adds to the weights in
    place. Frozen weights may be of any type: mixed precision brings both together.

    Args:
        model: The module to train; frozen parameters stay as they are.
        trainable_dtype: ``"float32"`` turns half-precision parameters that are trained to float32, ``"as_loaded"``
            leaves them; None refuses them.
        precision: The trainer's; ``"bf16-true"`` and ``"16-true"`` ask for half-precision weights themselves.

    Raises:
        InputError: Parameters of half precision would be trained, and nobody asked for it.

    Examples:
        >>> model = torch.nn.Linear(1, 1).bfloat16()
        >>> settle_dtype(model, trainable_dtype="float32")
        >>> model.weight.dtype
        torch.float32
    """
    if trainable_dtype is not None and trainable_dtype not in get_args(TrainableDtype):
        raise InputError(f"expected trainable_dtype as one of {get_args(TrainableDtype)}, got {trainable_dtype!r}")
    halves = {name: item for name, item in model.named_parameters() if item.requires_grad and item.dtype in _HALVES}
    if trainable_dtype == "float32":
        for parameter in halves.values():
            parameter.data = parameter.data.float()
    elif halves and trainable_dtype is None and not precision.endswith("16-true"):
        name, first = next(iter(halves.items()))
        raise InputError(
            f"expected trained parameters in float32, got {first.dtype} in {len(halves)} of them, such as {name}: "
            "small steps would be rounded away; give VLMModule(trainable_dtype='float32') with Trainer(precision="
            "'bf16-mixed'), train adapters (lora={}), or say trainable_dtype='as_loaded' if it is meant"
        )


def checkpoint_activations(model: Any) -> None:  # noqa: ANN401 - a transformers model
    """Let the model forget the activations of its layers, and compute them again for the gradient.

    Without re-entry, so that it works with frozen parts and adapters as it stands. transformers then makes the outputs
    of embeddings require a gradient, which only re-entrant checkpointing needs and which would run the backward pass
    through a frozen vision tower for nothing: that is undone.

    Args:
        model: A transformers model that can; it does so in training mode alone.

    Raises:
        InputError: The model cannot.

    Examples:
        >>> from hmer_kit.vlm.small import small_model, small_processor
        >>> checkpoint_activations(small_model(small_processor(["x"]).tokenizer))
    """
    # The name of transformers up to 5.1x, which warns where there is the other.
    name = "activation_checkpointing_enable"
    enable = getattr(model, name, None) or model.gradient_checkpointing_enable
    try:
        enable({"use_reentrant": False})
    except ValueError as error:
        raise InputError(
            f"expected a model with layers that can be checkpointed, got {type(model).__name__}"
        ) from error
    for inner in model.modules():
        for hook in inner.__dict__.pop("_require_grads_hooks", ()):
            hook.remove()
        inner.__dict__.pop("_require_grads_hook", None)
