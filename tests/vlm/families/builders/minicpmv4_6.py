"""MiniCPM-V 4.6."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import MiniCPMV4_6Config, MiniCPMV4_6ForConditionalGeneration, MiniCPMV4_6Processor
from transformers.models.minicpmv4_6.image_processing_pil_minicpmv4_6 import MiniCPMV4_6ImageProcessorPil

from hmer_kit.vlm import images_only
from vlm.families.builders.qwen3_5 import linear_config
from vlm.families.harness import Family
from vlm.families.parts import VISION, chat_template, family_tokenizer, mark_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


NAMED = {
    "image_token": "<|image_pad|>",
    "video_token": "<|video_pad|>",
    "image_start_token": "<image>",
    "image_end_token": "</image>",
    "slice_start_token": "<slice>",
    "slice_end_token": "</slice>",
    "image_id_start_token": "<image_id>",
    "image_id_end_token": "</image_id>",
}


def minicpm_tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(bos="<|im_start|>", eos="<|im_end|>", **NAMED)


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    config = MiniCPMV4_6Config(
        text_config={"model_type": "qwen3_5_text", **linear_config(tokenizer)},
        vision_config={**VISION, "image_size": 64, "num_hidden_layers": 2},
        insert_layer_id=0,
        image_size=64,
        **mark_ids(tokenizer, image_token_id="<|image_pad|>", video_token_id="<|video_pad|>"),
    )
    images = MiniCPMV4_6ImageProcessorPil(patch_size=8, scale_resolution=64, max_slice_nums=2)
    kind = images_only(MiniCPMV4_6Processor)
    processor = kind(images, None, tokenizer, chat_template=chat_template("<|image_pad|>\n"))
    return MiniCPMV4_6ForConditionalGeneration(config), processor


FAMILY = Family(
    "minicpmv4_6", build, tokenizer=minicpm_tokenizer, picture="<|image_pad|>", video_needs=("torchvision",)
)
