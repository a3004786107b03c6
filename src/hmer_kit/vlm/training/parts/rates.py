"""A learning rate for each part of a model, and for each layer in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from torch import nn

from hmer_kit.exceptions import InputError
from hmer_kit.vlm.training.parts.model_parts import model_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Rate", "layer_depths", "parameter_rates"]


class Rate(NamedTuple):
    """The highest learning rate of a parameter, and a name for all that share it.

    Examples:
        >>> Rate("vision/layer_3", 1e-6).lr
        1e-06
    """

    group: str
    """Part, and layer where layers differ."""
    lr: float
    """Learning rate at the top of the schedule."""


def parameter_rates(
    model: nn.Module,
    *,
    lr: float,
    part_lr: Mapping[str, float] | None = None,
    layer_decay: float | Mapping[str, float] = 1.0,
) -> dict[str, Rate]:
    """Give each parameter its learning rate: that of its part, times ``layer_decay`` for each layer above it.

    In a part of n blocks, block i of 1..n has ``rate * layer_decay ** (n + 1 - i)``; what comes before the blocks
    (embeddings) counts as 0, what comes after (last norm, head) as n + 1, as in BEiT. Parts do not add up: the last
    layer of the vision tower decays once, like the last of the language model.

    Args:
        model: A transformers model.
        lr: Rate of the parts that ``part_lr`` does not name.
        part_lr: Rates of parts, such as ``{"vision": 2e-6}``.
        layer_decay: Factor from layer to layer, for all parts or by part.

    Raises:
        InputError: A part that there is not, or a number out of range.

    Examples:
        >>> from hmer_kit.vlm.small import small_model, small_processor
        >>> model = small_model(small_processor(["x"]).tokenizer)
        >>> rates = parameter_rates(model, lr=1.0, part_lr={"vision": 0.1}, layer_decay={"language": 0.5})
        >>> [rates[f"decoder.model.decoder.layers.{layer}.fc1.weight"] for layer in (0, 1)]
        [Rate(group='language/layer_1', lr=0.25), Rate(group='language/layer_2', lr=0.5)]
        >>> rates["encoder.norm.weight"]
        Rate(group='vision', lr=0.1)
    """
    parts = model_parts(model)
    by_part = part_lr or {}
    decays = dict(layer_decay) if isinstance(layer_decay, Mapping) else dict.fromkeys(parts, layer_decay)
    _check(parts, by_part, decays)
    rates: dict[str, Rate] = {}
    for part, names in parts.items():
        top, decay = by_part.get(part, lr), decays.get(part, 1.0)
        if decay == 1.0:
            rates.update(dict.fromkeys(names, Rate(part, top)))
            continue
        depths = layer_depths(model, names)
        last = len(_blocks(names, dict(model.named_modules()))) + 1
        rates.update({name: Rate(f"{part}/layer_{at}", top * decay ** (last - at)) for name, at in depths.items()})
    return rates


def layer_depths(model: nn.Module, names: Sequence[str]) -> dict[str, int]:
    """Count the blocks below each parameter of one part.

    Blocks are the members of the outermost ``ModuleList`` on the way to a parameter, in the order in which the model
    holds them; a stage of a Swin encoder counts as one, and all of a part without lists comes after none.

    Args:
        model: Where the names come from.
        names: Parameters of one part, in the model's order.

    Returns:
        0 for what comes before the blocks and for embeddings, 1..n for blocks, n + 1 for what comes after.

    Examples:
        >>> blocks = nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 2)])
        >>> model = nn.Sequential(nn.Embedding(3, 2), blocks, nn.Linear(2, 3))
        >>> list(layer_depths(model, [name for name, _ in model.named_parameters()]).values())
        [0, 1, 1, 2, 2, 3, 3]
    """
    modules = dict(model.named_modules())
    blocks = _blocks(names, modules)
    depths, seen = {}, not blocks
    for name in names:
        block = _block(name, modules)
        seen = seen or block is not None
        embedding = bool(blocks) and isinstance(modules.get(name.rpartition(".")[0]), nn.Embedding)
        beside = len(blocks) + 1 if seen and not embedding else 0
        depths[name] = beside if block is None else blocks[block]
    return depths


def _blocks(names: Sequence[str], modules: Mapping[str, nn.Module]) -> dict[str, int]:
    blocks: dict[str, int] = {}
    for name in names:
        block = _block(name, modules)
        if block is not None:
            blocks.setdefault(block, len(blocks) + 1)
    return blocks


def _block(name: str, modules: Mapping[str, nn.Module]) -> str | None:
    steps = name.split(".")
    for end in range(1, len(steps) - 1):
        if isinstance(modules.get(".".join(steps[:end])), nn.ModuleList):
            return ".".join(steps[: end + 1])
    return None


def _check(parts: Mapping[str, object], by_part: Mapping[str, float], decays: Mapping[str, float]) -> None:
    unknown = (set(by_part) | set(decays)) - set(parts)
    if unknown:
        raise InputError(f"expected parts of the model ({', '.join(parts)}), got {sorted(unknown)}")
    if not all(rate > 0 for rate in by_part.values()) or not all(0 < decay <= 1 for decay in decays.values()):
        raise InputError(
            f"expected part_lr above 0 and layer_decay within 0..1, got {dict(by_part)} and {dict(decays)}; "
            "to keep a part as it is, freeze it"
        )
