"""InstructBLIP around T5: picture and prompt go to the encoder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import InstructBlipConfig, InstructBlipForConditionalGeneration, InstructBlipProcessor

from vlm.families.builders._blip2 import QUERIES, image_processor, parts, t5, tokenizer
from vlm.families.harness import Family
from vlm.families.parts import family_tokenizer

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    config = InstructBlipConfig(**parts(tokenizer, t5(tokenizer)))
    processor = InstructBlipProcessor(image_processor(), tokenizer, family_tokenizer(), num_query_tokens=QUERIES)
    return InstructBlipForConditionalGeneration(config), processor


FAMILY = Family("instructblip", build, tokenizer=tokenizer, picture="<image>", variant="T5")
