"""SmolVLM: Idefics3 with a video half."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import SmolVLMConfig, SmolVLMForConditionalGeneration, SmolVLMProcessor
from transformers.models.smolvlm.image_processing_pil_smolvlm import SmolVLMImageProcessorPil

from hmer_kit.vlm import images_only
from vlm.families.builders.idefics3 import FAMILY as IDEFICS3
from vlm.families.harness import Family
from vlm.families.parts import TEXT, VISION, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


TEMPLATE = (
    "<|im_start|>{% for message in messages %}{{ message['role'] | capitalize }}"
    "{% if message['content'][0]['type'] == 'image' %}:{% else %}: {% endif %}{% for line in message['content'] %}"
    "{% if line['type'] == 'text' %}{{ line['text'] }}{% elif line['type'] == 'image' %}<image>{% endif %}{% endfor %}"
    "<end_of_utterance>\n{% endfor %}{% if add_generation_prompt %}Assistant:{% endif %}"
)


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    config = SmolVLMConfig(
        text_config={"model_type": "llama", **TEXT, **token_ids(tokenizer)},
        vision_config=VISION,
        pad_token_id=tokenizer.pad_token_id,
        scale_factor=2,
        **mark_ids(tokenizer, image_token_id="<image>"),
    )
    images = SmolVLMImageProcessorPil(size={"longest_edge": 64}, max_image_size={"longest_edge": 32})
    kind = images_only(SmolVLMProcessor)
    processor = kind(images, tokenizer, None, image_seq_len=4, chat_template=TEMPLATE)
    return SmolVLMForConditionalGeneration(config), processor


FAMILY = Family(
    "smolvlm",
    build,
    tokenizer=IDEFICS3.tokenizer,
    picture="<image>",
    before=" ",
    needs=("num2words",),
    video_needs=("torchvision",),
)
