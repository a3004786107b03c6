"""Florence-2: picture and prompt go to BART's encoder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Florence2Config, Florence2ForConditionalGeneration, Florence2Processor
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

from vlm.families.harness import Family
from vlm.families.parts import family_tokenizer, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

VISION = {
    "depths": [1, 1],
    "patch_size": [7, 3],
    "patch_stride": [8, 2],
    "patch_padding": [3, 1],
    "patch_prenorm": [False, True],
    "embed_dim": [16, 32],
    "num_heads": [2, 2],
    "num_groups": [2, 2],
    "window_size": 4,
    "projection_dim": 32,
    "drop_path_rate": 0.0,
}
BART = {
    "model_type": "bart",
    "d_model": 32,
    "encoder_layers": 1,
    "decoder_layers": 2,
    "encoder_attention_heads": 2,
    "decoder_attention_heads": 2,
    "encoder_ffn_dim": 64,
    "decoder_ffn_dim": 64,
    "max_position_embeddings": 512,
    "dropout": 0.0,
}


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(image_token="<image>")


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    text = {**BART, **token_ids(tokenizer), "decoder_start_token_id": tokenizer.eos_token_id}
    image_id = tokenizer.convert_tokens_to_ids("<image>")
    config = Florence2Config(vision_config=VISION, text_config=text, image_token_id=image_id)
    side = {"height": 32, "width": 32}
    images = CLIPImageProcessorPil(size=side, crop_size=side)
    images.image_seq_length = 5
    return Florence2ForConditionalGeneration(config), Florence2Processor(images, tokenizer)


FAMILY = Family("florence2", build, tokenizer=tokenizer, picture="<image>")
