"""TrOCR as its printed and handwritten checkpoints of base size are: DeiT, and a decoder with sines for positions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import DeiTConfig, TrOCRProcessor
from transformers.models.deit.image_processing_pil_deit import DeiTImageProcessorPil

from vlm.families.builders._encoder_decoder import SIZE, joined, tokenizer
from vlm.families.builders.trocr import ENCODER, trocr
from vlm.families.harness import Family

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    images = DeiTImageProcessorPil(size=SIZE, do_center_crop=False)
    decoder = trocr(tokenizer, use_learned_position_embeddings=False)
    processor = TrOCRProcessor(image_processor=images, tokenizer=tokenizer)
    return joined(DeiTConfig(**ENCODER), decoder, tokenizer), processor


FAMILY = Family("vision-encoder-decoder", build, tokenizer=tokenizer, picture="", variant="TrOCR, DeiT")
