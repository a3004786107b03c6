"""Molmo 2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Molmo2Config, Molmo2ForConditionalGeneration

from hmer_kit.vlm import images_only
from vlm.families.harness import Family
from vlm.families.parts import TEXT, chat_template, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


MARKS = {
    "image_start_token_id": "<im_start>",
    "low_res_image_start_token_id": "<low_res_im_start>",
    "image_end_token_id": "<im_end>",
    "image_patch_id": "<im_patch>",
    "frame_start_token_id": "<frame_start>",
    "frame_end_token_id": "<frame_end>",
}


def tokenizer() -> PreTrainedTokenizerFast:
    marks = [*MARKS.values(), "<im_col>", "<im_low>", "<|image|>", "<|video|>"]
    return family_tokenizer(bos="<|im_start|>", eos="<|im_end|>", marks=marks)


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    from transformers import Molmo2ImageProcessor, Molmo2Processor

    heads = {"num_attention_heads": 2, "num_key_value_heads": 2, "head_dim": 16, "hidden_size": 32}
    vision = {**heads, "intermediate_size": 32, "num_hidden_layers": 1, "image_size": [32, 32], "patch_size": 8}
    adapter = {**heads, "vision_feature_layer": [-1], "intermediate_size": 32, "text_hidden_size": 32}
    config = Molmo2Config(
        text_config={**TEXT, **token_ids(tokenizer), "additional_vocab_size": 8},
        vision_config={**vision, "num_position_embeddings": 16},
        adapter_config=adapter,
        **mark_ids(tokenizer, **MARKS),
    )
    images = Molmo2ImageProcessor(size={"height": 32, "width": 32}, max_crops=2, patch_size=8, overlap_margins=[1, 1])
    processor = images_only(Molmo2Processor)(images, None, tokenizer, chat_template=chat_template("<|image|>"))
    return Molmo2ForConditionalGeneration(config), processor


FAMILY = Family("molmo2", build, tokenizer=tokenizer, picture="<im_patch>", needs=("torchvision",))
