"""Perception LM."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import PerceptionLMConfig, PerceptionLMForConditionalGeneration

from hmer_kit.vlm import images_only
from vlm.families.harness import Family
from vlm.families.parts import TEXT, chat_template, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def tokenizer() -> PreTrainedTokenizerFast:
    named = {"image_token": "<|image|>", "video_token": "<|video|>"}
    return family_tokenizer(bos="<|begin_of_text|>", eos="<|eot_id|>", **named)


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    from transformers import PerceptionLMImageProcessor, PerceptionLMProcessor

    sizes = {"img_size": [32, 32], "depth": 1, "num_heads": 2, "global_pool": "", "init_values": 0.1}
    encoder = {"model_type": "timm_wrapper", "architecture": "vit_pe_core_tiny_patch16_384", "model_args": {
        "embed_dim": 32, **sizes, "ref_feat_shape": (2, 2), "use_post_transformer_norm": False,
    }}  # fmt: skip
    config = PerceptionLMConfig(
        text_config={"model_type": "llama", **TEXT, **token_ids(tokenizer)},
        vision_config={**encoder, "num_features": 32},
        vision_use_cls_token=True,
        **mark_ids(tokenizer, image_token_id="<|image|>", video_token_id="<|video|>"),
    )
    images = PerceptionLMImageProcessor(tile_size=32, vision_input_type="vanilla")
    kind = images_only(PerceptionLMProcessor)
    template = chat_template("<|image|>", start="<|begin_of_text|>", end="<|eot_id|>")
    processor = kind(None, images, tokenizer, patch_size=16, pooling_ratio=1, chat_template=template)
    return PerceptionLMForConditionalGeneration(config), processor


FAMILY = Family(
    "perception_lm",
    build,
    tokenizer=tokenizer,
    picture="<|image|>",
    needs=("torchvision", "timm"),
    note="a batch takes pictures of equally many tiles: set vision_input_type='vanilla' in its image processor",
)
