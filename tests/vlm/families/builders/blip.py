"""BLIP: pictures are attended to, prompt and answer are its decoder's sequence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import BlipConfig, BlipForConditionalGeneration, BlipProcessor
from transformers.models.blip.image_processing_pil_blip import BlipImageProcessorPil

from vlm.families.builders.git import bert_tokenizer
from vlm.families.harness import Family
from vlm.families.parts import VISION

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

TEXT = {
    "hidden_size": 32,
    "encoder_hidden_size": 32,
    "intermediate_size": 64,
    "projection_dim": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "max_position_embeddings": 512,
}


def tokenizer() -> PreTrainedTokenizerFast:
    made = bert_tokenizer(decoder_token="[DEC]")
    made.bos_token = made.eos_token = None
    return made


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    text = {
        **TEXT,
        "vocab_size": len(tokenizer),
        "pad_token_id": tokenizer.pad_token_id,
        "bos_token_id": tokenizer.convert_tokens_to_ids("[DEC]"),
        "sep_token_id": tokenizer.sep_token_id,
        "eos_token_id": tokenizer.unk_token_id,  # as in the checkpoints: an id that ends nothing
    }
    config = BlipConfig(text_config=text, vision_config=VISION, projection_dim=32, image_text_hidden_size=32)
    images = BlipImageProcessorPil(size={"height": 32, "width": 32})
    return BlipForConditionalGeneration(config), BlipProcessor(images, tokenizer)


FAMILY = Family("blip", build, tokenizer=tokenizer, picture="", after="[SEP]")
