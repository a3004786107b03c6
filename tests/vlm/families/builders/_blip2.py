"""What BLIP-2 and InstructBLIP share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tokenizers import processors
from transformers.models.blip.image_processing_pil_blip import BlipImageProcessorPil

from vlm.families.parts import TEXT, VISION, family_tokenizer, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

QUERIES = 4


def tokenizer(*, around: str = "<s> $A", bos: str = "<s>") -> PreTrainedTokenizerFast:
    """Return a tokenizer that puts marks around a text by itself: Llama's does before it."""
    made = family_tokenizer(bos=bos, marks=["<image>"])
    ids = [(mark, made.convert_tokens_to_ids(mark)) for mark in dict.fromkeys([bos, "</s>"])]
    made.backend_tokenizer.post_processor = processors.TemplateProcessing(single=around, special_tokens=ids)
    return made


def opt_tokenizer() -> PreTrainedTokenizerFast:
    """Return one like OPT's: begin and end are one token, and it stands before a text."""
    return tokenizer(around="</s> $A", bos="</s>")


def t5_tokenizer() -> PreTrainedTokenizerFast:
    """Return one like T5's: the end stands after a text."""
    return tokenizer(around="$A </s>")


def image_processor() -> Any:
    return BlipImageProcessorPil(size={"height": 32, "width": 32})


def opt(tokenizer: PreTrainedTokenizerFast) -> dict[str, Any]:
    sizes = {"hidden_size": 32, "ffn_dim": 64, "num_hidden_layers": 2, "num_attention_heads": 4}
    more = {"word_embed_proj_dim": 32, "max_position_embeddings": 512, "dropout": 0.0}
    return {"model_type": "opt", **sizes, **more, **token_ids(tokenizer)}


def llama(tokenizer: PreTrainedTokenizerFast) -> dict[str, Any]:
    return {"model_type": "llama", **TEXT, **token_ids(tokenizer)}


def t5(tokenizer: PreTrainedTokenizerFast) -> dict[str, Any]:
    sizes = {"d_model": 32, "d_kv": 8, "d_ff": 64, "num_layers": 2, "num_heads": 4, "dropout_rate": 0.0}
    ids = {key: value for key, value in token_ids(tokenizer).items() if key != "bos_token_id"}
    return {"model_type": "t5", **sizes, **ids, "decoder_start_token_id": tokenizer.pad_token_id}


def parts(tokenizer: PreTrainedTokenizerFast, text: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of either configuration."""
    qformer = {"hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
    dropout = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
    return {
        "vision_config": {**VISION, "initializer_range": 0.02},
        "qformer_config": {**qformer, **dropout, "vocab_size": len(tokenizer), "encoder_hidden_size": 32},
        "text_config": text,
        "num_query_tokens": QUERIES,
        "image_token_index": tokenizer.convert_tokens_to_ids("<image>"),
    }
