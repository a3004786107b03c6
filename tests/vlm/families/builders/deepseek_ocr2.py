"""DeepSeek-OCR 2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import DeepseekOcr2Config, DeepseekOcr2ForConditionalGeneration, DeepseekOcr2Processor
from transformers.models.deepseek_ocr2.image_processing_pil_deepseek_ocr2 import DeepseekOcr2ImageProcessorPil

from vlm.families.harness import Family
from vlm.families.parts import TEXT, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}{% for content in message['content'] %}"
    "{% if content['type'] == 'image' %}<image>\n{% else %}{{ content['text'] }}{% endif %}{% endfor %}"
    "{% if message['role'] == 'assistant' %}{{ eos_token }}{% endif %}{% endfor %}"
)


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(image_token="<image>")


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    sam = {
        "hidden_size": 32, "output_channels": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "image_size": 192,
        "patch_size": 4, "window_size": 12, "global_attn_indexes": [], "mlp_dim": 32, "downsample_channels": [32, 32],
    }  # fmt: skip
    encoder = {**TEXT, "num_hidden_layers": 1, "layer_types": ["full_attention"]}
    experts = {"n_routed_experts": 4, "n_shared_experts": 1, "num_experts_per_tok": 2, "moe_intermediate_size": 32}
    config = DeepseekOcr2Config(
        text_config={**TEXT, **token_ids(tokenizer), **experts, "mlp_layer_types": ["dense", "sparse"]},
        vision_config={"sam_config": sam, "encoder_config": encoder},
        **mark_ids(tokenizer, image_token_id="<image>"),
    )
    # The encoder has 144 or 256 learned queries, so that a picture has to make 12 x 12 or 16 x 16 positions.
    images = DeepseekOcr2ImageProcessorPil(size={"height": 192, "width": 192}, tile_size=192)
    processor = DeepseekOcr2Processor(images, tokenizer, patch_size=4, chat_template=TEMPLATE)
    return DeepseekOcr2ForConditionalGeneration(config), processor


FAMILY = Family("deepseek_ocr2", build, tokenizer=tokenizer, picture="<image>", lr=1e-2, steps=200)
