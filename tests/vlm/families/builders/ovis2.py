"""Ovis2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Ovis2Config, Ovis2ForConditionalGeneration, Ovis2Processor
from transformers.models.ovis2.image_processing_pil_ovis2 import Ovis2ImageProcessorPil

from vlm.families.harness import Family
from vlm.families.parts import TEXT, VISION, chat_template, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


INDICATORS = ["<IMG_START>", "<IMG_GRID>", "<IMG_COL>", "<IMG_ROW>", "<IMG_END>"]


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(bos="<|im_start|>", eos="<|im_end|>", marks=["<image>", "<IMG_ATOM>", *INDICATORS])


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    config = Ovis2Config(
        text_config={"model_type": "qwen2", **TEXT, **token_ids(tokenizer)},
        vision_config={**VISION, "vocab_size": 32, "hidden_stride": 1},
        hidden_size=32,
        vocab_size=len(tokenizer),
        visual_indicator_token_ids=tokenizer.convert_tokens_to_ids(INDICATORS),
        **mark_ids(tokenizer, image_token_id="<IMG_ATOM>"),
    )
    images = Ovis2ImageProcessorPil(size={"height": 32, "width": 32}, max_patches=3)
    processor = Ovis2Processor(images, tokenizer, chat_template=chat_template("<image>\n"), image_seq_length=16)
    return Ovis2ForConditionalGeneration(config), processor


FAMILY = Family("ovis2", build, tokenizer=tokenizer, picture="<IMG_ATOM>")
