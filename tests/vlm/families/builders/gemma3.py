"""Gemma 3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Gemma3Config, Gemma3ForConditionalGeneration, Gemma3Processor
from transformers.models.gemma3.image_processing_pil_gemma3 import Gemma3ImageProcessorPil

from vlm.families.harness import Family
from vlm.families.parts import TEXT, VISION, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}"
    "{% set role = 'model' if message['role'] == 'assistant' else message['role'] %}"
    "{{ '<start_of_turn>' + role + '\n' }}"
    "{% for item in message['content'] %}{% if item['type'] == 'image' %}<start_of_image>"
    "{% else %}{{ item['text'] | trim }}{% endif %}{% endfor %}{{ '<end_of_turn>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<start_of_turn>model\n' }}{% endif %}"
)
NAMED = {"image_token": "<image_soft_token>", "boi_token": "<start_of_image>", "eoi_token": "<end_of_image>"}


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(bos="<bos>", eos="<end_of_turn>", marks=["<start_of_turn>"], **NAMED)


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    marks = {f"{name}_index": token for name, token in NAMED.items()}
    config = Gemma3Config(
        text_config={**TEXT, **token_ids(tokenizer), "query_pre_attn_scalar": 8, "sliding_window": 64},
        vision_config={"model_type": "siglip_vision_model", **VISION, "vision_use_head": False},
        mm_tokens_per_image=4,
        **mark_ids(tokenizer, **marks),
    )
    images = Gemma3ImageProcessorPil(size={"height": 32, "width": 32})
    processor = Gemma3Processor(images, tokenizer, image_seq_length=4, chat_template=TEMPLATE)
    return Gemma3ForConditionalGeneration(config), processor


FAMILY = Family("gemma3", build, tokenizer=tokenizer, picture="<image_soft_token>", same_code=("shieldgemma2",))
