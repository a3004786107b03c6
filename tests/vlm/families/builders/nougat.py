"""Nougat: Swin and mBART, with a picture processor of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import NougatProcessor
from transformers.models.nougat.image_processing_pil_nougat import NougatImageProcessorPil

from vlm.families.builders._encoder_decoder import SIZE, joined, mbart, swin, tokenizer
from vlm.families.harness import Family

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    processor = NougatProcessor(NougatImageProcessorPil(size=SIZE), tokenizer)
    return joined(swin(), mbart(tokenizer), tokenizer), processor


FAMILY = Family("vision-encoder-decoder", build, tokenizer=tokenizer, picture="", variant="Nougat")
