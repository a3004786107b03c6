"""Idefics2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Idefics2Config, Idefics2ForConditionalGeneration, Idefics2Processor
from transformers.models.idefics2.image_processing_pil_idefics2 import Idefics2ImageProcessorPil

from vlm.families.harness import Family
from vlm.families.parts import TEXT, VISION, chat_template, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


MARKS = ["<fake_token_around_image>", "<image>", "<end_of_utterance>"]


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(eos="<end_of_utterance>", marks=MARKS)


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    latents = {"resampler_n_latents": 4, "resampler_depth": 1, "resampler_n_heads": 2, "resampler_head_dim": 16}
    config = Idefics2Config(
        text_config={"model_type": "mistral", **TEXT, **token_ids(tokenizer)},
        vision_config={**VISION, "image_size": 64},
        perceiver_config={"hidden_size": 32, "num_key_value_heads": 2, **latents},
        **mark_ids(tokenizer, image_token_id="<image>"),
    )
    size = {"shortest_edge": 32, "longest_edge": 64}
    images = Idefics2ImageProcessorPil(size=size, do_image_splitting=False)
    template = chat_template("<image>", start="", role=":", end="<end_of_utterance>\n")
    processor = Idefics2Processor(images, tokenizer, image_seq_len=4, chat_template=template)
    return Idefics2ForConditionalGeneration(config), processor


FAMILY = Family("idefics2", build, tokenizer=tokenizer, picture="<image>", lr=2e-3, steps=300)
