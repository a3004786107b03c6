"""Qwen4 (experimental)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Qwen3VLProcessor, Qwen4ExpConfig, Qwen4ExpForConditionalGeneration

from vlm.families.builders._qwen import VISION, qwen_marks, qwen_processor
from vlm.families.builders.qwen3_5 import FAMILY as QWEN3_5
from vlm.families.builders.qwen3_5 import linear_config
from vlm.families.builders.qwen3_vl_moe import EXPERTS
from vlm.families.harness import Family

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    vision = {**VISION, "out_hidden_size": 32, "num_position_embeddings": 64}
    streams = {"hc_count": 2, "hc_lowrank": 8, "ple_layer_ids": []}
    index = {"indexer_n_heads": 2, "indexer_kv_heads": 1, "indexer_head_dim": 8}
    index.update(indexer_budget=256, indexer_compress_ratio=1)
    text = {**linear_config(tokenizer), **EXPERTS, "shared_expert_intermediate_size": 32, **streams, **index}
    config = Qwen4ExpConfig(text_config=text, vision_config=vision, **qwen_marks(tokenizer))
    return Qwen4ExpForConditionalGeneration(config), qwen_processor(Qwen3VLProcessor, tokenizer)


FAMILY = Family("qwen4_exp", build, tokenizer=QWEN3_5.tokenizer, picture="<|image_pad|>", video_needs=("torchvision",))
