"""InstructBLIP around Vicuna."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import InstructBlipConfig, InstructBlipForConditionalGeneration, InstructBlipProcessor

from vlm.families.builders._blip2 import QUERIES, image_processor, llama, parts, tokenizer
from vlm.families.builders.git import bert_tokenizer
from vlm.families.harness import Family

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    config = InstructBlipConfig(**parts(tokenizer, llama(tokenizer)))
    processor = InstructBlipProcessor(image_processor(), tokenizer, bert_tokenizer(), num_query_tokens=QUERIES)
    return InstructBlipForConditionalGeneration(config), processor


FAMILY = Family("instructblip", build, tokenizer=tokenizer, picture="<image>", variant="Vicuna")
