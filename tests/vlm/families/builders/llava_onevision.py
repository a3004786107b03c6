"""LLaVA-OneVision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import LlavaOnevisionConfig, LlavaOnevisionForConditionalGeneration, LlavaOnevisionProcessor
from transformers.models.llava_onevision.image_processing_pil_llava_onevision import LlavaOnevisionImageProcessorPil

from hmer_kit.vlm import images_only
from vlm.families.harness import Family
from vlm.families.parts import TEXT, VISION, chat_template, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


PINPOINTS = [[32, 32], [32, 64], [64, 32], [64, 64]]


def tokenizer() -> PreTrainedTokenizerFast:
    named = {"image_token": "<image>", "video_token": "<video>"}
    return family_tokenizer(bos="<|im_start|>", eos="<|im_end|>", **named)


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    config = LlavaOnevisionConfig(
        text_config={"model_type": "qwen2", **TEXT, **token_ids(tokenizer)},
        vision_config={"model_type": "siglip_vision_model", **VISION, "vision_use_head": False},
        image_grid_pinpoints=PINPOINTS,
        **mark_ids(tokenizer, image_token_index="<image>", video_token_index="<video>"),
    )
    images = LlavaOnevisionImageProcessorPil(size={"height": 32, "width": 32}, image_grid_pinpoints=PINPOINTS)
    kind = images_only(LlavaOnevisionProcessor)
    options = {"num_image_tokens": 16, "vision_feature_select_strategy": "full"}
    processor = kind(images, tokenizer, chat_template=chat_template("<image>\n"), **options)
    return LlavaOnevisionForConditionalGeneration(config), processor


FAMILY = Family("llava_onevision", build, tokenizer=tokenizer, picture="<image>", video_needs=("torchvision",))
