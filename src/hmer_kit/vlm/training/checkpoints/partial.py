"""Checkpoints of what was trained alone, for runs that leave most of a large model as it is.

Such a checkpoint holds a fingerprint of the frozen weights, so that it is not put on another model in silence.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from torch import Tensor, nn

__all__ = ["check_frozen", "fingerprint", "keep_trained", "load_trained"]

_MARK = "hmer_kit_frozen"
_SEEN = 64


def keep_trained(checkpoint: dict[str, Any], module: nn.Module) -> None:
    """Leave the frozen weights out of a checkpoint, and put their fingerprint in.

    Args:
        checkpoint: Of ``module``; its ``state_dict`` is cut to trained parameters and buffers.
        module: What was trained.

    Examples:
        >>> from torch import nn
        >>> module = nn.Linear(1, 1)
        >>> module.weight = nn.Parameter(module.weight.data, requires_grad=False)
        >>> checkpoint = {"state_dict": module.state_dict()}
        >>> keep_trained(checkpoint, module)
        >>> list(checkpoint["state_dict"])
        ['bias']
    """
    parameters = dict(module.named_parameters())
    kept = {name for name, value in parameters.items() if value.requires_grad}
    kept |= {name for name, _ in module.named_buffers()}
    kept |= {name for name, value in module.named_parameters(remove_duplicate=False) if value.requires_grad}
    checkpoint["state_dict"] = {name: value for name, value in checkpoint["state_dict"].items() if name in kept}
    checkpoint[_MARK] = fingerprint({name: value for name, value in parameters.items() if name not in kept})


def check_frozen(checkpoint: Mapping[str, Any], module: nn.Module) -> bool:
    """Tell whether a checkpoint holds trained weights alone, and that they were trained beside this module's others.

    Args:
        checkpoint: Of any module.
        module: What it is to be loaded into.

    Raises:
        DataError: The weights that the checkpoint leaves out are not those that it was trained with.

    Examples:
        >>> from torch import nn
        >>> check_frozen({"state_dict": {}}, nn.Linear(1, 1))
        False
    """
    if _MARK not in checkpoint:
        return False
    absent = {name: value for name, value in module.named_parameters() if name not in checkpoint["state_dict"]}
    if fingerprint(absent) != checkpoint[_MARK]:
        raise DataError(
            f"expected the weights that this checkpoint was trained with, got {len(absent)} others: it holds "
            f"{len(checkpoint['state_dict'])} trained ones alone; give the same model, loaded and frozen the same way",
            code="other_weights",
        )
    return True


def load_trained(load: Callable[..., Any], state_dict: Mapping[str, Any]) -> Any:  # noqa: ANN401 - torch's own
    """Load the weights that a checkpoint holds; the others, which ``check_frozen`` has looked at, stay.

    Args:
        load: ``load_state_dict`` of the module.
        state_dict: Weights.

    Raises:
        DataError: The checkpoint holds weights that the module has not.

    Examples:
        >>> from torch import nn
        >>> load_trained(nn.Linear(1, 1).load_state_dict, {"bias": nn.Parameter(nn.Linear(1, 1).bias)})
        <All keys matched successfully>
    """
    result = load(state_dict, strict=False)
    if result.unexpected_keys:
        raise DataError(
            f"expected weights of the module alone, got {len(result.unexpected_keys)} others, such as "
            f"{result.unexpected_keys[0]}; give the options that the checkpoint was trained with",
            code="other_weights",
        )
    result.missing_keys.clear()
    return result


def fingerprint(weights: Mapping[str, Tensor]) -> str:
    """Return a checksum of the names, sizes and first values of weights, the same in float32 and in bfloat16.

    Args:
        weights: By name.

    Examples:
        >>> import torch
        >>> weight = torch.ones(3, 3)
        >>> fingerprint({"a": weight}) == fingerprint({"a": weight.bfloat16()}) != fingerprint({"a": 2 * weight})
        True
    """
    digest = hashlib.sha256()
    for name in sorted(weights):
        value = weights[name].detach().reshape(-1)[:_SEEN]
        if value.is_floating_point():
            value = value.bfloat16().float()
        digest.update(f"{name} {tuple(weights[name].shape)}".encode())
        digest.update(value.contiguous().cpu().numpy().tobytes())
    return digest.hexdigest()
