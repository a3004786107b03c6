"""Janus: understanding alone, without its generation of pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import JanusConfig, JanusForConditionalGeneration, JanusProcessor
from transformers.models.janus.image_processing_pil_janus import JanusImageProcessorPil

from vlm.families.harness import Family
from vlm.families.parts import TEXT, VISION, chat_template, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


NAMED = {"image_token": "<image_placeholder>", "boi_token": "<begin_of_image>", "eoi_token": "<end_of_image>"}


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(marks=["<|User|>", "<|Assistant|>"], **NAMED)


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    codes = {
        "embed_dim": 8, "num_embeddings": 16, "latent_channels": 32, "base_channels": 32, "channel_multiplier": [1, 1],
        "num_res_blocks": 1, "num_patches": 4, "projection_dim": 32, "image_token_embed_dim": 32,
    }  # fmt: skip
    config = JanusConfig(
        text_config={"model_type": "llama", **TEXT, **token_ids(tokenizer)},
        vision_config={**VISION, "projection_dim": 32, "num_image_tokens": 16, "mlp_ratio": 1.0},
        vq_config=codes,
        **mark_ids(tokenizer, image_token_id="<image_placeholder>"),
    )
    images = JanusImageProcessorPil(size={"height": 32, "width": 32}, min_size=8)
    template = chat_template("<image_placeholder>\n", start="<|", role="|>: ", end="</s>")
    processor = JanusProcessor(images, tokenizer, chat_template=template, num_image_tokens=16)
    return JanusForConditionalGeneration(config), processor


FAMILY = Family(
    "janus", build, tokenizer=tokenizer, picture="<image_placeholder>", note="its generation of pictures is left alone"
)
