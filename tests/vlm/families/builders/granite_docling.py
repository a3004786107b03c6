"""Granite Docling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import GraniteDoclingConfig, GraniteDoclingForConditionalGeneration, GraniteDoclingProcessor
from transformers.models.granite_docling.image_processing_pil_granite_docling import GraniteDoclingImageProcessorPil

from vlm.families.builders.idefics3 import MARKS
from vlm.families.harness import Family
from vlm.families.parts import TEXT, VISION, chat_template, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(bos="<|start_of_role|>", eos="<|end_of_text|>", marks=[*MARKS, "<|end_of_role|>"])


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    config = GraniteDoclingConfig(
        text_config={**TEXT, **token_ids(tokenizer), "embedding_multiplier": 1.0, "residual_multiplier": 1.0},
        vision_config={**VISION, "out_hidden_size": 32, "scale_factor": 2, "deepstack_visual_indexes": [0]},
        pad_token_id=tokenizer.pad_token_id,
        **mark_ids(tokenizer, image_token_id="<image>"),
    )
    images = GraniteDoclingImageProcessorPil(size={"height": 32, "width": 32}, max_patches=3)
    marks = {"start": "<|start_of_role|>", "role": "<|end_of_role|>", "end": "<|end_of_text|>\n"}
    template = chat_template("<image>", **marks)
    processor = GraniteDoclingProcessor(images, tokenizer, image_seq_len=4, chat_template=template)
    return GraniteDoclingForConditionalGeneration(config), processor


FAMILY = Family("granite_docling", build, tokenizer=tokenizer, picture="<image>", lr=1e-2, steps=250)
