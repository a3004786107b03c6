"""DeepSeek-VL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import DeepseekVLConfig, DeepseekVLForConditionalGeneration, DeepseekVLProcessor
from transformers.models.deepseek_vl.image_processing_pil_deepseek_vl import DeepseekVLImageProcessorPil

from vlm.families.harness import Family
from vlm.families.parts import TEXT, VISION, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


PICTURE = "<image_placeholder>"
TEMPLATE = (
    "{% for message in messages %}{% set role = 'Assistant' if message['role'] == 'assistant' else 'User' %}"
    "{{ role + ': ' }}{% for content in message['content'] %}{% if content['type'] == 'image' %}<image_placeholder>"
    "{% else %}{{ content['text'] }}{% endif %}{% endfor %}{% if message['role'] == 'user' %}{{ '\n\n' }}"
    "{% else %}{{ eos_token }}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}"
)


def deepseek_tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(image_token=PICTURE)


def deepseek_configs(tokenizer: PreTrainedTokenizerFast) -> dict[str, Any]:
    return {
        "text_config": {"model_type": "llama", **TEXT, **token_ids(tokenizer)},
        "vision_config": {"model_type": "siglip_vision_model", **VISION, "vision_use_head": False},
        **mark_ids(tokenizer, image_token_id=PICTURE),
    }


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    images = DeepseekVLImageProcessorPil(size={"height": 32, "width": 32}, min_size=8)
    processor = DeepseekVLProcessor(images, tokenizer, chat_template=TEMPLATE, num_image_tokens=16)
    return DeepseekVLForConditionalGeneration(DeepseekVLConfig(**deepseek_configs(tokenizer))), processor


FAMILY = Family("deepseek_vl", build, tokenizer=deepseek_tokenizer, picture=PICTURE, before=" ")
