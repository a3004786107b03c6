"""Kosmos-2.5."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Kosmos2_5Config, Kosmos2_5ForConditionalGeneration, Kosmos2_5Processor
from transformers.models.kosmos2_5.image_processing_pil_kosmos2_5 import Kosmos2_5ImageProcessorPil

from vlm.families.builders.kosmos_2 import TEXT
from vlm.families.harness import Family
from vlm.families.parts import family_tokenizer, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

VISION = {
    "hidden_size": 32,
    "patch_embed_hidden_size": 8 * 8 * 3,
    "intermediate_size": 32,
    "head_dim": 8,
    "num_hidden_layers": 1,
    "num_attention_heads": 4,
    "max_num_patches": 64,
}
LATENTS = 4


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(boi_token="<image>", eoi_token="</image>", image_token="<s>")


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    images = Kosmos2_5ImageProcessorPil(max_patches=16, patch_size={"height": 8, "width": 8})
    processor = Kosmos2_5Processor(images, tokenizer, num_image_tokens=LATENTS)
    text = {**TEXT, **token_ids(tokenizer)}
    config = Kosmos2_5Config(text_config=text, vision_config=VISION, latent_query_num=LATENTS)
    return Kosmos2_5ForConditionalGeneration(config), processor


FAMILY = Family("kosmos-2.5", build, tokenizer=tokenizer, picture="<image>")
