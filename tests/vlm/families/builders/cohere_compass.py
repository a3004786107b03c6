"""Cohere Compass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import CohereCompassConfig, CohereCompassForConditionalGeneration, CohereCompassProcessor
from transformers.models.cohere_compass.image_processing_pil_cohere_compass import CohereCompassImageProcessorPil

from hmer_kit.vlm import images_only
from vlm.families.builders._qwen import ROPE, VISION
from vlm.families.harness import Family
from vlm.families.parts import TEXT, chat_template, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


MARKS = {
    "image_token_id": "<|IMAGE_PAD|>",
    "video_token_id": "<|VIDEO_PAD|>",
    "vision_start_token_id": "<|VISION_START|>",
    "vision_end_token_id": "<|VISION_END|>",
}


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(bos="<|START_OF_TURN_TOKEN|>", eos="<|END_OF_TURN_TOKEN|>", marks=MARKS.values())


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    vision = {**VISION, "out_hidden_size": 32, "num_position_embeddings": 64, "deepstack_visual_indexes": [0]}
    kinds = ["sliding_attention", "full_attention"]
    layers = {"layer_types": kinds, "sliding_window": 256, "logit_scale": 1.0}
    layers["rope_parameters"] = {kind: dict(ROPE) for kind in kinds}
    config = CohereCompassConfig(
        text_config={**TEXT, **token_ids(tokenizer), **layers}, vision_config=vision, **mark_ids(tokenizer, **MARKS)
    )
    size = {"shortest_edge": 16 * 16, "longest_edge": 32 * 64}
    images = CohereCompassImageProcessorPil(patch_size=8, size=size)
    picture = "<|VISION_START|><|IMAGE_PAD|><|VISION_END|>"
    template = chat_template(picture, start="<|START_OF_TURN_TOKEN|>", end="<|END_OF_TURN_TOKEN|>")
    processor = images_only(CohereCompassProcessor)(images, tokenizer, chat_template=template)
    return CohereCompassForConditionalGeneration(config), processor


FAMILY = Family("cohere_compass", build, tokenizer=tokenizer, picture="<|IMAGE_PAD|>", video_needs=("torchvision",))
