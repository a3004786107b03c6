"""DeepSeek-VL with a second encoder for fine print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import DeepseekVLHybridConfig, DeepseekVLHybridForConditionalGeneration, DeepseekVLHybridProcessor
from transformers.models.deepseek_vl_hybrid.image_processing_pil_deepseek_vl_hybrid import (
    DeepseekVLHybridImageProcessorPil,
)

from vlm.families.builders.deepseek_vl import PICTURE, TEMPLATE, deepseek_configs, deepseek_tokenizer
from vlm.families.harness import Family

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    sam = {
        "hidden_size": 32, "output_channels": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "image_size": 64,
        "patch_size": 4, "window_size": 4, "global_attn_indexes": [0], "mlp_dim": 32, "num_pos_feats": 16,
    }  # fmt: skip
    high = {"model_type": "sam_vision_model", **sam}
    config = DeepseekVLHybridConfig(high_res_vision_config=high, **deepseek_configs(tokenizer))
    sizes = {"size": {"height": 32, "width": 32}, "high_res_size": {"height": 64, "width": 64}}
    images = DeepseekVLHybridImageProcessorPil(min_size=8, **sizes)
    processor = DeepseekVLHybridProcessor(images, tokenizer, chat_template=TEMPLATE, num_image_tokens=16)
    return DeepseekVLHybridForConditionalGeneration(config), processor


FAMILY = Family("deepseek_vl_hybrid", build, tokenizer=deepseek_tokenizer, picture=PICTURE, before=" ")
