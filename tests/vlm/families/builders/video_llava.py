"""Video-LLaVA on pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import VideoLlavaConfig, VideoLlavaForConditionalGeneration, VideoLlavaProcessor

from hmer_kit.vlm import images_only
from vlm.families.builders.llava import TEMPLATE, llava_configs
from vlm.families.harness import Family
from vlm.families.parts import family_tokenizer, mark_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(image_token="<image>", video_token="<video>")


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    from transformers.models.video_llava.image_processing_video_llava import VideoLlavaImageProcessor

    images = VideoLlavaImageProcessor(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})
    options = {"patch_size": 8, "vision_feature_select_strategy": "default", "num_additional_image_tokens": 1}
    processor = images_only(VideoLlavaProcessor)(images, None, tokenizer, chat_template=TEMPLATE, **options)
    video = mark_ids(tokenizer, video_token_index="<video>")
    config = VideoLlavaConfig(**llava_configs(tokenizer), **video)
    return VideoLlavaForConditionalGeneration(config), processor


FAMILY = Family(
    "video_llava",
    build,
    tokenizer=tokenizer,
    picture="<image>",
    before=" ",
    after=" </s>",
    video_needs=("torchvision",),
)
