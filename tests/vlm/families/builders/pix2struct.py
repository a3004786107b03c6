"""Pix2Struct as for captions: the prompt opens the decoder's sequence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Pix2StructConfig, Pix2StructForConditionalGeneration, Pix2StructProcessor
from transformers.models.pix2struct.image_processing_pil_pix2struct import Pix2StructImageProcessorPil

from vlm.families.harness import Family
from vlm.families.parts import family_tokenizer, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

TEXT = {"hidden_size": 32, "d_kv": 8, "d_ff": 64, "num_layers": 2, "num_heads": 4, "dropout_rate": 0.0}
VISION = {
    "hidden_size": 32,
    "patch_embed_hidden_size": 8 * 8 * 3,
    "d_ff": 64,
    "d_kv": 8,
    "num_hidden_layers": 1,
    "num_attention_heads": 4,
    "seq_len": 64,
    "initializer_range": 0.02,
}


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer()


def pix2struct(tokenizer: PreTrainedTokenizerFast, *, is_vqa: bool) -> tuple[Any, Any]:
    ids = {**token_ids(tokenizer), "decoder_start_token_id": tokenizer.pad_token_id}
    config = Pix2StructConfig(text_config={**TEXT, **ids}, vision_config=VISION, is_vqa=is_vqa)
    images = Pix2StructImageProcessorPil(max_patches=32, patch_size={"height": 8, "width": 8}, is_vqa=is_vqa)
    return Pix2StructForConditionalGeneration(config), Pix2StructProcessor(images, tokenizer)


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    return pix2struct(tokenizer, is_vqa=False)


FAMILY = Family("pix2struct", build, tokenizer=tokenizer, picture="")
