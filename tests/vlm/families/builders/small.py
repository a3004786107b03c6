"""The library's own small model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hmer_kit.vlm.small import small_model, small_processor
from vlm.families.harness import Family
from vlm.families.parts import LATEX

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def tokenizer() -> PreTrainedTokenizerFast:
    return small_processor([token for latex in LATEX for token in latex.split()]).tokenizer


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    processor = small_processor([token for latex in LATEX for token in latex.split()])
    processor.tokenizer = tokenizer
    return small_model(tokenizer, hidden_size=32, layers=1), processor


FAMILY = Family("vision-encoder-decoder", build, tokenizer=tokenizer, picture="", variant="hmer_kit.vlm.small")
