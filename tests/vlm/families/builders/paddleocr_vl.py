"""PaddleOCR-VL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import PaddleOCRVLConfig, PaddleOCRVLForConditionalGeneration, PaddleOCRVLProcessor
from transformers.models.paddleocr_vl.image_processing_pil_paddleocr_vl import PaddleOCRVLImageProcessorPil

from vlm.families.harness import Family
from vlm.families.parts import TEXT, VISION, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


MARKS = {
    "image_token_id": "<|IMAGE_PLACEHOLDER|>",
    "video_token_id": "<|video_pad|>",
    "vision_start_token_id": "<|IMAGE_START|>",
    "vision_end_token_id": "<|IMAGE_END|>",
}
TEMPLATE = (
    "{% for message in messages %}{% if message['role'] == 'user' %}{{ 'User: ' }}"
    "{% for content in message['content'] %}"
    "{% if content['type'] == 'image' %}<|IMAGE_START|><|IMAGE_PLACEHOLDER|><|IMAGE_END|>"
    "{% else %}{{ content['text'] }}{% endif %}{% endfor %}{{ '\n' }}"
    "{% else %}{{ 'Assistant:\n' + message['content'][0]['text'] + eos_token }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ 'Assistant:\n' }}{% endif %}"
)


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(marks=list(MARKS.values())[1:], image_token=MARKS["image_token_id"])


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    rope = {"rope_type": "default", "mrope_section": [2, 1, 1], "rope_theta": 10000.0}
    config = PaddleOCRVLConfig(
        text_config={**TEXT, **token_ids(tokenizer), "rope_parameters": rope},
        vision_config=VISION,
        **mark_ids(tokenizer, **MARKS),
    )
    size = {"shortest_edge": 16 * 16, "longest_edge": 32 * 64}
    images = PaddleOCRVLImageProcessorPil(patch_size=8, size=size)
    processor = PaddleOCRVLProcessor(images, tokenizer, chat_template=TEMPLATE)
    return PaddleOCRVLForConditionalGeneration(config), processor


FAMILY = Family("paddleocr_vl", build, tokenizer=tokenizer, picture="<|IMAGE_PLACEHOLDER|>")
