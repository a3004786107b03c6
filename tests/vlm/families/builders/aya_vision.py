"""Aya Vision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import AyaVisionConfig, AyaVisionForConditionalGeneration, AyaVisionProcessor
from transformers.models.got_ocr2.image_processing_pil_got_ocr2 import GotOcr2ImageProcessorPil

from vlm.families.harness import Family
from vlm.families.parts import TEXT, VISION, chat_template, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


PATCH = "<|IMG_PATCH|>"
MARKS = ["<|START_OF_IMG|>", "<|END_OF_IMG|>", PATCH, "<|IMG_LINE_BREAK|>", "TILE_1", "TILE_2", "TILE_GLOBAL", "TILE"]


def tokenizer() -> PreTrainedTokenizerFast:
    bos, eos = "<|START_OF_TURN_TOKEN|>", "<|END_OF_TURN_TOKEN|>"
    return family_tokenizer(bos=bos, eos=eos, marks=[*MARKS, "<image>", "<|START_RESPONSE|>", "<|END_RESPONSE|>"])


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    config = AyaVisionConfig(
        text_config={"model_type": "cohere2", **TEXT, **token_ids(tokenizer)},
        vision_config={"model_type": "siglip_vision_model", **VISION, "vision_use_head": False},
        downsample_factor=2,
        **mark_ids(tokenizer, image_token_index=PATCH),
    )
    images = GotOcr2ImageProcessorPil(size={"height": 32, "width": 32}, max_patches=3)
    end = "<|END_RESPONSE|><|END_OF_TURN_TOKEN|>"
    template = chat_template("<image>", start="<|START_OF_TURN_TOKEN|>", role="<|START_RESPONSE|>", end=end)
    sizes = {"patch_size": 8, "img_size": 32, "downsample_factor": 2}
    processor = AyaVisionProcessor(images, tokenizer, chat_template=template, **sizes)
    return AyaVisionForConditionalGeneration(config), processor


FAMILY = Family("aya_vision", build, tokenizer=tokenizer, picture=PATCH, after="<|END_RESPONSE|><|END_OF_TURN_TOKEN|>")
