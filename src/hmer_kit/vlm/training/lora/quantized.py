"""The language model in 4 bits, for QLoRA: how it is loaded, and how it becomes a plain model again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import torch
from torch import nn
from transformers import AutoConfig, AutoModelForImageTextToText, BitsAndBytesConfig

from hmer_kit.exceptions import MissingExtraError
from hmer_kit.vlm.training.parts.model_parts import model_parts, module_names

if TYPE_CHECKING:
    import os

__all__ = ["dequantized", "four_bits", "is_quantized", "release_quantization"]

_PACKED = "Linear4bit"


def four_bits(
    name: str | os.PathLike[str], *, dtype: torch.dtype | Literal["auto"] = "auto", revision: str | None = None
) -> BitsAndBytesConfig:
    """Say that the language model is loaded in 4 bits (NF4, scales in 8 bits), and the rest as it is.

    Vision tower, projector and output layer are small beside it and suffer most. What they are called is looked up on
    the model without weights.

    Args:
        name: Folder or hub name of the model.
        dtype: What weights are unpacked to; bfloat16 if ``"auto"``.
        revision: Branch, tag or commit on the hub.

    Returns:
        What ``from_pretrained(quantization_config=...)`` takes.

    Raises:
        MissingExtraError: bitsandbytes is not installed.

    Examples:
        >>> four_bits("/no/such/folder")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        OSError: ...
    """
    try:
        import bitsandbytes  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("4 bits need bitsandbytes; pip install 'hmer_kit[qlora]'") from error
    with torch.device("meta"):
        kind: Any = AutoModelForImageTextToText
        model = kind.from_config(AutoConfig.from_pretrained(name, trust_remote_code=False, revision=revision or "main"))
    head = model.get_output_embeddings()
    whole = [place for place, module in model.named_modules() if module is head]
    for part, names in model_parts(model).items():
        if part != "language":
            whole += [*module_names(model, names)[0]]
    return BitsAndBytesConfig(  # type: ignore[no-untyped-call]
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.bfloat16 if dtype == "auto" else dtype,
        llm_int8_skip_modules=whole,
    )


def is_quantized(model: Any) -> bool:  # noqa: ANN401 - a transformers model
    """Tell whether a model holds packed weights.

    Args:
        model: Any module.

    Examples:
        >>> is_quantized(nn.Linear(1, 1))
        False
    """
    return any(type(module).__name__ == _PACKED for module in model.modules())


def dequantized(module: nn.Module) -> nn.Module:
    """Return a plain linear layer for a packed one, in the type it computes in, and any other module as it is.

    Args:
        module: Any module.

    Examples:
        >>> layer = nn.Linear(1, 1)
        >>> dequantized(layer) is layer
        True
    """
    if type(module).__name__ != _PACKED:
        return module
    from bitsandbytes.functional import dequantize_4bit

    packed: Any = module
    packed.state_dict()  # brings weights back that a processor has laid out in another order for its own use
    weight = dequantize_4bit(packed.weight.data, packed.weight.quant_state)
    dtype = packed.compute_dtype or weight.dtype
    plain = nn.Linear(packed.in_features, packed.out_features, bias=packed.bias is not None, device="meta")
    plain.weight = nn.Parameter(weight.to(dtype), requires_grad=False)
    if packed.bias is not None:
        plain.bias = nn.Parameter(packed.bias.data.to(dtype), requires_grad=False)
    return plain


def release_quantization(model: Any) -> None:  # noqa: ANN401
    """Unpack all layers of a model in 4 bits that are left, and let it forget that it was packed.

    Args:
        model: A transformers model; it is changed.

    Examples:
        >>> release_quantization(nn.Linear(1, 1))
    """
    for name, module in list(model.named_modules()):
        plain = dequantized(module)
        if plain is not module:
            owner, _, child = name.rpartition(".")
            setattr(model.get_submodule(owner), child, plain)
    if getattr(model, "hf_quantizer", None) is not None:
        model.hf_quantizer.remove_quantization_config(model)
        model.is_loaded_in_4bit = False
