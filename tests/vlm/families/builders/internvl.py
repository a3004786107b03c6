"""InternVL 3 in the layout of transformers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import InternVLConfig, InternVLForConditionalGeneration, InternVLProcessor
from transformers.models.got_ocr2.image_processing_pil_got_ocr2 import GotOcr2ImageProcessorPil

from hmer_kit.vlm import images_only
from vlm.families.harness import Family
from vlm.families.parts import TEXT, VISION, chat_template, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


NAMED = {
    "start_image_token": "<img>",
    "end_image_token": "</img>",
    "context_image_token": "<IMG_CONTEXT>",
    "video_token": "<video>",
}


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(bos="<|im_start|>", eos="<|im_end|>", **NAMED)


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    config = InternVLConfig(
        text_config={"model_type": "qwen2", **TEXT, **token_ids(tokenizer)},
        vision_config={**VISION, "image_size": [32, 32], "patch_size": [8, 8]},
        image_seq_length=4,
        **mark_ids(tokenizer, image_token_id="<IMG_CONTEXT>"),
    )
    images = GotOcr2ImageProcessorPil(size={"height": 32, "width": 32}, max_patches=3)
    kind = images_only(InternVLProcessor)
    processor = kind(images, tokenizer, image_seq_length=4, chat_template=chat_template("<IMG_CONTEXT>\n"))
    return InternVLForConditionalGeneration(config), processor


FAMILY = Family("internvl", build, tokenizer=tokenizer, picture="<IMG_CONTEXT>", video_needs=("torchvision",))
