"""Families whose processors only have to be called another way: PaliGemma, T5Gemma 2, Fuyu."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from transformers import BatchFeature

from hmer_kit.vlm.families.adapters import FamilyAdapter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image

__all__ = ["FUYU", "PALIGEMMA", "T5GEMMA_2"]


def _as_lists(processor: Any, images: Sequence[Image.Image], prompts: Sequence[str]) -> BatchFeature:  # noqa: ANN401
    """Make tensors here: PaliGemma's processor turns tensors into arrays in a way that NumPy 2 warns of."""
    written = processor(images=list(images), text=list(prompts), padding=True, padding_side="left")
    return BatchFeature(dict(written), tensor_type="pt")


def _one_list_each(processor: Any, images: Sequence[Image.Image], prompts: Sequence[str]) -> Any:  # noqa: ANN401
    """Say which picture belongs to which prompt: Gemma 3's processor takes a plain list as those of one prompt."""
    nested = [[image] for image in images]
    return processor(images=nested, text=list(prompts), padding=True, padding_side="right", return_tensors="pt")


def _in_patches(processor: Any, images: Sequence[Image.Image], prompts: Sequence[str]) -> Any:  # noqa: ANN401
    """Cut pictures into patches without torchvision too: Fuyu's processor then gives tensors where arrays are read."""
    cutting, writing = copy.copy(processor.image_processor), copy.copy(processor)
    cut = cutting.patchify_image
    if "Pil" in type(cutting).__name__:
        cutting.patchify_image = lambda image, patch_size: torch.from_numpy(cut(np.asarray(image), patch_size))
    writing.image_processor = cutting
    return writing(
        images=list(images), text=list(prompts), return_legacy_image_output=False, padding=True, return_tensors="pt"
    )


FUYU = FamilyAdapter(text_template="{prompt}", write_prompts=_in_patches)
PALIGEMMA = FamilyAdapter(text_template="<image>{prompt}", write_prompts=_as_lists, target_fills={"token_type_ids": 1})
"""It tells prefix from suffix by the types, and attends within the prefix both ways; its processor ends the prompt."""
T5GEMMA_2 = FamilyAdapter(
    style="encoder-prompt", text_template="<start_of_image>{prompt}", write_prompts=_one_list_each
)
