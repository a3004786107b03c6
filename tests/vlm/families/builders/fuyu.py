"""Fuyu: patches of the picture are given to the decoder as they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tokenizers import Regex, decoders, normalizers, pre_tokenizers
from transformers import FuyuConfig, FuyuForCausalLM, FuyuProcessor
from transformers.models.fuyu.image_processing_pil_fuyu import FuyuImageProcessorPil

from vlm.families.harness import Family
from vlm.families.parts import TEXT, make_examples, token_ids, word_tokenizer

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

MARKS = ["▁", "|SPEAKER|", "|NEWLINE|", "<s>", "<0x04>"]


def tokenizer() -> PreTrainedTokenizerFast:
    """Return a tokenizer that puts ``▁`` before any text, marks included: the processor takes the first id away."""
    texts = [text for example in make_examples() for text in (example.prompt, example.target)]
    end = "|ENDOFTEXT|"
    made = word_tokenizer([*texts, " ".join(MARKS)], ["<pad>", "<unk>", end], eos_token=end)
    backend = made.backend_tokenizer
    backend.normalizer = normalizers.Prepend("▁")
    pieces = "|".join(map(re.escape, MARKS))
    backend.pre_tokenizer = pre_tokenizers.Split(Regex(rf"{pieces}|\s"), "isolated")
    backend.decoder = decoders.Sequence([decoders.Fuse(), decoders.Replace("▁", "")])
    return made


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    text = {**TEXT, **token_ids(tokenizer), "model_type": "persimmon"}
    image_id = tokenizer.convert_tokens_to_ids("|SPEAKER|")
    config = FuyuConfig(text_config=text, patch_size=8, image_token_id=image_id)
    images = FuyuImageProcessorPil(size={"height": 64, "width": 96}, patch_size={"height": 8, "width": 8})
    return FuyuForCausalLM(config), FuyuProcessor(images, tokenizer)


FAMILY = Family("fuyu", build, tokenizer=tokenizer, picture="|SPEAKER|")
