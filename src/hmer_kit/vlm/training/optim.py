"""AdamW without decay on norms, biases and embeddings, and the learning rate from step to step."""

from __future__ import annotations

import math
from functools import partial
from typing import Any, Literal, get_args

from torch import nn
from torch.optim import AdamW
from torch.optim.lr_scheduler import LambdaLR

from hmer_kit.exceptions import InputError

__all__ = ["Schedule", "build_optimizer", "learning_rate_factor", "parameter_groups"]

Schedule = Literal["cosine", "linear", "constant"]
"""How the learning rate falls after the warm-up."""


def learning_rate_factor(step: int, *, total_steps: int, warmup: float = 0.1, schedule: Schedule = "cosine") -> float:
    """Return what the learning rate is multiplied by at a step: up in a line, then down to nothing.

    Args:
        step: Optimizer steps taken so far.
        total_steps: Optimizer steps of the whole run; the factor stays where it is after them.
        warmup: Share of the steps in which the rate rises.
        schedule: How it falls after that.

    Examples:
        >>> [round(learning_rate_factor(step, total_steps=100), 2) for step in (0, 5, 10, 55, 100)]
        [0.1, 0.6, 1.0, 0.5, 0.0]
    """
    rising = math.ceil(warmup * total_steps)
    if step < rising:
        return (step + 1) / rising
    if schedule == "constant":
        return 1.0
    done = min(1.0, (step - rising) / max(1, total_steps - rising))
    return 1.0 - done if schedule == "linear" else 0.5 * (1.0 + math.cos(math.pi * done))


def parameter_groups(model: nn.Module, *, weight_decay: float) -> list[dict[str, Any]]:
    """Split the trainable parameters in those that decay and those that do not.

    Args:
        model: Any module; frozen parameters are left out.
        weight_decay: Decay of matrices and convolutions; norms, biases and embeddings have none.

    Raises:
        InputError: Nothing is trainable.

    Examples:
        >>> groups = parameter_groups(nn.Sequential(nn.Embedding(3, 2), nn.Linear(2, 2)), weight_decay=0.1)
        >>> [(len(group["params"]), group["weight_decay"]) for group in groups]
        [(1, 0.1), (2, 0.0)]
    """
    embeddings = {
        id(item) for module in model.modules() if isinstance(module, nn.Embedding) for item in module.parameters()
    }
    decayed: list[nn.Parameter] = []
    plain: list[nn.Parameter] = []
    for parameter in model.parameters():
        if parameter.requires_grad:
            bare = parameter.ndim < 2 or id(parameter) in embeddings
            (plain if bare else decayed).append(parameter)
    if not decayed and not plain:
        raise InputError("expected a model with trainable parameters, got none; set requires_grad on some of them")
    groups = [{"params": decayed, "weight_decay": weight_decay}, {"params": plain, "weight_decay": 0.0}]
    return [group for group in groups if group["params"]]


def build_optimizer(
    model: nn.Module,
    *,
    lr: float,
    weight_decay: float,
    total_steps: float,
    warmup: float = 0.1,
    schedule: Schedule = "cosine",
) -> tuple[AdamW, LambdaLR]:
    """Build the optimizer and the scheduler that is stepped after each of its steps.

    Args:
        model: The module to train.
        lr: Highest learning rate.
        weight_decay: See ``parameter_groups``.
        total_steps: Optimizer steps of the whole run; infinite or -1 is an endless run, as Lightning says it.
        warmup: Share of the steps in which the rate rises.
        schedule: How it falls after that.

    Raises:
        InputError: A rate, share or schedule out of range, or an endless run with a schedule that needs its end.

    Examples:
        >>> optimizer, scheduler = build_optimizer(nn.Linear(1, 1), lr=1.0, weight_decay=0.0, total_steps=20)
        >>> scheduler.get_last_lr()
        [0.5, 0.5]
    """
    if schedule not in get_args(Schedule) or not 0.0 <= warmup <= 1.0 or lr <= 0:
        raise InputError(
            f"expected lr > 0, warmup within 0..1 and schedule one of {get_args(Schedule)}, "
            f"got lr={lr}, warmup={warmup}, schedule={schedule!r}"
        )
    steps = _planned(total_steps, endless_will_do=schedule == "constant" and warmup == 0)
    groups = parameter_groups(model, weight_decay=weight_decay)
    optimizer = AdamW(groups, lr=lr)  # not fused: Lightning refuses to clip gradients for that in mixed precision
    factor = partial(learning_rate_factor, total_steps=steps, warmup=warmup, schedule=schedule)
    return optimizer, LambdaLR(optimizer, factor)


def _planned(total_steps: float, *, endless_will_do: bool) -> int:
    if math.isfinite(total_steps) and total_steps >= 1:
        return int(total_steps)
    if endless_will_do:
        return 1
    raise InputError(
        f"expected a number of optimizer steps to plan warm-up and schedule, got total_steps={total_steps}; give "
        "VLMModule(total_steps=...), Trainer(max_steps=...), or schedule='constant' with warmup=0"
    )
