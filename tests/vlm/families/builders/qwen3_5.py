"""Qwen3.5: linear attention and full attention by turns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Qwen3_5Config, Qwen3_5ForConditionalGeneration, Qwen3VLProcessor
from transformers.models.qwen3_5.tokenization_qwen3_5 import Qwen3_5Tokenizer

from vlm.families.builders._qwen import MARKS, VISION, qwen_marks, qwen_processor, text_config
from vlm.families.harness import Family
from vlm.families.parts import byte_tokenizer

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def tokenizer() -> PreTrainedTokenizerFast:
    return byte_tokenizer(Qwen3_5Tokenizer, bos="<|im_start|>", eos="<|im_end|>", marks=MARKS.values())


def linear_config(tokenizer: PreTrainedTokenizerFast) -> dict[str, Any]:
    linear = {"linear_key_head_dim": 8, "linear_value_head_dim": 8, "linear_num_key_heads": 2}
    layers = {"layer_types": ["linear_attention", "full_attention"], "linear_num_value_heads": 4, **linear}
    text = {**text_config(tokenizer), **layers}
    return {**text, "rope_parameters": {**text["rope_parameters"], "partial_rotary_factor": 1.0}}


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    vision = {**VISION, "out_hidden_size": 32, "num_position_embeddings": 64}
    text = linear_config(tokenizer)
    config = Qwen3_5Config(text_config=text, vision_config=vision, **qwen_marks(tokenizer))
    return Qwen3_5ForConditionalGeneration(config), qwen_processor(Qwen3VLProcessor, tokenizer)


FAMILY = Family("qwen3_5", build, tokenizer=tokenizer, picture="<|image_pad|>", video_needs=("torchvision",))
