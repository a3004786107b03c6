"""Command A Vision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Cohere2VisionConfig, Cohere2VisionForConditionalGeneration

from vlm.families.harness import Family
from vlm.families.parts import TEXT, VISION, chat_template, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


NAMED = {
    "image_token": "<|IMG_PATCH|>",
    "boi_token": "<|START_OF_IMG|>",
    "eoi_token": "<|END_OF_IMG|>",
    "img_line_break_token": "<|IMG_LINE_BREAK|>",
}


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(bos="<|START_OF_TURN_TOKEN|>", eos="<|END_OF_TURN_TOKEN|>", **NAMED)


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    from transformers import Cohere2VisionImageProcessor, Cohere2VisionProcessor

    config = Cohere2VisionConfig(
        text_config={"model_type": "cohere2", **TEXT, **token_ids(tokenizer)},
        vision_config={"model_type": "siglip_vision_model", **VISION, "vision_use_head": False},
        alignment_intermediate_size=64,
        **mark_ids(tokenizer, image_token_id="<|IMG_PATCH|>"),
    )
    images = Cohere2VisionImageProcessor(size={"height": 32, "width": 32}, max_patches=3, patch_size=2)
    template = chat_template("<|IMG_PATCH|>", start="<|START_OF_TURN_TOKEN|>", end="<|END_OF_TURN_TOKEN|>")
    processor = Cohere2VisionProcessor(images, tokenizer, chat_template=template)
    return Cohere2VisionForConditionalGeneration(config), processor


FAMILY = Family("cohere2_vision", build, tokenizer=tokenizer, picture="<|IMG_PATCH|>", needs=("torchvision",))
