"""Readers of documents and pictures without a chat template: Florence-2, GIT, GOT-OCR 2.0, Pix2Struct, UDOP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hmer_kit.exceptions import InputError
from hmer_kit.vlm.families.adapters import FamilyAdapter, PromptRows
from hmer_kit.vlm.families.headers import render_prompts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image

__all__ = ["florence_2", "git", "got_ocr_2", "pix2struct", "udop"]

_GOT_SYSTEM = "system\nYou should follow the instructions carefully and explain your answers in detail."
_GOT_TEMPLATE = (
    f"<|im_start|>{_GOT_SYSTEM}<|im_end|><|im_start|>user\n<img><imgpad></img>\n{{prompt}}<|im_end|>"
    "<|im_start|>assistant\n"
)
"""What its processor writes around its own prompts; it has no chat template."""
_GOT_SHRINKING = 4
"""Patches of a side over features of a side: two convolutions of stride 2."""
_NOWHERE = [0, 0, 0, 0]


def florence_2(config: Any, processor: Any) -> FamilyAdapter:  # noqa: ANN401, ARG001 - transformers' objects
    """Return the adapter of Florence-2: its encoder reads the prompt, and its answers begin with ``<s>``.

    Args:
        config: The model's configuration.
        processor: Its processor.

    Examples:
        >>> from transformers import Florence2Config
        >>> florence_2(Florence2Config(), None).format_changes
        {'opening_ids': (0,)}
    """
    opening = (config.text_config.bos_token_id,)  # after the start id; the checkpoints force it by their settings
    return FamilyAdapter(style="encoder-prompt", text_template="{prompt}", format_changes={"opening_ids": opening})


def git(config: Any, processor: Any) -> FamilyAdapter:  # noqa: ANN401
    """Return the adapter of GIT: no token stands for the picture, and positions count from the first id of the text.

    Args:
        config: The model's configuration.
        processor: Its processor.

    Examples:
        >>> from types import SimpleNamespace as Namespace
        >>> tokenizer = Namespace(cls_token="[CLS]", bos_token=None)
        >>> git(Namespace(max_position_embeddings=512), Namespace(tokenizer=tokenizer)).text_template
        '[CLS]{prompt}'
    """
    first = processor.tokenizer.cls_token or processor.tokenizer.bos_token
    return FamilyAdapter(
        rows=PromptRows.ALIGNED,
        text_template=f"{first}{{prompt}}",
        processor_options={"add_special_tokens": False},  # else an end would stand before the answer
        format_changes={"max_positions": config.max_position_embeddings},
    )


def got_ocr_2(config: Any, processor: Any) -> FamilyAdapter:  # noqa: ANN401, ARG001
    """Return the adapter of GOT-OCR 2.0, whose processor has to be told how many ids a picture is.

    Args:
        config: The model's configuration.
        processor: Its processor.

    Examples:
        >>> from transformers import GotOcr2Config
        >>> got_ocr_2(GotOcr2Config(), None).processor_options
        {'num_image_tokens': 256}
    """
    vision = config.vision_config
    ids = (vision.image_size // vision.patch_size // _GOT_SHRINKING) ** 2
    return FamilyAdapter(text_template=_GOT_TEMPLATE, processor_options={"num_image_tokens": ids})


def pix2struct(config: Any, processor: Any) -> FamilyAdapter:  # noqa: ANN401, ARG001 - transformers' objects
    """Return the adapter of Pix2Struct, by what its image processor asks for.

    Args:
        config: The model's configuration.
        processor: Its processor.

    Examples:
        >>> from types import SimpleNamespace as Namespace
        >>> pix2struct(None, Namespace(image_processor=Namespace(is_vqa=True))).style
        'encoder-prompt'
    """
    if not processor.image_processor.is_vqa:
        return FamilyAdapter()
    return FamilyAdapter(style="encoder-prompt", text_template="{prompt}", write_prompts=render_prompts)


def udop(config: Any, processor: Any) -> FamilyAdapter:  # noqa: ANN401, ARG001
    """Return the adapter of UDOP, made for recognized words with their boxes; here the words are the prompt's.

    Args:
        config: The model's configuration.
        processor: Its processor.

    Examples:
        >>> udop(None, None).style
        'encoder-prompt'
    """
    return FamilyAdapter(style="encoder-prompt", text_template="{prompt}", write_prompts=_place_nowhere)


def _place_nowhere(processor: Any, images: Sequence[Image.Image], prompts: Sequence[str]) -> Any:  # noqa: ANN401
    """Give the prompt's words with empty boxes: the picture is then read by its patches alone.

    The encoder puts the patches after the text and counts distances over both, so that padding goes before the text.
    """
    if processor.image_processor.apply_ocr:
        raise InputError(
            "expected an image processor that runs no OCR program of its own, got apply_ocr=True; "
            "set processor.image_processor.apply_ocr = False"
        )
    words = [prompt.split() for prompt in prompts]
    boxes = [[_NOWHERE] * len(row) for row in words]
    return processor(
        images=list(images), text=words, boxes=boxes, padding=True, padding_side="left", return_tensors="pt"
    )
