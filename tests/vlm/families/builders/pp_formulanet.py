"""PP-FormulaNet: an encoder like SAM's and mBART's decoder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import PPFormulaNetConfig, PPFormulaNetForConditionalGeneration, TrOCRProcessor
from transformers.models.vit.image_processing_pil_vit import ViTImageProcessorPil

from vlm.families.builders._encoder_decoder import tokenizer
from vlm.families.harness import Family
from vlm.families.parts import token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

TEXT = {
    "d_model": 32,
    "encoder_layers": 2,
    "encoder_attention_heads": 4,
    "decoder_layers": 2,
    "decoder_attention_heads": 4,
    "decoder_ffn_dim": 64,
    "max_position_embeddings": 512,
    "dropout": 0.0,
    "init_std": 0.1,
}
VISION = {
    "hidden_size": 32,
    "output_channels": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "image_size": 64,
    "patch_size": 8,
    "mlp_dim": 32,
    "window_size": 4,
    "global_attn_indexes": [1],
    "initializer_range": 0.02,
    "post_conv_in_channels": 16,
    "post_conv_mid_channels": 16,
    "post_conv_out_channels": 32,
    "decoder_hidden_size": 32,
}


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    text = {**TEXT, **token_ids(tokenizer), "decoder_start_token_id": tokenizer.bos_token_id}
    model = PPFormulaNetForConditionalGeneration(PPFormulaNetConfig(text_config=text, vision_config=VISION))
    images = ViTImageProcessorPil(size={"height": 64, "width": 64})  # its own needs torchvision
    return model, TrOCRProcessor(image_processor=images, tokenizer=tokenizer)


FAMILY = Family(
    "pp_formulanet",
    build,
    tokenizer=tokenizer,
    picture="",
    note="its own picture processor needs torchvision; tested here with that of ViT",
)
