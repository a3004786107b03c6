"""EXAONE 4.5."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Exaone4_5_Config, Exaone4_5_ForConditionalGeneration, Exaone4_5_Processor

from vlm.families.builders._qwen import VISION, qwen_processor, qwen_tokenizer
from vlm.families.harness import Family
from vlm.families.parts import TEXT, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    layers = {"layer_types": ["sliding_attention", "full_attention"], "sliding_window": 256}
    window = {"window_size": 32, "fullatt_block_indexes": [0], "num_key_value_heads": 1}
    config = Exaone4_5_Config(
        text_config={"model_type": "exaone4", **TEXT, **token_ids(tokenizer), **layers},
        vision_config={**VISION, "out_hidden_size": 32, **window},
        **mark_ids(tokenizer, image_token_id="<|image_pad|>", video_token_id="<|video_pad|>"),
    )
    return Exaone4_5_ForConditionalGeneration(config), qwen_processor(Exaone4_5_Processor, tokenizer)


FAMILY = Family("exaone4_5", build, tokenizer=qwen_tokenizer, picture="<|image_pad|>", video_needs=("torchvision",))
