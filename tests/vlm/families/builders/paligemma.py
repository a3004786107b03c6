"""PaliGemma: picture and prompt are a prefix that is read both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import PaliGemmaConfig, PaliGemmaForConditionalGeneration, PaliGemmaProcessor
from transformers.models.siglip.image_processing_pil_siglip import SiglipImageProcessorPil

from vlm.families.harness import Family
from vlm.families.parts import TEXT, VISION, family_tokenizer, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(bos="<bos>", eos="<eos>", image_token="<image>")


def paligemma(tokenizer: PreTrainedTokenizerFast, **text: Any) -> tuple[Any, Any]:
    images = SiglipImageProcessorPil(size={"height": 32, "width": 32})
    images.image_seq_length = 16
    processor = PaliGemmaProcessor(images, tokenizer)
    config = PaliGemmaConfig(
        text_config={**TEXT, **token_ids(tokenizer), **text},
        vision_config={"model_type": "siglip_vision_model", **VISION, "vision_use_head": False},
        image_token_index=tokenizer.convert_tokens_to_ids("<image>"),
        projection_dim=32,
        hidden_size=32,
        vocab_size=len(tokenizer),
    )
    return PaliGemmaForConditionalGeneration(config), processor


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    return paligemma(tokenizer, model_type="gemma")


FAMILY = Family("paligemma", build, tokenizer=tokenizer, picture="<image>")
