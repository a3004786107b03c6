"""BLIP-2 around OPT."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Blip2Config, Blip2ForConditionalGeneration, Blip2Processor

from vlm.families.builders._blip2 import QUERIES, image_processor, opt, opt_tokenizer, parts
from vlm.families.harness import Family

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    config = Blip2Config(**parts(tokenizer, opt(tokenizer)))
    processor = Blip2Processor(image_processor(), tokenizer, num_query_tokens=QUERIES)
    return Blip2ForConditionalGeneration(config), processor


FAMILY = Family(
    "blip-2", build, tokenizer=opt_tokenizer, picture="<image>", variant="OPT", note="further pictures are ignored"
)
