"""LightOnOCR."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import LightOnOcrConfig, LightOnOcrForConditionalGeneration, LightOnOcrProcessor
from transformers.models.pixtral.image_processing_pil_pixtral import PixtralImageProcessorPil

from vlm.families.harness import Family
from vlm.families.parts import TEXT, VISION, chat_template, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


NAMED = {"image_token": "<|image_pad|>", "image_break_token": "<|vision_pad|>", "image_end_token": "<|vision_end|>"}


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(bos="<|im_start|>", eos="<|im_end|>", **NAMED)


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    config = LightOnOcrConfig(
        text_config={"model_type": "qwen3", **TEXT, **token_ids(tokenizer)},
        vision_config={"model_type": "pixtral", **VISION, "image_size": 64},
        spatial_merge_size=2,
        **mark_ids(tokenizer, image_token_id="<|image_pad|>"),
    )
    images = PixtralImageProcessorPil(size={"longest_edge": 64}, patch_size={"height": 16, "width": 16})
    template = chat_template("<|image_pad|>")
    processor = LightOnOcrProcessor(images, tokenizer, patch_size=8, spatial_merge_size=2, chat_template=template)
    return LightOnOcrForConditionalGeneration(config), processor


FAMILY = Family("lighton_ocr", build, tokenizer=tokenizer, picture="<|image_pad|>")
