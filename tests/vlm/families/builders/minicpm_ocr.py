"""MiniCPM-OCR."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import MiniCPMOcrConfig, MiniCPMOcrForConditionalGeneration

from hmer_kit.vlm import images_only
from vlm.families.builders.minicpmv4_6 import minicpm_tokenizer
from vlm.families.harness import Family
from vlm.families.parts import TEXT, VISION, chat_template, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    from transformers import MiniCPMOcrImageProcessor, MiniCPMOcrProcessor

    config = MiniCPMOcrConfig(
        text_config={"model_type": "qwen3", **TEXT, **token_ids(tokenizer)},
        vision_config={**VISION, "image_size": 64, "num_hidden_layers": 2},
        insert_layer_id=0,
        **mark_ids(tokenizer, image_token_id="<|image_pad|>", video_token_id="<|video_pad|>"),
    )
    images = MiniCPMOcrImageProcessor(patch_size=8, scale_resolution=64, max_slice_nums=2)
    kind = images_only(MiniCPMOcrProcessor)
    processor = kind(images, None, tokenizer, chat_template=chat_template("<|image_pad|>\n"))
    return MiniCPMOcrForConditionalGeneration(config), processor


FAMILY = Family("minicpm_ocr", build, tokenizer=minicpm_tokenizer, picture="<|image_pad|>", needs=("torchvision",))
