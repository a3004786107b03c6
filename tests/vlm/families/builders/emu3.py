"""Emu3: pictures become words of its vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Emu3Config, Emu3ForConditionalGeneration, Emu3Processor

from vlm.families.harness import Family
from vlm.families.parts import TEXT, chat_template, family_tokenizer, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


NAMED = {
    "image_token": "<image>",
    "boi_token": "<|image start|>",
    "eoi_token": "<|image end|>",
    "image_wrapper_token": "<|image token|>",
    "eof_token": "<|extra_201|>",
}
CODES = [f"<|visual token {index:06d}|>" for index in range(16)]


def tokenizer() -> PreTrainedTokenizerFast:
    marks = [*CODES, "<|extra_200|>"]
    return family_tokenizer(bos="<|extra_203|>", eos="<|extra_204|>", marks=marks, **NAMED)


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    from transformers import Emu3ImageProcessor

    codes = {
        "codebook_size": 16, "base_channels": 32, "channel_multiplier": [1, 2, 1], "hidden_size": 32, "embed_dim": 4,
        "num_res_blocks": 1, "attn_resolutions": [],
    }  # fmt: skip
    config = Emu3Config(
        text_config={**TEXT, **token_ids(tokenizer)}, vq_config=codes, vocabulary_map=tokenizer.get_vocab()
    )
    images = Emu3ImageProcessor(min_pixels=32 * 32, max_pixels=64 * 64, spatial_factor=4)
    template = chat_template("<image>", start="", role=": ", end="<|extra_204|>")
    processor = Emu3Processor(images, tokenizer, chat_template=template)
    processor.downsample_ratio = 4
    return Emu3ForConditionalGeneration(config), processor


FAMILY = Family("emu3", build, tokenizer=tokenizer, picture="<image>", needs=("torchvision",))
