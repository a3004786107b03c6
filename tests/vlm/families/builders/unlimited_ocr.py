"""Unlimited-OCR."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import UnlimitedOcrConfig, UnlimitedOcrForConditionalGeneration

from vlm.families.builders.deepseek_ocr2 import TEMPLATE
from vlm.families.harness import Family
from vlm.families.parts import TEXT, VISION, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(image_token="<image>")


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    from transformers import UnlimitedOcrImageProcessor, UnlimitedOcrProcessor

    sam = {
        "initializer_range": 0.2, "hidden_size": 32, "output_channels": 16, "num_hidden_layers": 1,
        "num_attention_heads": 2, "image_size": 128,
        "patch_size": 16, "window_size": 4, "global_attn_indexes": [0], "mlp_dim": 32, "downsample_channels": [32, 32],
    }  # fmt: skip
    encoder = {**VISION, "image_size": 32, "initializer_range": 0.2}
    experts = {"n_routed_experts": 4, "n_shared_experts": 1, "num_experts_per_tok": 2, "moe_intermediate_size": 32}
    layers = {"mlp_layer_types": ["dense", "sparse"], "num_key_value_heads": 4}
    config = UnlimitedOcrConfig(
        text_config={**TEXT, **token_ids(tokenizer), **experts, **layers},
        vision_config={"sam_config": sam, "encoder_config": encoder},
        **mark_ids(tokenizer, image_token_id="<image>"),
    )
    images = UnlimitedOcrImageProcessor(size={"height": 128, "width": 128}, tile_size=64)
    processor = UnlimitedOcrProcessor(images, tokenizer, chat_template=TEMPLATE)
    return UnlimitedOcrForConditionalGeneration(config), processor


FAMILY = Family("unlimited_ocr", build, tokenizer=tokenizer, picture="<image>", needs=("torchvision",))
