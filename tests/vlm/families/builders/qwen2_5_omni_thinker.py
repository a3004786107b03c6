"""The thinker of Qwen2.5-Omni on pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import WhisperFeatureExtractor
from transformers.models.qwen2_5_omni.configuration_qwen2_5_omni import Qwen2_5OmniThinkerConfig
from transformers.models.qwen2_5_omni.modeling_qwen2_5_omni import Qwen2_5OmniThinkerForConditionalGeneration
from transformers.models.qwen2_5_omni.processing_qwen2_5_omni import Qwen2_5OmniProcessor
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

from hmer_kit.vlm import images_only
from vlm.families.builders._qwen import ROPE, TEMPLATE, VISION
from vlm.families.harness import Family
from vlm.families.parts import TEXT, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


NAMED = {
    "image_token": "<|image_pad|>",
    "audio_token": "<|audio_pad|>",
    "video_token": "<|video_pad|>",
    "vision_bos_token": "<|vision_start|>",
    "vision_eos_token": "<|vision_end|>",
    "audio_bos_token": "<|audio_start|>",
    "audio_eos_token": "<|audio_end|>",
}
STARTS = {
    "audio_start_token_id": "<|audio_start|>",
    "audio_end_token_id": "<|audio_end|>",
    "vision_start_token_id": "<|vision_start|>",
    "vision_end_token_id": "<|vision_end|>",
}
"""Published configurations hold these; the class does not know them all."""


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(bos="<|im_start|>", eos="<|im_end|>", **NAMED)


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    audio = {"encoder_layers": 1, "encoder_attention_heads": 2, "encoder_ffn_dim": 32, "d_model": 32, "output_dim": 32}
    pads = {
        "audio_token_index": "<|audio_pad|>",
        "image_token_index": "<|image_pad|>",
        "video_token_index": "<|video_pad|>",
    }
    config = Qwen2_5OmniThinkerConfig(
        text_config={**TEXT, **token_ids(tokenizer), "rope_parameters": ROPE},
        vision_config={**VISION, "out_hidden_size": 32, "window_size": 32, "fullatt_block_indexes": [0]},
        audio_config=audio,
        **mark_ids(tokenizer, **pads),
    )
    for key, token in STARTS.items():
        setattr(config, key, tokenizer.convert_tokens_to_ids(token))
    images = Qwen2VLImageProcessorPil(patch_size=8, min_pixels=16 * 16, max_pixels=32 * 64)
    parts = (images, None, WhisperFeatureExtractor(), tokenizer)
    processor = images_only(Qwen2_5OmniProcessor)(*parts, chat_template=TEMPLATE)
    return Qwen2_5OmniThinkerForConditionalGeneration(config), processor


FAMILY = Family(
    "qwen2_5_omni_thinker",
    build,
    tokenizer=tokenizer,
    picture="<|image_pad|>",
    video_needs=("torchvision",),
    note="the thinker alone, its speech is left alone",
)
