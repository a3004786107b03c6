"""LFM3-VL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Lfm3VlConfig, Lfm3VlForConditionalGeneration, Lfm3VlProcessor

from vlm.families.builders._qwen import qwen_marks, qwen_processor, qwen_tokenizer
from vlm.families.harness import Family
from vlm.families.parts import TEXT, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    vision = {
        "hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2,
        "num_key_value_heads": 1, "patch_size": 8, "layer_types": ["conv", "full_attention"],
    }  # fmt: skip
    layers = {"layer_types": ["conv", "full_attention"], "block_auto_adjust_ff_dim": False}
    config = Lfm3VlConfig(
        text_config={"model_type": "lfm2", **TEXT, **token_ids(tokenizer), **layers},
        vision_config=vision,
        projector_hidden_size=32,
        **qwen_marks(tokenizer),
    )
    return Lfm3VlForConditionalGeneration(config), qwen_processor(Lfm3VlProcessor, tokenizer)


FAMILY = Family("lfm3_vl", build, tokenizer=qwen_tokenizer, picture="<|image_pad|>", video_needs=("torchvision",))
