"""Chameleon: pictures become words of its vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import ChameleonConfig, ChameleonForConditionalGeneration, ChameleonProcessor
from transformers.models.chameleon.image_processing_pil_chameleon import ChameleonImageProcessorPil

from vlm.families.harness import Family
from vlm.families.parts import TEXT, family_tokenizer, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


CODES = [f"IMGIMG{'ABCDEFGHIJ'[index // 10]}{'ABCDEFGHIJ'[index % 10]}Z" for index in range(16)]


def tokenizer() -> PreTrainedTokenizerFast:
    marks = ["<image>", "<racm3:break>", "<eoss>", *CODES]
    tokenizer = family_tokenizer(marks=marks)
    tokenizer.add_special_tokens({"sep_token": "<reserved08706>"})
    return tokenizer


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    codes = {
        "embed_dim": 8, "num_embeddings": 16, "latent_channels": 8, "base_channels": 32, "channel_multiplier": [1, 1],
        "num_res_blocks": 1, "resolution": 32,
    }  # fmt: skip
    text = {key: value for key, value in TEXT.items() if key != "head_dim"}
    config = ChameleonConfig(**text, **token_ids(tokenizer), vq_config=codes, vocabulary_map=tokenizer.get_vocab())
    images = ChameleonImageProcessorPil(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})
    processor = ChameleonProcessor(images, tokenizer, image_seq_length=256)
    return ChameleonForConditionalGeneration(config), processor


FAMILY = Family("chameleon", build, tokenizer=tokenizer, picture="<image>")
