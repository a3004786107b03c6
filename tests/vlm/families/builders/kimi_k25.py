"""Kimi K2.5."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Kimi_K25Config, Kimi_K25ForConditionalGeneration

from hmer_kit.vlm import images_only
from vlm.families.harness import Family
from vlm.families.parts import TEXT, chat_template, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


MARKS = {
    "image_token_id": "<|media_pad|>",
    "video_token_id": "<|kimi_k25_video_placeholder|>",
    "vision_start_token_id": "<|media_begin|>",
    "vision_end_token_id": "<|media_end|>",
}


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(bos="<|im_user|>", eos="<|im_end|>", marks=MARKS.values())


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    from transformers import Kimi_K25ImageProcessor, Kimi_K25Processor

    latent = {"kv_lora_rank": 8, "q_lora_rank": 8, "qk_rope_head_dim": 8, "v_head_dim": 8, "qk_nope_head_dim": 8}
    experts = {
        "n_routed_experts": 4,
        "num_experts_per_tok": 2,
        "moe_intermediate_size": 32,
        "n_group": 1,
        "topk_group": 1,
    }
    text = {**TEXT, "num_key_value_heads": 4, **token_ids(tokenizer), **latent, **experts, "first_k_dense_replace": 1}
    vision = {
        "hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "patch_size": 8,
        "pos_emb_height": 8, "pos_emb_width": 8,
    }  # fmt: skip
    config = Kimi_K25Config(
        text_config={"model_type": "deepseek_v3", **text},
        vision_config=vision,
        projection_hidden_size=32,
        **mark_ids(tokenizer, **MARKS),
    )
    images = Kimi_K25ImageProcessor(patch_size=8, size={"max_height": 8, "max_width": 8}, max_patches=64)
    template = chat_template("<|media_begin|><|media_pad|><|media_end|>", start="<|im_user|>", end="<|im_end|>")
    processor = images_only(Kimi_K25Processor)(images, tokenizer, chat_template=template)
    return Kimi_K25ForConditionalGeneration(config), processor


FAMILY = Family("kimi_k25", build, tokenizer=tokenizer, picture="<|media_pad|>", needs=("torchvision",))
