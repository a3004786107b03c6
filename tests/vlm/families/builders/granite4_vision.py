"""Granite 4 Vision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Granite4VisionConfig, Granite4VisionForConditionalGeneration, Granite4VisionProcessor
from transformers.models.llava_next.image_processing_pil_llava_next import LlavaNextImageProcessorPil

from vlm.families.builders.llava_next import PINPOINTS
from vlm.families.harness import Family
from vlm.families.parts import TEXT, VISION, chat_template, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


MARKS = {"start": "<|start_of_role|>", "role": "<|end_of_role|>", "end": "<|end_of_text|>\n"}


def tokenizer() -> PreTrainedTokenizerFast:
    marks = ["<|end_of_role|>"]
    return family_tokenizer(bos="<|start_of_role|>", eos="<|end_of_text|>", marks=marks, image_token="<image>")


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    vision = {**VISION, "hidden_size": 64, "num_hidden_layers": 2, "vision_use_head": False}
    config = Granite4VisionConfig(
        text_config={**TEXT, **token_ids(tokenizer)},
        vision_config={"model_type": "siglip_vision_model", **vision},
        qformer_config={"model_type": "blip_2_qformer", "num_hidden_layers": 1, "intermediate_size": 32},
        image_grid_pinpoints=PINPOINTS,
        vision_feature_select_strategy="full",
        downsample_rate="2/4",
        deepstack_layer_map=[[-1, 0]],
        spatial_target_layers=[1],
        **mark_ids(tokenizer, image_token_index="<image>"),
    )
    size = {"size": {"shortest_edge": 32}, "crop_size": {"height": 32, "width": 32}}
    images = LlavaNextImageProcessorPil(image_grid_pinpoints=PINPOINTS, **size)
    options = {"patch_size": 8, "vision_feature_select_strategy": "full", "downsample_rate": "2/4"}
    template = chat_template("<image>\n", **MARKS)
    processor = Granite4VisionProcessor(images, tokenizer, chat_template=template, **options)
    return Granite4VisionForConditionalGeneration(config), processor


FAMILY = Family("granite4_vision", build, tokenizer=tokenizer, picture="<image>")
