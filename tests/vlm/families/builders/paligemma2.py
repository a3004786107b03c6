"""PaliGemma 2: the same around Gemma 2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vlm.families.builders.paligemma import paligemma, tokenizer
from vlm.families.harness import Family

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    return paligemma(tokenizer, model_type="gemma2", sliding_window=64, query_pre_attn_scalar=8)


FAMILY = Family("paligemma", build, tokenizer=tokenizer, picture="<image>", variant="Gemma 2")
