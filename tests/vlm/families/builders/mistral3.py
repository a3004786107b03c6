"""Mistral 3 with the encoder of Pixtral."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Mistral3Config, Mistral3ForConditionalGeneration

from vlm.families.harness import Family
from vlm.families.parts import TEXT, VISION, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}{% if message['role'] == 'user' %}[INST]"
    "{% for block in message['content'] %}{% if block['type'] == 'text' %}{{ block['text'] }}"
    "{% else %}[IMG]{% endif %}{% endfor %}[/INST]"
    "{% else %}{{ message['content'][0]['text'] + eos_token }}{% endif %}{% endfor %}"
)
"""That of Mistral Small 3.1: an answer begins right after [/INST]."""


def pixtral_tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(marks=["[INST]", "[/INST]", "[IMG]", "[IMG_BREAK]", "[IMG_END]"])


def pixtral_processor(tokenizer: PreTrainedTokenizerFast) -> Any:
    from transformers import PixtralImageProcessor, PixtralProcessor

    images = PixtralImageProcessor(size={"longest_edge": 64}, patch_size={"height": 8, "width": 8})
    return PixtralProcessor(images, tokenizer, patch_size=8, spatial_merge_size=2, chat_template=TEMPLATE)


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    config = Mistral3Config(
        text_config={"model_type": "mistral", **TEXT, **token_ids(tokenizer)},
        vision_config={"model_type": "pixtral", **VISION, "image_size": 64},
        spatial_merge_size=2,
        **mark_ids(tokenizer, image_token_index="[IMG]"),
    )
    return Mistral3ForConditionalGeneration(config), pixtral_processor(tokenizer)


FAMILY = Family("mistral3", build, tokenizer=pixtral_tokenizer, picture="[IMG]", needs=("torchvision",))
