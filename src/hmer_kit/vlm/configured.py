"""A module and its data from plain values, as YAML holds them."""

from __future__ import annotations

from typing import Any

from hmer_kit.data import read_captions
from hmer_kit.vlm.data.data_module import TaskDataModule
from hmer_kit.vlm.module import VLMModule

__all__ = ["pretrained_module", "task_data"]


def pretrained_module(name: str, **options: Any) -> VLMModule:
    """Build the module of a model in a folder or on the hub; see ``VLMModule.from_pretrained``.

    Args:
        name: Folder or hub name.
        options: Arguments of ``VLMModule.from_pretrained``.

    Examples:
        >>> pretrained_module("/no/such/folder")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        OSError: ...
    """
    return VLMModule.from_pretrained(name, **options)


def task_data(
    train: str, val: str | None = None, *, collator: dict[str, Any] | None = None, **options: Any
) -> TaskDataModule:
    """X."""
    options["collator"] = collator or {}
    return TaskDataModule(read_captions(train).records, read_captions(val).records if val else [], **options)
