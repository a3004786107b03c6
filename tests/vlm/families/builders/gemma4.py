"""Gemma 4: pictures alone, without the audio and video halves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Gemma4Config, Gemma4ForConditionalGeneration, Gemma4Processor
from transformers.models.gemma4.feature_extraction_gemma4 import Gemma4AudioFeatureExtractor
from transformers.models.gemma4.image_processing_pil_gemma4 import Gemma4ImageProcessorPil

from hmer_kit.vlm import images_only
from vlm.families.harness import Family
from vlm.families.parts import TEXT, chat_template, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


NAMED = {
    "image_token": "<|image|>",
    "boi_token": "<|image>",
    "eoi_token": "<image|>",
    "audio_token": "<|audio|>",
    "boa_token": "<|audio>",
    "eoa_token": "<audio|>",
}


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(bos="<|turn>", eos="<turn|>", marks=["<|video|>"], **NAMED)


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    layers = {"layer_types": ["sliding_attention", "full_attention"], "sliding_window": 256}
    per_layer = {"vocab_size_per_layer_input": len(tokenizer), "hidden_size_per_layer_input": 8}
    vision = {**TEXT, "num_hidden_layers": 1, "patch_size": 4, "pooling_kernel_size": 2, "position_embedding_size": 64}
    ids = {f"{name}_id": token for name, token in NAMED.items() if name != "eoa_token"}
    config = Gemma4Config(
        text_config={**TEXT, **token_ids(tokenizer), **layers, **per_layer},
        vision_config=vision,
        **mark_ids(tokenizer, video_token_id="<|video|>", eoa_token_index="<audio|>", **ids),
    )
    images = Gemma4ImageProcessorPil(patch_size=4, pooling_kernel_size=2, max_soft_tokens=70)
    parts = (Gemma4AudioFeatureExtractor(), images, tokenizer, None)
    template = chat_template("<|image|>", start="<|turn>", end="<turn|>\n")
    processor = images_only(Gemma4Processor)(*parts, chat_template=template, image_seq_length=70)
    return Gemma4ForConditionalGeneration(config), processor


FAMILY = Family("gemma4", build, tokenizer=tokenizer, picture="<|image|>", video_needs=("torchvision",))
