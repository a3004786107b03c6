"""LLaVA-NeXT-Video on pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import LlavaNextVideoConfig, LlavaNextVideoForConditionalGeneration, LlavaNextVideoProcessor
from transformers.models.llava_next.image_processing_pil_llava_next import LlavaNextImageProcessorPil

from hmer_kit.vlm import images_only
from vlm.families.builders.llava import TEMPLATE, llava_configs
from vlm.families.builders.llava_next import PINPOINTS
from vlm.families.harness import Family
from vlm.families.parts import family_tokenizer, mark_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(image_token="<image>", video_token="<video>")


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    size = {"size": {"shortest_edge": 32}, "crop_size": {"height": 32, "width": 32}}
    images = LlavaNextImageProcessorPil(image_grid_pinpoints=PINPOINTS, **size)
    options = {"patch_size": 8, "vision_feature_select_strategy": "default", "num_additional_image_tokens": 1}
    processor = images_only(LlavaNextVideoProcessor)(None, images, tokenizer, chat_template=TEMPLATE, **options)
    video = mark_ids(tokenizer, video_token_index="<video>")
    config = LlavaNextVideoConfig(image_grid_pinpoints=PINPOINTS, **llava_configs(tokenizer), **video)
    return LlavaNextVideoForConditionalGeneration(config), processor


FAMILY = Family(
    "llava_next_video",
    build,
    tokenizer=tokenizer,
    picture="<image>",
    before=" ",
    after=" </s>",
    video_needs=("torchvision",),
)
