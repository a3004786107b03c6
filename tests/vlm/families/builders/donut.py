"""Donut: Swin and mBART."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import DonutProcessor
from transformers.models.donut.image_processing_pil_donut import DonutImageProcessorPil

from vlm.families.builders._encoder_decoder import SIZE, joined, mbart, swin, tokenizer
from vlm.families.harness import Family

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    processor = DonutProcessor(DonutImageProcessorPil(size=SIZE), tokenizer)
    return joined(swin(), mbart(tokenizer), tokenizer), processor


FAMILY = Family("vision-encoder-decoder", build, tokenizer=tokenizer, picture="", variant="Donut")
