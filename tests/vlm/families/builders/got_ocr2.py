"""GOT-OCR 2.0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import GotOcr2Config, GotOcr2ForConditionalGeneration, GotOcr2Processor
from transformers.models.got_ocr2.image_processing_pil_got_ocr2 import GotOcr2ImageProcessorPil

from vlm.families.harness import Family
from vlm.families.parts import TEXT, family_tokenizer, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

VISION = {
    "hidden_size": 32,
    "output_channels": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "image_size": 64,
    "patch_size": 8,
    "mlp_dim": 32,
    "window_size": 4,
    "global_attn_indexes": [1],
    "initializer_range": 0.02,
}


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(
        bos="<|endoftext|>", eos="<|im_end|>", marks=["<|im_start|>", "<img>", "</img>", "<imgpad>"]
    )


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    config = GotOcr2Config(
        text_config={"model_type": "qwen2", **TEXT, **token_ids(tokenizer)},
        vision_config=VISION,
        image_token_index=tokenizer.convert_tokens_to_ids("<imgpad>"),
    )
    images = GotOcr2ImageProcessorPil(size={"height": 64, "width": 64})
    return GotOcr2ForConditionalGeneration(config), GotOcr2Processor(images, tokenizer)


FAMILY = Family("got_ocr2", build, tokenizer=tokenizer, picture="<imgpad>")
