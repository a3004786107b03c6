"""Weights in shares: FSDP2 under Lightning's ``ModelParallelStrategy``, for any model of transformers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from torch.distributed.checkpoint.state_dict import StateDictOptions, get_model_state_dict
from torch.distributed.fsdp import FullyShardedDataParallel

from hmer_kit.exceptions import InputError

try:
    from torch.distributed.fsdp import FSDPModule, fully_shard, register_fsdp_forward_method
except ImportError:  # where torch 2.4 and 2.5 keep them
    from torch.distributed._composable.fsdp import (  # type: ignore[attr-defined]
        FSDPModule,
        fully_shard,
        register_fsdp_forward_method,
    )

if TYPE_CHECKING:
    from torch import Tensor, nn
    from torch.distributed.device_mesh import DeviceMesh

__all__ = ["is_sharded", "shard_model", "sharded_blocks", "takes_turns", "whole_weights"]

_DATA = "data_parallel"
_TENSOR = "tensor_parallel"


def sharded_blocks(model: nn.Module) -> list[str]:
    """Name the blocks that are gathered and let go one by one: those that transformers never splits over devices.

    Args:
        model: A transformers model.

    Examples:
        >>> from hmer_kit.vlm.small import small_model, small_processor
        >>> sharded_blocks(small_model(small_processor(["x"]).tokenizer))
        ['decoder.model.decoder.layers.0', 'decoder.model.decoder.layers.1']
    """
    kinds = {kind for module in model.modules() for kind in getattr(module, "_no_split_modules", None) or ()}
    return [name for name, module in model.named_modules() if name and type(module).__name__ in kinds]


def is_sharded(model: nn.Module) -> bool:
    """Tell whether the weights of a model lie in shares already.

    Args:
        model: Any module.

    Examples:
        >>> from torch import nn
        >>> is_sharded(nn.Linear(1, 1))
        False
    """
    return isinstance(model, FSDPModule)


def shard_model(model: Any, mesh: DeviceMesh | None) -> None:  # noqa: ANN401 - a transformers model
    """Let each process hold a share of the weights, gradients and optimizer state, in place.

    Each block is gathered when it is needed and let go after it; what is outside of the blocks is one group.
    ``generate`` gathers too. A model that is sharded already stays as it is.

    Args:
        model: A transformers model.
        mesh: Lightning's mesh, with the dimensions ``data_parallel`` and ``tensor_parallel``; None changes nothing.

    Raises:
        InputError: The mesh splits tensors over processes, for which a model needs a plan of its own.

    Examples:
        >>> import inspect
        >>> list(inspect.signature(shard_model).parameters)
        ['model', 'mesh']
    """
    if mesh is None or is_sharded(model):
        return
    split = mesh[_TENSOR].size()
    if split != 1:
        raise InputError(
            f"expected ModelParallelStrategy(tensor_parallel_size=1), got {split}; shares of whole tensors "
            "(data_parallel_size) work for any model, tensors split over processes need a configure_model of your own"
        )
    shares = mesh[_DATA]
    for name in reversed(sharded_blocks(model)):  # inner blocks first
        fully_shard(model.get_submodule(name), mesh=shares)
    fully_shard(model, mesh=shares)
    register_fsdp_forward_method(model, "generate")


def takes_turns(model: nn.Module) -> bool:
    """Tell whether all processes must call the model equally often, because each holds but a share of its weights.

    A process whose answers are finished has to go on calling until the others' are (``synced_gpus`` of transformers),
    or they wait for ever. Knows FSDP, its successor and ZeRO stage 3 of DeepSpeed.

    Args:
        model: Any module.

    Examples:
        >>> from torch import nn
        >>> takes_turns(nn.Linear(1, 1))
        False
    """
    shares = (FSDPModule, FullyShardedDataParallel)
    return any(isinstance(module, shares) for module in model.modules()) or any(
        hasattr(parameter, "ds_id") for parameter in model.parameters()
    )


def whole_weights(model: nn.Module) -> dict[str, Tensor] | None:
    """Put the shares of a sharded model together on the CPU of the first process; all processes must call it.

    Args:
        model: Any module.

    Returns:
        The state dict, empty in the other processes; None for a model that is not sharded.

    Examples:
        >>> from torch import nn
        >>> whole_weights(nn.Linear(1, 1)) is None
        True
    """
    if not is_sharded(model):
        return None
    whole = StateDictOptions(full_state_dict=True, cpu_offload=True)
    return cast("dict[str, Tensor]", get_model_state_dict(model, options=whole))
