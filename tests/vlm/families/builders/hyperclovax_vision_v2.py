"""HyperCLOVA X Vision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import (
    GPT2Tokenizer,
    HyperCLOVAXVisionV2Config,
    HyperCLOVAXVisionV2ForConditionalGeneration,
    HyperCLOVAXVisionV2Processor,
)

from vlm.families.builders._qwen import MARKS, VISION, qwen_processor
from vlm.families.harness import Family
from vlm.families.parts import TEXT, byte_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def tokenizer() -> PreTrainedTokenizerFast:
    return byte_tokenizer(GPT2Tokenizer, bos="<|im_start|>", eos="<|im_end|>", marks=MARKS.values())


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    vision = {**VISION, "out_hidden_size": 32, "window_size": 32, "fullatt_block_indexes": [0]}
    config = HyperCLOVAXVisionV2Config(
        text_config={"model_type": "hyperclovax", **TEXT, **token_ids(tokenizer)},
        vision_config={"model_type": "qwen2_5_vl_vision", **vision},
        **mark_ids(tokenizer, image_token_id="<|image_pad|>", video_token_id="<|video_pad|>"),
    )
    processor = qwen_processor(HyperCLOVAXVisionV2Processor, tokenizer)
    return HyperCLOVAXVisionV2ForConditionalGeneration(config), processor


FAMILY = Family(
    "hyperclovax_vision_v2",
    build,
    tokenizer=tokenizer,
    picture="<|image_pad|>",
    video_needs=("torchvision",),
    lr=2e-3,
    steps=300,
)
