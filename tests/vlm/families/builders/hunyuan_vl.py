"""HunYuanOCR."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import HunYuanVLConfig, HunYuanVLForConditionalGeneration, HunYuanVLProcessor
from transformers.models.hunyuan_vl.image_processing_pil_hunyuan_vl import HunYuanVLImageProcessorPil

from vlm.families.harness import Family
from vlm.families.parts import TEXT, chat_template, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


NAMED = {"image_token": "<image>", "image_start_token": "<im_start>", "image_end_token": "<im_end>"}


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(bos="<|im_start|>", eos="<|im_end|>", marks=["<im_newline>"], **NAMED)


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    ids = {"image_token_id": "<image>", "im_start_id": "<im_start>", "im_end_id": "<im_end>"}
    vision = {
        "hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "patch_size": 8,
        "out_hidden_size": 32, "text_hidden_size": 32, "max_image_size": 64, "min_image_size": 16,
    }  # fmt: skip
    rope = {"rope_type": "default", "rope_theta": 10000.0, "mrope_section": [1, 1, 1, 1]}
    config = HunYuanVLConfig(
        text_config={**TEXT, **token_ids(tokenizer), "rope_parameters": rope},
        vision_config=vision,
        **mark_ids(tokenizer, im_newline_id="<im_newline>", **ids),
    )
    size = {"shortest_edge": 16 * 16, "longest_edge": 32 * 64}
    images = HunYuanVLImageProcessorPil(patch_size=8, size=size)
    template = chat_template("<im_start><image><im_end>")
    return HunYuanVLForConditionalGeneration(config), HunYuanVLProcessor(images, tokenizer, chat_template=template)


FAMILY = Family("hunyuan_vl", build, tokenizer=tokenizer, picture="<image>")
