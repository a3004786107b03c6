"""VideoLLaMA 3 on pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import VideoLlama3Config, VideoLlama3ForConditionalGeneration
from transformers.models.video_llama_3.image_processing_pil_video_llama_3 import VideoLlama3ImageProcessorPil

from hmer_kit.vlm import images_only
from vlm.families.harness import Family
from vlm.families.parts import TEXT, VISION, chat_template, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(bos="<|im_start|>", eos="<|im_end|>", image_token="<image>", video_token="<video>")


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    from transformers import VideoLlama3Processor

    config = VideoLlama3Config(
        text_config={"model_type": "qwen2", **TEXT, **token_ids(tokenizer)},
        vision_config={"model_type": "video_llama_3_vision", **VISION},
        **mark_ids(tokenizer, image_token_id="<image>", video_token_id="<video>"),
    )
    images = VideoLlama3ImageProcessorPil(patch_size=8, merge_size=1, size={"shortest_edge": 256, "longest_edge": 2048})
    processor = images_only(VideoLlama3Processor)(images, tokenizer, chat_template=chat_template("<image>\n"))
    return VideoLlama3ForConditionalGeneration(config), processor


FAMILY = Family("video_llama_3", build, tokenizer=tokenizer, picture="<image>", video_needs=("torchvision",))
