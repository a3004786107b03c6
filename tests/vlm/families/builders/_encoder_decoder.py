"""Encoders and decoders of VisionEncoderDecoder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tokenizers import processors
from transformers import DonutSwinConfig, MBartConfig, VisionEncoderDecoderConfig, VisionEncoderDecoderModel

from vlm.families.parts import family_tokenizer, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

SIZE = {"height": 32, "width": 64}


def tokenizer() -> PreTrainedTokenizerFast:
    """Return a tokenizer that puts ``<s>`` before and ``</s>`` after what it is given, as that of all three does."""
    made = family_tokenizer()
    ids = [("<s>", made.bos_token_id), ("</s>", made.eos_token_id)]
    made.backend_tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=ids)
    return made


def swin() -> DonutSwinConfig:
    sizes = {"image_size": [32, 64], "patch_size": 4, "embed_dim": 16, "window_size": 4}
    return DonutSwinConfig(**sizes, depths=[1, 1], num_heads=[2, 2], drop_path_rate=0.0)


def mbart(tokenizer: PreTrainedTokenizerFast) -> MBartConfig:
    sizes = {"d_model": 32, "decoder_layers": 2, "decoder_attention_heads": 4, "decoder_ffn_dim": 64}
    more = {"max_position_embeddings": 512, "dropout": 0.0, "scale_embedding": True, "init_std": 0.1}
    return MBartConfig(**sizes, **more, encoder_layers=2, add_final_layer_norm=True, **token_ids(tokenizer))


def joined(encoder: Any, decoder: Any, tokenizer: PreTrainedTokenizerFast) -> VisionEncoderDecoderModel:
    ids = {key: value for key, value in token_ids(tokenizer).items() if key != "vocab_size"}
    config = VisionEncoderDecoderConfig.from_encoder_decoder_configs(
        encoder, decoder, decoder_start_token_id=tokenizer.bos_token_id, **ids
    )
    return VisionEncoderDecoderModel(config)
