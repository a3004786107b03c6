"""Gemma 4 without an encoder: pixels go straight to the decoder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Gemma4UnifiedConfig, Gemma4UnifiedForConditionalGeneration

from hmer_kit.vlm import images_only
from vlm.families.builders.gemma4 import FAMILY as GEMMA4
from vlm.families.builders.gemma4 import NAMED
from vlm.families.harness import Family
from vlm.families.parts import TEXT, chat_template, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    from transformers import Gemma4UnifiedAudioFeatureExtractor, Gemma4UnifiedImageProcessor, Gemma4UnifiedProcessor

    layers = {"layer_types": ["sliding_attention", "full_attention"], "sliding_window": 256}
    ids = {f"{name}_id": token for name, token in NAMED.items() if name != "eoa_token"}
    vision = {"patch_size": 4, "pooling_kernel_size": 2, "mm_embed_dim": 32, "mm_posemb_size": 64}
    config = Gemma4UnifiedConfig(
        text_config={**TEXT, **token_ids(tokenizer), **layers},
        vision_config={**vision, "output_proj_dims": 32},
        audio_config={"audio_embed_dim": 16},
        **mark_ids(tokenizer, video_token_id="<|video|>", eoa_token_index="<audio|>", **ids),
    )
    images = Gemma4UnifiedImageProcessor(patch_size=4, pooling_kernel_size=2, max_soft_tokens=70)
    parts = (Gemma4UnifiedAudioFeatureExtractor(), images, tokenizer, None)
    template = chat_template("<|image|>", start="<|turn>", end="<turn|>\n")
    processor = images_only(Gemma4UnifiedProcessor)(*parts, chat_template=template, image_seq_length=70)
    return Gemma4UnifiedForConditionalGeneration(config), processor


FAMILY = Family("gemma4_unified", build, tokenizer=GEMMA4.tokenizer, picture="<|image|>", needs=("torchvision",))
