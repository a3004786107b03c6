"""TrOCR: ViT and a decoder with learned positions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import TrOCRConfig, TrOCRProcessor, ViTConfig
from transformers.models.vit.image_processing_pil_vit import ViTImageProcessorPil

from vlm.families.builders._encoder_decoder import SIZE, joined, tokenizer
from vlm.families.harness import Family
from vlm.families.parts import VISION, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

ENCODER = {**VISION, "image_size": (32, 64), "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}


def trocr(tokenizer: PreTrainedTokenizerFast, **options: Any) -> TrOCRConfig:
    sizes = {"d_model": 32, "decoder_layers": 2, "decoder_attention_heads": 4, "decoder_ffn_dim": 64}
    more = {"cross_attention_hidden_size": 32, "max_position_embeddings": 512, "dropout": 0.0, "init_std": 0.1}
    return TrOCRConfig(**{**sizes, **more, **token_ids(tokenizer), **options})


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    processor = TrOCRProcessor(image_processor=ViTImageProcessorPil(size=SIZE), tokenizer=tokenizer)
    return joined(ViTConfig(**ENCODER), trocr(tokenizer), tokenizer), processor


FAMILY = Family(
    "vision-encoder-decoder",
    build,
    tokenizer=tokenizer,
    picture="",
    variant="TrOCR, ViT",
    note="the encoder's pooler is trainable but takes no part in the loss: freeze it, or set find_unused_parameters",
)
