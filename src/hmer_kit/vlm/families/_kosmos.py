"""Kosmos-2 and Kosmos-2.5, which left padding puts out of step without an error.

Positions are counted from the start of the row, padding included as soon as keys are cached, and the processors do not
pad on the left as asked: Kosmos-2's looks at the tokenizer alone, Kosmos-2.5's moves the text but not the mask of the
picture's places. Prompts are written one by one, and rows begin together.
"""

from __future__ import annotations

from typing import Any

from hmer_kit.vlm.families.adapters import FamilyAdapter, PromptRows

__all__ = ["kosmos_2", "kosmos_2_5"]


def kosmos_2(config: Any, processor: Any) -> FamilyAdapter:  # noqa: ANN401, ARG001 - transformers' objects
    """Return the adapter of Kosmos-2.

    Args:
        config: The model's configuration.
        processor: Its processor.

    Examples:
        >>> from transformers import Kosmos2Config
        >>> kosmos_2(Kosmos2Config(), None).processor_options
        {'num_image_tokens': 64}
    """
    options = {"num_image_tokens": config.latent_query_num}
    return FamilyAdapter(rows=PromptRows.ALIGNED, text_template="{prompt}", processor_options=options)


def kosmos_2_5(config: Any, processor: Any) -> FamilyAdapter:  # noqa: ANN401, ARG001
    """Return the adapter of Kosmos-2.5: the number of patches is the image processor's, and no prompt is cut.

    Args:
        config: The model's configuration.
        processor: Its processor.

    Examples:
        >>> from types import SimpleNamespace as Namespace
        >>> kosmos_2_5(None, Namespace(image_processor=Namespace(max_patches=1024))).processor_options
        {'max_patches': 1024, 'truncation': False, 'padding': False}
    """
    patches = processor.image_processor.max_patches  # over which the processor's class puts 4096
    options = {"max_patches": patches, "truncation": False, "padding": False}  # both are on by default
    return FamilyAdapter(rows=PromptRows.ALIGNED, text_template="{prompt}", processor_options=options)
