"""The optimizer without decay on norms, biases and embeddings, and the learning rate from step to step."""

from __future__ import annotations

import inspect
import math
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from torch import nn, optim
from torch.optim import lr_scheduler

from hmer_kit.exceptions import InputError
from hmer_kit.vlm.training.optim.named import Chosen, find_callable
from hmer_kit.vlm.training.parts.rates import Rate, parameter_rates

if TYPE_CHECKING:
    from collections.abc import Mapping

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


def parameter_groups(
    model: nn.Module, *, weight_decay: float, rates: Mapping[str, Rate] | None = None
) -> list[dict[str, Any]]:
    """Split the trainable parameters in those that decay and those that do not, and by their learning rates.

    Args:
        model: Any module; frozen parameters are left out.
        weight_decay: Decay of matrices and convolutions; norms, biases and embeddings have none.
        rates: Learning rate of each parameter, see ``parameter_rates``; without them groups have none of their own.

    Returns:
        What optimizers of torch take; with rates every group has its ``lr`` and a ``name``, which Lightning's
        ``LearningRateMonitor`` shows.

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
    groups: dict[tuple[str, bool], dict[str, Any]] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            bare = parameter.ndim < 2 or id(parameter) in embeddings
            key = (rates[name].group if rates is not None else "", bare)
            if key not in groups:
                groups[key] = {"params": [], "weight_decay": 0.0 if bare else weight_decay}
                if rates is not None:
                    groups[key] |= {"lr": rates[name].lr, "name": key[0] + "/no_decay" * bare}
            groups[key]["params"].append(parameter)
    if not groups:
        raise InputError("expected a model with trainable parameters, got none; set requires_grad on some of them")
    return [groups[key] for key in sorted(groups, key=lambda key: key[1])]  # a group keeps its place: decayed first


def build_optimizer(  # noqa: PLR0913 - options by name
    model: nn.Module,
    *,
    lr: float,
    weight_decay: float,
    total_steps: float,
    warmup: float = 0.1,
    schedule: Schedule | Chosen = "cosine",
    optimizer: Chosen = "AdamW",
    part_lr: Mapping[str, float] | None = None,
    layer_decay: float | Mapping[str, float] = 1.0,
) -> tuple[optim.Optimizer, lr_scheduler.LRScheduler]:
    """Build the optimizer and the scheduler that is stepped after each of its steps.

    Args:
        model: The module to train.
        lr: Highest learning rate.
        weight_decay: See ``parameter_groups``.
        total_steps: Optimizer steps of the whole run; infinite or -1 is an endless run, as Lightning says it.
        warmup: Share of the steps in which the rate rises.
        schedule: How it falls after that; or a schedule of transformers by its name (``"polynomial"``,
            ``"warmup_stable_decay"``, ...), a class of ``torch.optim.lr_scheduler``, a dotted path, or a callable.
            Those are called with the optimizer and what they take of ``total_steps``, ``num_training_steps`` and
            ``num_warmup_steps``.
        optimizer: A class of ``torch.optim``, a dotted path such as ``"bitsandbytes.optim.AdamW8bit"``,
            ``{"class_path": ..., "init_args": {...}}`` or a callable; called with parameter groups and ``lr``.
        part_lr: Learning rates of single parts of a transformers model, see ``parameter_rates``.
        layer_decay: What the rate is multiplied by from layer to layer down, see ``parameter_rates``.

    Raises:
        InputError: A rate or share out of range, a name that there is not, or an endless run with a schedule that
            needs its end.

    Examples:
        >>> optimizer, scheduler = build_optimizer(nn.Linear(1, 1), lr=1.0, weight_decay=0.0, total_steps=20)
        >>> scheduler.get_last_lr()
        [0.5, 0.5]
    """
    plain = isinstance(schedule, str) and schedule in get_args(Schedule)
    if not 0.0 <= warmup <= 1.0 or lr <= 0 or not (plain or _known(schedule)):
        raise InputError(
            f"expected lr > 0, warmup within 0..1 and schedule one of {get_args(Schedule)}, of transformers "
            f"or of torch.optim.lr_scheduler, got lr={lr}, warmup={warmup}, schedule={schedule!r}"
        )
    alike = not part_lr and layer_decay == 1.0
    rates = None if alike else parameter_rates(model, lr=lr, part_lr=part_lr, layer_decay=layer_decay)
    groups = parameter_groups(model, weight_decay=weight_decay, rates=rates)
    built = find_callable(optimizer, home=optim, what="optimizer")(groups, lr=lr)  # AdamW not fused: see the guide
    if plain:
        steps = _planned(total_steps, endless_will_do=schedule == "constant" and warmup == 0)
        factor = partial(learning_rate_factor, total_steps=steps, warmup=warmup, schedule=cast("Schedule", schedule))
        return built, lr_scheduler.LambdaLR(built, factor)
    return built, _other_schedule(schedule, built, total_steps=total_steps, warmup=warmup)


def _known(schedule: Chosen) -> bool:
    name = schedule.get("class_path") if isinstance(schedule, dict) else schedule
    return not isinstance(name, str) or "." in name or hasattr(lr_scheduler, name) or name in _of_transformers()


def _of_transformers() -> dict[str, Any]:
    from transformers.optimization import TYPE_TO_SCHEDULER_FUNCTION  # it imports peft and bitsandbytes

    return {str(kind.value): function for kind, function in TYPE_TO_SCHEDULER_FUNCTION.items()}


def _other_schedule(
    schedule: Chosen, optimizer: optim.Optimizer, *, total_steps: float, warmup: float
) -> lr_scheduler.LRScheduler:
    """Call a schedule that is not ours with what it takes of what is known."""
    chosen = schedule
    if isinstance(schedule, dict):
        chosen = {**schedule, "class_path": _of_transformers().get(schedule["class_path"], schedule["class_path"])}
    elif isinstance(schedule, str):
        chosen = _of_transformers().get(schedule, schedule)
    function = find_callable(chosen, home=lr_scheduler, what="schedule")
    takes = inspect.signature(function).parameters
    given = function.keywords if isinstance(function, partial) else {}
    wanted = {"total_steps", "num_training_steps", "num_warmup_steps"}.intersection(takes) - set(given)
    steps = _planned(total_steps, endless_will_do=not wanted)
    known = {
        "total_steps": steps,
        "num_training_steps": steps,
        "num_warmup_steps": math.ceil(warmup * steps),
    }
    built = function(optimizer, **{name: known[name] for name in wanted})
    if isinstance(built, lr_scheduler.ReduceLROnPlateau):
        raise InputError("expected a schedule by steps, got one by a score; override configure_optimizers for that")
    scheduler: lr_scheduler.LRScheduler = built
    return scheduler


def _planned(total_steps: float, *, endless_will_do: bool) -> int:
    if math.isfinite(total_steps) and total_steps >= 1:
        return int(total_steps)
    if endless_will_do:
        return 1
    raise InputError(
        f"expected a number of optimizer steps to plan warm-up and schedule, got total_steps={total_steps}; give "
        "VLMModule(total_steps=...), Trainer(max_steps=...), or schedule='constant' with warmup=0"
    )
