"""BLIP-2 around T5: picture and prompt go to the encoder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Blip2Config, Blip2ForConditionalGeneration, Blip2Processor

from vlm.families.builders._blip2 import QUERIES, image_processor, parts, t5, t5_tokenizer
from vlm.families.harness import Family

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    config = Blip2Config(**parts(tokenizer, t5(tokenizer)))
    processor = Blip2Processor(image_processor(), tokenizer, num_query_tokens=QUERIES)
    return Blip2ForConditionalGeneration(config), processor


FAMILY = Family(
    "blip-2", build, tokenizer=t5_tokenizer, picture="<image>", variant="T5", note="further pictures are ignored"
)
