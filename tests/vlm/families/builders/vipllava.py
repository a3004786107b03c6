"""ViP-LLaVA."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import LlavaProcessor, VipLlavaConfig, VipLlavaForConditionalGeneration
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

from vlm.families.builders.llava import TEMPLATE, llava_configs, llava_tokenizer
from vlm.families.harness import Family

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    images = CLIPImageProcessorPil(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})
    options = {"patch_size": 8, "vision_feature_select_strategy": "default", "num_additional_image_tokens": 1}
    processor = LlavaProcessor(images, tokenizer, chat_template=TEMPLATE, **options)
    config = VipLlavaConfig(vision_feature_layers=[-2, -1], **llava_configs(tokenizer))
    return VipLlavaForConditionalGeneration(config), processor


FAMILY = Family("vipllava", build, tokenizer=llava_tokenizer, picture="<image>", before=" ", after=" </s>")
