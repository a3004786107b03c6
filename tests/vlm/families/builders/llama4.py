"""Llama 4."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Llama4Config, Llama4ForConditionalGeneration

from vlm.families.harness import Family
from vlm.families.parts import TEXT, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}{{ '<|header_start|>' + message['role'] + '<|header_end|>\n\n' }}"
    "{% for content in message['content'] %}{% if content['type'] == 'image' %}<|image|>"
    "{% else %}{{ content['text'] }}{% endif %}{% endfor %}<|eot|>{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|header_start|>assistant<|header_end|>\n\n' }}{% endif %}"
)
MARKS = {"boi_token_index": "<|image_start|>", "eoi_token_index": "<|image_end|>", "image_token_index": "<|patch|>"}
FURTHER = ["<|image|>", "<|tile_x_separator|>", "<|tile_y_separator|>", "<|header_start|>", "<|header_end|>"]


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(bos="<|begin_of_text|>", eos="<|eot|>", marks=[*MARKS.values(), *FURTHER])


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    from transformers import Llama4ImageProcessor, Llama4Processor

    vision = {
        "hidden_size": 32, "intermediate_size": 32 * 4, "num_hidden_layers": 1, "num_attention_heads": 2,
        "image_size": 32, "patch_size": 8, "vision_output_dim": 32, "projector_input_dim": 32,
        "projector_output_dim": 32,
    }  # fmt: skip
    experts = {"num_local_experts": 4, "intermediate_size_mlp": 64, "moe_layers": [1]}
    config = Llama4Config(
        text_config={**TEXT, **token_ids(tokenizer), **experts},
        vision_config=vision,
        **mark_ids(tokenizer, **MARKS),
    )
    images = Llama4ImageProcessor(size={"height": 32, "width": 32}, max_patches=3)
    processor = Llama4Processor(images, tokenizer, patch_size=8, chat_template=TEMPLATE)
    return Llama4ForConditionalGeneration(config), processor


FAMILY = Family("llama4", build, tokenizer=tokenizer, picture="<|patch|>", needs=("torchvision",))
