"""Llama 3.2 Vision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import MllamaConfig, MllamaForConditionalGeneration, MllamaProcessor
from transformers.models.mllama.image_processing_pil_mllama import MllamaImageProcessorPil

from vlm.families.harness import Family
from vlm.families.parts import TEXT, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}"
    "{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n' }}{% for content in message['content'] %}"
    "{% if content['type'] == 'image' %}<|image|>{% else %}{{ content['text'] }}{% endif %}{% endfor %}<|eot_id|>"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}"
)


def tokenizer() -> PreTrainedTokenizerFast:
    marks = ["<|start_header_id|>", "<|end_header_id|>", "<|python_tag|>", "<|image|>"]
    return family_tokenizer(bos="<|begin_of_text|>", eos="<|eot_id|>", marks=marks)


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    vision = {
        "hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 2, "num_global_layers": 1,
        "attention_heads": 2, "image_size": 32, "patch_size": 8, "max_num_tiles": 4,
        "intermediate_layers_indices": [0, 1], "vision_output_dim": 96,
    }  # fmt: skip
    rope = {"rope_type": "default", "rope_theta": 10000.0}
    config = MllamaConfig(
        text_config={**TEXT, **token_ids(tokenizer), "cross_attention_layers": [1], "rope_parameters": rope},
        vision_config=vision,
        **mark_ids(tokenizer, image_token_index="<|image|>"),
    )
    images = MllamaImageProcessorPil(size={"height": 32, "width": 32}, max_image_tiles=4)
    return MllamaForConditionalGeneration(config), MllamaProcessor(images, tokenizer, chat_template=TEMPLATE)


FAMILY = Family(
    "mllama", build, tokenizer=tokenizer, picture="<|image|>", note="resize_token_embeddings breaks its reload"
)
