"""LFM2-VL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Lfm2VlConfig, Lfm2VlForConditionalGeneration

from vlm.families.harness import Family
from vlm.families.parts import TEXT, VISION, chat_template, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


MARKS = ["<|image_start|>", "<|image_end|>", "<|img_thumbnail|>"]
TILES = [f"<|img_row_{row}_col_{column}|>" for row in range(1, 4) for column in range(1, 4)]


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(bos="<|im_start|>", eos="<|im_end|>", marks=[*MARKS, *TILES], image_token="<image>")


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    from transformers import Lfm2VlImageProcessor, Lfm2VlProcessor

    layers = {"layer_types": ["conv", "full_attention"], "block_auto_adjust_ff_dim": False}
    vision = {key: value for key, value in VISION.items() if key != "image_size"}
    config = Lfm2VlConfig(
        text_config={"model_type": "lfm2", **TEXT, **token_ids(tokenizer), **layers},
        vision_config={"model_type": "siglip2_vision_model", **vision, "num_patches": 64, "vision_use_head": False},
        projector_hidden_size=32,
        **mark_ids(tokenizer, image_token_id="<image>"),
    )
    tiles = {"tile_size": 32, "max_tiles": 3, "min_image_tokens": 2, "max_image_tokens": 8, "encoder_patch_size": 8}
    processor = Lfm2VlProcessor(Lfm2VlImageProcessor(**tiles), tokenizer, chat_template=chat_template("<image>"))
    return Lfm2VlForConditionalGeneration(config), processor


FAMILY = Family("lfm2_vl", build, tokenizer=tokenizer, picture="<image>", needs=("torchvision",))
