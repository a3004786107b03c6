"""ERNIE 4.5 VL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Ernie4_5_VLMoeConfig, Ernie4_5_VLMoeForConditionalGeneration, Ernie4_5_VLMoeProcessor
from transformers.models.ernie4_5_vl_moe.image_processing_pil_ernie4_5_vl_moe import Ernie4_5_VLMoeImageProcessorPil

from hmer_kit.vlm import images_only
from vlm.families.harness import Family
from vlm.families.parts import TEXT, chat_template, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


NAMED = {
    "image_token": "<|IMAGE_PLACEHOLDER|>",
    "image_start_token": "<|IMAGE_START|>",
    "image_end_token": "<|IMAGE_END|>",
    "video_token": "<|VIDEO_PLACEHOLDER|>",
    "video_start_token": "<|VIDEO_START|>",
    "video_end_token": "<|VIDEO_END|>",
}


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(bos="<|im_start|>", eos="<|im_end|>", **NAMED)


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    rope = {"rope_type": "default", "mrope_section": [1, 1, 2], "rope_theta": 10000.0}
    experts = {"moe_num_experts": 4, "moe_k": 2, "moe_intermediate_size": [32, 32], "moe_num_shared_experts": 1}
    config = Ernie4_5_VLMoeConfig(
        text_config={**TEXT, **token_ids(tokenizer), "rope_parameters": rope, **experts},
        vision_config={"depth": 1, "hidden_size": 32, "num_heads": 2, "patch_size": 8, "intermediate_size": 32},
        **mark_ids(tokenizer, **{f"{name}_id": token for name, token in NAMED.items()}),
    )
    size = {"shortest_edge": 16 * 16, "longest_edge": 32 * 64}
    images = Ernie4_5_VLMoeImageProcessorPil(patch_size=8, size=size)
    template = chat_template("<|IMAGE_START|><|IMAGE_PLACEHOLDER|><|IMAGE_END|>")
    processor = images_only(Ernie4_5_VLMoeProcessor)(images, tokenizer, chat_template=template)
    return Ernie4_5_VLMoeForConditionalGeneration(config), processor


FAMILY = Family(
    "ernie4_5_vl_moe", build, tokenizer=tokenizer, picture="<|IMAGE_PLACEHOLDER|>", video_needs=("torchvision",)
)
