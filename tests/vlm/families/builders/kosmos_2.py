"""Kosmos-2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Kosmos2Config, Kosmos2ForConditionalGeneration, Kosmos2Processor
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

from vlm.families.harness import Family
from vlm.families.parts import VISION, family_tokenizer, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

TEXT = {
    "embed_dim": 32,
    "layers": 2,
    "ffn_dim": 64,
    "attention_heads": 4,
    "max_position_embeddings": 512,
    "dropout": 0.0,
    "attention_dropout": 0.0,
}
LATENTS = 3


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(marks=[f"<latent_{index}>" for index in range(LATENTS)])


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    side = {"height": 32, "width": 32}
    images = CLIPImageProcessorPil(size=side, crop_size=side)
    processor = Kosmos2Processor(images, tokenizer, num_patch_index_tokens=4)  # it adds its marks to the tokenizer
    text = {**TEXT, **token_ids(tokenizer)}
    config = Kosmos2Config(text_config=text, vision_config=VISION, latent_query_num=LATENTS)
    return Kosmos2ForConditionalGeneration(config), processor


FAMILY = Family("kosmos-2", build, tokenizer=tokenizer, picture="<image>")
