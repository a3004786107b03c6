"""A module from plain values, as YAML holds them: what a recipe names where it names no class of yours."""

from __future__ import annotations

from typing import Any

import torch

from hmer_kit.exceptions import InputError
from hmer_kit.vlm.module import VLMModule

__all__ = ["pretrained_module"]


def pretrained_module(name: str, *, dtype: str = "auto", **options: Any) -> VLMModule:
    """Build the module of a model in a folder or on the hub; see ``VLMModule.from_pretrained``.

    Args:
        name: Folder or hub name.
        dtype: Type of the weights by its name in torch, or ``"auto"`` for the stored one.
        options: Other arguments of ``VLMModule.from_pretrained``.

    Raises:
        InputError: torch has no such type.

    Examples:
        >>> pretrained_module("/no/such/folder", dtype="float23")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        hmer_kit.exceptions.InputError: expected dtype as a name such as 'float32' or 'bfloat16', or ...
    """
    kind: Any = dtype if dtype == "auto" else getattr(torch, dtype, None)
    if kind != "auto" and not isinstance(kind, torch.dtype):
        raise InputError(f"expected dtype as a name such as 'float32' or 'bfloat16', or 'auto', got {dtype!r}")
    return VLMModule.from_pretrained(name, dtype=kind, **options)
