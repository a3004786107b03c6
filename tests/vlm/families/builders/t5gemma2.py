"""T5Gemma 2: picture and prompt go to Gemma 3's layers as an encoder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Gemma3Processor, T5Gemma2Config, T5Gemma2ForConditionalGeneration
from transformers.models.gemma3.image_processing_pil_gemma3 import Gemma3ImageProcessorPil

from vlm.families.harness import Family
from vlm.families.parts import TEXT, VISION, family_tokenizer, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

NAMES = {"boi_token": "<start_of_image>", "eoi_token": "<end_of_image>", "image_token": "<image_soft_token>"}
ROPE = {
    "full_attention": {"rope_type": "default", "rope_theta": 1e6},
    "sliding_attention": {"rope_type": "default", "rope_theta": 1e4},
}
LAYERS = {"layer_types": ["sliding_attention", "full_attention"], "sliding_window": 512, "query_pre_attn_scalar": 8}


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(bos="<bos>", eos="<eos>", **NAMES)


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    text = {**TEXT, **LAYERS, **token_ids(tokenizer), "rope_parameters": ROPE}
    vision = {"model_type": "siglip_vision_model", **VISION, "vision_use_head": False}
    boi, eoi, image = (tokenizer.convert_tokens_to_ids(token) for token in NAMES.values())
    marks = {"boi_token_index": boi, "eoi_token_index": eoi, "image_token_index": image}
    config = T5Gemma2Config(
        encoder={"text_config": text, "vision_config": vision, "mm_tokens_per_image": 4, **marks},
        decoder=text,
        image_token_index=image,
        eoi_token_index=eoi,
        decoder_start_token_id=tokenizer.bos_token_id,
        **token_ids(tokenizer),
    )
    images = Gemma3ImageProcessorPil(size={"height": 32, "width": 32})
    return T5Gemma2ForConditionalGeneration(config), Gemma3Processor(images, tokenizer, image_seq_length=4)


FAMILY = Family("t5gemma2", build, tokenizer=tokenizer, picture="<image_soft_token>")
