"""LLaVA-NeXT (1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import LlavaNextConfig, LlavaNextForConditionalGeneration, LlavaNextProcessor
from transformers.models.llava_next.image_processing_pil_llava_next import LlavaNextImageProcessorPil

from vlm.families.builders.llava import TEMPLATE, llava_configs, llava_tokenizer
from vlm.families.harness import Family

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


PINPOINTS = [[32, 64], [64, 32], [64, 64]]


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    size = {"size": {"shortest_edge": 32}, "crop_size": {"height": 32, "width": 32}}
    images = LlavaNextImageProcessorPil(image_grid_pinpoints=PINPOINTS, **size)
    options = {"patch_size": 8, "vision_feature_select_strategy": "default", "num_additional_image_tokens": 1}
    processor = LlavaNextProcessor(images, tokenizer, chat_template=TEMPLATE, **options)
    config = LlavaNextConfig(image_grid_pinpoints=PINPOINTS, **llava_configs(tokenizer))
    return LlavaNextForConditionalGeneration(config), processor


FAMILY = Family("llava_next", build, tokenizer=llava_tokenizer, picture="<image>", before=" ", after=" </s>")
