"""Cosmos 3 Edge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Cosmos3EdgeConfig, Cosmos3EdgeForConditionalGeneration, Cosmos3EdgeProcessor
from transformers.models.cosmos3_edge.image_processing_pil_cosmos3_edge import Cosmos3EdgeImageProcessorPil

from hmer_kit.vlm import images_only
from vlm.families.builders._qwen import TEMPLATE, qwen_marks, qwen_tokenizer, text_config
from vlm.families.harness import Family
from vlm.families.parts import VISION

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    vision = {key: value for key, value in VISION.items() if key != "image_size"}
    config = Cosmos3EdgeConfig(
        text_config=text_config(tokenizer),
        vision_config={**vision, "num_patches": 64},
        projector_hidden_size=32,
        **qwen_marks(tokenizer),
    )
    size = {"shortest_edge": 16 * 16, "longest_edge": 32 * 64}
    images = Cosmos3EdgeImageProcessorPil(patch_size=8, size=size)
    processor = images_only(Cosmos3EdgeProcessor)(images, tokenizer, chat_template=TEMPLATE)
    return Cosmos3EdgeForConditionalGeneration(config), processor


FAMILY = Family("cosmos3_edge", build, tokenizer=qwen_tokenizer, picture="<|image_pad|>", video_needs=("torchvision",))
