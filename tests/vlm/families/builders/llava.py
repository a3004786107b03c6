"""LLaVA 1.5."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import LlavaConfig, LlavaForConditionalGeneration, LlavaProcessor
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

from vlm.families.harness import Family
from vlm.families.parts import TEXT, VISION, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


TEMPLATE = (
    "{% for message in messages %}{{ message['role'].upper() + ': ' }}{% for content in message['content'] %}"
    "{% if content['type'] == 'image' %}<image>\n{% endif %}{% endfor %}{% for content in message['content'] %}"
    "{% if content['type'] == 'text' %}{{ content['text'] + ' ' }}{% endif %}{% endfor %}{% endfor %}"
    "{% if add_generation_prompt %}ASSISTANT:{% endif %}"
)
"""That of LLaVA 1.5: it writes no end after an answer."""


def llava_tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(image_token="<image>")


def llava_configs(tokenizer: PreTrainedTokenizerFast) -> dict[str, Any]:
    return {
        "text_config": {"model_type": "llama", **TEXT, **token_ids(tokenizer)},
        "vision_config": {"model_type": "clip_vision_model", **VISION, "num_hidden_layers": 2},
        **mark_ids(tokenizer, image_token_index="<image>"),
    }


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    images = CLIPImageProcessorPil(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})
    options = {"patch_size": 8, "vision_feature_select_strategy": "default", "num_additional_image_tokens": 1}
    processor = LlavaProcessor(images, tokenizer, chat_template=TEMPLATE, **options)
    return LlavaForConditionalGeneration(LlavaConfig(**llava_configs(tokenizer))), processor


FAMILY = Family(
    "llava",
    build,
    tokenizer=llava_tokenizer,
    picture="<image>",
    before=" ",
    after=" </s>",
    note="its image processor crops pictures to a square; last vision layer and pooler get no gradient",
)
