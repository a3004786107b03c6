"""What the Qwen families share: marks, template, processor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

from hmer_kit.vlm import images_only
from vlm.families.parts import TEXT, chat_template, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

MARKS = {
    "image_token_id": "<|image_pad|>",
    "video_token_id": "<|video_pad|>",
    "vision_start_token_id": "<|vision_start|>",
    "vision_end_token_id": "<|vision_end|>",
}
VISION = {
    "depth": 1,
    "hidden_size": 32,
    "intermediate_size": 32,
    "num_heads": 2,
    "patch_size": 8,
    "spatial_merge_size": 2,
    "temporal_patch_size": 2,
}
ROPE = {"rope_type": "default", "mrope_section": [2, 1, 1], "rope_theta": 10000.0}
TEMPLATE = chat_template("<|vision_start|><|image_pad|><|vision_end|>")


def qwen_tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(bos="<|im_start|>", eos="<|im_end|>", marks=MARKS.values())


def text_config(tokenizer: PreTrainedTokenizerFast) -> dict[str, Any]:
    return {**TEXT, **token_ids(tokenizer), "rope_parameters": ROPE}


def qwen_marks(tokenizer: PreTrainedTokenizerFast) -> dict[str, int]:
    return mark_ids(tokenizer, **MARKS)


def qwen_processor(kind: Any, tokenizer: PreTrainedTokenizerFast) -> Any:
    images = Qwen2VLImageProcessorPil(patch_size=8, min_pixels=16 * 16, max_pixels=32 * 64)
    return images_only(kind)(images, tokenizer, chat_template=TEMPLATE)
